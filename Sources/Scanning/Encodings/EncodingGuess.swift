/// What a sample's bytes say about their encoding: for drafts of jobs, and for jobs that say `encoding: auto`.
package struct EncodingGuess: Sendable, Equatable {
  package enum Certainty: String, Sendable, CaseIterable {
    /// Nothing else is known to look like this.
    case certain
    /// Another encoding is possible, and would be a strange accident.
    case probable
    /// The best there is to say; somebody has to look.
    case unsure
  }

  package let encoding: TextEncoding
  package let certainty: Certainty
  /// One sentence for people.
  package let reason: String

  private init(_ encoding: TextEncoding, _ certainty: Certainty, _ reason: String) {
    (self.encoding, self.certainty, self.reason) = (encoding, certainty, reason)
  }

  /// Guesses from an object's first bytes; `isWhole` says that nothing follows them, so no character may be cut.
  ///
  /// UTF-8 is tried before CP949: Korean text in UTF-8 can be read as CP949 too (as rubbish), but hardly ever the other
  /// way round.
  /// - Complexity: O(count).
  package init(sample: UnsafeBufferPointer<UInt8>, isWhole: Bool) {
    let traits = Traits(sample, isWhole: isWhole)
    let guess =
      Self.marked(sample, traits) ?? Self.utf16(sample, traits) ?? Self.utf8(traits) ?? Self.cp949(traits)
      ?? Self(.windows1252, .unsure, "it is neither UTF-8 nor CP949, so some encoding of single bytes, perhaps this")
    let isDoubtful = traits.hasNul && guess.encoding.isTransparent
    self = isDoubtful ? Self(guess.encoding, .unsure, "\(guess.reason); but it has bytes 0, which no text has") : guess
  }

  private static func marked(_ sample: UnsafeBufferPointer<UInt8>, _ traits: Traits) -> Self? {
    guard let encoding = TextEncoding(markedBy: sample) else { return nil }
    if encoding == .utf8, traits.utf8Sequences == nil {
      return Self(encoding, .unsure, "it begins with the byte order mark of utf-8, but not all of it is UTF-8")
    }
    if sample.starts(with: [0xFF, 0xFE, 0, 0]) {
      return Self(
        encoding, .unsure, "it begins with a byte order mark that is rather that of UTF-32, which is not read")
    }
    return Self(encoding, .certain, "it begins with the byte order mark of \(encoding.rawValue)")
  }

  /// In texts with many ASCII characters one byte of each such unit is 0, and always the same one of the two.
  private static func utf16(_ sample: UnsafeBufferPointer<UInt8>, _ traits: Traits) -> Self? {
    let units = sample.count / 2
    let isBig = traits.evenNuls > traits.oddNuls
    let (most, least) = isBig ? (traits.evenNuls, traits.oddNuls) : (traits.oddNuls, traits.evenNuls)
    guard units > 1, most * 2 > units, least * 20 <= units else { return nil }
    let encoding: TextEncoding = isBig ? .utf16BigEndian : .utf16LittleEndian
    return Self(
      encoding, .probable,
      "\(most) of \(units) bytes at \(isBig ? "even" : "odd") offsets are 0, as in \(encoding.rawValue)")
  }

  private static func utf8(_ traits: Traits) -> Self? {
    guard let sequences = traits.utf8Sequences else { return nil }
    if sequences == 0 {
      return Self(
        .utf8, .certain, "all of it is ASCII, which is the same in UTF-8 and in every other encoding but UTF-16")
    }
    let what = "all of it is UTF-8, \(sequences) of its characters beyond ASCII"
    if sequences < Traits.tellingCount, traits.cp949 != nil {
      return Self(.utf8, .probable, "\(what); so few may be CP949 by accident")
    }
    return Self(.utf8, .certain, what)
  }

  /// Text of other encodings can be a row of CP949 codes by accident, but then the codes lie all over its table.
  private static func cp949(_ traits: Traits) -> Self? {
    guard let codes = traits.cp949 else { return nil }
    let share = "\(codes.common) of its \(codes.all) two-byte characters are common in Korean text"
    // A degree sign and a letter, "°C", are a code of the further syllables: a file may have nothing else.
    if codes.common == 0 {
      return Self(.windows1252, .unsure, "it could be CP949, but \(share), so it is rather an encoding of single bytes")
    }
    if codes.common * 10 < codes.all * 9 { return Self(.cp949, .unsure, "all of it is CP949, but only \(share)") }
    return Self(.cp949, .probable, "all of it is CP949, but not UTF-8, and \(share)")
  }
}

/// What is counted in a sample.
private struct Traits {
  /// From that many characters beyond ASCII on it is no accident that they are UTF-8.
  static let tellingCount = 4

  var evenNuls = 0
  var oddNuls = 0
  /// Sequences of more than one byte, one that the sample's end cuts included; nil if the sample is not UTF-8.
  var utf8Sequences: Int?
  /// Two-byte codes: all, and symbols and syllables of KS X 1001; nil if the sample is not CP949.
  var cp949: (all: Int, common: Int)?

  var hasNul: Bool { evenNuls + oddNuls > 0 }

  init(_ sample: UnsafeBufferPointer<UInt8>, isWhole: Bool) {
    for (offset, byte) in sample.enumerated() where byte == 0 {
      if offset & 1 == 0 { evenNuls += 1 } else { oddNuls += 1 }
    }
    guard let start = sample.baseAddress else {
      (utf8Sequences, cp949) = (0, (0, 0))
      return
    }
    let (valid, isCut) = UTF8Sequence.validate(start, count: sample.count)
    if valid == sample.count || (isCut && !isWhole) {
      utf8Sequences = sample.reduce(0) { $0 + ($1 >= 0xC0 ? 1 : 0) }
    }
    cp949 = Self.cp949Codes(sample, isWhole: isWhole)
  }

  private static func cp949Codes(
    _ sample: UnsafeBufferPointer<UInt8>, isWhole: Bool
  ) -> (all: Int, common: Int)? {
    var codes = (all: 0, common: 0)
    var offset = 0
    while offset < sample.count {
      let lead = sample[offset]
      if lead < 0x80 {
        offset += 1
      } else if offset + 1 < sample.count {
        guard CP949.hasCharacter(lead, sample[offset + 1]) else { return nil }
        codes.all += 1
        if CP949.isCommon(lead, sample[offset + 1]) { codes.common += 1 }
        offset += 2
      } else {
        // A lead byte whose partner the sample's end has cut off.
        guard !isWhole, lead != 0x80, lead != 0xFF else { return nil }
        offset += 1
      }
    }
    return codes
  }
}
