import EmbeddedServer
import Foundation
import Support
import Testing

/// Shifts are what their stored hours come to, by the register that the job names.
@Suite struct ShiftTests {
  private static let levels = "levels: [quarter_hour, hour, shift]\nshifts: registers/shifts.yaml"

  /// Two shifts from Monday to Friday for sensors `E*`, three on every day for the others.
  private static func register(holidays: String = "[]") -> String {
    """
    calendars:
      - name: press
        sensors: ["E*"]
        versions:
          - valid_from: 2026-01-01
            days: [mon, tue, wed, thu, fri]
            shifts:
              - {code: day, start: "08:00", end: "20:00", breaks: [{start: "12:00", end: "13:00"}]}
              - {code: night, start: "20:00", end: "08:00", breaks: [{start: "23:45", end: "00:30"}]}
            holidays: \(holidays)
      - name: line
        versions:
          - valid_from: 2026-01-01
            shifts:
              - {code: A, start: "06:00", end: "14:00"}
              - {code: B, start: "14:00", end: "22:00"}
              - {code: C, start: "22:00", end: "06:00"}

    """
  }

  private func plant(interval: String = "hour") throws -> LevelSite {
    let plant = try LevelSite(levels: Self.levels, interval: interval)
    try plant.site.write("jobs/registers/shifts.yaml", Self.register())
    return plant
  }

  /// How many rows there are, and how many are not what SQL makes of the hours by the clock in Seoul.
  private func naive(_ plant: LevelSite, holiday: String = "1970-01-01") throws -> String {
    try plant.site.query(
      """
      WITH hour AS (
        SELECT s.code AS sensor, w.*, w.window_start AT TIME ZONE 'Asia/Seoul' AS local
        FROM core.sensor_hour AS w JOIN core.sensor AS s USING (sensor_id)
      ), anchored AS (
        SELECT *, extract(hour FROM local) AS h,
          (local - CASE WHEN sensor LIKE 'E%' THEN interval '8 hours' ELSE interval '6 hours' END)::date AS begun
        FROM hour
      ), placed AS (
        SELECT *, NOT (sensor LIKE 'E%') OR extract(isodow FROM begun) < 6 AND begun <> '\(holiday)' AS runs
        FROM anchored
      ), named AS (
        SELECT *, CASE WHEN runs THEN begun ELSE local::date END AS working_day,
          CASE WHEN NOT runs THEN 'no_shift'
            WHEN sensor LIKE 'E%' THEN CASE WHEN h >= 8 AND h < 20 THEN 'day' ELSE 'night' END
            WHEN h >= 6 AND h < 14 THEN 'A' WHEN h >= 14 AND h < 22 THEN 'B' ELSE 'C' END AS shift_code
        FROM placed
      ), folded AS (
        SELECT sensor_id, working_day, shift_code, sum(n) AS n, sum(n_bad) AS n_bad, sum(n_null) AS n_null,
          min(min) AS min, max(max) AS max, sum(sum) AS sum, sum(good_us) AS good_us, sum(bad_us) AS bad_us,
          CASE shift_code WHEN 'day' THEN 3600000000 WHEN 'night' THEN 2700000000 ELSE 0 END AS break_us,
          (array_agg(first ORDER BY window_start) FILTER (WHERE n > 0))[1] AS first
        FROM named GROUP BY sensor_id, working_day, shift_code
      )
      SELECT count(*), count(*) FILTER (WHERE
        (w.n, w.n_bad, w.n_null, w.min, w.max, w.sum, w.good_us, w.bad_us, w.break_us, w.first)
        IS DISTINCT FROM
        (f.n, f.n_bad, f.n_null, f.min, f.max, f.sum, f.good_us, f.bad_us, f.break_us, f.first))
      FROM core.sensor_shift AS w FULL JOIN folded AS f USING (sensor_id, working_day, shift_code)
      """)
  }

  /// The ledger of shifts: working day and run.
  private func ledger(_ plant: LevelSite) throws -> [String] {
    try plant.ledger().filter { $0.hasPrefix("shift") }
  }

