import Extraction
import Rows

/// A site with its jobs, read from disk.
package struct Site: Sendable {
  package let spec: SiteSpec

  /// Where the system keeps its zone files.
  private static let zoneFolder = "/usr/share/zoneinfo"

  /// - Parameter path: of the site file, absolute.
  /// - Throws: a `Failure` that names the file, and line and key where there are some.
  package init(file path: String) throws(Failure) {
    let text = try Self.readText(path)
    do throws(DeclarationError) {
      spec = try SiteFile.decode(text, path: path)
    } catch {
      throw Failure(.declaration, error.description)
    }
  }

  /// The names of the site's jobs, in order: one a file. Site files are none, nor what editors hide beside them. Unlike
  /// data, job files may be links: that is how configuration is often deployed.
  package func jobNames() throws(Failure) -> [String] {
    let names: [String]
    do throws(FileError) {
      names = try namesInFolder(spec.jobs).filter { !$0.hasPrefix(".") && spec.jobs + "/" + $0 != spec.file }
    } catch {
      throw Failure(error.isPermission ? .permission : .declaration, "jobs of \(spec.file): \(error)")
    }
    if let stray = names.first(where: { $0.hasSuffix(".yml") && $0 != "sluice.yml" }) {
      throw Failure(.declaration, "\(spec.jobs)/\(stray): a job's file ends with .yaml; this one would never run")
    }
    return names.filter { $0.hasSuffix(".yaml") && $0 != "sluice.yaml" }.map { String($0.dropLast(".yaml".count)) }
  }

  package func job(_ name: String) throws(Failure) -> JobSpec {
    let path = spec.jobs + "/" + name + ".yaml"
    guard path != spec.file, !name.contains("/"), try jobNames().contains(name) else {
      let names = try jobNames().joined(separator: ", ")
      throw Failure(.declaration, "there is no job \(clipped(name)) in \(spec.jobs); it has: \(names)")
    }
    let text = try Self.readText(path)
    do throws(DeclarationError) {
      return try JobFile.decode(
        text, path: path, roots: spec.roots, loadZone: Self.zoneBytes,
        loadRegister: { [folder = spec.jobs] name throws(Failure) in try Self.readText(folder + "/" + name) })
    } catch {
      throw Failure(.declaration, error.description)
    }
  }

  /// A zone's file; nil for names that are no zone's. Only names of letters, digits, `_+-/` are looked for.
  static func zoneBytes(_ name: String) -> [UInt8]? {
    let isName = name.utf8.allSatisfy { byte in
      let lower = byte | 0x20
      return lower >= 97 && lower <= 122 || byte >= 48 && byte <= 57 || [95, 43, 45, 47].contains(byte)
    }
    // The strangers depend on the machine or are no place; the folders hold copies, one of them with leap seconds.
    let strangers = ["localtime", "posixrules", "Factory"]
    guard isName, !name.isEmpty, !name.hasPrefix("/"), !name.contains("//"), !strangers.contains(name),
      !name.hasPrefix("right/"), !name.hasPrefix("posix/")
    else { return nil }
    return try? readWholeFile(zoneFolder + "/" + name, bytesMax: 1 << 20)
  }

  private static func readText(_ path: String) throws(Failure) -> String {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readWholeFile(path, bytesMax: DeclarationLimits.bytesMax)
    } catch {
      if error.isTooLarge {
        throw Failure(
          .declaration, "\(path):1:1: expected at most \(DeclarationLimits.bytesMax) bytes; the file has more")
      }
      throw Failure(error.isPermission ? .permission : .declaration, error.description)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw Failure(.declaration, "\(path):\(line + 1):1: expected UTF-8 text; this line is none")
    }
    return text
  }
}

/// The libraries that the program reads files with, and their versions.
package func readingLibraries() -> [(name: String, version: String)] {
  [("zlib", UnpackingLibraries.zlib), ("libzstd", UnpackingLibraries.zstd)]
}
