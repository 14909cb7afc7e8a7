private let samples = "Every sample has a source and a licence"
private let migrations = "Migrations are numbered without a hole"

let layoutPlantings: [Planting] = [
  Planting(
    "The top level is a table of contents",
    [
      ("Package.swift", ""), (".gitignore", ""), (".github/workflows/test.yml", ""), ("docs/semantics.md", ""),
      ("Makefile", ""), ("notes.txt", "a ◀"), ("scripts/run.sh", "a ◀"), ("scripts/stop.sh", ""),
    ]),
  Planting(
    "No file is heavy",
    [("docs/heavy.txt", "◀\n" + String(repeating: "a", count: largestFileBytes)), ("docs/light.txt", "a")]),
  Planting(
    samples,
    [
      ("jobs/press.yaml", ""),
      ("jobs/samples/press/SOURCE.md", "| Licence | Apache-2.0 |"),
      ("jobs/samples/press/2026/05.csv", ""),
      ("jobs/samples/steel/SOURCE.md", "# Steel\n\n## Licence\n\nCC BY 4.0 (UCI 851)"),
      ("jobs/samples/steel/a.csv", ""),
      ("jobs/samples/silent/SOURCE.md", "A page without a word on it ◀\nMIT"),
      ("jobs/samples/silent/a.csv", "◀"),
      ("jobs/samples/vague/SOURCE.md", "◀\nLicence: unknown, BSDish"),
      ("jobs/samples/orphan/a.csv", "◀"),
      ("jobs/samples/stray.csv", "◀"),
    ]),
  Planting("A text ends with a line end", "docs/a.md", "a\nb ◀", endsWithLineEnd: false),
  Planting("A text ends with a line end", "docs/a.md", "a\nb"),
  Planting("A text ends with a line end", "jobs/samples/press/a.csv", "a\nb", endsWithLineEnd: false),
  Planting("A text ends with a line end", "Tests/ScanningTests/Fixtures/cut/a.csv", "a", endsWithLineEnd: false),
  Planting("A text ends with a line end", "docs/image.png", "\0", endsWithLineEnd: false),
  Planting("No line ends in blanks", "docs/a.md", "a\nb  ◀\n\nc\t◀\nd\r\u{200B}\ne\r◀"),
  Planting("No line ends in blanks", "jobs/samples/press/a.csv", "a \nb\r"),
  Planting(
    migrations,
    [
      ("sql/migrations/0001_spine.sql", "a"),
      ("sql/migrations/0002_sensor_minute.sql", "a"),
      ("sql/migrations/0004_day.sql", "a ◀"),
      ("sql/migrations/0005_a.sql", "a"),
      ("sql/migrations/0005_b.sql", "a ◀"),
      ("sql/migrations/0006-day.sql", "a ◀"),
      ("sql/migrations/0006_.sql", "a ◀"),
      ("sql/migrations/0006_Day.sql", "a ◀"),
      ("sql/migrations/0006_day.sql.orig", "a ◀"),
      ("sql/migrations/day.sql", "a ◀"),
      ("sql/marts/sensor_minute.sql", "a"),
    ]),
  Planting(migrations, "sql/migrations/0000_spine.sql", "a ◀"),
]
