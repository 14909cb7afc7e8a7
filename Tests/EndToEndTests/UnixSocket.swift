import Foundation

/// The few calls on Unix sockets that the relay needs.
enum UnixSocket {
  /// Where libpq looks for a server, in the folder that `PGHOST` names.
  static let name = ".s.PGSQL.5432"

  static func listen(_ path: String) throws -> Int32 {
    let listener = made()
    let bound = withAddress(path) { bind(listener, $0, $1) }
    guard bound == 0, Foundation.listen(listener, 16) == 0 else {
      let code = errno
      Foundation.close(listener)
      throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
    }
    return listener
  }

  static func connect(_ path: String) -> Int32? {
    let end = made()
    if withAddress(path, { Foundation.connect(end, $0, $1) }) == 0 { return end }
    Foundation.close(end)
    return nil
  }

  /// Sends all of it; false if the other side is gone, which must not end this process by SIGPIPE.
  static func send(_ bytes: ArraySlice<UInt8>, to end: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(end, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0 && errno != EINTR { return false }
      rest = rest.dropFirst(max(count, 0))
    }
    return true
  }

  private static func made() -> Int32 { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
