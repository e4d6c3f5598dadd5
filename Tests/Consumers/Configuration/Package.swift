// swift-tools-version: 6.2

import PackageDescription

// Packages that use the library with swift-configuration; `Tests/Consumers/run` builds, runs and measures them.
let dependencies: [Target.Dependency] = [
    .product(name: "EJSON", package: "ejson-swift"),
    .product(name: "EJSONConfiguration", package: "ejson-swift"),
    .product(name: "EJSONDecoding", package: "ejson-swift"),
    .product(name: "EJSONTesting", package: "ejson-swift"),
    .product(name: "Configuration", package: "swift-configuration"),
]

let package = Package(
    name: "configuration-consumer",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "ejson-swift", path: "../../..", traits: ["Configuration"]),
        // With its default trait JSON, to compare with.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "Reloading"]),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.3"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ],
    targets: [
        .target(
            name: "Snippets",
            dependencies: dependencies + [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .executableTarget(name: "Comparison", dependencies: dependencies),
        .executableTarget(
            name: "Approachable",
            dependencies: dependencies + [.product(name: "SystemPackage", package: "swift-system")],
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
