/// The minute of the RFC 3339 stamp that was read last, as it stands in its first sixteen bytes. Files are mostly in
/// order, so the next stamp is mostly of the same minute.
struct KnownMinute {
  private(set) var text: (UInt64, UInt64)
  /// The local time of the minute's start, as if it were UTC.
  private(set) var start: Int64

  init(text: (UInt64, UInt64), start: Int64) {
    self.text = text
    self.start = start
  }

  /// A minute that is true, so that no text can be taken for one that was never read.
  init() {
    text = Self.text(of: ("1970-01-01T00:00" as StaticString).utf8Start)
    start = 0
  }

  @inline(__always)
  static func text(of stamp: UnsafeRawPointer) -> (UInt64, UInt64) {
    (stamp.loadUnaligned(as: UInt64.self), (stamp + 8).loadUnaligned(as: UInt64.self))
  }

  /// Reads a stamp of this minute that ends in `:ss.SSSZ` or `:ssZ`, eight bytes in one step.
  /// - Returns: the instant, and the stamp's length; nil where it has another form or another minute.
  @inline(__always)
  func read(_ stamp: UnsafeRawPointer) -> (instant: Int64, length: Int)? {
    guard Self.text(of: stamp) == text else { return nil }
    // Digits become their values and the other bytes zero. What is added then lifts a byte over its high bit where it
    // is more than it may be: 5 for the tens of seconds, 9 for the other digits, 0 elsewhere.
    let rest = (stamp + 16).loadUnaligned(as: UInt64.self)
    let digits = rest ^ 0x5A30_3030_2E30_303A
    if ((digits & Self.lowBits) &+ 0x7F76_7676_7F76_7A7F | digits) & ~Self.lowBits == 0 {
      // Two digits a step: the value of each byte times ten, and the byte behind it.
      let pairs = digits &* 10 &+ (digits >> 8)
      let seconds = (pairs >> 8 & 0xFF) &* 1_000_000
      let fraction = (pairs >> 32 & 0xFF) &* 10_000 &+ (pairs >> 48 & 0xFF) &* 100
      return (start &+ Int64(bitPattern: seconds &+ fraction), 24)
    }
    let short = (rest ^ 0x5A30_303A) & 0xFFFF_FFFF
    guard ((short & Self.lowBits) &+ 0x7F76_7A7F | short) & 0x8080_8080 == 0 else { return nil }
    let seconds = (short &* 10 &+ (short >> 8)) >> 8 & 0xFF
    return (start &+ Int64(bitPattern: seconds &* 1_000_000), 20)
  }

  private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
}
