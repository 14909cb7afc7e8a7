let floorPlantings: [Planting] = [
  Planting(
    "Every folder in Sources is a room of the house",
    [
      ("Sources/Rows/Page.swift", ""),
      ("Sources/Kitchen/Pan.swift", "let pan = 1 ◀"),
      ("Sources/Kitchen/Pot.swift", ""),
      ("Sources/Stray.swift", "let stray = 1 ◀"),
      ("Tests/Kitchen/Pan.swift", ""),
    ]),
  Planting(
    "Imports go down only", "Sources/Aggregation/Fold.swift",
    """
    import Rows
    package import Rows
    import Postgres ◀
    @preconcurrency import Dispatch ◀
    import struct Foundation.Date ◀
    import Glibc ◀
    import Synchronization ◀
    import CXXHash ◀
    import Rows; import Scanning ◀
    // import Foundation
    let text = "import Foundation"
    #if canImport(Foundation)
      import FoundationEssentials ◀
    #endif
    """),
  Planting(
    "Imports go down only", "Sources/Rows/Page.swift",
    """
    import Glibc
    import Rows ◀
    import Scanning ◀
    import Foundation ◀
    """),
  Planting(
    "Imports go down only", "Sources/Pipeline/Workers.swift",
    """
    import Dispatch
    import Foundation
    import Yams
    import Loading
    import EmbeddedServer ◀
    import ArgumentParser ◀
    """),
  Planting("Imports go down only", "Sources/sluice/Run.swift", "import Pipeline\nimport Dispatch ◀"),
  Planting("Imports go down only", "Sources/Postgres/Connection.swift", "import CLibPQ\nimport Foundation ◀"),
  Planting("Imports go down only", "Sources/CLibPQ/Connection.swift", "import Glibc ◀"),
  Planting("Imports go down only", "Tests/RowsTests/PageTests.swift", "import Foundation"),
  Planting(
    "No room re-exports another", "Sources/Scanning/Page.swift", "import Rows\n@_exported import Rows ◀"),
  Planting(
    "The manifest declares the same floors", "Package.swift",
    """
    func room(_ name: String, _ below: [Target.Dependency] = []) -> Target {
      .target(name: name, dependencies: below)
    }
    let package = Package(
      name: "sluice",
      targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        room("Rows"),
        room("Scanning", ["Rows", "Postgres"]), ◀
        room("Kitchen"), ◀
        .target(
          name: "Loading", dependencies: ["Rows", "Aggregation", "Postgres"],
          resources: [.embedInCode("sql")]),
        .executableTarget(
          name: "sluice",
          dependencies: [
            "Pipeline",
            "Scanning", ◀
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "NIO", package: "swift-nio"), ◀
          ]),
        .target(name: "Support", dependencies: ["EmbeddedServer"], path: "Tests/Support"),
        .testTarget(name: "RowsTests", dependencies: ["Rows"]),
      ]
    )
    """),
]
