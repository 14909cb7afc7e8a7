/// What `sluice version` and every run say of this program.
enum Version {
  static let program = "0.1.0"
}
