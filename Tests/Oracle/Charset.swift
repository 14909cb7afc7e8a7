import Glibc
import Synchronization

/// Converters of the C library by their names, as addresses; to open one costs a thousand times as much as to use it.
private let converters = Mutex<[String: UInt]>([:])

/// Bytes of one charset in another, by the C library; nil where that is not possible.
package func transcoded(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
  converters.withLock { known in
    let name = "\(from) to \(to)"
    let address = known[name] ?? UInt(bitPattern: iconv_open(to, from))
    guard address != UInt.max, let converter = iconv_t(bitPattern: address) else { return nil }
    known[name] = address
    // Back to the state in which it began.
    iconv(converter, nil, nil, nil, nil)
    return converted(bytes, converter)
  }
}

private func converted(_ bytes: [UInt8], _ converter: iconv_t) -> [UInt8]? {
  var source = bytes.map { CChar(bitPattern: $0) }
  var target = [CChar](repeating: 0, count: bytes.count * 4 + 16)
  var written = 0
  let failed = source.withUnsafeMutableBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      var (from, fromLeft) = (source.baseAddress, source.count)
      var (to, toLeft) = (target.baseAddress, target.count)
      let result = iconv(converter, &from, &fromLeft, &to, &toLeft)
      written = target.count - toLeft
      return result == Int(bitPattern: UInt.max) || fromLeft > 0
    }
  }
  return failed ? nil : target[..<written].map { UInt8(bitPattern: $0) }
}

extension OracleJob {
  /// The text that these bytes of a file are; nil where they are none.
  func decoded(_ bytes: [UInt8]) -> String? {
    if !dialect.isCP949 || bytes.allSatisfy({ $0 < 128 }) { return String(validating: bytes, as: UTF8.self) }
    return transcoded(bytes, from: "CP949", to: "UTF-8").flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// The bytes that a text has in a file; in UTF-8 where the file's charset has no such character.
  func encoded(_ text: [UInt8]) -> [UInt8] {
    guard dialect.isCP949, !text.allSatisfy({ $0 < 128 }) else { return text }
    return transcoded(text, from: "UTF-8", to: "CP949") ?? text
  }
}
