private let ownSwift = ["Sources/", "Tests/", "Benchmarks/"]

let functionLinesMax = 70
/// "About 400": the rule speaks up where nobody can call it about 400 any more.
let fileLinesMax = 450
let lineColumnsMax = 120

let lengthRules: [Rule] = [
  Rule("A function is a screen", below: ownSwift) { file, swift in
    let reading = FunctionReading(swift)
    guard reading.isBalanced else {
      return [file.finding(1, "the brackets of this file do not balance for the reader in FunctionReading.swift")]
    }
    return reading.functions.filter { $0.lineCount > functionLinesMax }.map {
      file.finding(
        $0.firstLine, "\($0.name) has \($0.lineCount) lines, more than \(functionLinesMax): give its steps names")
    }
  },
  Rule("A Swift file is one idea", below: ownSwift) { file, _ in
    guard file.lines.count > fileLinesMax else { return [] }
    return [file.finding(1, "\(file.lines.count) lines, where about 400 are allowed: split it by idea")]
  },
  Rule("A line fits the window", below: ownSwift) { file, _ in
    file.lines.enumerated().filter { $1.count > lineColumnsMax }.map { index, line in
      file.finding(index + 1, "\(line.count) columns, more than \(lineColumnsMax): break the line")
    }
  },
]
