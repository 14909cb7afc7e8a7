/// What unpacking may cost, and what may stand behind the packed content.
package struct ExpansionPolicy: Sendable, Equatable {
  /// What may follow the last member of a packed object.
  package enum Trailing: String, Sendable, CaseIterable {
    /// Nothing but padding with zeros, as tapes and block devices leave it.
    case zeros
    /// Anything; a note says how much.
    case ignore
    /// Nothing.
    case refuse
  }

  package var trailing: Trailing
  /// Unpacked bytes that an object may have.
  package var bytesMax: Int
  /// Unpacked bytes that an object may have for each of its stored bytes, once there are more than `ratioFreeBytes`.
  package var ratioMax: Int

  /// Below this a ratio says nothing: a short file of equal lines packs well.
  static let ratioFreeBytes = 1 << 20

  package init(trailing: Trailing = .zeros, bytesMax: Int = 64 << 30, ratioMax: Int = 1000) {
    self.trailing = trailing
    self.bytesMax = bytesMax
    self.ratioMax = ratioMax
  }

  /// How many bytes an object of `stored` bytes may unpack to.
  ///
  /// The ratio is that of the whole object, so that the verdict depends on the object alone and not on page sizes.
  func limit(stored: Int) -> Int {
    let (product, overflows) = stored.multipliedReportingOverflow(by: ratioMax)
    return max(0, min(bytesMax, max(Self.ratioFreeBytes, overflows ? .max : product)))
  }

  /// Which of the two limits it is that an object of `stored` bytes meets first.
  func limitKind(stored: Int) -> ContainerError.Kind {
    limit(stored: stored) >= bytesMax ? .bytes(max: bytesMax) : .ratio(max: ratioMax)
  }
}
