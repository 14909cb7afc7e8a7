import Foundation
import Support
import Synchronization

/// A Unix socket under the name that libpq looks for, in a folder of its own.
struct SocketFolder {
  let path: String
  let listener: Int32

  init() throws {
    path = "/tmp/pgroom-\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = SocketFolder.address("\(path)/.s.PGSQL.5432")
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard bound == 0, listen(listener, 8) == 0 else { throw SocketError() }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  static func address(_ path: String) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    return address
  }
}

struct SocketError: Error {}

/// A server that takes connections and never says a word.
struct SilentServer {
  private let socket: SocketFolder

  var folder: String { socket.path }

  init() throws { socket = try SocketFolder() }

  func close() {
    _ = Foundation.close(socket.listener)
    socket.remove()
  }
}

/// Stands between one client and the server, and cuts both off when the client says COMMIT.
final class CuttingProxy: Sendable {
  enum Cut { case beforeTheServerHears, afterTheServerAnswered }

  private let socket: SocketFolder
  private let cut: Cut

  var folder: String { socket.path }

  /// Serves one connection.
  init(_ cut: Cut, before server: PrivateCluster) throws {
    socket = try SocketFolder()
    self.cut = cut
    let pairs = server.connectionParameters(database: "x")
    guard let host = pairs.last(where: { $0.key == "host" })?.value else { throw SocketError() }
    let port = pairs.last { $0.key == "port" }?.value ?? "5432"
    Thread.detachNewThread { self.serve("\(host)/.s.PGSQL.\(port)") }
  }

  func close() {
    _ = Foundation.close(socket.listener)
    socket.remove()
  }

  private func serve(_ path: String) {
    let client = accept(socket.listener, nil, nil)
    let server = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = SocketFolder.address(path)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(server, $0, size) }
    }
    relay(client, server)
    _ = Foundation.close(client)
    _ = Foundation.close(server)
  }

  private func relay(_ client: Int32, _ server: Int32) {
    let commit = Data("COMMIT\0".utf8)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&ends, 2, 20_000) > 0 else { return }
      for (index, end) in ends.enumerated() where end.revents != 0 {
        let count = read(end.fd, &buffer, buffer.count)
        guard count > 0 else { return }
        let isCommit = index == 0 && Data(buffer[..<count]).range(of: commit) != nil
        if isCommit && cut == .beforeTheServerHears { return }
        _ = write(index == 0 ? server : client, buffer, count)
        if isCommit {
          _ = read(server, &buffer, buffer.count)
          return
        }
      }
    }
  }
}
