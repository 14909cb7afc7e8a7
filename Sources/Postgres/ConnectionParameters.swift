/// Where and how to connect, in libpq's own keywords. What is not given libpq takes from `PGSERVICE`, the other
/// variables of its environment and `.pgpass`.
package struct ConnectionParameters: Sendable {
  /// Given where the caller is silent: a dead server or network is noticed within seconds and its locks come free.
  private static let defaults = [
    ("connect_timeout", "10"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
    ("client_encoding", "UTF8"),
    ("gssencmode", "disable"),
    ("fallback_application_name", "sluice"),
  ]

  /// Keyword and value; of two equal keywords the later one counts.
  let pairs: [(keyword: String, value: String)]

  /// The pairs, and a default for each of the time limits, the encoding and the application name that they leave out.
  package init(_ pairs: [(String, String)]) {
    let missing = Self.defaults.filter { fallback in !pairs.contains { $0.0 == fallback.0 } }
    self.pairs = (pairs + missing).map { (keyword: $0.0, value: $0.1) }
  }

  /// The values that must not be seen in any message.
  var secrets: [String] {
    pairs.filter { Self.isSecret($0.keyword) }.map(\.value)
  }

  private static func isSecret(_ keyword: String) -> Bool {
    let keyword = keyword.lowercased()
    return keyword.contains("password") || keyword.contains("secret")
  }
}

extension ConnectionParameters: CustomStringConvertible, CustomReflectable {
  /// Keywords and values, secrets masked; not a connection string.
  package var description: String {
    pairs.map { "\($0.keyword)=\(Self.isSecret($0.keyword) ? Redactor.mask : $0.value)" }.joined(separator: " ")
  }

  /// The description only, so that `dump` shows no more than `print`.
  package var customMirror: Mirror { Mirror(self, children: ["pairs": description]) }
}
