import Testing

@testable import Scanning

/// Which parts has a point, and at which byte is a record none?
struct LineProtocolReaderTests {
  struct Taken: CustomTestStringConvertible, Sendable {
    var record: String
    /// `measurement|key=value|key=value|key:kind:value|timestamp`, texts in brackets where they were put together.
    var expected: String

    init(_ record: String, _ expected: String) {
      self.record = record
      self.expected = expected
    }

    var testDescription: String { "[\(record)]" }
  }

  private static func show(_ verdict: PointVerdict) -> String {
    guard case .point(let point) = verdict else { return "\(verdict)" }
    let text = { (text: PointText) in
      let string = String(decoding: text.bytes, as: UTF8.self)
      return text.place == nil ? "[\(string)]" : string
    }
    let tags = point.tags.map { "\(text($0.key))=\(text($0.value))" }
    let fields = point.fields.map { "\(text($0.key)):\($0.kind):\(text($0.value))" }
    return ([text(point.measurement)] + tags + fields + [point.timestamp.map { "\($0)" } ?? "-"])
      .joined(separator: "|")
  }

  static let taken = [
    Taken("m f=1", "m|f:float:1|-"), Taken("m f=1 2", "m|f:float:1|2"), Taken("  m   f=1   2   ", "m|f:float:1|2"),
    Taken(
      "press,line=L03,machine=P07 t=83.4,p=12i,v=3u,ok=T,s=\"on\" 1777615331250000000",
      "press|line=L03|machine=P07|t:float:83.4|p:integer:12|v:unsigned:3|ok:boolean(true):T|s:string:on"
        + "|1777615331250000000"),
    Taken(#"a\,b\ c\=d,k\,\ \==v\,\ \= f\,\ \==1"#, #"[a,b c\=d]|[k, =]=[v, =]|[f, =]:float:1|-"#),
    Taken(#"a\b,k\k=v\v f\f=1"#, #"a\b|k\k=v\v|f\f:float:1|-"#),
    Taken(#"a\\,k=v\\ w f=1"#, #"[a\,k=v\ w]|f:float:1|-"#),
    Taken(#"m,k=\\\ v f=1"#, #"m|k=[\\ v]|f:float:1|-"#),
    Taken(#"m s="""#, "m|s:string:|-"), Taken(#"m s="a,b c=d" 5"#, "m|s:string:a,b c=d|5"),
    Taken(#"m s="a\"b\\",t="\n\,\"""#, #"m|s:string:[a"b\]|t:string:[\n\,"]|-"#),
    Taken("m s=\"a\r\nb\"", "m|s:string:a\r\nb|-"),
    Taken(#""m","k"="v" "f"=1"#, #""m"|"k"="v"|"f":float:1|-"#), Taken("m=n,k=v f=1", "m=n|k=v|f:float:1|-"),
    Taken("프레스,설비=7호기 온도=83.4,상태=\"정상\"", "프레스|설비=7호기|온도:float:83.4|상태:string:정상|-"),
    Taken("m,k=\u{1}\u{7F}\t f=1", "m|k=\u{1}\u{7F}\t|f:float:1|-"), Taken("m f=1,f=2", "m|f:float:1|f:float:2|-"),
    Taken("m f=-.5,g=1.,h=-0,i=1E+5,j=1e-400", "m|f:float:-.5|g:float:1.|h:float:-0|i:float:1E+5|j:float:1e-400|-"),
    Taken(
      "m f=-9223372036854775808i,g=000018446744073709551615u 9223372036854775807",
      "m|f:integer:-9223372036854775808|g:unsigned:000018446744073709551615|9223372036854775807"),
    Taken("m f=1 -9223372036854775808", "m|f:float:1|-9223372036854775808"), Taken("m f=1 -0", "m|f:float:1|0"),
    Taken(
      "m f=t,g=true,h=True,i=TRUE,j=f,k=false,l=False,m=FALSE,n=F",
      "m|f:boolean(true):t|g:boolean(true):true"
        + "|h:boolean(true):True|i:boolean(true):TRUE|j:boolean(false):f|k:boolean(false):false|l:boolean(false):False"
        + "|m:boolean(false):FALSE|n:boolean(false):F|-"),
  ]

  @Test(arguments: taken)
  func takes(_ it: Taken) {
    var reader = PointReader()
    #expect(Self.show(reader.read(Array(it.record.utf8))) == it.expected)
    #expect(Self.show(NaiveLineProtocol.read(Array(it.record.utf8))) == it.expected)
  }

  struct Refused: CustomTestStringConvertible, Sendable {
    var record: [UInt8]
    var fault: LineProtocolReader.Fault
    var offset: Int

    init(_ record: String, _ fault: LineProtocolReader.Fault, _ offset: Int) {
      self.init(Array(record.utf8), fault, offset)
    }

    init(_ record: [UInt8], _ fault: LineProtocolReader.Fault, _ offset: Int) {
      self.record = record
      self.fault = fault
      self.offset = offset
    }

    var testDescription: String { "[\(String(decoding: record, as: UTF8.self))]" }
  }

  static let refused = [
    Refused("", .measurement, 0), Refused("  ", .measurement, 2), Refused("  # a", .measurement, 2),
    Refused(",k=v f=1", .measurement, 0), Refused("\tm f=1", .measurement, 0), Refused("m\t f=1", .measurement, 1),
    Refused("m\r", .measurement, 1), Refused("m", .fieldKey, 1), Refused("m ", .fieldKey, 2),
    Refused(#"m\"#, .fieldKey, 2), Refused("m,", .tagKey, 2), Refused("m, f=1", .tagKey, 2),
    Refused("m,=v f=1", .tagKey, 2), Refused("m,k f=1", .tagKey, 3), Refused("m,k,l=v f=1", .tagKey, 3),
    Refused("m,k\u{1}=v f=1", .tagKey, 3), Refused("m,k", .tagKey, 3), Refused("m,k=", .tagValue, 4),
    Refused("m,k= f=1", .tagValue, 4), Refused("m,k=,l=w f=1", .tagValue, 4), Refused("m,k=v=w f=1", .tagValue, 5),
    Refused("m,k=v\r", .tagValue, 5), Refused("m,k=v", .fieldKey, 5), Refused("m,k=v, f=1", .tagKey, 6),
    Refused("m,k=v,l=w,k=v f=1", .duplicateTagKey, 10), Refused("m,b=1,a=2,a=3,b=4 f", .duplicateTagKey, 10),
    Refused(#"m,a\ =1,a\ =2 f=1"#, .duplicateTagKey, 8), Refused("m =1", .fieldKey, 2), Refused("m f", .fieldKey, 3),
    Refused("m f 1", .fieldKey, 3), Refused("m f,g=1", .fieldKey, 3), Refused("m f=1,", .fieldKey, 6),
    Refused("m f=1, g=1", .fieldKey, 6), Refused("m f\u{7F}=1", .fieldKey, 3), Refused("m f=", .fieldValue, 4),
    Refused("m f= 1", .fieldValue, 4), Refused("m f=,g=1", .fieldValue, 4), Refused("m f=x", .fieldValue, 4),
    Refused("m f=+1", .fieldValue, 4), Refused("m f=NaN", .fieldValue, 4), Refused("m f=-Inf", .fieldValue, 4),
    Refused("m f=0x1", .fieldValue, 4), Refused("m f=1_000", .fieldValue, 4), Refused("m f=-", .fieldValue, 4),
    Refused("m f=.", .fieldValue, 4), Refused("m f=-.e1", .fieldValue, 4), Refused("m f=1e", .fieldValue, 4),
    Refused("m f=1e+", .fieldValue, 4), Refused("m f=1e5i", .fieldValue, 4), Refused("m f=1.2.3", .fieldValue, 4),
    Refused("m f=1.i", .fieldValue, 4), Refused("m f=-i", .fieldValue, 4), Refused("m f=i", .fieldValue, 4),
    Refused("m f=1ii", .fieldValue, 4), Refused("m f=-1u", .fieldValue, 4), Refused("m f=1m", .fieldValue, 4),
    Refused("m f=tr", .fieldValue, 4), Refused("m f=tRUE", .fieldValue, 4), Refused("m f=TrUe", .fieldValue, 4),
    Refused("m f=truee", .fieldValue, 4), Refused("m f=falsf", .fieldValue, 4), Refused("m f=1\r", .fieldValue, 4),
    Refused(#"m f="a"b"#, .fieldValue, 7), Refused(#"m f="a"""#, .fieldValue, 7), Refused(#"m f=1"""#, .fieldValue, 4),
    Refused("m f=\"", .openString, 4), Refused(#"m f="a\""#, .openString, 4),
    Refused(#"m f="a,b=1 2"#, .openString, 4),
    Refused(#"m f="a\\\""#, .openString, 4),
    Refused("m f=9223372036854775808i", .numberOutOfRange, 4),
    Refused("m f=1,g=-9223372036854775809i", .numberOutOfRange, 8),
    Refused("m f=18446744073709551616u", .numberOutOfRange, 4),
    Refused("m f=99999999999999999999999i", .numberOutOfRange, 4),
    Refused("m f=1e309", .numberOutOfRange, 4), Refused("m f=-1e99999999999999999999", .numberOutOfRange, 4),
    Refused("m f=" + String(repeating: "9", count: 310), .numberOutOfRange, 4),
    Refused("m f=" + String(repeating: "9", count: 250) + "e59", .numberOutOfRange, 4),
    Refused("m f=1 x", .timestamp, 6), Refused("m f=1 -", .timestamp, 6), Refused("m f=1 1-", .timestamp, 6),
    Refused("m f=1 +1", .timestamp, 6), Refused("m f=1 1.5", .timestamp, 6), Refused("m f=1 \r", .timestamp, 6),
    Refused("m f=1 9223372036854775808", .timestamp, 6), Refused("m f=1 -9223372036854775809", .timestamp, 6),
    Refused("m f=1 18446744073709551617", .timestamp, 6), Refused("m f=1 1 2", .trailingText, 8),
    Refused("m f=1 1 \r", .trailingText, 8), Refused("m f=1 1  # no", .trailingText, 9),
    Refused(Array("m".utf8) + [0xFF] + Array(" f=1".utf8), .measurement, 0),
    Refused(Array("m,a=1,k".utf8) + [0xC3] + Array("=v f=1".utf8), .tagKey, 6),
    Refused(Array(#"m,k=\"#.utf8) + [0xED, 0xA0, 0x80] + Array(" f=1".utf8), .tagValue, 4),
    Refused(Array("m ".utf8) + [0xC0, 0xAF] + Array("=1".utf8), .fieldKey, 2),
    Refused(Array(#"m f="한"#.utf8) + [0xEC, 0x95] + [0x22], .fieldValue, 5),
    Refused(Array("m f=1".utf8) + [0xFF], .fieldValue, 4), Refused(Array("m f=1 1".utf8) + [0xFF], .timestamp, 6),
  ]

  @Test(arguments: refused)
  func refuses(_ it: Refused) {
    var reader = PointReader()
    #expect(reader.read(it.record) == .refused(it.fault, at: it.offset))
    #expect(NaiveLineProtocol.read(it.record) == .refused(it.fault, at: it.offset))
  }

  @Test func everyFaultStandsInTheTable() {
    #expect(LineProtocolReader.Fault.allCases.filter { fault in !Self.refused.contains { $0.fault == fault } } == [])
  }

  @Test(arguments: [
    ("", true), ("   ", true), ("#", true), ("# m f=1", true), ("  #\t한국", true), ("m f=1", false), (" m", false),
    ("\t", false), ("\t# a", false), ("#\u{1}", false), ("# a\u{7F}", false), ("#\r", false), ("\\#", false),
  ])
  func commentsAndBlanks(_ record: String, isOne: Bool) {
    #expect(PointReader.isCommentOrBlank(Array(record.utf8)) == isOne)
  }

  /// Beyond what the buffers hold at first, in order and not, with and without escapes, and again with less.
  @Test(arguments: [1, 2, 11, 12, 13, 14, 16, 17, 33, 500])
  func manyTagsAndFields(count: Int) throws {
    var reader = PointReader()
    var random = Seeded(state: UInt64(count))
    let numbers = (0..<count).map { 1000 + $0 }
    for order in [numbers, numbers.reversed(), numbers.shuffled(using: &random), numbers.shuffled(using: &random)] {
      for key in ["k", #"k\ "#] {
        let tags = order.map { ",\(key)\($0)=v\($0)" }
        let record = "m\(tags.joined()) " + order.map { "\(key)\($0)=\($0)i" }.joined(separator: ",")
        let verdict = reader.read(Array(record.utf8))
        #expect(verdict == NaiveLineProtocol.read(Array(record.utf8)))
        guard case .point(let point) = verdict else {
          Issue.record("\(count) tags refused: \(verdict)")
          continue
        }
        #expect(point.tags.count == count && point.fields.count == count)
        // One key once more, at a place behind the first.
        let repeated = Int.random(in: 0..<count, using: &random)
        let place = Int.random(in: (repeated + 1)...count, using: &random)
        let other = "m\(tags[..<place].joined())\(tags[repeated])\(tags[place...].joined()) f=1"
        let offset = 2 + tags[..<place].joined().utf8.count
        #expect(reader.read(Array(other.utf8)) == .refused(.duplicateTagKey, at: offset))
      }
    }
    #expect(reader.read(Array("m f=1".utf8)) == NaiveLineProtocol.read(Array("m f=1".utf8)))
  }

  /// The longest record that the scanner hands on, of tags only: it must end in reasonable time.
  @Test func aRecordOfNothingButTags() {
    var reader = PointReader()
    var record = Array("m".utf8)
    for number in (0..<110_000).reversed() { record += Array(",\(100_000 + number)=1".utf8) }
    #expect(record.count < Dialect.recordBytesMax)
    #expect(reader.read(record) == .refused(.fieldKey, at: record.count))
    #expect(reader.read(record + Array(",100007=2 f=1".utf8)) == .refused(.duplicateTagKey, at: record.count + 1))
  }
}
