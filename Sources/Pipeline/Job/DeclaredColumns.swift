import Extraction
import Scanning

/// All the columns that a job reads, in the order in which they are first named, each once.
///
/// - Parameter captured: fields of the path, which in templates are none of the file's columns.
func declaredColumns(
  _ time: JobSpec.TimeColumn?, _ layout: JobSpec.Layout?, _ quality: JobSpec.QualityColumn, _ filters: [RowFilter],
  _ captured: [String]
) -> [String] {
  var names = time?.columns ?? []
  switch layout {
  case .narrow(let sensor, let value):
    switch sensor {
    case .column(let column): names.append(column)
    case .template(let template): names += templateFields(template).filter { !captured.contains($0) }
    case .path, .code: break
    }
    names.append(value)
  case .wide(let columns, let template):
    names += templateFields(template ?? "").filter { !captured.contains($0) && $0 != "column" }
    names += columns.flatMap { [$0.column] + ($0.quality.map { [$0] } ?? []) }
  case .points(let template): names += templateFields(template).filter { !captured.contains($0) && $0 != "field" }
  case nil: break
  }
  if let column = quality.column { names.append(column) }
  names += filters.map(\.column)
  return names.reduce(into: []) { list, name in
    if !list.contains(name) { list.append(name) }
  }
}

extension JobSpec {
  var columns: [String] { declaredColumns(time, layout, quality, filters, source.pattern.fields) }
}
