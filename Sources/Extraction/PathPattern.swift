/// Which files of a root belong to a job, and what their paths say: `press/{yyyy}/{MM}/{dd}/{machine}*.csv`.
///
/// `*` stands for any characters within a name, `?` for one, `{field}` captures one or more characters within a name;
/// `{yyyy}`, `{MM}`, `{dd}`, `{HH}` capture that many digits, which together are the date of the file.
package struct PathPattern: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case text(String)
    case any
    case one
    case capture(String)
    case digits(String, count: Int)
  }

  package struct Problem: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  package let text: String
  /// By path component.
  let components: [[Part]]
  /// The names captured, date fields included, in order.
  package let fields: [String]

  private static let dateFields = ["yyyy": 4, "MM": 2, "dd": 2, "HH": 2]

  package init(_ text: String) throws(Problem) {
    self.text = text
    guard !text.isEmpty, !text.hasPrefix("/"), !text.contains("\0") else {
      throw Problem(description: "the path must be relative to its root")
    }
    var components: [[Part]] = []
    for component in text.split(separator: "/", omittingEmptySubsequences: false) {
      guard !component.isEmpty, component != ".", component != ".." else {
        throw Problem(description: "the path has an empty component, \".\" or \"..\"; it must stay below its root")
      }
      components.append(try Self.parts(of: component))
    }
    self.components = components
    fields = components.flatMap { $0 }.compactMap { part in
      switch part {
      case .capture(let name), .digits(let name, _): name
      default: nil
      }
    }
    if let twice = fields.first(where: { name in fields.filter { $0 == name }.count > 1 }) {
      throw Problem(description: "the path captures {\(twice)} twice")
    }
    let dates = ["yyyy", "MM", "dd", "HH"].map(fields.contains)
    guard zip(dates, dates.dropFirst()).allSatisfy({ $0 || !$1 }) else {
      throw Problem(description: "a date in the path needs {yyyy} first, then {MM}, {dd}, {HH} as far as it goes")
    }
  }

  private static func parts(of component: Substring) throws(Problem) -> [Part] {
    var parts: [Part] = []
    var rest = component
    while let first = rest.first {
      if first == "{" {
        guard let end = rest.firstIndex(of: "}") else { throw Problem(description: "the path has a { without }") }
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        if let count = dateFields[name] {
          parts.append(.digits(name, count: count))
        } else {
          guard isName(name) else {
            throw Problem(
              description: "{\(name)} is no field name: small letters, digits and _ (or yyyy, MM, dd, HH)")
          }
          if case .capture? = parts.last { throw Problem(description: "two captures touch at {\(name)}") }
          parts.append(.capture(name))
        }
        rest = rest[rest.index(after: end)...]
      } else {
        switch first {
        case "*": parts.append(.any)
        case "?": parts.append(.one)
        case "}", "[", "]":
          throw Problem(description: "the path has a \"\(first)\"; known are * ? {field} {yyyy} {MM} {dd} {HH}")
        default:
          if case .text(let text)? = parts.last {
            parts[parts.count - 1] = .text(text + String(first))
          } else {
            parts.append(.text(String(first)))
          }
        }
        rest.removeFirst()
      }
    }
    return parts
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first >= 97 && first <= 122 || first == 95 else { return false }
    return name.utf8.allSatisfy { $0 >= 97 && $0 <= 122 || $0 == 95 || $0 >= 48 && $0 <= 57 }
  }

  /// What a path below the root captures; nil if it does not match.
  package func captured(from path: String) -> [String: String]? {
    let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard names.count == components.count else { return nil }
    var captured: [String: String] = [:]
    for (depth, name) in names.enumerated() {
      guard let found = match(name, depth: depth) else { return nil }
      captured.merge(found) { first, _ in first }
    }
    return captured
  }

  /// What a name captures as the component at `depth`; nil if it does not match. Captures take as little as they can.
  func match(_ name: String, depth: Int) -> [String: String]? {
    var dead: Set<Place> = []
    return Self.match(components[depth][...], Array(name.unicodeScalars)[...], &dead)
  }

  /// How far a match has come: parts and scalars that are behind it.
  private struct Place: Hashable {
    var part: Int
    var scalar: Int
  }

  /// Goes on from a place unless it is known that nothing matches from there, so that no pattern is slow.
  /// - Complexity: O(parts × scalars²).
  private static func match(
    _ parts: ArraySlice<Part>, _ rest: ArraySlice<Unicode.Scalar>, _ dead: inout Set<Place>
  ) -> [String: String]? {
    let place = Place(part: parts.startIndex, scalar: rest.startIndex)
    if dead.contains(place) { return nil }
    let captured = follow(parts, rest, &dead)
    if captured == nil { dead.insert(place) }
    return captured
  }

  /// By scalars: what looks like one character may be two, and file systems compare what is written.
  private static func follow(
    _ parts: ArraySlice<Part>, _ rest: ArraySlice<Unicode.Scalar>, _ dead: inout Set<Place>
  ) -> [String: String]? {
    guard let part = parts.first else { return rest.isEmpty ? [:] : nil }
    let later = parts.dropFirst()
    switch part {
    case .text(let text):
      guard rest.starts(with: text.unicodeScalars) else { return nil }
      return match(later, rest.dropFirst(text.unicodeScalars.count), &dead)
    case .one:
      return rest.isEmpty ? nil : match(later, rest.dropFirst(), &dead)
    case .digits(let name, let count):
      let digits = rest.prefix(count)
      guard digits.count == count, digits.allSatisfy({ $0 >= "0" && $0 <= "9" }),
        var captured = match(later, rest.dropFirst(count), &dead)
      else { return nil }
      captured[name] = Self.text(digits)
      return captured
    case .any, .capture:
      var end = rest.startIndex
      if case .capture = part {
        guard !rest.isEmpty else { return nil }
        end += 1
      }
      while true {
        if var captured = match(later, rest[end...], &dead) {
          if case .capture(let name) = part { captured[name] = Self.text(rest[..<end]) }
          return captured
        }
        guard end < rest.endIndex else { return nil }
        end += 1
      }
    }
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Whether the component at `depth` is a plain name, which needs no listing of its folder.
  func plainName(depth: Int) -> String? {
    if case .text(let name)? = components[depth].first, components[depth].count == 1 { return name }
    return nil
  }
}
