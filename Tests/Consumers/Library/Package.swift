// swift-tools-version: 6.2

import PackageDescription

// Packages that use the library without swift-configuration; `Tests/Consumers/run` builds, runs and measures them.
let ejson = Target.Dependency.product(name: "EJSON", package: "ejson-swift")
let decoding = Target.Dependency.product(name: "EJSONDecoding", package: "ejson-swift")

let package = Package(
    name: "library-consumer",
    platforms: [.macOS(.v14)],
    dependencies: [
        .package(name: "ejson-swift", path: "../../..")
    ],
    targets: [
        .executableTarget(name: "Plaintext"),
        .executableTarget(name: "Bytes", dependencies: [ejson]),
        .executableTarget(name: "Decoded", dependencies: [ejson, decoding]),
        // The examples in documentation comments, which `Scripts/check-snippets` compares with these sources.
        .target(
            name: "Examples",
            dependencies: [ejson, decoding, .product(name: "EJSONTesting", package: "ejson-swift")]
        ),
        .executableTarget(
            name: "Approachable",
            dependencies: [ejson, decoding, .product(name: "EJSONTesting", package: "ejson-swift")],
            swiftSettings: [
                .defaultIsolation(MainActor.self),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .enableUpcomingFeature("InferIsolatedConformances"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("ExistentialAny"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
