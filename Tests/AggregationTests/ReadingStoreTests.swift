import Testing

@testable import Aggregation
@testable import Rows

/// What does a store hold, and what does it say of it?
struct ReadingStoreTests {
  private static let calendar = IntervalCalendar(kind: .day, zone: .utc)
  private static let today = calendar.interval(containing: day0)
  private static let yesterday = calendar.interval(containing: day0 - 1)

  @Test func memoryIsASum() {
    let store = ReadingStore(calendar: Self.calendar) { _ in .all }
    #expect(store.byteCount < 1000)
    var before = store.byteCount
    for item in 0..<40 as Range<Int64> {
      let cells = (0..<5000).map { Reading.at(Int($0) / 60, Double($0 % 60), 1, item: item) }
      route(cells, item: item, into: store)
      let count = 5000 * (Int(item) + 1)
      #expect(store.byteCount >= before)
      #expect(store.byteCount >= 16 * count && store.byteCount <= 16 * count * 5 / 4 + (3 << 20))
      #expect(store.byteCount(of: Self.today) >= 16 * count && store.byteCount(of: Self.today) <= store.byteCount)
      before = store.byteCount
    }
    #expect(store.byteCount(of: Self.yesterday) == 0)
  }

  @Test func manySmallSeries() {
    let store = ReadingStore(calendar: Self.calendar) { _ in .all }
    let cells = (0..<2000).map { index in
      var cell = Reading.at(index % 60, 0, Double(index))
      cell.sensor = Int32(index)
      return cell
    }
    route(cells, item: 0, into: store)
    #expect(store.byteCount >= store.byteCount(of: Self.today))
    #expect(store.byteCount(of: Self.today) >= 2000 * 16 * ReadingStore.blockFirst)
    #expect(store.sensors(in: Self.today) { _ in true } == Set(0..<2000))
    for sensor in [0, 63, 64, 1999] {
      #expect(fold([store], makeRecipe(), sensor: sensor).states[0].map(\.first) == [Double(sensor)])
    }
  }

  @Test func unwantedIntervalsAreCountedOnly() {
    var asked: [Interval] = []
    let store = ReadingStore(calendar: Self.calendar) { interval in
      asked.append(interval)
      return interval == Self.yesterday ? .none : .all
    }
    let cells: [Reading] = [.at(-1, 0, 1), .at(0, 0, 2), .at(-2, 0, nil), .at(1, 0, 3), .at(-3, 0, 1)]
    route(cells, item: 0, into: store)
    route(cells, item: 1, into: store)
    #expect(asked.count == 2 && Set(asked) == [Self.today, Self.yesterday], "asked once for each")
    #expect(store.keptIntervals == [Self.today])
    #expect(fold([store], makeRecipe(), interval: Self.yesterday).states[0].isEmpty)
    #expect(store.byteCount(of: Self.yesterday) == 0)
    let outside = store.feeds.filter { !$0.isKept }
    #expect(outside.map(\.interval) == [Self.yesterday, Self.yesterday])
    #expect(outside.map { [$0.cells, $0.nullCells] } == [[3, 1], [3, 1]])
  }

  @Test func feedsSayWhatAnItemBroughtAndFromWhere() {
    let store = ReadingStore(calendar: Self.calendar) { _ in .all }
    route([.at(-5, 0, 1), .at(0, 0, nil), .at(1, 0, 1)], item: 3, firstRecord: 10, into: store)
    route([.at(2, 0, 1), .at(-4, 0, nil), .at(-3, 0, 1)], item: 3, firstRecord: 13, into: store)
    route([.at(9, 0, 1)], item: 4, firstRecord: 1, into: store)
    route([], item: 5, into: store)
    struct Seen: Equatable {
      var item: Int64, interval: Interval, counts: [Int], records: ClosedRange<Int>, bytes: Range<Int>
    }
    let seen = store.feeds.map {
      Seen(
        item: $0.item, interval: $0.interval, counts: [$0.cells, $0.nullCells], records: $0.firstRecord...$0.lastRecord,
        bytes: $0.firstByte..<$0.endByte)
    }
    #expect(
      seen == [
        Seen(item: 3, interval: Self.yesterday, counts: [3, 1], records: 10...15, bytes: 100..<159),
        Seen(item: 3, interval: Self.today, counts: [3, 1], records: 11...13, bytes: 110..<139),
        Seen(item: 4, interval: Self.today, counts: [1, 0], records: 1...1, bytes: 10..<19),
      ])
  }

  @Test func sensorsOfAcceptedItemsOnly() {
    let store = ReadingStore(calendar: Self.calendar) { _ in .all }
    let cell = { (sensor: Int32, value: Double?) in
      var cell = Reading.at(0, 0, value)
      cell.sensor = sensor
      return cell
    }
    route([cell(1, 1), cell(5, nil)], item: 0, into: store)
    route([cell(1, 1), cell(70, 1)], item: 1, into: store)
    #expect(store.sensors(in: Self.today) { _ in true } == [1, 5, 70])
    #expect(store.sensors(in: Self.today) { $0 == 0 } == [1, 5])
    #expect(store.sensors(in: Self.today) { $0 == 1 } == [1, 70])
    #expect(store.sensors(in: Self.today) { _ in false }.isEmpty)
    #expect(store.sensors(in: Self.yesterday) { _ in true }.isEmpty)
  }
}
