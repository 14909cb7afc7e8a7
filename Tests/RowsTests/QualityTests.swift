import Testing

@testable import Rows

/// Which readings are usable?
struct QualityTests {
  @Test func everyCode() {
    let strict = Quality.usable(treatUncertainAsBad: true)
    let lenient = Quality.usable(treatUncertainAsBad: false)
    #expect(strict.count == 256 && lenient.count == 256)
    for code in 0...255 {
      let isGood = code >= 192
      let isUncertain = (64...127).contains(code)
      #expect(Quality.rank(UInt8(code)) == (isGood ? 2 : isUncertain ? 1 : 0), "\(code)")
      #expect(strict[code] == isGood, "\(code)")
      #expect(lenient[code] == (isGood || isUncertain), "\(code)")
    }
    #expect(Quality.good == 192)
  }
}
