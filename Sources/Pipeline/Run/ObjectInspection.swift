import Extraction
import Rows
import Scanning

/// Why an object could not be taken, in a sentence that begins with its path.
package struct ObjectProblem: Error, Sendable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// Its form: no header, a missing column, binary. It stays as it is until somebody mends it.
    case form
    /// Over the refusal budget.
    case budget
    /// It changed while it was read; the next run takes it.
    case changed
    case input
    case permission
  }

  package var kind: Kind
  package var path: String
  package var text: String

  package var description: String { text }

  init(_ kind: Kind, path: String, _ text: String) {
    self.kind = kind
    self.path = path
    self.text = text
  }

  init(_ error: ExtractionError, path: String) {
    switch error {
    case .changed: self.init(.changed, path: path, error.description)
    case .container: self.init(.form, path: path, error.description)
    case .file(let file): self.init(file.isPermission ? .permission : .input, path: path, error.description)
    }
  }
}

/// An object that is about to be scanned.
struct ScanTask {
  var rank: Int
  var file: ListedFile
  var map: FieldMap
  /// Of its text; for UTF-16 with the byte order.
  var encoding: TextEncoding
  /// Bytes before the first record.
  var markLength: Int
  /// Records before the data.
  var preamble: Int
  /// Plain text that several workers may read at once.
  var isDivisible: Bool
  /// Instants that its path allows.
  var pathSpan: Interval
  /// As the file names them; empty where it names none.
  var columns: [String]
  /// What somebody should know.
  var notes: [String] = []
}

/// Reads an object's first records and finds the declared columns in them.
struct ObjectInspection {
  /// How far the data may begin from an object's start.
  static let preambleBytesMax = 64 << 20

  let job: JobSpec
  let directory: SensorDirectory

  func inspect(rank: Int, file: ListedFile) throws(ObjectProblem) -> ScanTask {
    var text = try ObjectText.open(file, of: job)
    let path = job.source.root.path + "/" + file.path
    let header: Header
    let dataOffset: Int
    do throws(Header.Problem) {
      (header, dataOffset) = try readHeader(&text, file)
    } catch {
      throw ObjectProblem(.form, path: file.path, "\(path): \(error)")
    }
    let map: FieldMap
    do throws(Header.Problem) {
      map = try FieldMapping(job: job, directory: directory, header: header, file: file).map()
    } catch {
      let line = job.format.dialect != nil && job.header.rows > 0 ? "line \(header.records): " : ""
      throw ObjectProblem(.form, path: file.path, "\(path): \(line)\(error)")
    }
    try judge(header, path, file)
    do throws(PathPattern.Problem) {
      var task = ScanTask(
        rank: rank, file: file, map: map, encoding: text.encoding, markLength: text.markLength,
        preamble: header.records, isDivisible: text.isPlain && job.isDivisible(text.encoding),
        pathSpan: try job.pathSpan(of: file), columns: job.format.dialect == nil ? [] : header.written)
      task.notes = text.note.map { [$0] } ?? []
      // The parts of a divided object are counted from its first; the header has to be in that.
      if dataOffset > ContentHash.blockBytes { task.isDivisible = false }
      return task
    } catch {
      throw ObjectProblem(.form, path: file.path, "\(path): \(error)")
    }
  }

  /// - Returns: the header and how many bytes of text it needed at most.
  private func readHeader(
    _ text: inout ObjectText, _ file: ListedFile
  ) throws(Header.Problem) -> (Header, bytes: Int) {
    guard let dialect = job.format.dialect else {
      let columns = if case .fixed(let fixed, _) = job.format { fixed.map(\.name) } else { [String]() }
      return (Header(columns: columns, records: job.header.skip), 0)
    }
    var page = Page(capacity: ObjectText.sampleBytes)
    var isWhole = false
    while true {
      do throws(ObjectProblem) {
        isWhole = try text.read(into: &page, upTo: ObjectText.sampleBytes) == 0
      } catch {
        // Whatever is wrong with the object's later bytes is told when it is scanned.
        isWhole = true
      }
      do throws(Header.Problem) {
        let header = try Header(
          page: page, isWhole: isWhole, dialect: dialect, lines: job.lines, encoding: text.encoding.whenScanned,
          rules: job.header, wanted: job.columns)
        return (header, page.count)
      } catch {
        guard case .unfinished = error, !isWhole, page.count <= Self.preambleBytesMax else { throw error }
      }
    }
  }

  /// Whether the columns are those that the job says a file has.
  private func judge(_ header: Header, _ path: String, _ file: ListedFile) throws(ObjectProblem) {
    guard !job.schema.columns.isEmpty else { return }
    for change in SchemaChange.between(job.schema.columns, header.dataColumns, renamed: job.header.renamed) {
      let answer = change.kind == .new ? job.schema.new : (change.kind == .moved ? job.schema.moved : .note)
      guard answer == .refuse else { continue }
      throw ObjectProblem(.form, path: file.path, "\(path): \(change), and the job refuses that (schema)")
    }
  }
}

extension JobSpec {
  /// Whether objects in an encoding can be cut into parts that several workers read.
  func isDivisible(_ encoding: TextEncoding) -> Bool {
    encoding.isTransparent && !(format.dialect?.hasQuotedNewlines ?? false)
  }
}
