/// A way in which an object's columns differ from those of the job, or of the object before.
struct SchemaChange: Equatable, CustomStringConvertible {
  enum Kind: String {
    case new, missing, moved, renamed
  }

  var kind: Kind
  var column: String
  /// Places counted from 1, or the other name.
  var detail: String

  var description: String {
    switch kind {
    case .new: "the column \"\(column)\" is new (\(detail))"
    case .missing: "the column \"\(column)\" is missing (\(detail))"
    case .moved: "the column \"\(column)\" has moved (\(detail))"
    case .renamed: "the column \"\(column)\" has another name (\(detail))"
    }
  }

  /// The changes from some columns to others, in the order of the columns now; missing ones last. A column has moved
  /// when its place among those that both have is another.
  ///
  /// - Parameter renamed: names in files to names in the job; the columns are given as the job names them.
  static func between(
    _ before: [String], _ now: [String], renamed: [String: String] = [:], written: [String] = []
  ) -> [SchemaChange] {
    var changes: [SchemaChange] = []
    let kept = before.filter(now.contains)
    let stayed = now.filter(before.contains)
    for (index, column) in now.enumerated() {
      guard let old = before.firstIndex(of: column) else {
        changes.append(SchemaChange(kind: .new, column: column, detail: "at place \(index + 1)"))
        continue
      }
      if kept.firstIndex(of: column) != stayed.firstIndex(of: column) {
        changes.append(
          SchemaChange(kind: .moved, column: column, detail: "from place \(old + 1) to \(index + 1)"))
      }
    }
    for (index, column) in before.enumerated() where !now.contains(column) {
      changes.append(SchemaChange(kind: .missing, column: column, detail: "was at place \(index + 1)"))
    }
    for name in written {
      guard let target = renamed[name] else { continue }
      changes.append(SchemaChange(kind: .renamed, column: target, detail: "written \(name)"))
    }
    return changes
  }
}
