import Rows

/// A folder that a site declares; nothing outside of it is ever opened.
package struct Root: Sendable, Equatable {
  package var name: String
  package var path: String

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}

/// Where a job's objects come from.
package struct SourceSpec: Sendable, Equatable {
  package var root: Root
  package var pattern: PathPattern

  package init(root: Root, pattern: PathPattern) {
    self.root = root
    self.pattern = pattern
  }
}

/// A file as it was listed: unread.
package struct ListedFile: Sendable, Equatable {
  /// Below the root.
  package var path: String
  package var captured: [String: String]
  package var stamp: FileStamp

  package init(path: String, captured: [String: String], stamp: FileStamp) {
    self.path = path
    self.captured = captured
    self.stamp = stamp
  }

  /// Orders readings of one instant between objects; empty where the path captures none.
  package var revision: String { captured["revision"] ?? "" }

  /// The span of local days or hours that the path names; nil if it names none.
  /// - Throws: if the path names a date that does not exist.
  package func dateSpan() throws(PathPattern.Problem) -> (fromLocal: Int64, toLocal: Int64)? {
    guard let year = captured["yyyy"].flatMap({ Int($0) }) else { return nil }
    let month = captured["MM"].flatMap { Int($0) }
    let day = captured["dd"].flatMap { Int($0) }
    let hour = captured["HH"].flatMap { Int($0) }
    guard year >= 1, 1...12 ~= month ?? 1, 1...Civil.daysIn(month: month ?? 1, of: year) ~= day ?? 1,
      0...23 ~= hour ?? 0
    else { throw PathPattern.Problem(description: "the date in the path does not exist") }
    let first = Civil.days(year: year, month: month ?? 1, day: day ?? 1)
    let hourLength = Level.hour.microseconds
    let from = Int64(first) * Civil.microsecondsPerDay + Int64(hour ?? 0) * hourLength
    if hour != nil { return (from, from + hourLength) }
    let days: Int
    if day != nil {
      days = 1
    } else if let month {
      days = Civil.daysIn(month: month, of: year)
    } else {
      days = Civil.isLeap(year) ? 366 : 365
    }
    return (from, from + Int64(days) * Civil.microsecondsPerDay)
  }
}

/// What a root holds for a job.
package struct FileListing: Sendable {
  /// In the declared order: revision, then path, both bytewise.
  package var files: [ListedFile] = []
  /// Links and special files that match, and names that cannot be read: a sentence each. A folder where a file is
  /// expected, or the other way round, is no match.
  package var skipped: [String] = []

  /// Lists the files of a source.
  ///
  /// The walk goes down open folders and follows no symbolic link, so no path can lead out of the root.
  /// - Throws: if the root or a folder below it that the pattern leads through cannot be listed.
  package init(_ source: SourceSpec) throws(FileError) {
    let root = try OpenFile(folder: source.root.path)
    try walk(root, source.pattern, depth: 0, path: "", captured: [:])
    files.sort { left, right in
      if left.revision != right.revision { return Self.precedes(left.revision, right.revision) }
      return Self.precedes(left.path, right.path)
    }
  }

  package static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private mutating func walk(
    _ folder: borrowing OpenFile, _ pattern: PathPattern, depth: Int, path: String, captured: [String: String]
  ) throws(FileError) {
    let isLeaf = depth == pattern.components.count - 1
    var names: [String]
    if let plain = pattern.plainName(depth: depth) {
      names = [plain]
    } else {
      let listed = try folder.names()
      names = listed.names
      if listed.unreadable > 0 {
        skipped.append("\(folder.path): \(listed.unreadable) names are not UTF-8 and were skipped")
      }
    }
    for name in names {
      guard let found = pattern.match(name, depth: depth) else { continue }
      let below = path.isEmpty ? name : path + "/" + name
      let status: (stamp: FileStamp, kind: OpenFile.Kind)
      do {
        status = try folder.stamp(of: name)
      } catch {
        if error.isMissing { continue }
        throw error
      }
      let fields = captured.merging(found) { first, _ in first }
      switch (status.kind, isLeaf) {
      case (.regular, true): files.append(ListedFile(path: below, captured: fields, stamp: status.stamp))
      case (.folder, false):
        try walk(folder.entry(name, isFolder: true), pattern, depth: depth + 1, path: below, captured: fields)
      case (.regular, false): continue
      case (.folder, true): continue
      case (.link, _): skipped.append("\(folder.path)/\(name): a symbolic link, not followed")
      case (.other, _): skipped.append("\(folder.path)/\(name): not a regular file, not read")
      }
    }
  }
}
