import CZstd

/// The frames of a zstd object (RFC 8878), one after the other; frames to skip have no content.
struct ZstdFrames: ~Copyable {
  /// A window of 128 MiB is what every decoder should take; larger ones must be asked for.
  static let windowLogMax = 27

  /// Magic number and descriptor: what a frame's header has at least.
  private static let headBytes = 5

  private let context: OpaquePointer
  /// What the library asks for next: a header, a block with the next one's header, a checksum. It is given no more at
  /// a time, so that a fault is told where the piece begins that has it.
  private var wanted = Self.headBytes
  private var isAtEnd = false
  /// The frame that is being read, or was read last.
  private(set) var frame = 1

  init() {
    guard let context = ZSTD_createDCtx() else { fatalError("out of memory for a zstd state") }
    self.context = context
    let code = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(Self.windowLogMax))
    guard ZSTD_isError(code) == 0 else { fatalError("zstd refuses a window of 2^\(Self.windowLogMax) bytes") }
  }

  deinit {
    ZSTD_freeDCtx(context)
  }

  /// Fills a buffer with content; less only at the end of the last frame.
  mutating func read(
    from input: inout StoredBytes, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ExtractionError) -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos < output.size, !isAtEnd {
      let available = try input.fill()
      let before = output.pos
      var stored = ZSTD_inBuffer(src: input.unused.baseAddress, size: min(available, wanted), pos: 0)
      // Even without input: content may be left that there was no room for.
      let code = ZSTD_decompressStream(context, &output, &stored)
      guard ZSTD_isError(code) == 0 else { throw fault(Self.kind(of: code), input) }
      input.advance(by: stored.pos)
      wanted = code
      if code == 0 {
        wanted = Self.headBytes
        if try input.fill(4) >= 4, Container.beginsZstdFrame(input.unused) { frame += 1 } else { isAtEnd = true }
      } else if available == 0, output.pos == before {
        throw fault(.truncated(.frame), input)
      }
    }
    return output.pos
  }

  private static func kind(of code: Int) -> ContainerError.Kind {
    switch ZSTD_getErrorCode(code) {
    case ZSTD_error_checksum_wrong: .checksum
    case ZSTD_error_frameParameter_windowTooLarge: .window(logMax: windowLogMax)
    default: .corrupt(String(cString: ZSTD_getErrorName(code)))
    }
  }

  private func fault(_ kind: ContainerError.Kind, _ input: borrowing StoredBytes) -> ExtractionError {
    input.fault(kind, in: .zstd, member: frame)
  }
}
