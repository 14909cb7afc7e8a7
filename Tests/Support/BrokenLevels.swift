extension BrokenDeclaration {
  /// Levels that are made from others, and the shifts among them.
  package static let levels: [BrokenDeclaration] = [
    .init("levels: [minute, hour]", "levels: [hour, day, day]", "7:21", "levels: day stands twice"),
    .init("levels: [minute, hour]", "levels: [hour, week]", "7:16", "levels: expected minute, quarter_hour, hour, day"),
    .init(
      "levels: [minute, hour]", "statistics: [percentiles]\nlevels: [minute, day]", "8:9",
      "levels: percentiles of a day are read from histograms, which minute windows do not store"),
    .init(
      "levels: [minute, hour]", "levels: [hour, shift]", "7:9",
      "shifts is missing; with shift in levels expected a register of shifts"),
    .init(adding: "shifts: registers/shifts.yaml", "26:9", "shifts: has no meaning without shift in levels"),
    .init(shifts: "/etc/shifts.yaml", "expected a path below the site's jobs folder, found \"/etc/shifts.yaml\""),
    .init(shifts: "../shifts.yaml", "expected a path below the site's jobs folder, found \"../shifts.yaml\""),
    .init(shifts: "registers//shifts.yaml", "expected a path below the site's jobs folder"),
    .init(shifts: "registers/none.yaml", "registers/none.yaml"),
    .init(shifts: "registers/broken.yaml", "registers/broken.yaml:1:12: calendars: expected at least one"),
    .init(
      "levels: [minute, hour]", "shifts: registers/quarters.yaml\nlevels: [hour, shift]", "8:9",
      "levels: shift early of calendar all begins or ends at 06:15, within a hour window; expected quarter_hour as well"
    ),
    .init(
      "levels: [minute, hour]", "shifts: [a]\nlevels: [hour, shift]", "7:9", "shifts: expected a register of shifts"),
  ]

  private init(shifts path: String, _ message: String) {
    self.init("levels: [minute, hour]", "levels: [hour, shift]\nshifts: \(path)", "8:9", message)
  }

  /// Registers by their path below the jobs folder.
  package static let registers: [String: String] = [
    "registers/shifts.yaml": register,
    "registers/quarters.yaml": """
    calendars:
      - name: all
        versions: [{valid_from: 2026-01-01, shifts: [{code: early, start: "06:15", end: "14:15"}]}]

    """,
    "registers/broken.yaml": "calendars: []\n",
  ]

  package static let register = """
    calendars:
      - name: press
        sensors: ["A*", B1]
        versions:
          - valid_from: 2026-01-01
            days: [mon, tue, wed, thu, fri]
            shifts:
              - {code: day, start: "08:00", end: "20:00", breaks: [{start: "12:00", end: "13:00"}]}
              - code: night
                start: "20:00"
                end: "08:00"
                days: [mon, tue, wed, thu]
                breaks: [{start: "23:45", end: "00:15"}]
            holidays: [2026-05-05]
            exceptions: [{date: 2026-05-09, shifts: [day]}]
          - valid_from: 2025-01-01
            shifts: []
      - name: rest
        versions: [{valid_from: 2026-01-01, shifts: [{code: all_day, start: "06:00", end: "06:00"}]}]

    """
}
