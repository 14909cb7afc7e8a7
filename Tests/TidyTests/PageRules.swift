import Foundation

let decisionHeadings = ["## Context", "## Choice", "## Why not the others"]

let pageRules: [Rule] = [
  Rule("Links lead somewhere") { tree in
    tree.texts.filter { $0.path.hasSuffix(".md") }.flatMap { page in
      page.markdown.filter { !$0.isFenced }.flatMap { line in
        linkTargets(line.prose).compactMap { link in
          guard let target = localTarget(link, from: page.path), !tree.holds(target) else { return nil }
          return page.finding(line.number, "the link to \(link) leads nowhere: there is no \(target)")
        }
      }
    }
  },
  Rule("The README makes what the Makefile knows") { tree in
    guard let readme = tree["README.md"] else { return [] }
    let known = makeTargets(tree["Makefile"])
    return readme.markdown.flatMap { line in
      line.commands.flatMap(targetsMade).filter { !known.contains($0) }.map {
        readme.finding(line.number, "the Makefile has no target `\($0)`")
      }
    }
  },
  Rule("Decisions are numbered without a hole") { tree in
    numberingFindings(tree, below: "docs/decisions/", shape: "0001-lower-case.md") { name in
      let stem = name.dropFirst(5).dropLast(3)
      return name.dropFirst(4).hasPrefix("-") && name.hasSuffix(".md") && !stem.isEmpty
        && stem.utf8.allSatisfy { Ascii.isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
  },
  Rule(
    "A decision has its three headings", below: ["docs/decisions/"],
    eachText: { page in
      let lines = page.markdown.filter { !$0.isFenced }.map { $0.text }
      let missing = decisionHeadings.filter { !lines.contains($0) }
      if missing.isEmpty { return [] }
      return [page.finding(1, "needs the headings \(missing.joined(separator: ", "))")]
    }),
]

/// One line of a Markdown page.
struct MarkdownLine {
  let number: Int
  let text: String
  /// Inside a fence, or the fence itself.
  let isFenced: Bool

  /// The text without its code spans.
  var prose: String { spans.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "``") }

  /// The commands that the line shows: itself in a fence, else its code spans.
  var commands: [String] {
    isFenced ? [text] : spans.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
  }

  /// Prose and code in turn, prose first and last.
  private var spans: [String] {
    var parts = text.replacing("``", with: "`").split(separator: "`", omittingEmptySubsequences: false)
      .map(String.init)
    if parts.count.isMultiple(of: 2) {
      // The last backtick has no partner: it is prose.
      let tail = parts.removeLast()
      parts[parts.count - 1] += "`" + tail
    }
    return parts
  }
}

extension TextFile {
  fileprivate var markdown: [MarkdownLine] {
    var fence: Substring?
    return lines.enumerated().map { index, text in
      let start = text.drop { $0 == " " }
      let mark = start.prefix { $0 == start.first }
      let isMark = mark.count >= 3 && (mark.first == "`" || mark.first == "~")
      let wasInside = fence != nil
      if let inside = fence, isMark, mark.hasPrefix(inside) { fence = nil } else if !wasInside, isMark { fence = mark }
      return MarkdownLine(number: index + 1, text: text, isFenced: wasInside || isMark)
    }
  }
}

/// The targets of `[text](target "title")`, `![image](<target>)` and `[name]: target`.
private func linkTargets(_ prose: String) -> [String] {
  var targets: [String] = []
  var rest = prose[...]
  while let open = rest.range(of: "](") {
    rest = rest[open.upperBound...]
    let isBracketed = rest.hasPrefix("<")
    let target = isBracketed ? rest.dropFirst().prefix { $0 != ">" } : closedPrefix(rest)
    if !target.isEmpty { targets.append(String(target)) }
  }
  if prose.hasPrefix("["), let colon = prose.range(of: "]:"), !prose.hasPrefix("[^") {
    targets += prose[colon.upperBound...].split(separator: " ").prefix(1).map(String.init)
  }
  return targets
}

/// Up to a blank or the parenthesis that closes the link; a path may hold pairs of its own.
private func closedPrefix(_ text: Substring) -> Substring {
  var depth = 0
  return text.prefix { character in
    if character == "(" { depth += 1 }
    if character == ")" { depth -= 1 }
    return depth >= 0 && character != " "
  }
}

/// The path in the tree that a relative link leads to; nil for one that leaves the tree or stays on its page.
private func localTarget(_ link: String, from page: String) -> String? {
  let path = link.prefix { $0 != "#" && $0 != "?" }
  let scheme = path.prefix { $0.isLetter }
  if path.isEmpty || (!scheme.isEmpty && path[scheme.endIndex...].hasPrefix(":")) || path.hasPrefix("//") { return nil }
  var parts = path.hasPrefix("/") ? [] : page.split(separator: "/").dropLast().map(String.init)
  for part in (path.removingPercentEncoding ?? String(path)).split(separator: "/") where part != "." {
    if part != ".." { parts.append(String(part)) } else if parts.popLast() == nil { return String(path) }
  }
  return parts.isEmpty ? nil : parts.joined(separator: "/")
}

/// What stands before a colon at the start of a Makefile's lines.
private func makeTargets(_ makefile: TextFile?) -> Set<String> {
  var targets: Set<String> = []
  for line in makefile?.lines ?? [] where !line.hasPrefix("\t") && !line.hasPrefix("#") && !line.hasPrefix(".") {
    guard let colon = line.firstIndex(of: ":") else { continue }
    let rest = line[colon...]
    if line[..<colon].contains("=") || rest.hasPrefix(":=") || rest.hasPrefix("::=") { continue }
    targets.formUnion(line[..<colon].split(separator: " ").map(String.init))
  }
  return targets
}

/// The targets of the `make` calls in a command line: `PGHOST=x make run JOB=press && make -j2 test` → run, test.
private func targetsMade(_ command: String) -> [String] {
  let separators: Set<Character> = ["&", "|", ";", "(", ")"]
  let code = command.prefix { $0 != "#" }
  return code.split { separators.contains($0) }.flatMap { part -> [String] in
    var words = part.split(separator: " ")
    while let first = words.first, first.contains("=") || ["$", "sudo", "time", "env"].contains(first) {
      words.removeFirst()
    }
    guard words.first == "make", !words.contains("-C"), !words.contains("-f") else { return [] }
    return words.dropFirst().filter { word in
      !word.hasPrefix("-") && word.contains { $0.isLowercase }
        && word.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
    }.map(String.init)
  }
}
