package import Rows

package enum ExtractionError: Error, Sendable, CustomStringConvertible {
  case file(FileError)
  /// The file is not as it was listed: it is being written, or was replaced.
  case changed(path: String)
  /// Its compressed content cannot be read to its end.
  case container(ContainerError)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .changed(let path): "\(path): changed while it was read; left for the next run"
    case .container(let error): error.description
    }
  }
}

/// Reads a listed file by ranges, and holds it to be the file that was listed.
///
/// `pread` into pages, never `mmap`: a mapped file that somebody truncates kills the process.
package struct ObjectReader: ~Copyable {
  private let file: OpenFile
  private let expected: FileStamp
  let path: String

  private init(file: consuming OpenFile, expected: FileStamp, path: String) {
    self.file = file
    self.expected = expected
    self.path = path
  }

  /// Opens a listed file.
  /// - Throws: `changed` if the file's state is no longer that of the listing.
  package static func open(_ listed: ListedFile, in root: Root) throws(ExtractionError) -> ObjectReader {
    let path = root.path + "/" + listed.path
    let reader: ObjectReader
    do throws(FileError) {
      reader = ObjectReader(file: try open(root, listed.path), expected: listed.stamp, path: path)
    } catch {
      throw error.isMissing || error.isOtherKind ? .changed(path: path) : .file(error)
    }
    try reader.verify()
    return reader
  }

  private static func open(_ root: Root, _ path: String) throws(FileError) -> OpenFile {
    var folder = try OpenFile(folder: root.path)
    let names = path.split(separator: "/").map(String.init)
    for name in names.dropLast() { folder = try folder.entry(name, isFolder: true) }
    return try folder.entry(names[names.count - 1], isFolder: false)
  }

  /// The size that was listed, in bytes.
  package var size: Int { expected.size }

  /// Appends up to `wanted` bytes from `offset` to a page; fewer only at the end of the file.
  package func read(into page: inout Page, at offset: Int, upTo wanted: Int) throws(ExtractionError) -> Int {
    do throws(FileError) {
      return try page.append(upTo: wanted) { buffer throws(FileError) in try file.read(into: buffer, at: offset) }
    } catch {
      throw .file(error)
    }
  }

  /// The stable-file guard: device, inode, size and times are still those of the listing.
  package func verify() throws(ExtractionError) {
    let now: (stamp: FileStamp, kind: OpenFile.Kind)
    do throws(FileError) { now = try file.stamp() } catch { throw .file(error) }
    guard now.stamp == expected, now.kind == .regular else { throw .changed(path: path) }
  }
}

/// Reads the whole of a small file by its path, as zone data and job files are.
package func readWholeFile(_ path: String, bytesMax: Int) throws(FileError) -> [UInt8] {
  let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
  let folder = try OpenFile(folder: "/" + parts.dropLast().joined(separator: "/"))
  return try folder.wholeEntry(parts[parts.count - 1], path: path, bytesMax: bytesMax)
}

/// The names in a folder, in bytewise order; names that are not UTF-8 are left out.
package func namesInFolder(_ path: String) throws(FileError) -> [String] {
  try OpenFile(folder: path).names().names
}
