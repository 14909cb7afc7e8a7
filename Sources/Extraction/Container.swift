import CZlib
import CZstd
package import Rows

/// What an object's bytes are packed in.
package enum Container: String, Sendable, CaseIterable {
  case plain, gzip, zstd

  /// What the first bytes of an object say.
  package enum Detection: Sendable, Equatable {
    case readable(Container)
    /// No text, and nothing that can be unpacked; `kind` is what it seems to be: "a zip archive".
    case unreadable(kind: String)
  }

  /// With this many bytes of an object, or all of it, a detection is final.
  package static let detectionBytes = 512

  /// What stands in the container, one after the other.
  var unit: String { self == .zstd ? "frame" : "member" }

  static let gzipMagic: [UInt8] = [0x1F, 0x8B]
  static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  /// Detects by the first bytes alone; a name is never asked.
  ///
  /// What is taken for packed or foreign cannot be the beginning of a text: each signature has a control character or
  /// bytes that no encoding has there.
  package static func detect(_ bytes: UnsafeBufferPointer<UInt8>) -> Detection {
    if bytes.starts(with: gzipMagic) || bytes.elementsEqual(gzipMagic.prefix(1)) { return .readable(.gzip) }
    if beginsZstdFrame(bytes) { return .readable(.zstd) }
    // Cut within the magic number; a single byte of it is the text "(".
    if 2...3 ~= bytes.count, zstdMagic.starts(with: bytes) { return .readable(.zstd) }
    if let signature = signatures.first(where: { bytes.starts(with: $0.magic) }) {
      return .unreadable(kind: signature.kind)
    }
    if isParquet(bytes) { return .unreadable(kind: "a Parquet file") }
    if isZlib(bytes) { return .unreadable(kind: "a zlib stream without a gzip header") }
    if isDamagedGzip(bytes) { return .unreadable(kind: "a gzip file with damage in its first two bytes") }
    if differsByOneBit(bytes, from: zstdMagic) {
      return .unreadable(kind: "a zstd file with damage in its first four bytes")
    }
    return .readable(.plain)
  }

  /// Detects what the bytes of a page begin with.
  package static func detect(_ page: borrowing Page) -> Detection {
    detect(UnsafeBufferPointer(start: page.base, count: page.count))
  }

  /// Whether a frame begins here: one of content, or one to skip.
  static func beginsZstdFrame(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes.starts(with: zstdMagic) { return true }
    return bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1] == 0x2A && bytes[2] == 0x4D && bytes[3] == 0x18
  }

  private static let signatures: [(magic: [UInt8], kind: String)] =
    [
      ([0x50, 0x4B, 0x03, 0x04], "a zip archive (or an Excel workbook)"),
      ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive"),
      ([0x50, 0x4B, 0x07, 0x08], "a zip archive in parts"),
      ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (or another file of old Office)"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file"),
      ([0x04, 0x22, 0x4D, 0x18], "an lz4 file"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
    ] + bzip2Signatures

  /// `BZh`, the block size as a digit, and the number π that begins a block or √π that ends an empty file.
  private static let bzip2Signatures: [(magic: [UInt8], kind: String)] = (UInt8(ascii: "1")...UInt8(ascii: "9")).flatMap
  {
    [
      ([0x42, 0x5A, 0x68, $0, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], "a bzip2 file"),
      ([0x42, 0x5A, 0x68, $0, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90], "a bzip2 file"),
    ]
  }

  /// `PAR1` may well begin a column's name; in a Parquet file a control character follows.
  private static func isParquet(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count > 4, bytes.starts(with: "PAR1".utf8) else { return false }
    return bytes[4] < 0x20 && bytes[4] != 0x09 && bytes[4] != 0x0A && bytes[4] != 0x0D
  }

  /// A zlib header is two bytes, of which the first is the letter x and the second may be a letter as well ("x^" in
  /// ASCII, "xÚ" in Latin-1): it is one only if what follows can be inflated, in a short object to the end.
  private static func isZlib(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 8, bytes[0] == 0x78, [0x01, 0x5E, 0x9C, 0xDA].contains(bytes[1]) else { return false }
    let isWhole = bytes.count < detectionBytes
    return Inflater.canInflate(zlib: UnsafeBufferPointer(rebasing: bytes.prefix(detectionBytes)), isWhole: isWhole)
  }

  /// A flipped bit must not make a text of a gzip file: no text has a backspace and a control character there.
  private static func isDamagedGzip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count > 3 && bytes[2] == GzipMembers.deflate && bytes[3] & GzipMembers.Flags.reserved == 0
      && differsByOneBit(bytes, from: gzipMagic)
  }

  private static func differsByOneBit(_ bytes: UnsafeBufferPointer<UInt8>, from magic: [UInt8]) -> Bool {
    guard bytes.count >= magic.count else { return false }
    return zip(bytes, magic).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount } == 1
  }
}

/// The libraries that unpack, as they are linked now.
package enum UnpackingLibraries {
  package static var zlib: String { String(cString: zlibVersion()) }
  package static var zstd: String { String(cString: ZSTD_versionString()) }
}
