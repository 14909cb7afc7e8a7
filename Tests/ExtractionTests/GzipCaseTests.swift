import Foundation
import Rows
import Testing

@testable import Extraction

/// Every file of Tests/Fixtures/gzip-cases against its verdict.
struct GzipCaseTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/gzip-cases/derived").path
  private static let root = Root(name: "cases", path: folder)

  private struct Verdict: Decodable {
    var result: String
    var sha256: String?
    var bytes: Int?
  }

  private static func verdicts() throws -> [String: Verdict] {
    let bytes = try readWholeFile(folder + "/expected.json", bytesMax: 1 << 20)
    return try JSONDecoder().decode([String: Verdict].self, from: Data(bytes))
  }

  private static func stored(_ name: String) throws -> [UInt8] {
    try readWholeFile(folder + "/" + name, bytesMax: 1 << 20)
  }

  /// The payload of a SHA-256 of expected.json, from files that need no unpacking.
  private static func payload(_ sha256: String) throws -> [UInt8] {
    let text = try stored("plain-text-named-gz.csv.gz")
    switch sha256.prefix(8) {
    case "ab446fbd": return text
    case "4ee50d73": return [0xEF, 0xBB, 0xBF] + text.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    case "a617f205": return try stored("one-member.csv.gz")
    case "e3b0c442": return []
    default: throw FileError(operation: "know the payload", path: sha256, code: ENOENT)
    }
  }

  private static func ending(
    _ name: String, _ policy: ExpansionPolicy = ExpansionPolicy(), piece: Int = 1 << 16
  ) throws -> Ending {
    let pattern = try PathPattern(name)
    let listed = try #require(try FileListing(SourceSpec(root: root, pattern: pattern)).files.first)
    var content: [UInt8] = []
    do throws(ExtractionError) {
      var stream = try ObjectStream.open(ObjectReader.open(listed, in: root), policy)
      var page = Page(capacity: piece)
      while try stream.read(into: &page, upTo: piece) > 0 {
        content += UnsafeBufferPointer(start: page.base, count: page.count)
        page.restart(at: content.count)
      }
      return .read(content, note: stream.note)
    } catch {
      return Ending(error)
    }
  }

  static let readable = [
    "one-member.csv.gz", "two-members-line-boundary.csv.gz", "two-members-mid-line.csv.gz", "hundred-members.csv.gz",
    "empty-member-between.csv.gz", "empty-payload.csv.gz", "all-header-fields.csv.gz", "stored-blocks.csv.gz",
    "trailing-zeros.csv.gz", "gzip-named-csv.csv", "double-gzip.csv.gz", "crlf-and-bom.csv.gz",
  ]

  @Test(arguments: readable)
  func readableCase(_ name: String) throws {
    let verdict = try #require(try Self.verdicts()[name])
    let payload = try Self.payload(try #require(verdict.sha256))
    #expect(payload.count == verdict.bytes)
    #expect(try Self.ending(name) == .read(payload, note: nil))
  }

  static let faulty: [(name: String, kind: ContainerError.Kind, member: Int, offset: Int)] = [
    ("header-only.csv.gz", .truncated(.data), 1, 10),
    ("truncated-mid-deflate.csv.gz", .truncated(.data), 1, 8399),
    ("truncated-no-trailer.csv.gz", .truncated(.checksum), 1, 12591),
    ("truncated-half-trailer.csv.gz", .truncated(.length), 1, 12595),
    ("truncated-second-member.csv.gz", .truncated(.data), 2, 12440),
    ("bad-crc.csv.gz", .checksum, 1, 12591),
    ("bad-isize.csv.gz", .length, 1, 12595),
    ("unknown-method.csv.gz", .method(7), 1, 2),
    ("reserved-flag.csv.gz", .reservedFlags(0x80), 1, 3),
    ("trailing-garbage.csv.gz", .trailing(bytes: 17, allowed: .zeros), 1, 12599),
    ("zlib-not-gzip.csv.gz", .unreadable("a zlib stream without a gzip header"), 1, 0),
  ]

  @Test(arguments: faulty)
  func faultyCase(_ it: (name: String, kind: ContainerError.Kind, member: Int, offset: Int)) throws {
    let verdict = try #require(try Self.verdicts()[it.name])
    #expect(verdict.result.contains("error"))
    for piece in [1000, 1 << 18] {
      let ending = try Self.ending(it.name, piece: piece)
      #expect(ending == .fault(it.kind, member: it.member, offset: it.offset), "\(it.name)")
    }
  }

  /// Where a flipped bit is noticed depends on what it makes of the data; that it is does not.
  @Test func aFlippedBit() throws {
    let ending = try Self.ending("flipped-bit.csv.gz")
    guard case .fault(let kind, 1, _) = ending else {
      Issue.record("\(ending)")
      return
    }
    switch kind {
    case .corrupt, .checksum: break
    default: Issue.record("\(kind)")
    }
  }

  @Test func plainTextUnderAnyName() throws {
    let text = try Self.stored("plain-text-named-gz.csv.gz")
    #expect(text.count == 105_367)
    #expect(try Self.ending("plain-text-named-gz.csv.gz") == .read(text, note: nil))
    #expect(try Self.ending("zero-byte-file.csv.gz") == .read([], note: nil))
  }

  static let trailing: [(name: String, policy: ExpansionPolicy.Trailing, note: String?, fault: Int?)] = [
    ("trailing-zeros.csv.gz", .zeros, nil, nil),
    ("trailing-zeros.csv.gz", .ignore, nil, nil),
    ("trailing-zeros.csv.gz", .refuse, nil, 512),
    ("trailing-garbage.csv.gz", .zeros, nil, 17),
    ("trailing-garbage.csv.gz", .ignore, "17 bytes after the last gzip member were ignored", nil),
    ("trailing-garbage.csv.gz", .refuse, nil, 17),
    ("one-member.csv.gz", .refuse, nil, nil),
  ]

  @Test(arguments: trailing)
  func whatFollows(_ it: (name: String, policy: ExpansionPolicy.Trailing, note: String?, fault: Int?)) throws {
    let ending = try Self.ending(it.name, ExpansionPolicy(trailing: it.policy))
    if let bytes = it.fault {
      let kind = ContainerError.Kind.trailing(bytes: bytes, allowed: it.policy)
      #expect(ending == .fault(kind, member: 1, offset: 12_599))
    } else {
      #expect(ending == .read(try Self.stored("plain-text-named-gz.csv.gz"), note: it.note))
    }
  }

  static let bombs: [(policy: ExpansionPolicy, kind: ContainerError.Kind?)] = [
    (ExpansionPolicy(), .ratio(max: 1000)),
    (ExpansionPolicy(ratioMax: 20), .ratio(max: 20)),
    (ExpansionPolicy(bytesMax: 10_000_000), .bytes(max: 10_000_000)),
    (ExpansionPolicy(bytesMax: 67_108_863, ratioMax: 2000), .bytes(max: 67_108_863)),
    (ExpansionPolicy(bytesMax: 67_108_864, ratioMax: 2000), nil),
    (ExpansionPolicy(ratioMax: 1028), .ratio(max: 1028)),
    (ExpansionPolicy(ratioMax: 1029), nil),
  ]

  /// The page never holds more than a read asked for, and all that is given out is within the limit.
  @Test(arguments: bombs)
  func aBomb(_ it: (policy: ExpansionPolicy, kind: ContainerError.Kind?)) throws {
    let pattern = try PathPattern("bomb-64MiB-zeros.csv.gz")
    let listed = try #require(try FileListing(SourceSpec(root: Self.root, pattern: pattern)).files.first)
    var stream = try ObjectStream.open(ObjectReader.open(listed, in: Self.root), it.policy)
    var page = Page(capacity: 1 << 18)
    let capacity = page.capacity
    var count = 0
    var kind: ContainerError.Kind?
    do {
      while try stream.read(into: &page, upTo: 1 << 18) > 0 {
        count += page.count
        page.restart(at: count)
      }
    } catch .container(let error) {
      kind = error.kind
    }
    #expect(kind == it.kind)
    #expect(page.capacity == capacity)
    let limit = it.policy.limit(stored: listed.stamp.size)
    if it.kind == nil { #expect(count == 64 << 20) } else { #expect(count <= limit && count > limit - (1 << 18)) }
  }

  /// One layer is unpacked; the content says by itself that it is packed again.
  @Test func packedTwice() throws {
    let content = try #require(try Self.ending("double-gzip.csv.gz").content)
    #expect(content.withUnsafeBufferPointer { Container.detect($0) } == .readable(.gzip))
  }

  @Test func noCaseIsLeftOut() throws {
    let tested =
      Set(Self.readable).union(Self.faulty.map(\.name))
      .union(["flipped-bit.csv.gz", "plain-text-named-gz.csv.gz", "zero-byte-file.csv.gz", "bomb-64MiB-zeros.csv.gz"])
    let stored = try namesInFolder(Self.folder).filter { $0 != "expected.json" }
    #expect(tested == Set(try Self.verdicts().keys))
    #expect(tested == Set(stored))
  }
}
