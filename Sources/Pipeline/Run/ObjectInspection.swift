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
    case .file(let file): self.init(file.isPermission ? .permission : .input, path: path, error.description)
    }
  }
}

/// An object that is about to be scanned.
struct ScanTask {
  var rank: Int
  var file: ListedFile
  var map: FieldMap
  /// Bytes before the header.
  var markLength: Int
  /// Instants that its path allows.
  var pathSpan: Interval
}

/// Reads an object's header and finds the declared columns in it.
struct ObjectInspection {
  let job: JobSpec
  let directory: SensorDirectory

  func inspect(rank: Int, file: ListedFile) throws(ObjectProblem) -> ScanTask {
    let header = try readHeader(file)
    let path = job.source.root.path + "/" + file.path
    let map: FieldMap
    do throws(Header.Problem) {
      map = try fieldMap(header, file)
    } catch {
      throw ObjectProblem(.form, path: file.path, "\(path): \(error)")
    }
    do throws(PathPattern.Problem) {
      return ScanTask(
        rank: rank, file: file, map: map, markLength: header.markLength, pathSpan: try job.pathSpan(of: file))
    } catch {
      throw ObjectProblem(.form, path: file.path, "\(path): \(error)")
    }
  }

  private func readHeader(_ file: ListedFile) throws(ObjectProblem) -> Header {
    var page = Page(capacity: 1 << 16)
    let path = job.source.root.path + "/" + file.path
    do throws(ExtractionError) {
      let reader = try ObjectReader.open(file, in: job.source.root)
      var hasLine = false
      while !hasLine, page.count < file.stamp.size, page.count <= Dialect.recordBytesMax {
        let before = page.count
        let count = try reader.read(into: &page, at: before, upTo: 1 << 16)
        if count == 0 { throw .changed(path: path) }
        for index in before..<page.count where page.base[index] == UInt8(ascii: "\n") { hasLine = true }
      }
    } catch {
      throw ObjectProblem(error, path: file.path)
    }
    do throws(Header.Problem) {
      return try Header(page: page, isWhole: page.count >= file.stamp.size, dialect: job.dialect)
    } catch {
      throw ObjectProblem(.form, path: file.path, "\(path): \(error)")
    }
  }

  private func fieldMap(_ header: Header, _ file: ListedFile) throws(Header.Problem) -> FieldMap {
    let time = (field: try header.field(of: job.time.column), column: job.time.column)
    var sensor: (field: Int, column: String)?
    var pathSensor: SensorVerdict?
    var values: [FieldMap.Value] = []
    switch job.layout {
    case .narrow(.column(let column), let value):
      sensor = (try header.field(of: column), column)
      values = [FieldMap.Value(field: try header.field(of: value), column: value, sensor: nil)]
    case .narrow(.path(let template), let value):
      pathSensor = directory.resolve(fill(template, file.captured))
      values = [FieldMap.Value(field: try header.field(of: value), column: value, sensor: nil)]
    case .wide(let columns):
      for column in columns {
        values.append(
          FieldMap.Value(
            field: try header.field(of: column.column), column: column.column, sensor: directory.resolve(column.sensor))
        )
      }
    }
    var quality: (field: Int, column: String)?
    if let column = job.quality.column { quality = (try header.field(of: column), column) }
    return FieldMap(
      fieldCount: header.columns.count, time: time, sensor: sensor, pathSensor: pathSensor, quality: quality,
      values: values)
  }

  /// One pass over the template: what a path captured is text, even if it looks like a field.
  private func fill(_ template: String, _ captured: [String: String]) -> String {
    let parts = template.split(separator: "{", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts.first ?? "")) { text, part in
      guard let end = part.firstIndex(of: "}") else { return text + "{" + part }
      return text + (captured[String(part[..<end])] ?? "") + part[part.index(after: end)...]
    }
  }
}
