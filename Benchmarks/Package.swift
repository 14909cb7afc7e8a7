// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that `swift build` and `swift test` of the house never build it.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "benchmarks",
  products: [.executable(name: "bench-data", targets: ["BenchData"])],
  targets: [.executableTarget(name: "BenchData", swiftSettings: strict)]
)
