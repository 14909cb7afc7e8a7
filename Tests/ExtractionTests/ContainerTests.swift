import Testing

@testable import Extraction

/// Do the first bytes say what an object is, and is no text taken for something else?
struct ContainerTests {
  private static func detect(_ bytes: [UInt8]) -> Container.Detection {
    bytes.withUnsafeBufferPointer { Container.detect($0) }
  }

  static let packed: [(bytes: [UInt8], container: Container)] = [
    ([0x1F, 0x8B, 8, 0], .gzip), ([0x1F, 0x8B], .gzip), ([0x1F], .gzip), ([0x1F, 0x8B, 9, 0xFF], .gzip),
    ([0x28, 0xB5, 0x2F, 0xFD], .zstd), ([0x28, 0xB5, 0x2F], .zstd), ([0x28, 0xB5], .zstd),
    ([0x50, 0x2A, 0x4D, 0x18], .zstd), ([0x5F, 0x2A, 0x4D, 0x18, 0], .zstd),
  ]

  @Test(arguments: packed)
  func packedObjects(_ it: (bytes: [UInt8], container: Container)) {
    #expect(Self.detect(it.bytes) == .readable(it.container))
  }

  static let foreign: [(bytes: [UInt8], kind: String)] = [
    ([0x50, 0x4B, 3, 4, 0x14], "a zip archive (or an Excel workbook)"),
    ([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18), "an empty zip archive"),
    ([0x50, 0x4B, 7, 8, 0x50, 0x4B, 3, 4], "a zip archive in parts"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "an xz file"),
    (Array("BZh9".utf8) + [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], "a bzip2 file"),
    (Array("BZh1".utf8) + [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], "a bzip2 file"),
    ([4, 0x22, 0x4D, 0x18, 0x64], "an lz4 file"), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
    (Array("PAR1".utf8) + [0x15, 0x04], "a Parquet file"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel workbook (or another file of old Office)"),
    ([0x1B, 0x8B, 8, 0, 0, 0], "a gzip file with damage in its first two bytes"),
    ([0x28, 0xB5, 0x2F, 0xFC], "a zstd file with damage in its first four bytes"),
  ]

  @Test(arguments: foreign)
  func foreignObjects(_ it: (bytes: [UInt8], kind: String)) throws {
    #expect(Self.detect(it.bytes) == .unreadable(kind: it.kind))
    let folder = try Folder()
    #expect(try folder.ending(of: it.bytes) == .fault(.unreadable(it.kind), member: 1, offset: 0))
  }

  @Test(arguments: [Int32(0), 1, 2, 5, 6, 7, 9])
  func zlib(level: Int32) {
    for content in [Packed.lines(1), Packed.lines(300), []] {
      let stream = Packed.zlib(content, level: level)
      #expect(Self.detect(stream) == .unreadable(kind: "a zlib stream without a gzip header"), "\(content.count)")
    }
  }

  static let texts: [[UInt8]] =
    [
      "", "t", "time,value\n1,2\n", "x", "x^", "x^2,time\n1,2020-01-01\n", "x^bccbbccbb,2020-01-01T00:00:00Z\n",
      "x^z:;jk2b,c\nabc,1\nabc,1\nabc,1\nabc,1\n", "xÚ,b\n1,2\n1,2\n", "P", "PK", "PK,name\n", "PAR1",
      "PAR1,PAR2\n1,2\n",
      "PAR1\n", "PAR1\r\n", "PAR1\t2\n", "BZh9", "BZh91,2\n", "(", "(time)", "P*M", "P*M,1\n", "7z,a\n", "\u{FEFF}time",
    ].map { Array($0.utf8) } + [
      // In Latin-1 and Windows-1252, in CP949, in UTF-16 with and without a mark.
      [0x78, 0xDA] + Array(",b\n1,2\n".utf8), [0x78, 0x9C] + Array("uvre,b\n1,2\n".utf8),
      [0x78, 0x9C, 0x61, 0x2C, 0x0A, 0x78, 0x9C, 0x61, 0x2C, 0x0A],
      [0xFF, 0xFE, 0x78, 0, 0x2C, 0], [0x78, 0, 0x5E, 0], [0xFE, 0xFF, 0, 0x78], [0xC5, 0xC2, 0xB5, 0xB5, 0x2C],
    ]

  @Test(arguments: texts)
  func plainText(_ bytes: [UInt8]) throws {
    #expect(Self.detect(bytes) == .readable(.plain))
    let folder = try Folder()
    #expect(try folder.ending(of: bytes) == .read(bytes, note: nil))
  }

  /// What a bit's flip makes of a magic number is never a text.
  @Test func everyFlipOfTheMagic() {
    for (magic, container) in [(Container.gzipMagic, Container.gzip), (Container.zstdMagic, .zstd)] {
      let packed = container == .gzip ? Packed.gzip(Packed.lines(3)) : Packed.zstd(Packed.lines(3))
      for bit in 0..<(magic.count * 8) {
        var bytes = packed
        bytes[bit / 8] ^= 1 << (bit % 8)
        guard case .unreadable = Self.detect(bytes) else {
          Issue.record("\(container), bit \(bit): \(Self.detect(bytes))")
          continue
        }
      }
    }
  }

  @Test(arguments: zip(Container.allCases, ["plain", "gzip", "zstd"]))
  func names(_ container: Container, _ name: String) {
    #expect(container.rawValue == name)
  }
}
