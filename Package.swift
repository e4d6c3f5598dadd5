// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let configuration = TargetDependencyCondition.when(traits: ["Configuration"])
let agent = TargetDependencyCondition.when(traits: ["Agent"])

let package = Package(
    name: "ejson-swift",
    platforms: [.macOS(.v14)],
    products: [
        .library(name: "EJSON", targets: ["EJSON"]),
        .library(name: "EJSONConfiguration", targets: ["EJSONConfiguration"]),
        .library(name: "EJSONDecoding", targets: ["EJSONDecoding"]),
        .library(name: "EJSONTesting", targets: ["EJSONTesting"]),
        .executable(name: "ejson", targets: ["EJSONCommand"]),
        .executable(name: "ejson-agent", targets: ["EJSONAgentCommand"]),
    ],
    traits: [
        .trait(name: "Agent", description: "ejson-agent: a daemon that opens documents for containers, on swift-nio."),
        .trait(name: "Configuration", description: "EJSONConfiguration: a provider for apple/swift-configuration."),
    ],
    dependencies: [
        // Resolved with the traits `Configuration` and `Agent` only, for no other target names them.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["Reloading"]),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.3"),
        // Resolved with the trait `Agent` only.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.38.0", traits: []),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSodium",
            pkgConfig: "libsodium",
            providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]
        ),
        .target(name: "CPlatform"),
        // Command lines, declared once. Knows nothing of secrets, and imports nothing of this package.
        .target(
            name: "CommandLineFlags",
            dependencies: [.product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: settings
        ),
        .target(name: "EJSONFormat", swiftSettings: settings),
        .target(
            name: "EJSON",
            dependencies: [
                "CSodium", "CPlatform", "EJSONFormat", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // What people do to documents.
        .target(
            name: "EJSONAuthoring",
            dependencies: ["EJSON", "EJSONFormat", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: settings
        ),
        // Values for other programs.
        .target(name: "EJSONDelivery", dependencies: ["EJSON", "EJSONFormat"], swiftSettings: settings),
        .target(
            name: "EJSONConfiguration",
            dependencies: [
                "EJSON", "EJSONFormat",
                .product(name: "Configuration", package: "swift-configuration", condition: configuration),
                .product(name: "Logging", package: "swift-log", condition: configuration),
                .product(name: "SystemPackage", package: "swift-system", condition: configuration),
            ],
            // swift-configuration's protocols are declared with it.
            swiftSettings: settings + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
        ),
        .target(
            name: "EJSONDecoding",
            dependencies: ["EJSON", "EJSONFormat"],
            swiftSettings: settings
        ),
        .target(name: "EJSONTesting", dependencies: ["EJSON"], swiftSettings: settings),
        .executableTarget(
            name: "EJSONCommand",
            dependencies: [
                "CPlatform",
                "CommandLineFlags",
                "EJSON",
                "EJSONAuthoring",
                "EJSONDelivery",
                "EJSONFormat",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // Secrets as files in memory, for what the daemon mounts into containers.
        .target(
            name: "EJSONVolumes",
            dependencies: [
                "CPlatform", "EJSON", "EJSONDelivery", "EJSONFormat",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // The daemon's parts: empty without the trait `Agent`.
        .target(
            name: "EJSONAgent",
            dependencies: [
                "CPlatform", "EJSON", "EJSONDelivery", "EJSONFormat", "EJSONVolumes",
                .product(name: "Logging", package: "swift-log", condition: agent),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio", condition: agent),
                .product(name: "NIOCore", package: "swift-nio", condition: agent),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: agent),
                .product(name: "NIOPosix", package: "swift-nio", condition: agent),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: agent),
                .product(name: "UnixSignals", package: "swift-service-lifecycle", condition: agent),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // Generated by Scripts/generate-protocols, with public imports and without the settings of our own code.
        .target(
            name: "ContainerStorage",
            dependencies: [
                .product(name: "GRPCCore", package: "grpc-swift-2", condition: agent),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf", condition: agent),
                .product(name: "SwiftProtobuf", package: "swift-protobuf", condition: agent),
            ],
            exclude: ["Protocols"]
        ),
        // The Kubernetes driver's parts: empty without the trait `Agent`.
        .target(
            name: "EJSONVolumeDriver",
            dependencies: [
                "CPlatform", "ContainerStorage", "EJSON", "EJSONAgent", "EJSONFormat", "EJSONVolumes",
                .product(name: "GRPCCore", package: "grpc-swift-2", condition: agent),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport", condition: agent),
                .product(name: "Logging", package: "swift-log", condition: agent),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio", condition: agent),
                .product(name: "NIOPosix", package: "swift-nio", condition: agent),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: agent),
                .product(name: "SwiftProtobuf", package: "swift-protobuf", condition: agent),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "EJSONAgentCommand",
            dependencies: [
                "CPlatform", "CommandLineFlags", "EJSON", "EJSONAgent", "EJSONFormat", "EJSONVolumeDriver",
                "EJSONVolumes",
                .product(name: "Configuration", package: "swift-configuration", condition: agent),
                .product(name: "Logging", package: "swift-log", condition: agent),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: agent),
                .product(name: "UnixSignals", package: "swift-service-lifecycle", condition: agent),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // What holds for every input: for the tests and for `make fuzz`.
        .target(
            name: "EJSONProperties",
            dependencies: [
                "CommandLineFlags", "EJSON", "EJSONFormat", .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Fuzz/Properties",
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandLineFlagsTests",
            dependencies: [
                "CommandLineFlags", "EJSONProperties", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        // Documents, keys and directories for the tests of the library's targets.
        .target(
            name: "EJSONTestSupport",
            dependencies: ["CSodium", "EJSON", .product(name: "SystemPackage", package: "swift-system")],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        .testTarget(name: "EJSONFormatTests", dependencies: ["EJSONFormat"], swiftSettings: settings),
        .testTarget(
            name: "EJSONTests",
            dependencies: [
                "CSodium", "CPlatform", "EJSON", "EJSONFormat", "EJSONProperties", "EJSONTestSupport", "EJSONTesting",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONAuthoringTests",
            dependencies: [
                "CSodium", "EJSON", "EJSONAuthoring", "EJSONFormat", "EJSONTestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONDeliveryTests",
            dependencies: [
                "EJSON", "EJSONDelivery", "EJSONFormat", "EJSONTestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONConfigurationTests",
            dependencies: [
                "EJSON", "EJSONConfiguration", "EJSONTesting",
                .product(name: "Configuration", package: "swift-configuration", condition: configuration),
                .product(name: "ConfigurationTesting", package: "swift-configuration", condition: configuration),
                .product(name: "Logging", package: "swift-log", condition: configuration),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONDecodingTests",
            dependencies: ["EJSON", "EJSONDecoding", "EJSONTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONVolumesTests",
            dependencies: [
                "CPlatform", "EJSON", "EJSONAgent", "EJSONDelivery", "EJSONFormat", "EJSONTesting", "EJSONVolumes",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONVolumeDriverTests",
            dependencies: [
                "ContainerStorage", "EJSON", "EJSONAgent", "EJSONFormat", "EJSONVolumeDriver",
                .product(name: "GRPCCore", package: "grpc-swift-2", condition: agent),
                .product(name: "SwiftProtobuf", package: "swift-protobuf", condition: agent),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONAgentTests",
            dependencies: [
                "EJSON", "EJSONAgent", "EJSONFormat", "EJSONTesting", "EJSONVolumes",
                .product(name: "Logging", package: "swift-log", condition: agent),
                .product(name: "NIOCore", package: "swift-nio", condition: agent),
                .product(name: "NIOEmbedded", package: "swift-nio", condition: agent),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: agent),
                .product(name: "NIOPosix", package: "swift-nio", condition: agent),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EJSONCommandTests",
            dependencies: ["CommandLineFlags", "EJSON", "EJSONCommand", "EJSONProperties"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)

// The fuzzer is part of no other build: it needs the sanitizers that `make fuzz` turns on, and has no entry point of its
// own.
if Context.environment["EJSON_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "EJSONFuzzer",
            dependencies: ["EJSONProperties"],
            path: "Fuzz/Fuzzer",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        ))
}

// Only those who build the documentation resolve the plug-in: `make docs`.
if Context.environment["EJSON_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
