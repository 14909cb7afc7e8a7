import Foundation
import Loading
import Postgres
import Testing

/// Do decimated series keep what a chart must show?
struct DecimationTests {
  private typealias Point = (x: Double, y: Double)

  /// Steinarsson's largest-triangle-three-buckets, written from its description, with bucket bounds in whole numbers
  /// and times counted from the first.
  private static func lttb(_ series: [Point], _ n: Int) -> [Int] {
    let points = series.map { (x: $0.x - series[0].x, y: $0.y) }
    if n >= points.count { return Array(points.indices) }
    if n < 3 { return [0, points.count - 1] }
    let bound = { (bucket: Int) in 1 + bucket * (points.count - 2) / (n - 2) }
    var kept = [0]
    for bucket in 0..<(n - 2) {
      let next = bucket == n - 3 ? points.count - 1..<points.count : bound(bucket + 1)..<bound(bucket + 2)
      let mean = (
        x: next.map { points[$0].x }.reduce(0, +) / Double(next.count),
        y: next.map { points[$0].y }.reduce(0, +) / Double(next.count)
      )
      let last = points[kept[kept.count - 1]]
      let areas = (bound(bucket)..<bound(bucket + 1)).map { index in
        (index, abs((mean.x - last.x) * (points[index].y - last.y) - (points[index].x - last.x) * (mean.y - last.y)))
      }
      var best = areas[0]
      for candidate in areas where candidate.1 > best.1 { best = candidate }
      kept.append(best.0)
    }
    return kept + [points.count - 1]
  }

  private static let statement = """
    SELECT extract(epoch FROM at)::float8, value, segment::float8 FROM mart.lttb($1, $2, $3::int)
    """

  /// `times` in seconds since 1970.
  private func kept(_ session: Session, _ times: [Double], _ values: [Double?], _ n: Int) throws -> [[Double?]] {
    try session.numbers(
      Self.statement,
      [.timestampArray(times.map { Int64($0 * 1_000_000) }), .doubleArray(values), .int(Int64(n))])
  }

