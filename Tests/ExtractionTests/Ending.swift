@testable import Extraction

/// How reading an object ended.
enum Ending: Equatable, CustomStringConvertible {
  case read([UInt8], note: String?)
  case fault(ContainerError.Kind, member: Int, offset: Int)
  case changed
  case file

  var description: String {
    switch self {
    case .read(let bytes, let note): "read \(bytes.count) bytes\(note.map { ", " + $0 } ?? "")"
    case .fault(let kind, let member, let offset): "\(kind), member \(member), byte \(offset)"
    case .changed: "changed"
    case .file: "file error"
    }
  }

  var content: [UInt8]? {
    if case .read(let bytes, _) = self { bytes } else { nil }
  }

  var isFault: Bool {
    if case .fault = self { true } else { false }
  }

  init(_ error: ExtractionError) {
    switch error {
    case .container(let error): self = .fault(error.kind, member: error.member, offset: error.offset)
    case .changed: self = .changed
    case .file: self = .file
    }
  }
}
