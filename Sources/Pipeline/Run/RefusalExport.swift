import Extraction
import Foundation
package import Loading
import Rows
import Scanning

/// Writes refused records to files that a person mends and drops in as new objects.
package struct RefusalExport {
  /// What became of the refusals of one object.
  package struct Outcome: Sendable, Equatable {
    /// Of the object, below its root.
    package var path: String
    /// The file made; nil if there was nothing to write.
    package var file: String?
    package var records = 0
    /// What somebody should know.
    package var notes: [String] = []
  }

  private let job: JobSpec
  private let folder: String

  /// - Parameter folder: where the files go, absolute; they lie in it as their objects lie below the root.
  package init(job: JobSpec, folder: String) {
    self.job = job
    self.folder = folder
  }

  /// - Parameter refusals: published ones, in the order of objects and records.
  /// - Throws: if a file cannot be written, or stands there already.
  package func write(_ refusals: [ExportedRefusal]) throws(Failure) -> [Outcome] {
    let files = try job.list().files
    var outcomes: [Outcome] = []
    var rest = refusals[...]
    while let first = rest.first {
      let own = rest.prefix { $0.objectID == first.objectID }
      rest = rest.dropFirst(own.count)
      var outcome = Outcome(path: first.path)
      if let file = files.first(where: { $0.path == first.path }) {
        do throws(ObjectProblem) {
          try export(Array(own), file, &outcome)
        } catch {
          outcome.notes.append(error.text)
        }
      } else {
        outcome.notes.append("\(job.source.root.path)/\(first.path) is not there any more; nothing of it was exported")
      }
      outcomes.append(outcome)
    }
    if let failure = failure(of: outcomes) { throw failure }
    return outcomes
  }

  private func failure(of outcomes: [Outcome]) -> Failure? {
    let written = outcomes.filter { $0.file != nil }.count
    let lost = outcomes.filter { $0.file == nil }
    guard !lost.isEmpty, written == 0 else { return nil }
    return Failure(.input, lost.flatMap(\.notes).joined(separator: "\n"))
  }

  // MARK: One object

  private func export(
    _ refusals: [ExportedRefusal], _ file: ListedFile, _ outcome: inout Outcome
  ) throws(ObjectProblem) {
    let directory = SensorDirectory(job: job, owners: [:])
    let task = try ObjectInspection(job: job, directory: directory).inspect(rank: 0, file: file)
    let records = grouped(refusals)
    var recipe = job.scanRecipe(now: Clock.instant(), encoding: task.encoding)
    recipe.encoding = task.encoding
    var mendable = MendableRecord(recipe: recipe, map: task.map)
    var cutter = RecordCutter(job: job, file: file, task: task)
    var lines = try cutter.head()
    var lost = 0
    for record in records {
      guard let bytes = try cutter.record(at: record.offset, length: record.length), record.matches(bytes.stored) else {
        lost += 1
        continue
      }
      lines.append(mendable.line(bytes.text, reason: record.reason, cells: record.cells(of: job)))
      outcome.records += 1
    }
    if lost > 0 {
      outcome.notes.append(
        "\(file.path): \(lost) refused records are not where they were: the file holds other bytes now")
    }
    guard outcome.records > 0 else { return }
    let name = Self.name(file.path, refusals[0].objectID)
    try save(cutter.stored(lines), name, file)
    outcome.file = folder + "/" + name
    if job.source.pattern.captured(from: name) != file.captured {
      outcome.notes.append(
        "the name \(name) does not say the same as \(file.path) to source.path (\(job.source.pattern.text)): "
          + "give it one that does when you drop it in")
    }
  }

  /// Refusals of one record belong together.
  private func grouped(_ refusals: [ExportedRefusal]) -> [RefusedRecord] {
    var records: [RefusedRecord] = []
    for refusal in refusals {
      if records.last?.offset == Int(refusal.byteOffset) {
        records[records.count - 1].refusals.append(refusal)
      } else {
        records.append(RefusedRecord(refusals: [refusal]))
      }
    }
    return records
  }

  /// `06.csv.gz` of object 12 becomes `06.mend-12.csv.gz`: plain text, which is known by its bytes.
  private static func name(_ path: String, _ objectID: Int64) -> String {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name = parts[parts.count - 1]
    let dot = name.firstIndex(of: ".") ?? name.endIndex
    parts[parts.count - 1] = name[..<dot] + ".mend-\(objectID)" + name[dot...]
    return parts.joined(separator: "/")
  }

  private func save(_ bytes: [UInt8], _ name: String, _ file: ListedFile) throws(ObjectProblem) {
    let url = URL(fileURLWithPath: folder + "/" + name)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url, options: .withoutOverwriting)
    } catch {
      let exists = FileManager.default.fileExists(atPath: url.path)
      let why = exists ? "it exists already; move it away first" : "\(error.localizedDescription)"
      throw ObjectProblem(.input, path: file.path, "\(url.path) cannot be written: \(why)")
    }
  }
}

/// A record with all that was refused of it.
struct RefusedRecord {
  var refusals: [ExportedRefusal]

  /// Of names that can stand in a field of any format and encoding.
  private static let plainBytes = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.".utf8)

  var offset: Int { Int(refusals[0].byteOffset) }
  var length: Int { Int(refusals[0].byteLength) }

  /// The reasons with their columns, fit for a field of any format.
  var reason: String {
    let texts = refusals.map { refusal in
      let isPlain = refusal.field.utf8.allSatisfy { Self.plainBytes.contains($0) }
      return refusal.field.isEmpty || !isPlain ? refusal.reason : "\(refusal.reason) in \(refusal.field)"
    }
    return texts.joined(separator: " and ")
  }

  func matches(_ stored: [UInt8]) -> Bool { stored.starts(with: refusals[0].raw) }

  /// Columns of single cells; nil where the record as a whole was refused.
  func cells(of job: JobSpec) -> [String]? {
    if job.badCellRefusesRow { return nil }
    var columns: Set<String>?
    var composing: [String] = []
    switch job.layout {
    case .narrow: return nil
    case .wide(let values, let template):
      columns = Set(values.flatMap { [$0.column, $0.quality ?? $0.column] })
      composing = templateFields(template ?? "")
    case .points(let template): composing = templateFields(template)
    }
    let areCells = refusals.allSatisfy { refusal in
      guard let reason = RefusalReason(rawValue: refusal.reason), columns?.contains(refusal.field) ?? true else {
        return false
      }
      // A text that composes the sensors of all cells is the record's, even if it is a value too.
      let isRecords = [.sensorMissing, .sensorTooLong].contains(reason) && composing.contains(refusal.field)
      return !refusal.field.isEmpty && !isRecords && (reason.refusesCell || reason.concernsSensor)
    }
    return areCells ? refusals.map(\.field) : nil
  }
}
