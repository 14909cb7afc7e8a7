/// One whole message of PostgreSQL's protocol, version 3.
struct WireMessage: Equatable {
  /// Nil: the packet that opens a connection.
  let type: Character?
  let bytes: [UInt8]

  /// The statement of a Query or Parse, the tag of a CommandComplete, the status of a ReadyForQuery; else nothing.
  var text: String {
    switch type {
    case "Q", "C", "Z": Self.string(bytes.dropFirst(5))
    // A prepared statement's name comes first.
    case "P": Self.string(bytes.dropFirst(5).drop { $0 != 0 }.dropFirst())
    default: ""
    }
  }

  private static func string(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// Cuts a stream into messages, however it was split on its way.
struct WireReader {
  private var pending: [UInt8] = []
  private var hasOpened: Bool

  /// - Parameter isClient: a client's stream begins with a packet that has no type.
  init(isClient: Bool) {
    hasOpened = !isClient
  }

  /// The messages that are complete with these bytes.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [WireMessage] {
    pending.append(contentsOf: bytes)
    var messages: [WireMessage] = []
    var start = 0
    while true {
      let header = hasOpened ? 1 : 0
      guard pending.count >= start + header + 4 else { break }
      let length = pending[(start + header)..<(start + header + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = start + header + length
      guard length >= 4, pending.count >= end else { break }
      let type = hasOpened ? Character(UnicodeScalar(pending[start])) : nil
      messages.append(WireMessage(type: type, bytes: Array(pending[start..<end])))
      hasOpened = true
      start = end
    }
    pending.removeFirst(start)
    return messages
  }
}
