import Extraction
import Rows
import Scanning

/// An object's text from its start: decompressed, its byte order mark taken off, UTF-16 turned into UTF-8.
struct ObjectText: ~Copyable {
  /// How much of an object is looked at to know what it is.
  static let sampleBytes = 1 << 16

  private var stream: ObjectStream
  /// What has been read and not been given away yet.
  private var raw: Page
  private var transcoder: UTF16Transcoder?
  private var isAtEnd = false
  /// Below its root, and from the machine's.
  private let file: String
  private let path: String
  let encoding: TextEncoding
  let markLength: Int
  /// What somebody should know of how the encoding was found.
  let note: String?

  /// Opens an object and finds out what it is.
  /// - Throws: `ObjectProblem` of kind `form` if it is no text in the job's encoding.
  static func open(_ file: ListedFile, of job: JobSpec) throws(ObjectProblem) -> ObjectText {
    try open(file, in: job.source.root, policy: job.expansion, encoding: job.encoding)
  }

  /// Opens an object that no job declares yet.
  /// - Parameter declared: nil: to be guessed.
  static func open(
    _ file: ListedFile, in root: Root, policy: ExpansionPolicy, encoding declared: TextEncoding?
  ) throws(ObjectProblem) -> ObjectText {
    let path = root.path + "/" + file.path
    var raw = Page(capacity: sampleBytes)
    var isAtEnd = false
    var stream: ObjectStream
    do throws(ExtractionError) {
      stream = try openStream(file, root, policy, &raw, &isAtEnd)
    } catch {
      throw ObjectProblem(error, path: file.path)
    }
    if let fault = stream.contentFault(raw) { throw ObjectProblem(fault, path: file.path) }
    let start: TextStart
    do throws(TextStart.Problem) {
      start = try TextStart(page: raw, isWhole: isAtEnd, declared: declared)
    } catch {
      throw ObjectProblem(.form, path: file.path, "\(path): \(error)")
    }
    raw.drop(first: start.markLength)
    return ObjectText(
      stream: stream, raw: raw, transcoder: start.order.map { UTF16Transcoder(order: $0) }, isAtEnd: isAtEnd,
      file: file.path, path: path, encoding: start.encoding, markLength: start.markLength,
      note: start.note.map { "\(path): \($0)" })
  }

  private static func openStream(
    _ file: ListedFile, _ root: Root, _ policy: ExpansionPolicy, _ raw: inout Page, _ isAtEnd: inout Bool
  ) throws(ExtractionError) -> ObjectStream {
    let reader = try ObjectReader.open(file, in: root)
    var stream = try ObjectStream.open(reader, policy)
    while raw.count < sampleBytes, !isAtEnd {
      isAtEnd = try stream.read(into: &raw, upTo: sampleBytes - raw.count) == 0
    }
    return stream
  }

  private init(
    stream: consuming ObjectStream, raw: consuming Page, transcoder: UTF16Transcoder?, isAtEnd: Bool, file: String,
    path: String, encoding: TextEncoding, markLength: Int, note: String?
  ) {
    self.stream = stream
    self.raw = raw
    self.transcoder = transcoder
    self.isAtEnd = isAtEnd
    self.file = file
    self.path = path
    self.encoding = encoding
    self.markLength = markLength
    self.note = note
  }

  /// Whether the text's bytes are those of the file.
  var isPlain: Bool { stream.container == .plain }

  /// Stored bytes read so far.
  var storedRead: Int { stream.storedRead }

  /// Appends up to about `wanted` bytes of text to a page; 0 only at the end.
  mutating func read(into page: inout Page, upTo wanted: Int) throws(ObjectProblem) -> Int {
    guard transcoder != nil else { return try readPlain(into: &page, upTo: wanted) }
    while true {
      if raw.count == 0, !isAtEnd { try fillRaw(upTo: wanted) }
      let added = raw.count > 0 ? transcode(into: &page, upTo: wanted) : try endTranscoding(into: &page)
      if added > 0 || raw.count == 0 && isAtEnd { return added }
    }
  }