  @Test func theWorkedSeries() throws {
    let worked = try Worked.statistics().lttb
    let session = try Functions.session()
    let (times, values) = (worked.points.map { $0[0] }, worked.points.map { $0[1] })
    let points = { (n: Int) in try kept(session, times, values, n).map { $0.prefix(2).compactMap { $0 } } }
    #expect(try points(4) == worked.kept4)
    #expect(try points(5) == worked.kept5)
    for n in [10, 11, 1_000] { #expect(try points(n) == worked.points) }
    for n in [-1, 0, 1, 2] { #expect(try kept(session, times, values, n).map { $0[0] } == [0, 9], "\(n)") }
  }

  /// Every n over short series with many ties and uneven steps; whole numbers and halves, so that areas are exact.
  @Test func asTheNaiveReadingDoes() throws {
    let session = try Functions.session()
    var random = Seeded(seed: 77)
    for count in [1, 2, 3, 4, 7, 16, 33] {
      for round in 0..<3 {
        var time = 0.0
        let points: [Point] = (0..<count).map { _ in
          time += Double(Int.random(in: 1...3, using: &random))
          return (time, Double(Int.random(in: -3...3, using: &random)))
        }
        for n in 0...(count + 2) {
          let expected = Self.lttb(points, n).map { points[$0].x }
          let found = try kept(session, points.map(\.x), points.map(\.y), n).map { $0[0] ?? .nan }
          #expect(found == (count == 1 ? [points[0].x] : expected), "\(count) points, round \(round), n \(n)")
        }
      }
    }
  }

  @Test func aLongSeries() throws {
    let session = try Functions.session()
    var random = Seeded(seed: 5)
    var level = 0
    let points: [Point] = (0..<20_000).map { index in
      level += Int.random(in: -2...2, using: &random)
      return (Double(index), Double(level))
    }
    for n in [3, 300, 7_777] {
      let found = try kept(session, points.map(\.x), points.map(\.y), n).map { Int($0[0] ?? -1) }
      #expect(found == Self.lttb(points, n), "\(n)")
    }
  }

  /// Where there is no value the line is broken: each part keeps its ends, and longer parts get more of n.
  @Test func gapsSplitTheSeries() throws {
    let session = try Functions.session()
    var values: [Double?] = (0..<60).map { Double($0 * $0 % 17) }
    (values[20], values[21], values[41], values[43]) = (nil, .nan, nil, .nan)
    let parts = [0..<20, 22..<41, 42..<43, 44..<60]
    for n in [0, 4, 7, 8, 20, 39, 40, 56, 57, 100] {
      let rows = try kept(session, (0..<60).map(Double.init), values, n)
      var expected: [[Double?]] = []
      // Two for the ends of a part, one of a single point; the rest by length, rounded along the running total.
      let spare = max(0, n - 7)
      var inner = 0
      for (segment, part) in parts.enumerated() {
        let more = max(0, part.count - 2)
        let share = spare * (inner + more) / 49 - spare * inner / 49
        inner += more
        let points: [Point] = part.map { (Double($0), values[$0] ?? .nan) }
        let picked = part.count == 1 ? [0] : Self.lttb(points, 2 + share)
        expected += picked.map { [points[$0].x, points[$0].y, Double(segment + 1)] }
      }
      #expect(rows == expected, "n \(n)")
      #expect(rows.count == min(max(n, 7), 56))
    }
  }

  private static let nothings = [
    "NULL, NULL, 5", "'{}', '{}', 5", "'{2026-05-01Z}', '{NaN}', 5", "'{2026-05-01Z}', '{1}', NULL",
    "'{NULL}', '{1}', 5",
  ]

  @Test func nothingStaysNothing() throws {
    let session = try Functions.session()
    for call in Self.nothings {
      #expect(try session.column("SELECT value FROM mart.lttb(\(call))") == [], "\(call)")
    }
    #expect(try session.column("SELECT mart.lttb_index('{}', NULL, 5)") == ["{}"])
    #expect(session.refusal("SELECT mart.lttb('{2026-05-01Z}', '{1,2}', 5)") == "1 times for 2 values")
    #expect(session.refusal("SELECT mart.lttb_index('{1,2}', NULL, 5)") == "2 times for 0 values")
    // Subscripts that do not begin at 1 are still places counted from 1.
    #expect(
      try session.column("SELECT mart.lttb_index('[0:9]={0,1,2,3,4,5,6,7,8,9}', '{0,1,8,1,0,0,-6,0,1,0}', 4)")
        == ["{1,3,7,10}"])
  }

  private static let buckets = """
    SELECT bucket::float8, n::float8, extract(epoch FROM first_at)::float8, first,
      extract(epoch FROM min_at)::float8, min,
      extract(epoch FROM max_at)::float8, max, extract(epoch FROM last_at)::float8, last
    FROM mart.min_max_bucket($1, $2, $3::int, $4, $5)
    """

  /// One row, as the function gives it, made from a bucket's points in order of time.
  private static func bucket(_ number: Int, _ points: [Point]) -> [Double?] {
    let low = points.map(\.y).min() ?? .nan
    let high = points.map(\.y).max() ?? .nan
    let (first, last) = (points[0], points[points.count - 1])
    let (lowest, highest) = (points.first { $0.y == low } ?? first, points.first { $0.y == high } ?? first)
    return [
      Double(number), Double(points.count), first.x, first.y, lowest.x, low, highest.x, high, last.x, last.y,
    ]
  }

  @Test func whatAColumnOfPixelsShows() throws {
    let session = try Functions.session()
    var random = Seeded(seed: 41)
    for count in [1, 2, 9, 50] {
      var time = 100.0
      let points: [Point] = (0..<count).map { _ in
        time += Double(Int.random(in: 0...4, using: &random))
        return (time, Double(Int.random(in: -5...5, using: &random)))
      }
      let times = SQLValue.timestampArray(points.map { Int64($0.x * 1_000_000) })
      let values = SQLValue.doubleArray(points.map(\.y))
      for n in [1, 2, 7, 30] {
        let (from, to) = (points[0].x, points[count - 1].x)
        let byBucket = Dictionary(grouping: points) { point in
          to == from ? 1 : min(n, 1 + Int(Double(n) * (point.x - from)) / Int(to - from))
        }
        let expected = byBucket.keys.sorted().map { Self.bucket($0, byBucket[$0] ?? []) }
        let found = try session.numbers(Self.buckets, [times, values, .int(Int64(n)), .null, .null])
        #expect(found == expected, "\(count) points, \(n) buckets")
        // A span of its own is half-open, and its buckets do not depend on what lies in it.
        let inside = points.filter { $0.x >= 102 && $0.x < 142 }
        let spanned = Dictionary(grouping: inside) { 1 + Int(Double(n) * ($0.x - 102)) / 40 }
        #expect(
          try session.numbers(
            Self.buckets,
            [
              times, values, .int(Int64(n)), .timestamp(microsecondsSince1970: 102_000_000),
              .timestamp(microsecondsSince1970: 142_000_000),
            ]) == spanned.keys.sorted().map { Self.bucket($0, spanned[$0] ?? []) })
      }
    }
  }

  @Test func bucketsOfNothing() throws {
    let session = try Functions.session()
    for call in Self.nothings {
      #expect(try session.column("SELECT n FROM mart.min_max_bucket(\(call))") == [], "\(call)")
    }
    #expect(session.refusal("SELECT mart.min_max_bucket('{2026-05-01Z}', '{1,2}', 5)") == "1 times for 2 values")
    #expect(session.refusal("SELECT mart.min_max_bucket('{}', '{}', 0)") == "n_bucket must be 1 or more, found 0")
  }
}
