import Foundation
import Loading
import Postgres
import Testing

/// Do the figures of agronomy and weather follow their formulas?
struct EnvironmentTests {
  @Test func degreeDays() throws {
    let session = try Functions.session()
    #expect(
      try session.row(
        """
        SELECT mart.growing_degree_day(30, 14, 10), mart.growing_degree_day(16, 4, 10),
          mart.growing_degree_day(3, -1, 10),
          mart.growing_degree_day(NULL, 1, 10), mart.growing_degree_day(3, NULL, 10)
        """) == [12, 0, 0, nil, nil])
    // Days below the base add nothing and take nothing away.
    #expect(
      try session.row(
        "SELECT sum(mart.growing_degree_day(hi, lo, 10)) FROM (VALUES (20, 10), (8, 0), (25, 15.0)) AS d (hi, lo)")
        == [15])
  }

  @Test func lightOfADay() throws {
    let session = try Functions.session()
    // Twelve hours of 500 µmol are 21.6 mol, in one stretch or in twelve.
    let day = try session.row(
      """
      SELECT mart.light_integral(500, 43200),
        (SELECT sum(mart.light_integral(500, 3600)) FROM generate_series(1, 12))
      """)
    #expect(day.allSatisfy { isNear($0, 21.6, within: 1e-15) }, "\(day)")
    #expect(try session.row("SELECT mart.light_integral(NULL, 1), mart.light_integral(1, NULL)") == [nil, nil])
  }

  @Test func vapourPressure() throws {
    let session = try Functions.session()
    for (temperature, humidity) in [(25.0, 60.0), (-12.5, 90), (0, 0), (38.2, 100), (21, 104)] {
      let row = try session.row(
        "SELECT mart.saturation_vapour_pressure_kpa($1), mart.vapour_pressure_deficit_kpa($1, $2)",
        [.double(temperature), .double(humidity)])
      let saturated = 0.6108 * exp(17.27 * temperature / (temperature + 237.3))
      #expect(isNear(row[0], saturated, within: 1e-15))
      #expect(isNear(row[1], saturated - saturated * humidity / 100, within: 1e-15))
    }
    // At 25 °C air holds 3.168 kPa; at 60 % it lacks 1.267.
    let row = try session.row("SELECT mart.vapour_pressure_deficit_kpa(25, 60)")
    #expect(abs((row[0] ?? .nan) - 1.2671) < 1e-4)
    for arguments in ["NULL, 60", "25, NULL", "-237.3, 60", "-300, 60"] {
      #expect(try session.row("SELECT mart.vapour_pressure_deficit_kpa(\(arguments))") == [nil], "\(arguments)")
    }
  }

  private func wind(_ session: Session, _ directions: [Double?], _ speeds: [Double?]? = nil) throws -> [Double?] {
    try session.row(
      "SELECT direction_deg, resultant_length FROM mart.wind_mean($1, $2)",
      [.doubleArray(directions), speeds.map { .doubleArray($0) } ?? .null])
  }

  @Test func directionsAreVectors() throws {
    let session = try Functions.session()
    let north = try wind(session, [350, 10])
    #expect(north[0] == 0 && isNear(north[1], cos(10 * Double.pi / 180), within: 1e-15))
    #expect(try wind(session, [90, 90, 90]) == [90, 1])
    #expect(try wind(session, [0, 90])[0] == 45)
    #expect(try wind(session, [360, 720, -360]) == [0, 1], "turns that are whole are no turns")
    #expect(try wind(session, [-90])[0] == 270)
    // A hair west of north is no 360.
    #expect(try wind(session, [-1e-30])[0] == 0)
    for directions in [[0.0, 180], [45, 225], [0, 120, 240], [10, 100, 190, 280]] {
      let row = try wind(session, directions)
      #expect(row[0] == nil && (row[1] ?? 1) < 1e-15, "\(directions) cancel: \(row)")
    }
  }

  @Test func speedsWeigh() throws {
    let session = try Functions.session()
    let row = try wind(session, [0, 90], [3, 1])
    #expect(isNear(row[0], atan2(1, 3) * 180 / Double.pi, within: 1e-14))
    #expect(isNear(row[1], 10.0.squareRoot() / 4, within: 1e-15), "speed of the mean vector over the mean speed")
    #expect(try wind(session, [200, 40], [2.5, 0]) == [200, 1], "calm air has no direction")
    #expect(try wind(session, [200, 40, 40, 40], [2, nil, .nan, -1]) == [200, 1])
    #expect(try wind(session, [200, nil, .nan, .infinity]) == [200, 1])
  }

  @Test func noWindIsNoDirection() throws {
    let session = try Functions.session()
    #expect(try wind(session, []) == [nil, nil])
    #expect(try wind(session, [nil, .nan]) == [nil, nil])
    #expect(try wind(session, [90, 180], [0, 0]) == [nil, nil])
    #expect(try session.row("SELECT direction_deg, resultant_length FROM mart.wind_mean(NULL)") == [nil, nil])
  }

  /// As aggregates, by group; and from the sums that a window state holds.
  @Test func byGroup() throws {
    let session = try Functions.session()
    let grouped = try session.numbers(
      """
      SELECT g::float8, mart.mean_direction(d ORDER BY i), mart.mean_direction(d, s ORDER BY i),
        mart.resultant_length(d ORDER BY i), mart.resultant_length(d, s ORDER BY i)
      FROM (VALUES (1, 1, 350.0::float8, 2.0::float8), (1, 2, 10, 2), (2, 1, 100, 5), (2, 2, NULL, 1)) AS v (g, i, d, s)
      GROUP BY g ORDER BY g
      """)
    let length = cos(10 * Double.pi / 180)
    for (row, expected) in zip(grouped, [[1, 0, 0, length, length], [2, 100, 100, 1, 1]]) {
      #expect(zip(row, expected).allSatisfy { isNear($0, $1, within: 1e-15) }, "\(grouped)")
    }
    let sums = try session.row(
      """
      SELECT mart.wind_direction(ARRAY[sum(sind(d)), sum(cosd(d)), count(*)]),
        mart.wind_resultant(ARRAY[sum(sind(d)), sum(cosd(d)), count(*)])
      FROM unnest('{350,10}'::float8[]) AS d
      """)
    #expect(sums[0] == 0 && isNear(sums[1], length, within: 1e-15))
  }
}
