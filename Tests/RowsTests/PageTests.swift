import Testing

@testable import Rows

/// Does a page keep its bytes, and know where they stand?
struct PageTests {
  private func append(_ bytes: [UInt8], to page: inout Page, upTo wanted: Int? = nil) -> Int {
    page.append(upTo: wanted ?? bytes.count) { buffer in
      for (index, byte) in bytes.enumerated() { buffer[index] = byte }
      return bytes.count
    }
  }

  private func contents(_ page: borrowing Page) -> [UInt8] {
    (0..<page.count).map { page.base[$0] }
  }

  /// Every capacity, every length of append and of drop of a small space.
  @Test func everySmallHistory() {
    for capacity in 0...4 {
      for first in 0...5 {
        for dropped in 0...first {
          for second in 0...9 {
            var page = Page(capacity: capacity)
            page.restart(at: 100)
            let head = (0..<first).map { UInt8($0 + 1) }
            let tail = (0..<second).map { UInt8($0 + 50) }
            #expect(append(head, to: &page) == first)
            page.drop(first: dropped)
            #expect(append(tail, to: &page, upTo: second + 3) == second)
            #expect(contents(page) == head[dropped...] + tail)
            #expect(page.offset == 100 + dropped)
            #expect(page.capacity >= page.count)
          }
        }
      }
    }
  }

  @Test func restartEmptiesAndMoves() {
    var page = Page(capacity: 8)
    _ = append([1, 2, 3], to: &page)
    page.restart(at: 7)
    #expect((page.count, page.offset) == (0, 7))
    _ = append([4], to: &page)
    #expect(contents(page) == [4])
  }

  @Test func theSlackMayBeRead() {
    var page = Page(capacity: 1)
    _ = append(Array(repeating: 7, count: 1000), to: &page)
    #expect((0..<Page.slack).reduce(0) { $0 | Int(page.base[page.count + $1]) } >= 0)
    #expect(Page.slack == 64)
  }

  struct Refusal: Error {}

  @Test func aFillThatThrowsLeavesThePageAsItWas() {
    var page = Page(capacity: 2)
    _ = append([1, 2], to: &page)
    #expect(throws: Refusal.self) {
      _ = try page.append(upTo: 10) { _ throws(Refusal) in throw Refusal() }
    }
    #expect(contents(page) == [1, 2])
  }
}
