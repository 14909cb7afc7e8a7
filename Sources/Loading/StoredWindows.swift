import Aggregation
import Postgres
import Rows

/// Reads the stored windows of a job, sensor by sensor, and folds them into coarser ones.
struct StoredWindows {
  private let session: Session
  private let job: JobIdentity
  /// How many rows of finer windows are asked for at once, about.
  private static let rowsAtOnce: Int64 = 20_000

  /// Encoded coarser windows, and what they were made from.
  struct Folded {
    var rows = BinaryCopyRows()
    var windows = 0
    var readings: Int64 = 0
    var nulls: Int64 = 0
  }

  init(_ session: Session, _ job: JobIdentity) {
    self.session = session
    self.job = job
  }

  func fold(_ load: LevelLoad) throws(LoadError) -> Folded {
    var folded = Folded()
    let crossing: WindowState?
    do throws(PostgresError) { crossing = try fold(load, &folded) } catch { throw .postgres(error) }
    guard let crossing else { return folded }
    throw .finerWindows(
      "the \(load.finer.name) window from \(Instant(microseconds: crossing.start)) to "
        + "\(Instant(microseconds: crossing.end)) crosses the edge of a \(load.level.rawValue) window: it was cut by "
        + "other zone data")
  }

  /// - Returns: a finer window that lies on an edge, if there is one; nothing can be made then.
  private func fold(_ load: LevelLoad, _ folded: inout Folded) throws(PostgresError) -> WindowState? {
    let sensors = try session.connection.execute(
      "SELECT sensor_id, code FROM core.sensor WHERE job_id = $1 ORDER BY sensor_id", [.int(Int64(job.jobID))],
      step: "read sensors")
    let sensorsAtOnce = Int(max(1, Self.rowsAtOnce / max(1, load.finerWindowsMax)))
    var first = 0
    while first < sensors.rowCount {
      var codes: [Int32: String] = [:]
      for row in first..<min(first + sensorsAtOnce, sensors.rowCount) {
        codes[Int32(try sensors.int(row, 0))] = try sensors.text(row, 1)
      }
      first += sensorsAtOnce
      if let crossing = try add(codes, load, &folded) { return crossing }
    }
    return nil
  }

  /// Adds some sensors; the same is returned.
  private func add(
    _ codes: [Int32: String], _ load: LevelLoad, _ folded: inout Folded
  ) throws(PostgresError) -> WindowState? {
    let rows = try session.connection.execute(
      Statements.readWindows(load.finer),
      [
        .int(Int64(job.jobID)), .intArray(codes.keys.sorted().map { Int64($0) }),
        .timestamp(microsecondsSince1970: load.span.from.microseconds),
        .timestamp(microsecondsSince1970: load.span.to.microseconds),
      ], step: "read \(load.finer.table)")
    var row = 0
    while row < rows.rowCount {
      let sensorID = Int32(try rows.int(row, WindowColumn.sensorID))
      let windows = load.windows(codes[sensorID] ?? "")
      var fold = CoarserFold(windows)
      while row < rows.rowCount, try rows.int(row, WindowColumn.sensorID) == Int64(sensorID) {
        let window = try rows.storedWindow(row)
        guard fold.add(window) else { return window.state }
        row += 1
      }
      fold.finish()
      for entry in fold.folded {
        WindowRows.append(
          entry.window, shift: windows[entry.place].shift, sensorID: sensorID, job: job, to: &folded.rows)
      }
      folded.windows += fold.taken.windows
      folded.readings += fold.taken.readings
      folded.nulls += fold.taken.nulls
    }
    return nil
  }
}

extension LevelLoad {
  /// The most windows that one sensor can have in its span.
  fileprivate var finerWindowsMax: Int64 {
    let length =
      switch finer {
      case .base(let level): level.microseconds
      case .day: Civil.microsecondsPerDay
      }
    return (span.to.microseconds - span.from.microseconds) / length + 1
  }
}

/// Where the columns of `WindowRows` and `ChosenRows` stand in a row that is read.
private enum WindowColumn {
  static let sensorID = 13
  static let sum = 18
  static let covered = 19
  static let integral = 24
  static let increase = 25
  static let sumSin = 29
  static let resets = 31
  static let transitions = 32
  static let flags = 33
  static let stateCodes = 39
  static let bins = 41
}

