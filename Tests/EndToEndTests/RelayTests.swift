import Testing

/// The relay must not be fooled by where the stream was split.
@Suite struct RelayTests {
  private static let opening: [UInt8] = [0, 0, 0, 9, 0, 3, 0, 0, 0]

  private static func message(_ type: Character, _ body: String) -> [UInt8] {
    let bytes = Array(body.utf8) + [0]
    return [type.asciiValue!, 0, 0, 0, UInt8(bytes.count + 4)] + bytes
  }

  @Test func messagesAreTheSameHoweverTheyAreSplit() {
    let stream = Self.opening + Self.message("P", "\0BEGIN") + Self.message("Q", "COMMIT") + Self.message("c", "")
    for size in 1...stream.count {
      var reader = WireReader(isClient: true)
      var messages: [WireMessage] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        messages += reader.take(stream[start..<min(start + size, stream.count)])
      }
      #expect(messages.map(\.type) == [nil, "P", "Q", "c"])
      #expect(messages.map(\.text) == ["", "BEGIN", "COMMIT", ""])
      #expect(messages.flatMap(\.bytes) == stream)
    }
  }

  @Test func tellsThePhaseOfARun() {
    var watch = RunWatch()
    func client(_ type: Character, _ text: String) { watch.sees(client: whole(type, text)) }
    func server(_ type: Character, _ text: String) { watch.sees(server: whole(type, text)) }
    client("Q", "COMMIT")
    #expect(watch.phase == .scanning, "the COMMIT of a registration")
    client("P", "\0INSERT INTO etl.interval (job_id) VALUES ($1)")
    #expect(watch.phase == .elsewhere)
    client("Q", "COPY core.sensor_minute FROM STDIN")
    #expect(watch.phase == .elsewhere, "the server has not agreed yet")
    server("G", "")
    #expect(watch.phase == .insideCopy)
    client("c", "")
    #expect(watch.phase == .insideCopy, "the server has not counted yet")
    server("C", "COPY 5")
    server("Z", "T")
    #expect(watch.phase == .betweenCopyAndCommit)
    client("Q", "COPY etl.refusal FROM STDIN")
    server("G", "")
    server("C", "COPY 1")
    #expect(watch.phase == .betweenCopyAndCommit, "refusals are no window rows")
    client("Q", "COMMIT")
    server("C", "COMMIT")
    #expect(watch.phase == .afterCommitSent)
    server("Z", "I")
    #expect(watch.phase == .elsewhere)
    #expect(watch.commitsSent == 1)
  }

  private func whole(_ type: Character, _ text: String) -> WireMessage {
    WireMessage(type: type, bytes: Self.message(type, text))
  }
}
