import Testing

@testable import Rows
@testable import Scanning

/// Is a sensor ever taken for another because it was expected?
struct SensorSuccessionTests {
  private static func sensor(_ index: Int) -> PlainSensor {
    PlainSensor(index: Int32(index), decimals: Int8(index % 10), conversion: -1)
  }

  @Test func aRoundIsExpectedOnceItWasSeen() {
    var succession = SensorSuccession()
    let codes = (0..<500).map { "line-\($0 % 7)/sensor-\($0)" }
    for round in 0..<3 {
      for (index, code) in codes.enumerated() {
        let page = makePage(Array((code + ",17.5\n").utf8))
        let expected = succession.expected(at: page.base)
        #expect((expected != nil) == (round > 0 && (round > 1 || index > 0)), "round \(round), sensor \(index)")
        if let expected {
          #expect(expected.pointee.sensor.index == Int32(index))
          #expect(expected.pointee.length == code.utf8.count + 1)
        } else {
          succession.note(page.base, count: code.utf8.count, Self.sensor(index))
        }
      }
    }
  }

  /// Codes of every length, next to ones that differ in one byte, are longer or shorter.
  @Test func onlyTheSameBytesAreTheSameSensor() {
    for length in 1...40 {
      let code = String(repeating: "a", count: length)
      var others = [code + "a,", String(code.dropLast()) + ",", code + ";", code + "\n"]
      for place in 0..<length {
        others.append(String(code.enumerated().map { $0.offset == place ? "b" : $0.element }) + ",")
      }
      for other in others + [code + ","] {
        var succession = SensorSuccession()
        let page = makePage(Array((code + ",").utf8))
        succession.note(page.base, count: length, Self.sensor(0))
        succession.last = 0
        let text = makePage(Array((other + "1").utf8))
        let isSame = other == code + "," && length < SensorSuccession.textBytesMax
        let isExpected = succession.expected(at: text.base) != nil
        #expect(isExpected == isSame, "\(code) and \(other)")
      }
    }
  }

  /// Sensors beyond the limit, and ones that are none, are not remembered; the memory of the others stays right.
  @Test func theLimitOfSensors() {
    var succession = SensorSuccession()
    let page = makePage(Array("sensor,".utf8))
    for index in [-1, SensorSuccession.sensorsMax, Int(Int32.max)] {
      succession.note(page.base, count: 6, Self.sensor(index))
      let isExpected = succession.expected(at: page.base) != nil
      #expect(!isExpected)
    }
    succession.note(page.base, count: 6, Self.sensor(SensorSuccession.sensorsMax - 1))
    succession.last = 0
    let found = succession.expected(at: page.base)?.pointee.sensor.index
    #expect(found == Int32(SensorSuccession.sensorsMax - 1))
  }
}
