private let sources = ["Sources/"]

/// Where the time of day may be asked for; everywhere else it is handed in. One file a room, none in the pure rooms.
let clockPlaces: Set<String> = [
  "Sources/EmbeddedServer/Clock.swift",
  "Sources/Extraction/Clock.swift",
  "Sources/Loading/Clock.swift",
  "Sources/Pipeline/Clock.swift",
  "Sources/Postgres/Clock.swift",
  "Sources/sluice/Clock.swift",
]

/// Where SQL may be composed, from quoted identifiers only. All other SQL is a file in `sql/` with parameters.
let sqlComposers: Set<String> = [
  "Sources/Loading/Statements.swift",
  "Sources/Postgres/BinaryCopy.swift",
  "Sources/Postgres/Transaction.swift",
]

/// A finding for each place where one of the words stands in the code of a file.
private func banning(
  _ name: String, _ words: [String], below folders: [String] = sources, except places: Set<String> = [],
  _ advice: String
) -> Rule {
  Rule(name, below: folders) { file, swift in
    if places.contains(file.path) { return [] }
    return words.flatMap { swift.offsets(of: $0) }.map { file.finding(at: $0, advice) }
  }
}

let habitRules: [Rule] = [
  banning("No try!", ["try!"], "`try!` hides which error ends the program: throw on, or switch over it"),
  Rule("Every crash has a reason", below: sources) { file, swift in
    ["fatalError(", "preconditionFailure(", "assertionFailure("].flatMap { call in
      swift.offsets(of: call).filter { !swift.givesReason(after: $0 + call.utf8.count) }.map {
        file.finding(at: $0, "\(call)…) without a reason: say which promise was broken, and by whom")
      }
    }
  },
  Rule("No notes to self", below: sources) { file, swift in
    ["TODO", "FIXME", "XXX"].flatMap { word in
      (swift.offsets(of: word) + SwiftText.offsets(of: word, in: swift.comments)).map {
        file.finding(at: $0, "\(word): do it, or write it down where the others look for work")
      }
    }
  },
  Rule("Only the commands print", below: sources) { file, swift in
    guard file.room != "sluice" else { return [] }
    return ["print(", "debugPrint("].flatMap { swift.offsets(of: $0) }.filter { !swift.isMember(at: $0) }.map {
      file.finding(at: $0, "only the commands (Sources/sluice) print: return a value, or use the log handed in")
    }
  },
  banning(
    "Time is handed in",
    [
      "Date()", "Date.now", "Date(timeIntervalSinceNow", "DispatchTime.now", "DispatchWallTime.now", ".now()",
      "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday",
    ],
    except: clockPlaces,
    "asks for the time: take it as a parameter, or ask in the room's Clock.swift (clockPlaces in HabitRules.swift)"),
  Rule("Every escape from the checker says who may touch it", below: sources) { file, swift in
    let comments = SwiftText.lines(of: swift.comments)
    return ["@unchecked Sendable", "nonisolated(unsafe)"].flatMap { escape in
      swift.offsets(of: escape).compactMap { offset in
        let line = swift.line(of: offset)
        if comments[max(0, line - 4)..<(line - 1)].contains(where: isSentence) { return nil }
        return file.finding(
          at: offset, "`\(escape)` needs a comment on one of the three lines before: who may touch it, and when")
      }
    }
  },
  Rule(
    "A file is named by a noun of ours", below: sources,
    eachText: { file in
      let banned: Set<String> = ["util", "utils", "helper", "helpers", "common", "commons", "manager", "managers"]
      guard let word = camelWords(file.path).first(where: { banned.contains($0) }) else { return [] }
      return [file.finding(1, "`\(word)` says nothing: name the file by what is in it")]
    }),
  Rule("No code switched off", below: sources) { file, swift in
    ["#if", "#elseif"].flatMap { swift.offsets(of: $0) }.compactMap { offset in
      let condition = Array(swift.code[offset...].prefix { $0 != Ascii.lf })
      guard !SwiftText.offsets(of: "false", in: condition).isEmpty else { return nil }
      return file.finding(at: offset, "code that is never built: delete it, git remembers")
    }
  },
  Rule("No code in comments", below: sources) { file, swift in
    var isFenced = false
    return SwiftText.lines(of: swift.comments).enumerated().compactMap { index, line in
      let text = line.trimming { $0 == " " || $0 == "/" || $0 == "*" }
      if text.isEmpty && !line.contains("/") { isFenced = false }
      if text.hasPrefix("```") { isFenced.toggle() }
      guard !isFenced, isCode(text) else { return nil }
      return file.finding(index + 1, "code in a comment: delete it, git remembers (an example stands in a ``` fence)")
    }
  },
  Rule("SQL is not built of strings", below: sources) { file, swift in
    guard !sqlComposers.contains(file.path) else { return [] }
    return swift.literals.filter { isStatement($0) && ($0.interpolates || swift.isConcatenated($0)) }.map {
      file.finding(
        at: $0.start,
        "SQL built of strings: use a file in sql/ with parameters, or compose it from quoted identifiers in one of "
          + "sqlComposers (HabitRules.swift)")
    }
  },
  banning(
    "No test is switched off", [".disabled(", "XCTSkip", "withKnownIssue"],
    below: ["Sources/", "Tests/", "Benchmarks/"],
    "a test that cannot fail: mend it or delete it"),
]

