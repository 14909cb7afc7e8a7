import CZlib
import CZstd

/// Packs bytes with the libraries' own compressors; headers and trailers of gzip are put together here.
enum Packed {
  /// Fields of a gzip header; nil is left out.
  struct Header {
    var extra: [UInt8]?
    var name: String?
    var comment: String?
    var hasChecksum = false

    static let none = Header()
    static let all = Header(extra: [1, 2, 3, 4, 5], name: "a.csv", comment: "all fields", hasChecksum: true)

    var bytes: [UInt8] {
      var flags: UInt8 = 0
      if hasChecksum { flags |= 0x02 }
      if extra != nil { flags |= 0x04 }
      if name != nil { flags |= 0x08 }
      if comment != nil { flags |= 0x10 }
      var bytes: [UInt8] = [0x1F, 0x8B, 8, flags, 0x11, 0x22, 0x33, 0x44, 0, 3]
      if let extra { bytes += [UInt8(extra.count & 0xFF), UInt8(extra.count >> 8)] + extra }
      if let name { bytes += Array(name.utf8) + [0] }
      if let comment { bytes += Array(comment.utf8) + [0] }
      if hasChecksum { bytes += Packed.little(UInt32(crc32_z(0, bytes, bytes.count)))[..<2] }
      return bytes
    }
  }

  static func little(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  static func gzip(_ content: [UInt8], _ header: Header = .none, level: Int32 = 6) -> [UInt8] {
    header.bytes + deflate(content, windowBits: -15, level: level)
      + little(UInt32(crc32_z(0, content, content.count))) + little(UInt32(truncatingIfNeeded: content.count))
  }

  static func zlib(_ content: [UInt8], level: Int32 = 6) -> [UInt8] {
    deflate(content, windowBits: 15, level: level)
  }

  static func deflate(_ content: [UInt8], windowBits: Int32, level: Int32) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    precondition(
      deflateInit2_(&stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK)
    defer { deflateEnd(&stream) }
    var content = content
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))))
    let count = content.withUnsafeMutableBufferPointer { input in
      packed.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        precondition(CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END)
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(packed[..<count])
  }

  static func zstd(_ content: [UInt8], checksum: Bool = true, windowLog: Int32? = nil) -> [UInt8] {
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)
    if let windowLog {
      ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
      ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    }
    var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count) + 64)
    let room = packed.count
    // As a stream of unknown length where a window is given: else the library would shrink the window to the content.
    let count = packed.withUnsafeMutableBytes { output -> Int in
      guard windowLog != nil else {
        return ZSTD_compress2(context, output.baseAddress, room, content, content.count)
      }
      var sink = ZSTD_outBuffer(dst: output.baseAddress, size: room, pos: 0)
      return content.withUnsafeBytes { bytes in
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        ZSTD_compressStream2(context, &sink, &source, ZSTD_e_continue)
        precondition(ZSTD_compressStream2(context, &sink, &source, ZSTD_e_end) == 0)
        return sink.pos
      }
    }
    precondition(ZSTD_isError(count) == 0)
    return Array(packed[..<count])
  }

  /// A zstd frame that decoders skip.
  static func skippable(_ content: [UInt8], kind: UInt8 = 0x50) -> [UInt8] {
    [kind, 0x2A, 0x4D, 0x18] + little(UInt32(content.count)) + content
  }

  /// Lines of a file as sensors write it; they pack, and no two are equal.
  static func lines(_ count: Int) -> [UInt8] {
    Array(
      (0..<count).map { "P03-PRESS07,2026-05-01T06:\($0 / 60 % 60):\($0 % 60)Z,\($0 &* 2_654_435_761 % 997)\n" }
        .joined().utf8)
  }
}