extension QueryResult {
  /// A row of finer windows. What it does not have is told by its nulls; percentiles are read from histograms alone.
  fileprivate func storedWindow(_ row: Int) throws(PostgresError) -> StoredWindow {
    var state = WindowState(start: try timestampMicroseconds(row, 0), end: try timestampMicroseconds(row, 1))
    state.n = try int(row, 14)
    state.nBad = try int(row, 15)
    state.nNull = try int(row, 16)
    state.nDuplicate = try int(row, 17)
    var decimals: Int8 = -1
    if state.n > 0 {
      state.firstAt = try timestampMicroseconds(row, 2)
      state.lastAt = try timestampMicroseconds(row, 3)
      state.min = try double(row, 4)
      state.max = try double(row, 5)
      state.first = try double(row, 6)
      state.last = try double(row, 7)
      state.mean = try double(row, 9)
      state.m2 = try double(row, 10)
      if isNull(row, WindowColumn.sum) {
        state.sumFloat = try double(row, 8)
      } else {
        let sum = try numeric(row, WindowColumn.sum)
        guard (0...BinaryCopyRows.maximumDecimals).contains(sum.decimals) else {
          throw .protocolViolation("a sum has \(sum.decimals) decimals")
        }
        state.sumScaled = sum.scaled
        decimals = Int8(sum.decimals)
      }
    }
    var window = StoredWindow(state: state, chosen: ChosenState(), statistics: [], decimals: decimals)
    try readTime(row, &window)
    try readRest(row, &window)
    return window
  }

  private func readTime(_ row: Int, _ window: inout StoredWindow) throws(PostgresError) {
    guard !isNull(row, WindowColumn.covered) else { return }
    window.statistics.insert(.time)
    window.chosen.covered = try int(row, WindowColumn.covered)
    window.chosen.good = try int(row, WindowColumn.covered + 1)
    window.chosen.uncertain = try int(row, WindowColumn.covered + 2)
    window.chosen.bad = try int(row, WindowColumn.covered + 3)
    window.chosen.gap = try int(row, WindowColumn.covered + 4)
    if !isNull(row, WindowColumn.integral) { window.chosen.integral = try double(row, WindowColumn.integral) }
    // Without cover there is none, whether it was chosen or not.
    if window.chosen.covered == 0 || !isNull(row, WindowColumn.integral) { window.statistics.insert(.integral) }
  }

  private func readRest(_ row: Int, _ window: inout StoredWindow) throws(PostgresError) {
    let hasValues = window.state.n > 0
    if !isNull(row, WindowColumn.increase) {
      window.statistics.insert(.counter)
      window.chosen.increase = try double(row, WindowColumn.increase)
      window.chosen.resets = try int(row, WindowColumn.resets)
    }
    if !isNull(row, WindowColumn.stateCodes) {
      window.statistics.insert(.state)
      window.chosen.transitions = try int(row, WindowColumn.transitions)
      let durations = try int64s(row, WindowColumn.stateCodes + 1)
      window.chosen.durations = zip(try doubles(row, WindowColumn.stateCodes), durations).map {
        ChosenState.StateDuration(code: $0, microseconds: $1)
      }
    }
    for (place, flag) in Flag.allCases.enumerated() where !isNull(row, WindowColumn.flags + place) {
      window.statistics.insert(.flag(flag))
      window.chosen.flags[flag] = try int(row, WindowColumn.flags + place)
    }
    // Of a window without usable readings nobody can tell whether it would have had them.
    if !hasValues { window.statistics.formUnion([.percentiles, .vector]) }
    if !isNull(row, WindowColumn.bins) {
      window.statistics.insert(.percentiles)
      let counts = try int64s(row, WindowColumn.bins + 1)
      window.chosen.histogram = zip(try int32s(row, WindowColumn.bins), counts).map {
        HistogramBin(bin: $0, count: $1)
      }
    }
    if !isNull(row, WindowColumn.sumSin) {
      window.statistics.insert(.vector)
      window.chosen.sumSin = try double(row, WindowColumn.sumSin)
      window.chosen.sumCos = try double(row, WindowColumn.sumSin + 1)
    }
  }
}