/// Three words or more, so that a mark or a divider is none.
private func isSentence(_ comment: String) -> Bool {
  let words = comment.split { !$0.isLetter }
  return words.count >= 3 && words.first != "MARK"
}

/// `Sources/Rows/HTTPPageUtils.swift` → sources, rows, http, page, utils, swift.
private func camelWords(_ path: String) -> [String] {
  let letters = Array(path)
  var words = [""]
  for (index, letter) in letters.enumerated() {
    let follows = index > 0 ? letters[index - 1] : "/"
    let leads = index + 1 < letters.count ? letters[index + 1] : "/"
    let begins = letter.isUppercase && (!follows.isUppercase || leads.isLowercase)
    if !letter.isLetter || begins { words.append("") }
    if letter.isLetter { words[words.count - 1].append(letter) }
  }
  return words.map { $0.lowercased() }
}

/// Whether a comment's text looks like Swift. A semicolon alone is prose; behind a bracket or an assignment it is not.
private func isCode(_ text: String) -> Bool {
  if text.hasSuffix("{") || text.hasSuffix("}") { return true }
  if text.hasSuffix(");") || (text.hasSuffix(";") && text.contains(" = ")) { return true }
  guard let space = text.firstIndex(of: " ") else { return false }
  let name = text[text.index(after: space)...].drop { $0.isLetter || $0.isNumber || $0 == "_" }
  switch text[..<space] {
  case "let", "var": return name.hasPrefix(":") || name.hasPrefix(" = ") || name.hasPrefix("(")
  case "func": return name.hasPrefix("(") || name.hasPrefix("<")
  default: return false
  }
}

/// Whether a literal's text is a statement: a verb in capitals, or in small letters with its second word.
private func isStatement(_ literal: Literal) -> Bool {
  let verbs = ["SELECT", "INSERT", "DELETE", "UPDATE"]
  if verbs.contains(where: { !SwiftText.offsets(of: $0, in: literal.bytes).isEmpty }) { return true }
  let lowered = Array(literal.text.lowercased().utf8)
  let pairs = [("select", "from"), ("insert", "into"), ("delete", "from"), ("update", "set")]
  return pairs.contains { verb, second in
    guard let start = SwiftText.offsets(of: verb, in: lowered).first else { return false }
    return SwiftText.offsets(of: second, in: lowered).contains { $0 > start }
  }
}

extension SwiftText {
  /// Whether the call whose arguments begin at `offset` is given anything but an empty string.
  fileprivate func givesReason(after offset: Int) -> Bool {
    if let literal = literals.first(where: { $0.start >= offset }),
      code[offset..<literal.start].allSatisfy({ Ascii.isBlank($0) })
    {
      return literal.interpolates || literal.bytes.contains { !Ascii.isBlank($0) }
    }
    return code[offset...].first { !Ascii.isBlank($0) } != Ascii.close
  }

  /// Whether a `.` other than that of `Swift.` stands before.
  fileprivate func isMember(at offset: Int) -> Bool {
    guard offset > 0, code[offset - 1] == UInt8(ascii: ".") else { return false }
    return !code[..<offset].reversed().starts(with: "Swift.".utf8.reversed())
  }

  /// Whether a `+` stands right before or behind.
  fileprivate func isConcatenated(_ literal: Literal) -> Bool {
    let plus = UInt8(ascii: "+")
    return code[..<literal.start].last { !Ascii.isBlank($0) } == plus
      || code[literal.end...].first { !Ascii.isBlank($0) } == plus
  }
}

extension String {
  /// Without the characters at either end that satisfy `drops`.
  fileprivate func trimming(_ drops: (Character) -> Bool) -> String {
    let tail = drop(while: drops)
    return String(tail[..<(tail.lastIndex { !drops($0) }.map { tail.index(after: $0) } ?? tail.startIndex)])
  }
}