  @Test(arguments: ["hour", "day", "month"]) func shiftsAreTheFoldOfTheirHours(interval: String) throws {
    let plant = try plant(interval: interval)
    try plant.load(LevelSite.files())
    #expect(try naive(plant) == "58|0")
    // The night of Friday 29 May ends on Saturday at eight; then there is none before Monday.
    #expect(
      try plant.site.query(
        """
        SELECT working_day, shift, to_char(window_start AT TIME ZONE 'Asia/Seoul', 'DD HH24:MI'),
          to_char(window_end AT TIME ZONE 'Asia/Seoul', 'DD HH24:MI'), break_s, planned_s, is_final
        FROM mart.sensor_shift WHERE sensor = 'E1' ORDER BY window_start
        """) == """
          2026-05-28|night|28 20:00|29 08:00|2700|40500|t
          2026-05-29|day|29 08:00|29 20:00|3600|39600|t
          2026-05-29|night|29 20:00|30 08:00|2700|40500|t
          2026-05-30|no_shift|30 08:00|31 00:00|0|0|t
          2026-05-31|no_shift|31 00:00|01 00:00|0|0|t
          2026-06-01|no_shift|01 00:00|01 08:00|0|0|t
          2026-06-01|day|01 08:00|01 20:00|3600|39600|t
          2026-06-01|night|01 20:00|02 08:00|2700|40500|t
          2026-06-02|day|02 08:00|02 20:00|3600|39600|t
          2026-06-02|night|02 20:00|03 08:00|2700|40500|t
          """)
    let total = "SELECT sum(n), sum(n_bad), sum(n_null), sum(sum) FROM"
    #expect(
      try plant.site.query("\(total) core.sensor_shift") == plant.site.query("\(total) core.sensor_hour"))
  }

  /// A reading at two in the night belongs to the shift of the day before, and changes no other.
  @Test func aLateFileChangesExactlyItsShift() throws {
    let plant = try plant()
    try plant.load(LevelSite.files())
    let before = try ledger(plant)
    try plant.site.write("data/plant/late.csv", "sensor,time,value,quality\nE1,2026-06-01T17:00:05Z,12.5,192\n")
    let report = try plant.run()
    #expect(report["intervals_published"] as? Int == 1 && report["coarser_published"] as? Int == 1)
    let changed = zip(before, try ledger(plant)).filter { $0 != $1 }.map { $1.split(separator: "|")[1] }
    #expect(changed == ["06-01"])
    #expect(try naive(plant) == "58|0")
    #expect(try plant.run()["coarser_published"] as? Int == 0)
  }

  /// Days whose shifts are the same in another register are left as they are; the files are not read again.
  @Test func anotherRegisterMakesAnewWhatItChanges() throws {
    let plant = try plant()
    try plant.load(LevelSite.files())
    let before = try ledger(plant)
    try plant.site.write("jobs/registers/shifts.yaml", "# Checked.\n" + Self.register())
    #expect(try plant.run()["coarser_published"] as? Int == 0)
    let plan = try parsedJSON(try plant.site.sluice("plan", "plant", "--json").stdout)
    #expect(plan["outdated"] as? Int == 0 && (plan["coarser"] as? [Any])?.count == 0)
    try plant.site.write("jobs/registers/shifts.yaml", Self.register(holidays: "[2026-06-01]"))
    let report = try plant.run()
    #expect(report["objects_parsed"] as? Int == 0 && report["coarser_published"] as? Int == 2)
    // On Monday the press stands still, and the gap before Tuesday's first shift begins at midnight.
    let changed = zip(before, try ledger(plant)).filter { $0 != $1 }.map { $1.split(separator: "|")[1] }
    #expect(changed == ["06-01", "06-02"])
    #expect(try naive(plant, holiday: "2026-06-01").hasSuffix("|0"))
  }

  @Test func theOrderOfTheFilesLeavesNoTrace() throws {
    let (together, apart) = (try plant(), try plant())
    try together.load(LevelSite.files())
    for file in LevelSite.files().reversed() { try apart.load([file]) }
    #expect(try together.site.contentHash() == apart.site.contentHash())
    try together.site.write("jobs/registers/shifts.yaml", Self.register(holidays: "[2026-06-02]"))
    try together.run()
    #expect(try together.site.contentHash() != apart.site.contentHash())
    try together.site.write("jobs/registers/shifts.yaml", Self.register())
    try together.run()
    #expect(try together.site.contentHash() == apart.site.contentHash())
  }

  @Test func aRunThatDiesInAShiftLeavesItToTheNext() async throws {
    let undisturbed = try plant()
    try undisturbed.load(LevelSite.files())
    let wanted = try undisturbed.site.contentHash()
    let plant = try plant()
    for file in LevelSite.files() { try plant.site.write(file.path, file.text) }
    try await onOwnThread {
      let relay = try Relay(before: plant.site.cluster)
      defer { relay.close() }
      let run = try relay.run(Ambush(place: .statement("COPY core.sensor_shift"), act: .kill)) {
        try plant.site.start("run", LevelSite.job, with: ["PGHOST": relay.folder])
      }
      #expect(try run.end() == .killed(signal: SIGKILL), "\(run.said)")
    }
    #expect(try Orphans.left(in: plant.site.database, on: plant.site.cluster).isEmpty)
    #expect(try plant.site.query("SELECT count(*) FROM core.sensor_shift") == "0")
    try plant.run()
    #expect(try plant.site.contentHash() == wanted)
  }
}
