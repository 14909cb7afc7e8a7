let topLevel: Set<String> = [
  "Package.swift", "Sources", "Tests", "jobs", "sql", "Makefile", "README.md", "LICENSE", "docs", "Benchmarks",
]

let largestFileBytes = 4_000_000

private let samples = "jobs/samples/"

extension TextFile {
  /// A file whose odd bytes are its point.
  var isData: Bool {
    path.hasPrefix(samples) || path.contains("/Fixtures/") || path.hasPrefix("Tests/Fuzzing/Corpus/")
  }
}

let layoutRules: [Rule] = [
  Rule("The top level is a table of contents") { tree in
    var seen: Set<Substring> = []
    return tree.paths.compactMap { path in
      let name = path.prefix { $0 != "/" }
      guard !name.hasPrefix("."), !topLevel.contains(String(name)), seen.insert(name).inserted else { return nil }
      return Finding(
        path: path, line: 1,
        advice: "`\(name)` is not for the top level, which has only \(topLevel.sorted().joined(separator: ", "))")
    }
  },
  Rule("No file is heavy") { tree in
    tree.sizes.filter { $0.value > largestFileBytes }.map { path, size in
      Finding(path: path, line: 1, advice: "\(size) bytes, more than \(largestFileBytes): keep a part, or fetch it")
    }
  },
  Rule("Every sample has a source and a licence") { tree in
    tree.paths.filter { $0.hasPrefix(samples) }.compactMap { path in
      let sources = foldersAbove(path).filter { "\($0)/".hasPrefix(samples) }.compactMap { tree["\($0)/SOURCE.md"] }
      if sources.contains(where: namesLicence) { return nil }
      let advice =
        sources.isEmpty
        ? "no SOURCE.md in its folder or one above: say where the file is from and under which licence"
        : "its SOURCE.md names no licence: a line `Licence:` with one of \(licences.joined(separator: ", "))"
      return Finding(path: path, line: 1, advice: advice)
    }
  },
  Rule(
    "A text ends with a line end",
    eachText: { file in
      guard let last = file.bytes.last, last != Ascii.lf else { return [] }
      return [file.finding(file.lines.count, "the last line has no line end")]
    }),
  Rule(
    "No line ends in blanks",
    eachText: { file in
      file.lines.enumerated().compactMap { index, line in
        guard let last = line.utf8.last, Ascii.isBlank(last) else { return nil }
        return file.finding(index + 1, last == Ascii.cr ? "a CR before the line end" : "blanks at the line's end")
      }
    }),
  Rule("Migrations are numbered without a hole") { tree in
    numberingFindings(tree, below: "sql/migrations/", shape: "0001_lower_case.sql") { name in
      let stem = name.dropFirst(5).dropLast(4)
      return name.dropFirst(4).hasPrefix("_") && name.hasSuffix(".sql") && !stem.isEmpty
        && stem.utf8.allSatisfy { Ascii.isLowerOrDigit($0) || $0 == UInt8(ascii: "_") }
    }
  },
]

/// The findings for a folder whose files are numbered from 0001. `isShaped` judges a name that begins with four digits.
func numberingFindings(
  _ tree: Tree, below folder: String, shape: String, isShaped: (Substring) -> Bool
) -> [Finding] {
  var expected = 1
  return tree.paths.filter { $0.hasPrefix(folder) }.flatMap { path -> [Finding] in
    let name = path.dropFirst(folder.count)
    let digits = name.prefix(4)
    guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      isShaped(name)
    else { return [Finding(path: path, line: 1, advice: "name it like \(folder)\(shape)")] }
    defer { expected = number + 1 }
    if number == expected { return [] }
    return [Finding(path: path, line: 1, advice: "number \(number), where \(expected) is due: no holes, no twins")]
  }
}

private let licences = [
  "Apache-2.0", "MIT", "BSD", "CC0", "CC BY", "KOGL", "공공누리", "public domain", "ODbL", "PDDL", "OGL",
]

/// Whether a line that speaks of the licence, or the next line with text, names one.
private func namesLicence(_ source: TextFile) -> Bool {
  let lines = source.lines.map { $0.lowercased().replacing("-", with: " ") }.filter { !$0.isEmpty }
  let names = licences.map { Array($0.lowercased().replacing("-", with: " ").utf8) }
  return lines.indices.contains { index in
    guard ["licence", "license", "이용허락"].contains(where: { lines[index].contains($0) }) else { return false }
    let said = Array((lines[index] + " " + (index + 1 < lines.count ? lines[index + 1] : "")).utf8)
    return names.contains { !SwiftText.offsets(of: String(decoding: $0, as: UTF8.self), in: said).isEmpty }
  }
}

/// `a/b/c.txt` → `a/b`, `a`.
func foldersAbove(_ path: String) -> [String] {
  var folders: [String] = []
  var rest = path[...]
  while let slash = rest.lastIndex(of: "/") {
    rest = rest[..<slash]
    folders.append(String(rest))
  }
  return folders
}

extension Ascii {
  static func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
