import Glibc

@testable import Scanning

/// The C library's converters, against which ours are held.
struct Iconv: ~Copyable {
  struct Unknown: Error {
    let name: String
  }

  private let converter: iconv_t

  init(from source: String, to target: String) throws(Unknown) {
    converter = iconv_open(target, source)
    guard converter != iconv_t(bitPattern: -1) else { throw Unknown(name: "\(source) to \(target)") }
  }

  deinit {
    iconv_close(converter)
  }

  /// The converted bytes, and where the first byte stands that could not be converted.
  func convert(_ input: [UInt8]) -> (output: [UInt8], fault: Int?) {
    var input = input.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 4 + 16)
    var (inputLeft, outputLeft) = (input.count, output.count)
    let (count, room) = (inputLeft, outputLeft)
    let isConverted = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var (from, to) = (source.baseAddress, target.baseAddress)
        iconv(converter, nil, nil, nil, nil)
        return iconv(converter, &from, &inputLeft, &to, &outputLeft) != -1
      }
    }
    let written = output[..<(room - outputLeft)].map { UInt8(bitPattern: $0) }
    return (written, isConverted ? nil : count - inputLeft)
  }
}

/// What our decoder makes of some bytes, in the same form.
func decode(_ input: [UInt8], _ encoding: TextEncoding) -> (output: [UInt8], fault: Int?) {
  var output: [UInt8] = []
  let fault = input.withUnsafeBufferPointer { encoding.decode($0, appendingTo: &output) }
  return (output, fault)
}
