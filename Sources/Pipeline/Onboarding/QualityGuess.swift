import Rows
import Scanning

/// Whether a column has the quality of the others, and in which scheme.
struct QualityGuess: Equatable {
  var column: Int
  var scheme: QualityScheme
  /// With `map`: text to meaning, as a job file says it.
  var map: [(text: String, meaning: String)]
  var isSure: Bool
  var reason: String

  static func == (left: Self, right: Self) -> Bool {
    left.column == right.column && left.scheme == right.scheme && left.isSure == right.isSure
      && left.map.elementsEqual(right.map) { $0 == $1 }
  }

  private static let meanings: [String: String] = [
    "정상": "good", "양호": "good", "이상": "bad", "불량": "bad", "고장": "bad", "오류": "bad", "통신장애": "bad",
    "점검": "bad", "점검중": "bad", "장비점검": "bad", "점검및교정": "bad", "자료이상": "bad", "의심": "uncertain",
    "주의": "uncertain", "결측": "missing", "미측정": "missing", "good": "good", "ok": "good", "normal": "good",
    "valid": "good", "bad": "bad", "ng": "bad", "error": "bad", "fault": "bad", "fail": "bad", "invalid": "bad",
    "uncertain": "uncertain", "suspect": "uncertain", "missing": "missing",
  ]
  private static let airkorea: Set<String> = ["통신장애", "점검및교정", "장비점검", "자료이상"]

  /// - Parameter title: the column's name.
  init?(_ column: SampleColumn, at index: Int, title: String) {
    guard let texts = column.distinct(upTo: 20), texts.contains(where: { !$0.text.isEmpty }) else { return nil }
    self.column = index
    map = []
    let isNamed = ColumnWords.isQuality(title)
    let names = texts.map(\.text)
    let codes = names.compactMap { UInt8($0) }
    let good = texts.first { $0.text == "192" }?.count ?? 0
    if codes.count == names.count, good * 2 > column.count {
      scheme = .opcDA
      isSure = isNamed
      reason = "all are whole numbers up to 255, most of them 192, the good of OPC DA"
      return
    }
    if isNamed, Self.areStatusCodes(names) {
      scheme = .opcUA
      isSure = false
      reason = "0 and numbers of 32 bits, as the status of OPC UA"
      return
    }
    if names.contains(""), names.contains(where: Self.airkorea.contains),
      names.allSatisfy({ $0.isEmpty || Self.airkorea.contains($0) })
    {
      scheme = .airkorea
      isSure = true
      reason = "its texts are flags of AirKorea's stations"
      return
    }
    let known = names.filter { $0.isEmpty || Self.meanings[$0.lowercased()] != nil }
    guard known.count == names.count, names.contains(where: { Self.meanings[$0.lowercased()] == "good" }) else {
      return nil
    }
    scheme = .map
    map = names.sorted().map { ($0, $0.isEmpty ? "good" : Self.meanings[$0.lowercased()] ?? "bad") }
    isSure = false
    reason = "its texts are words for good and bad; look at what each means"
  }

  private static func areStatusCodes(_ names: [String]) -> Bool {
    let codes = names.compactMap { name in
      name.hasPrefix("0x") || name.hasPrefix("0X") ? UInt64(name.dropFirst(2), radix: 16) : UInt64(name)
    }
    guard codes.count == names.count, codes.contains(0) || names.contains(where: { $0.hasPrefix("0x") }) else {
      return false
    }
    return codes.count > 1 && codes.allSatisfy { $0 == 0 || $0 >= 1 << 30 && $0 < 1 << 32 }
  }
}
