import Extraction
import Foundation
import Oracle
import Rows
import Support
import Testing

@testable import Pipeline

/// An oracle's job and files, laid out on disk as a plant would, with the job file that says the same.
struct OracleSite {
  let folder: TemporaryFolder
  let job: JobSpec
  let asked: AskedRange
  /// The oracle's job and files with sensors and paths as they stand on disk.
  let oracleJob: OracleJob
  let files: [OracleFile]

  /// - Parameter kind: how the job cuts intervals. Nothing may depend on it but what an interval sees around itself.
  init(_ oracle: OracleJob, _ dirty: [OracleFile], interval kind: String) throws {
    folder = try TemporaryFolder()
    var oracleJob = oracle
    oracleJob.interval = try #require(OracleJob.IntervalKind(rawValue: kind))
    var files: [OracleFile] = []
    for file in dirty {
      // A path cannot hold a slash, nor an empty component: the sensor and the revision are written so that it can.
      let sensor = file.sensor.map { $0.replacing("/", with: "_") }
      if let sensor, let old = file.sensor {
        oracleJob.decimals[sensor] = oracle.decimals[old]
        oracleJob.traits[sensor] = oracle.traits[old]
      }
      let name = file.path.split(separator: "/").joined(separator: "+")
      files.append(
        OracleFile(
          path: "x\(file.revision)/\(sensor ?? "-")/\(name)", revision: "x\(file.revision)", sensor: sensor,
          bytes: file.bytes))
    }
    for file in files {
      let url = URL(fileURLWithPath: folder.path + "/" + file.path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: url)
    }
    self.files = files
    self.oracleJob = oracleJob
    job = try JobFile.decode(
      oracleJob.jobFile(interval: kind), path: "oracle.yaml", roots: [Root(name: "data", path: folder.path)],
      loadZone: { try? readWholeFile("/usr/share/zoneinfo/" + $0, bytesMax: 1 << 20) })
    var range = Interval.always
    if let from = oracleJob.from { range.from = Instant(microseconds: from) }
    if let to = oracleJob.to { range.to = Instant(microseconds: to) }
    asked = AskedRange(range: range, job: job, now: Instant(microseconds: oracleJob.now))
  }

  func preview(_ sizes: WorkSizes, fault: PlantedFault? = nil, isGeneralOnly: Bool = false) throws -> CoreResult {
    var preview = Preview(job: job, sizes: sizes, asked: asked, object: nil, observer: RunObserver())
    preview.fault = fault
    preview.isGeneralOnly = isGeneralOnly
    var text: [UInt8] = []
    let (report, refused) = try preview.run { text += $0 }
    return CoreResult(csv: String(decoding: text, as: UTF8.self), report: report, refused: refused)
  }
}
