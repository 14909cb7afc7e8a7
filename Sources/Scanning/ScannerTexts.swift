import Glibc
import Rows

/// The texts of a recipe as the bytes that stand in the pages, and one worker's memory of what read texts mean.
struct ScannerTexts: ~Copyable {
  /// Begins of comments and footers.
  private let prefixes: ByteTexts
  private let nullTexts: ByteTexts
  private var repeatedHeader = ByteTexts([])
  private(set) var hasLineRules: Bool
  let hasNullTexts: Bool
  /// Of line protocol: only these fields are taken; nil: all.
  let pointFields: ByteTexts?
  private var quality: TextMeanings
  private var filters: [FilterMeanings] = []

  /// What a quality text means: a code from 0 to 255, or one of these.
  static let missing: Int32 = 256
  static let unknown: Int32 = -1

  init(_ recipe: ScanRecipe) {
    // In the pages a transcoded object is UTF-8.
    let encoding = recipe.encoding.isTransparent ? recipe.encoding : .utf8
    let starts = recipe.lines.footers + (recipe.lines.comment.map { [$0] } ?? [])
    prefixes = ByteTexts(starts.compactMap { encoding.encode($0) })
    nullTexts = ByteTexts(recipe.numbers.nullTexts.compactMap { encoding.encode($0) })
    hasNullTexts = !recipe.numbers.nullTexts.isEmpty
    pointFields = recipe.pointFields.map { ByteTexts($0.map { Array($0.utf8) }) }
    hasLineRules = !starts.isEmpty
    let reading = recipe.quality
    quality = TextMeanings(encoding: encoding, unreadable: Self.unknown) { reading.meaning(of: $0) }
    for filter in recipe.filters { filters.append(FilterMeanings(filter, encoding)) }
  }

  mutating func begin(repeatedHeader bytes: [UInt8]) {
    repeatedHeader = ByteTexts(bytes.isEmpty ? [] : [bytes])
    hasLineRules = !prefixes.isEmpty || !bytes.isEmpty
  }

  /// Whether a line is a comment, a footer or the header once more.
  func isPreamble(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    prefixes.containsPrefix(of: line, count) || repeatedHeader.contains(line, count)
  }

  func isNull(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool { nullTexts.contains(text, count) }

  mutating func qualityMeaning(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    quality.of(text, count: count)
  }

  mutating func passes(filter: Int, _ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    filters[filter].passes(text, count)
  }
}

/// A filter's memory; a class so that an array can hold it.
final class FilterMeanings {
  private var meanings: TextMeanings

  init(_ filter: RowFilter, _ encoding: TextEncoding) {
    // What is no text is none of the texts that are left out.
    let unreadable: Int32 = if case .isNoneOf = filter.test { 1 } else { 0 }
    meanings = TextMeanings(encoding: encoding, unreadable: unreadable) { filter.passes($0) ? 1 : 0 }
  }

  func passes(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    meanings.of(text, count: count) == 1
  }
}

extension QualityReading {
  fileprivate func meaning(of text: String) -> Int32 {
    let known: QualityMeaning?
    switch scheme {
    case .airkorea: known = Self.airkorea[text]
    case .kma: known = Self.kma[text]
    case .map: known = texts[text] ?? otherwise
    case .none, .opcDA, .opcUA: known = nil
    }
    switch known {
    case .code(let code): return Int32(code)
    case .missing: return ScannerTexts.missing
    case nil: return ScannerTexts.unknown
    }
  }

  private static let airkorea: [String: QualityMeaning] = [
    "": .code(Quality.good), "통신장애": .code(24), "장비점검": .code(12), "점검및교정": .code(28),
    "자료이상": .code(Quality.bad),
  ]

  private static let kma: [String: QualityMeaning] = [
    "": .code(Quality.good), "0": .code(Quality.good), "1": .code(Quality.bad), "9": .missing,
  ]
}

/// A few byte strings, compared one after the other.
struct ByteTexts {
  private let texts: [[UInt8]]

  init(_ texts: [[UInt8]]) {
    self.texts = texts
  }

  var isEmpty: Bool { texts.isEmpty }

  func contains(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for text in texts where text.count == count {
      if text.withUnsafeBufferPointer({ memcmp($0.baseAddress!, bytes, count) == 0 }) { return true }
    }
    return false
  }

  /// Whether one of the texts stands at the front.
  func containsPrefix(of bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for text in texts where text.count <= count {
      if text.withUnsafeBufferPointer({ memcmp($0.baseAddress!, bytes, text.count) == 0 }) { return true }
    }
    return false
  }
}
