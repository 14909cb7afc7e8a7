// swift-tools-version: 6.2
import PackageDescription

// The floors of the house (docs/architecture.md): a target may depend on lower floors only, never on a sibling.
// SwiftPM lets a transitive import through, so TidyTests reads the import lines as well.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Faults that the tests plant in the core to prove that they would be noticed; never in a release build.
let plantable: [SwiftSetting] = strict + [.define("PLANTED_FAULTS", .when(configuration: .debug))]

func room(_ name: String, _ below: [Target.Dependency] = [], _ settings: [SwiftSetting] = strict) -> Target {
  .target(name: name, dependencies: below, swiftSettings: settings)
}

func tests(_ name: String, _ subjects: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: subjects, exclude: exclude, swiftSettings: plantable)
}

let package = Package(
  name: "sluice",
  products: [.executable(name: "sluice", targets: ["sluice"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    // 0: system libraries
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    // 1: what travels
    room("Rows", [], plantable),
    // 2: bytes to columns; libpq
    room("Scanning", ["Rows"], plantable),
    room("Postgres", ["CLibPQ"]),
    // 3: the core; in; out; the embedded server
    room("Aggregation", ["Rows"], plantable),
    room("Extraction", ["Rows", "CXXHash", "CZlib", "CZstd"], plantable),
    room("EmbeddedServer"),
    .target(
      name: "Loading", dependencies: ["Rows", "Aggregation", "Postgres"],
      resources: [.embedInCode("sql")], swiftSettings: strict),
    // 5: the job, the plan, the workers
    room(
      "Pipeline",
      [
        "Rows", "Scanning", "Aggregation", "Extraction", "Loading", "Postgres",
        .product(name: "Yams", package: "Yams"),
      ], plantable),
    // 6: the commands
    .executableTarget(
      name: "sluice",
      dependencies: [
        "Pipeline", "Loading", "Postgres", "EmbeddedServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),

    .target(
      name: "Support", dependencies: ["EmbeddedServer"], path: "Tests/Support", swiftSettings: strict),
    .target(name: "Oracle", path: "Tests/Oracle", swiftSettings: strict),
    tests("RowsTests", ["Rows"]),
    tests("ScanningTests", ["Scanning", "Rows"]),
    tests("PostgresTests", ["Postgres", "Support"]),
    tests("AggregationTests", ["Aggregation", "Rows"]),
    tests("ExtractionTests", ["Extraction", "Rows", "CZlib", "CZstd", "Support"]),
    tests("EmbeddedServerTests", ["EmbeddedServer", "Support"]),
    tests("LoadingTests", ["Loading", "Postgres", "Support"]),
    tests(
      "PipelineTests",
      ["Pipeline", "Postgres", "Loading", "Oracle", "Support", .product(name: "Yams", package: "Yams")]),
    tests("EndToEndTests", ["Support", "EmbeddedServer", "sluice"]),
    tests("TidyTests", []),
  ]
)

// The fuzzer (Tests/Fuzzing) builds the rooms anew: with coverage and AddressSanitizer, in a scratch folder of its own,
// and with the naive readers of the tests for its other half. `Tests/Fuzzing/fuzz` sets the variable.
if Context.environment["SLUICE_FUZZING"] != nil {
  package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
  package.targets.removeAll { $0.type == .test || ["sluice", "EmbeddedServer", "Support"].contains($0.name) }
  for target in package.targets where target.type == .regular && target.name != "Oracle" {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer,address", "-DPLANTED_FAULTS"]))
  }
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzzing/CLibFuzzer"),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "CLibFuzzer", "Pipeline", "Loading", "Extraction", "Scanning", "Rows", "Oracle", "CZlib", "CZstd",
        .product(name: "Yams", package: "Yams"),
      ],
      path: "Tests", exclude: ["Fixtures", "Fuzzing/CLibFuzzer", "Fuzzing/Corpus", "Fuzzing/fuzz"],
      sources: [
        "Fuzzing", "ExtractionTests/Ending.swift", "ExtractionTests/Packed.swift", "PipelineTests/OracleJobFile.swift",
        "PipelineTests/Schema/GoodJobs.swift", "PipelineTests/Schema/JSONSchema.swift",
        "PipelineTests/Schema/JSONTree.swift", "ScanningTests/Encodings/Iconv.swift",
        "ScanningTests/JSON/JSONReading.swift",
        "ScanningTests/JSON/NaiveJSON.swift", "ScanningTests/JSON/RandomJSON.swift",
        "ScanningTests/LineProtocol/LineProtocolCorpus.swift", "ScanningTests/LineProtocol/LineProtocolPoints.swift",
        "ScanningTests/LineProtocol/NaiveLineProtocol.swift", "ScanningTests/Pages.swift",
        "Support/BrokenDeclaration.swift", "Support/BrokenFormats.swift", "Support/BrokenForms.swift",
        "Support/BrokenLevels.swift", "Support/BrokenSensors.swift", "Support/BrokenStatistics.swift",
        "Support/BrokenTimes.swift",
      ],
      swiftSettings: plantable + [.unsafeFlags(["-parse-as-library", "-sanitize=address", "-DPLANTED_FAULTS"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
}
