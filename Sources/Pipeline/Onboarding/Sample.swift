import Extraction
import Rows
import Scanning

/// The beginning of a file that somebody wants to load, as text.
struct Sample {
  /// How much of it is looked at: most files of a day or a month are smaller.
  static let bytesMax = 8 << 20

  let file: ListedFile
  let root: Root
  let text: SampleText
  let encoding: Guess<TextEncoding>
  let isCompressed: Bool

  /// - Parameter path: absolute; symbolic links in it resolved.
  init(path: String) throws(Failure) {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last else { throw Failure(.input, "\(path): not a file") }
    root = Root(name: "", path: "/" + parts.dropLast().joined(separator: "/"))
    file = try Self.list(name, root)
    do throws(ObjectProblem) {
      var stored = try ObjectText.open(file, in: root, policy: ExpansionPolicy(), encoding: nil)
      isCompressed = !stored.isPlain
      let (bytes, isWhole) = try Self.read(&stored, file)
      let first = Guess(value: stored.encoding, isSure: stored.note == nil, reason: stored.note ?? "")
      encoding = Self.encoding(first, bytes, isWhole, hasMark: stored.markLength > 0)
      text = SampleText(utf8: Self.decoded(bytes, encoding.value), isWhole: isWhole)
    } catch {
      throw Failure(error.kind == .permission ? .permission : .input, error.description)
    }
    guard text.count > 0 else { throw Failure(.input, "\(path): the file is empty") }
  }

  private static func list(_ name: String, _ root: Root) throws(Failure) -> ListedFile {
    let pattern: PathPattern
    do throws(PathPattern.Problem) { pattern = try PathPattern(patternText(name)) } catch {
      throw Failure(.input, "\(root.path)/\(name): \(error)")
    }
    let listing: FileListing
    do throws(FileError) { listing = try FileListing(SourceSpec(root: root, pattern: pattern)) } catch {
      throw Failure(error.isPermission ? .permission : .input, error.description)
    }
    guard let file = listing.files.first(where: { $0.path == name }) else {
      throw Failure(.input, "\(root.path)/\(name): there is no such file, or it is none that a job reads")
    }
    return file
  }

  private static func read(
    _ stored: inout ObjectText, _ file: ListedFile
  ) throws(ObjectProblem) -> (bytes: [UInt8], isWhole: Bool) {
    var page = Page(capacity: min(bytesMax, max(1, file.stamp.size)) + ObjectText.sampleBytes)
    while page.count < bytesMax {
      if try stored.read(into: &page, upTo: ObjectText.sampleBytes) == 0 {
        return (Array(UnsafeBufferPointer(start: page.base, count: page.count)), true)
      }
    }
    return (Array(UnsafeBufferPointer(start: page.base, count: page.count)), false)
  }

  /// More bytes may say more than the first ones did.
  private static func encoding(
    _ first: Guess<TextEncoding>, _ bytes: [UInt8], _ isWhole: Bool, hasMark: Bool
  ) -> Guess<TextEncoding> {
    if hasMark { return .sure(first.value, "the file begins with its byte order mark") }
    guard first.value.isTransparent else { return first }
    let guess = bytes.withUnsafeBufferPointer { EncodingGuess(sample: $0, isWhole: isWhole) }
    return Guess(value: guess.encoding, isSure: guess.certainty != .unsure, reason: guess.reason)
  }

  /// UTF-16 has been transcoded on the way; what is no character becomes U+FFFD.
  private static func decoded(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt8] {
    guard encoding.isTransparent, encoding != .utf8 else { return bytes }
    return bytes.withUnsafeBufferPointer { all in
      var text: [UInt8] = []
      var rest = all
      while let fault = encoding.decode(rest, appendingTo: &text) {
        text += Array("\u{FFFD}".utf8)
        rest = UnsafeBufferPointer(rebasing: rest[(fault + 1)...])
      }
      return text
    }
  }

  /// A name as a pattern that matches it: what is a sign of patterns becomes any one character.
  static func patternText(_ name: String) -> String {
    let signs: Set<Character> = ["*", "?", "{", "}", "[", "]"]
    return String(name.map { signs.contains($0) ? "?" : $0 })
  }
}
