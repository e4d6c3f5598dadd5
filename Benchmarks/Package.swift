// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// A package of its own, so that its dependencies reach nobody who uses the library.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(name: "ejson-swift", path: ".."),
        // Without traits: they count allocations by taking the place of the C library's, which is not measured here.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CLibsodium", pkgConfig: "libsodium"),
        .target(name: "CBareBoxes", dependencies: ["CLibsodium"]),
        .target(
            name: "Corpus",
            dependencies: [.product(name: "EJSON", package: "ejson-swift")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "documents",
            dependencies: ["Corpus"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "LibraryBenchmarks",
            dependencies: [
                "CBareBoxes", "Corpus",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "EJSON", package: "ejson-swift"),
            ],
            path: "Benchmarks/Library",
            swiftSettings: settings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