  private mutating func transcode(into page: inout Page, upTo wanted: Int) -> Int {
    guard var transcoder else { return 0 }
    var (used, written) = (0, 0)
    let input = UnsafeBufferPointer(start: UnsafePointer(raw.base), count: raw.count)
    _ = page.append(upTo: max(wanted, UTF16Transcoder.roomMin)) { room in
      (used, written) = transcoder.transcode(input, into: room.bindMemory(to: UInt8.self))
      return written
    }
    self.transcoder = transcoder
    raw.drop(first: used)
    return written
  }

  private mutating func endTranscoding(into page: inout Page) throws(ObjectProblem) -> Int {
    guard isAtEnd, var transcoder else { return 0 }
    var half: UInt8?
    let added = page.append(upTo: UTF16Transcoder.roomMin) { room in
      let ending = transcoder.finish(into: room.bindMemory(to: UInt8.self))
      half = ending.half
      return ending.written
    }
    self.transcoder = transcoder
    guard half == nil else {
      throw ObjectProblem(.form, path: file, "\(path): the text ends in the middle of a character of UTF-16")
    }
    return added
  }

  private mutating func readPlain(into page: inout Page, upTo wanted: Int) throws(ObjectProblem) -> Int {
    guard raw.count > 0 else { return isAtEnd ? 0 : try readStored(into: &page, upTo: wanted) }
    let count = min(wanted, raw.count)
    _ = page.append(upTo: count) { room in
      room.copyMemory(from: UnsafeRawBufferPointer(start: raw.base, count: count))
      return count
    }
    raw.drop(first: count)
    return count
  }

  private mutating func fillRaw(upTo wanted: Int) throws(ObjectProblem) {
    do throws(ExtractionError) {
      isAtEnd = try stream.read(into: &raw, upTo: wanted) == 0
    } catch {
      throw ObjectProblem(error, path: file)
    }
  }

  private mutating func readStored(into page: inout Page, upTo wanted: Int) throws(ObjectProblem) -> Int {
    do throws(ExtractionError) {
      return try stream.read(into: &page, upTo: wanted)
    } catch {
      throw ObjectProblem(error, path: file)
    }
  }

  /// Reads what is left of the stored bytes and holds the file to be the one that was listed.
  /// - Returns: the hashes of its blocks, and what somebody should know of its end.
  mutating func finish() throws(ObjectProblem) -> (blocks: [ContentID], note: String?) {
    do throws(ExtractionError) {
      let blocks = try stream.finish()
      return (blocks, stream.note.map { "\(path): \($0)" })
    } catch {
      throw ObjectProblem(error, path: file)
    }
  }
}

/// What an object's first bytes say of its text.
struct TextStart {
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  let encoding: TextEncoding
  let order: UTF16Transcoder.ByteOrder?
  let markLength: Int
  let note: String?

  /// - Parameter declared: nil: to be guessed.
  init(page: borrowing Page, isWhole: Bool, declared: TextEncoding?) throws(Problem) {
    let sample = UnsafeBufferPointer(start: UnsafePointer(page.base), count: page.count)
    var found = declared ?? .utf8
    var guessed: String?
    if declared == nil {
      let guess = EncodingGuess(sample: sample, isWhole: isWhole)
      found = guess.encoding
      if guess.certainty != .certain {
        guessed = "read as \(found.rawValue) (\(guess.certainty.rawValue)): \(guess.reason)"
      }
    }
    guard let mark = found.markLength(at: sample) else {
      let marked = TextEncoding(markedBy: sample)?.rawValue ?? "another encoding"
      throw Problem(
        description: "it begins with the byte order mark of \(marked), and the job says encoding: \(found.rawValue)")
    }
    order = found.byteOrder(at: sample)
    encoding = order.map { $0 == .big ? .utf16BigEndian : .utf16LittleEndian } ?? found
    markLength = mark
    note = guessed
  }
}
