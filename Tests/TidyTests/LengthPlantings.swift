/// As many lines of code.
private func lines(_ count: Int) -> String {
  Array(repeating: "    step()\n", count: count).joined()
}

private let screen = "A function is a screen"
private let file = "Sources/Rows/Page.swift"

let lengthPlantings: [Planting] = [
  Planting(screen, file, "  func fits() {\n\(lines(68))  }"),
  Planting(screen, file, "  func isLong() { ◀\n\(lines(69))  }"),
  Planting(screen, file, "  init?(a: Int) throws { ◀\n\(lines(69))  }\n  deinit {\n\(lines(68))  }"),
  Planting(screen, file, "  var isLong: Int { ◀\n\(lines(69))  }\n  var a = 1\n  do {\n\(lines(90))  }"),
  Planting(screen, file, "  subscript(a: Int) -> Int { ◀\n    get {\n\(lines(68))    }\n  }"),
  Planting(
    screen, file, "  static func == ( ◀\n    a: Int = { 1 }(),\n    b: [Int] = []\n  ) -> Bool {\n\(lines(66))  }"),
  Planting(
    screen, file,
    "protocol P {\n  init(a: Int)\n  func a()\n}\nstruct S {\n\(lines(90))}\nlet s = S.init(a: 1) {\n\(lines(90))}"),
  Planting(screen, file, "func outer() { ◀\n  func inner() {\n\(lines(68))  }\n}"),
  Planting(
    screen, file,
    "func fits() {\n  let a = \"} \\(b.map { \"{\" })\"\n  // }\n  let c = \"\"\"\n    }\n    \"\"\"\n}\n\(lines(80))"),
  Planting(screen, "Tests/RowsTests/PageTests.swift", "func isLong() { ◀\n\(lines(69))}"),
  Planting(screen, "Benchmarks/Sources/Bench/Main.swift", "func isLong() { ◀\n\(lines(69))}"),
  Planting(screen, file, "◀\nfunc isLost() {\n  if a {\n}"),
  Planting("A Swift file is one idea", file, lines(449)),
  Planting("A Swift file is one idea", file, "let a = 1 ◀\n" + lines(449)),
  Planting("A line fits the window", file, String(repeating: "가", count: 120)),
  Planting("A line fits the window", file, "let a = 1\n" + String(repeating: "가", count: 121) + "◀"),
]
