import Foundation

@testable import Extraction
@testable import Rows

/// Files to contents: members, checksums, lengths, limits and what follows, with the member and the byte of each fault.
final class GzipTarget: FuzzTarget {
  static let name = "gzip"

  private let folder: String
  private let root: Root

  init() {
    let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    folder = "\(temporary)/sluice-fuzz-\(getpid())"
    root = Root(name: "fuzz", path: folder)
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { disagree("\(folder) cannot be made") }
  }

  func run(_ input: FuzzInput) {
    var input = input
    let bytesMax = input.pick([1 << 16, 64 << 30, 0, 1, 100, 300])
    let policy = ExpansionPolicy(trailing: input.pick(ExpansionPolicy.Trailing.allCases), bytesMax: bytesMax)
    // Short pieces of a content without a limit take long.
    let piece = input.choice(256) + (bytesMax > 1 << 16 ? 4096 : 1)
    let stored = Self.stored(&input)
    write(stored)
    let endings = [piece, 1 << 16].map { read(policy, piece: $0) }
    if stored.starts(with: Container.gzipMagic) || stored == [0x1F] {
      agree(endings[0], endings[1], "\(stored) in pieces of \(piece), and in longer ones")
      agree(endings[1], NaiveGzip.ending(of: stored, policy), "\(stored) with \(policy)")
    } else {
      // How early zstd's library sees that a block is corrupt depends on the room that it is given.
      let contents = endings.map { $0.isFault ? nil : $0 }
      agree(contents[0], contents[1], "\(stored) in pieces of \(piece), and in longer ones")
    }
  }

  // MARK: What is read

  /// Bytes as they are; deflate data, to which header and trailer are made; or a content that is packed, and damaged.
  private static func stored(_ input: inout FuzzInput) -> [UInt8] {
    switch input.choice(3) {
    case 0: return Array(input.rest)
    case 1:
      let header = header(&input)
      let data = Array(input.rest)
      let content = NaiveGzip.inflate(data, room: 1 << 16)
      return header + data[..<content.consumed] + trailer(content.produced) + data[content.consumed...]
    default:
      let headers = [header(&input), header(&input)]
      let level = Int32(input.choice(10))
      let tail = input.pick([[], [0], [0, 0, 1], [0x1F], [0x1F, 0x8B], [0x1F, 0x8B, 8, 0], [9]] as [[UInt8]])
      let (damage, place) = (input.choice(256), input.choice(256) * 256 + input.choice(256))
      let content = Array(input.rest)
      let half = content.count / 2
      var stored = headers[0] + Packed.deflate(Array(content[..<half]), windowBits: -15, level: level)
      stored += trailer(Array(content[..<half]))
      stored += headers[1] + Packed.deflate(Array(content[half...]), windowBits: -15, level: level)
      stored += trailer(Array(content[half...])) + tail
      if damage < 128 { stored[place % stored.count] ^= UInt8(damage) }
      return damage == 255 ? Array(stored[..<(place % stored.count)]) : stored
    }
  }

  private static func header(_ input: inout FuzzInput) -> [UInt8] {
    let fields = input.choice(32)
    return Packed.Header(
      extra: fields & 1 != 0 ? Array(repeating: 7, count: fields) : nil, name: fields & 2 != 0 ? "a.csv" : nil,
      comment: fields & 4 != 0 ? "" : nil, hasChecksum: fields & 8 != 0
    ).bytes
  }

  private static func trailer(_ content: [UInt8]) -> [UInt8] {
    Packed.little(NaiveGzip.checksum(content)) + Packed.little(UInt32(truncatingIfNeeded: content.count))
  }

  // MARK: How it is read

  private func write(_ bytes: [UInt8]) {
    guard let file = fopen(folder + "/object", "wb") else { disagree("\(folder) cannot be written to") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  private func read(_ policy: ExpansionPolicy, piece: Int) -> Ending {
    do throws(ExtractionError) {
      let stamp: FileStamp
      do throws(FileError) {
        stamp = try OpenFile(folder: folder).stamp(of: "object").stamp
      } catch {
        throw .file(error)
      }
      let listed = ListedFile(path: "object", captured: [:], stamp: stamp)
      var stream = try ObjectStream.open(ObjectReader.open(listed, in: root), policy)
      var page = Page(capacity: piece)
      var content: [UInt8] = []
      while try stream.read(into: &page, upTo: piece) > 0 {
        content += UnsafeBufferPointer(start: page.base, count: page.count)
        page.restart(at: content.count)
      }
      return .read(content, note: stream.note)
    } catch {
      return Ending(error)
    }
  }

  static func seeds() -> [[UInt8]] {
    let lines = Packed.lines(6)
    var seeds: [[UInt8]] = []
    for header in [Packed.Header.none, .all] {
      let whole = Packed.gzip(lines, header)
      seeds += [[0, 0, 7, 0], [1, 3, 0, 0], [2, 4, 99, 0]].map { $0 + whole }
      seeds.append([0, 0, 1, 0] + whole + whole + [0, 0])
      seeds.append([0, 0, 1, 0] + whole.dropLast(5))
    }
    for fields in [0, 1, 2, 4, 8, 15] as [UInt8] {
      seeds.append([0, 0, 30, 1, fields] + Packed.deflate(lines, windowBits: -15, level: 9))
      seeds.append([0, 0, 30, 2, fields, 0, 6, fields % 7, fields * 16, 0, 40] + lines)
      seeds.append([0, 5, 3, 2, 0, fields, 0, 0, 255, fields, 9] + lines)
    }
    seeds.append([0, 0, 5, 0] + Packed.zstd(lines))
    seeds.append([0, 4, 5, 0] + Packed.zstd(lines) + Packed.skippable([1, 2]) + Packed.zstd(lines))
    seeds.append([0, 0, 5, 0] + Packed.zlib(lines))
    return seeds
  }
}
