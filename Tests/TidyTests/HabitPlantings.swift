private let file = "Sources/Pipeline/Workers.swift"

let habitPlantings: [Planting] = [
  Planting("No try!", file, "let a = try! b() ◀\nlet c = try? b()\nlet d = \"try! e\" // try! f"),
  Planting(
    "Every crash has a reason", file,
    """
    fatalError() ◀
    fatalError("") ◀
    fatalError( " " ) ◀
    preconditionFailure() ◀
    assertionFailure("", file: file) ◀
    fatalError("a page outlived its worker")
    fatalError("\\(page)")
    fatalError(reason)
    preconditionFailure(
      "the plan handed out an interval twice")
    """),
  Planting(
    "No notes to self", file,
    """
    // TODO: later ◀
    /// A FIXME in a sentence. ◀
    let a = XXX ◀
    let won = "XXX is no currency; TODO"
    // TODOS, the fish
    """),
  Planting(
    "Only the commands print", file,
    """
    print("a") ◀
    Swift.print(a) ◀
    debugPrint(a) ◀
    page.print(a)
    fingerprint(a)
    // print(a)
    """),
  Planting("Only the commands print", "Sources/sluice/Plan.swift", "print(plan)"),
  Planting(
    "Time is handed in", file,
    """
    let now = Date() ◀
    let later = Date.now ◀
    let soon = DispatchTime.now() + 1 ◀
    queue.asyncAfter(deadline: .now() + 1) ◀
    clock_gettime(CLOCK_REALTIME, &spec) ◀
    gettimeofday(&spec, nil) ◀
    let clock = ContinuousClock() ◀
    let other = SuspendingClock.now ◀
    let wall = DispatchWallTime.now() ◀
    let past = Date(timeIntervalSinceNow: -60) ◀
    let day = CivilDate()
    let from = Date(timeIntervalSince1970: 0)
    """),
  Planting("Time is handed in", "Sources/Pipeline/Clock.swift", "let now = Date()"),
  Planting("Time is handed in", "Sources/Aggregation/Clock.swift", "let now = Date() ◀"),
  Planting(
    "Every escape from the checker says who may touch it", file,
    """
    final class Slots: @unchecked Sendable { ◀
      nonisolated(unsafe) var a = 1 ◀

      // MARK: - the columns of one worker

      // Worker i alone writes slot i; the others read it after the join.
      @available(*, noasync)

      nonisolated(unsafe) var b = 1
      // ----------------
      nonisolated(unsafe) var c = 1 ◀
    }
    """),
  Planting(
    "A file is named by a noun of ours",
    [
      ("Sources/Rows/PageUtils.swift", "let a = 1 ◀"),
      ("Sources/Rows/HTTPManager.swift", "let a = 1 ◀"),
      ("Sources/Rows/Common/Page.swift", "let a = 1 ◀"),
      ("Sources/Rows/string_helpers.swift", "let a = 1 ◀"),
      ("Sources/Rows/Manages.swift", "let a = 1"),
      ("Sources/Rows/Commonest.swift", "let a = 1"),
    ]),
  Planting(
    "No code switched off", file,
    """
    #if false ◀
    #elseif DEBUG && false ◀
    #endif
    #if  false ◀
    #endif
    #if FALSEHOODS
    #endif
    let a = "#if false" // #if false
    """),
  Planting(
    "No code in comments", file,
    """
    // let a = 1 ◀
    // var a: Int ◀
    //   func a(b: Int) -> Int ◀
    // if a { ◀
    // } ◀
    /* a(b); ◀
       c = d; ◀
       the end */
    // Rows arrive in order; columns do not;
    // let the worker decide: it knows the page.
    // var in a name says nothing.
    // func is a word.
    /// The set {1, 2}: three ways.
    ///
    /// ```
    /// let a = 1
    /// if a {
    /// ```
    /// let a = 1 ◀
    let b = "// let a = 1"
    """),
  Planting(
    "SQL is not built of strings", file,
    #"""
    let a = "SELECT \(column) FROM core.sensor" ◀
    let b = "delete from \(table)" ◀
    let c = "INSERT INTO " + table ◀
    let d = table + " UPDATE" ◀
    let e = """ ◀
      UPDATE \(table) SET a = 1
      """
    let f = "SELECT 1"
    let g = "\(count) selected"
    let h = "the \(name) update"
    let i = "UPDATED \(count)"
    """#),
  Planting(
    "SQL is not built of strings", "Sources/Loading/Statements.swift", #"let a = "SELECT \(column) FROM core.sensor""#),
  Planting(
    "No test is switched off", "Tests/RowsTests/PageTests.swift",
    """
    @Test(.disabled("flaky")) func a() {} ◀
    throw XCTSkip("later") ◀
    withKnownIssue { a() } ◀
    @Test(.enabled(if: hasServer)) func b() {}
    let c = "withKnownIssue" // .disabled(
    """),
]
