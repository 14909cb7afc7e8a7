/// The `{field}`s of a template.
func templateFields(_ template: String) -> [String] {
  templatePieces(template).compactMap { piece in
    if case .field(let name) = piece { name } else { nil }
  }
}

enum TemplatePiece: Equatable {
  case text(String)
  case field(String)
}

/// A template in its pieces; a brace that is not closed is text.
func templatePieces(_ template: String) -> [TemplatePiece] {
  var pieces: [TemplatePiece] = []
  let parts = template.split(separator: "{", omittingEmptySubsequences: false)
  if let first = parts.first, !first.isEmpty { pieces.append(.text(String(first))) }
  for part in parts.dropFirst() {
    guard let end = part.firstIndex(of: "}") else {
      pieces.append(.text("{" + part))
      continue
    }
    pieces.append(.field(String(part[..<end])))
    let rest = part[part.index(after: end)...]
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
  }
  return pieces
}

/// One pass over the template: what is filled in is text, even if it looks like a field.
func fillTemplate(_ template: String, _ value: (String) -> String) -> String {
  templatePieces(template).reduce(into: "") { text, piece in
    switch piece {
    case .text(let part): text += part
    case .field(let name): text += value(name)
    }
  }
}
