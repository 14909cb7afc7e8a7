import CZlib

/// One deflate stream after the other, through zlib.
struct Inflater: ~Copyable {
  enum Outcome: Equatable {
    /// More input or more room for output is needed.
    case unfinished
    case ended
    case corrupt(String)
  }

  struct Step {
    var consumed: Int
    var produced: Int
    var outcome: Outcome
  }

  enum Wrapping: Int32 {
    /// The deflate data alone: header and trailer are read by others.
    case none = -15
    case zlib = 15
  }

  /// On the heap: zlib keeps a pointer to it and holds it to be the same at each call.
  private let stream: UnsafeMutablePointer<z_stream>

  init(_ wrapping: Wrapping = .none) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { fatalError("out of memory for an inflate state, or another zlib than at build time") }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Begins another stream.
  func reset() {
    inflateReset(stream)
  }

  /// Inflates until the input is used, the buffer full, or the stream at its end.
  /// - Parameter buffer: not empty.
  func inflate(_ input: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableRawBufferPointer) -> Step {
    // zlib counts in 32 bits.
    let inputCount = min(input.count, 1 << 30)
    let room = min(buffer.count, 1 << 30)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.pointee.avail_in = UInt32(inputCount)
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let code = CZlib.inflate(stream, Z_NO_FLUSH)
    let outcome: Outcome
    switch code {
    case Z_OK, Z_BUF_ERROR: outcome = .unfinished
    case Z_STREAM_END: outcome = .ended
    case Z_MEM_ERROR: fatalError("out of memory for an inflate window")
    default: outcome = .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "not a deflate stream")
    }
    return Step(
      consumed: inputCount - Int(stream.pointee.avail_in), produced: room - Int(stream.pointee.avail_out),
      outcome: outcome)
  }

  /// Whether bytes are a zlib stream: the beginning of one, or if they are the whole object then all of it.
  static func canInflate(zlib bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> Bool {
    let inflater = Inflater(.zlib)
    var rest = bytes
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while true {
        let step = inflater.inflate(rest, into: buffer)
        rest = UnsafeBufferPointer(rebasing: rest.dropFirst(step.consumed))
        if case .corrupt = step.outcome { return false }
        if step.outcome == .ended { return true }
        if step.consumed + step.produced == 0 { return !isWhole }
      }
    }
  }
}
