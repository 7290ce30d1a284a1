// swift-tools-version: 6.1
import PackageDescription

// The arrows below are the import table of docs/architecture.md: a new one is a design decision.

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A library target and the test target that mirrors it.
func library(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil, testing: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, resources: resources),
        .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + testing),
    ]
}

/// A command-line tool: options and one call into the libraries named here.
func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: ["ToolSupport", "FileIO", argumentParser] + dependencies)
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CArchive"),
    .target(name: "CCurl"),
    .target(name: "CCrypt"),
]

let libraries: [Target] = [
    // ground
    library("Diagnostics", []),
    library("GoText", []),
    library("FileIO", ["Diagnostics", "CLinux", system]),
    library("Hashing", ["FileIO", crypto]),
    library("RegularExpressions", ["Diagnostics"]),
    library("Documents", ["Diagnostics", "GoText", "CYaml", collections]),
    library(
        "JSONSchema", ["Documents", "GoText", "RegularExpressions"], testing: ["FileIO", "PartsForTests"]),
    library("HTTP", ["FileIO", "CCurl"], testing: ["Hashing", "PartsForTests"]),
    // formats
    library("Archive", ["FileIO", "Hashing", "CArchive", "CZlib", "CZstd"], testing: ["PartsForTests"]),
    library("OCI", ["Documents", "Hashing", "FileIO"]),
    library("PackageModel", ["Documents", "OCI", "Hashing", "JSONSchema", "RegularExpressions"]),
    library("Variables", ["Documents", "OCI", "RegularExpressions"]),
    library("PackageFormat", ["PackageModel", "Variables", "OCI", "Archive"], testing: ["PartsForTests"]),
    library("GoTemplate", ["Diagnostics", "Documents", "GoText"]),
    library(
        "Sprig",
        [
            "GoTemplate", "Documents", "GoText", "Hashing", "RegularExpressions", "CCrypt", "CYaml", crypto,
            cryptoExtras,
        ],
        testing: ["FileIO", "PartsForTests"]),
    // clients
    library("Registry", ["OCI", "HTTP"], testing: ["PartsForTests"]),
    library("Kubernetes", ["Documents", "HTTP"], testing: ["PartsForTests"]),
    library("PodFiles", ["Kubernetes", "Archive"]),
    library("Charts", ["GoTemplate", "Sprig", "Documents", "GoText", "Archive", "JSONSchema"]),
    library("ChartSources", ["Charts", "Registry", "HTTP", "OCI", "Hashing", "FileIO"], testing: ["PartsForTests"]),
    // workflows
    library(
        "Releases", ["Charts", "Kubernetes", "Documents", "Archive", "GoTemplate", "Sprig", "HTTP", "FileIO"],
        testing: ["PartsForTests"]),
    library("Actions", ["Variables", "FileIO", "PackageModel", "HTTP"]),
    library(
        "Packaging",
        ["PackageFormat", "PackageModel", "Variables", "Charts", "ChartSources", "Registry", "Archive", "Actions"],
        testing: ["PartsForTests"]),
    library("Mutation", ["Documents", "Variables", "OCI", "HTTP", "GoTemplate", "Sprig"]),
    library(
        "ClusterState",
        ["Kubernetes", "Mutation", "PackageModel", "Documents", "HTTP", "GoTemplate", "Sprig", "Hashing", "FileIO"]),
    library("Injection", ["Kubernetes", "Registry", "Archive", "Mutation"]),
    library(
        "PackageRendering",
        ["PackageFormat", "PackageModel", "Variables", "Charts", "GoTemplate", "Sprig", "Documents"]),
    library("Planning", ["PackageModel", "Variables", "OCI", "Actions", "Hashing"]),
    // tools' shared ground
    library("ToolSupport", ["Diagnostics", "FileIO", "Documents", argumentParser]),
].flatMap { $0 }

/// Options that several tools share.
let optionGroups: [Target] = [
    .target(
        name: "ClusterTools", dependencies: ["ToolSupport", "Kubernetes", "HTTP", "FileIO", system, argumentParser])
]

let testSupport: [Target] = [
    .target(name: "PartsForTests", dependencies: ["FileIO", "HTTP"], path: "Tests/PartsForTests"),
    .target(
        name: "FuzzTargets",
        dependencies: ["Charts", "Documents", "GoTemplate", "JSONSchema", "RegularExpressions", "Sprig"],
        path: "Tests/FuzzTargets"),
    .testTarget(name: "FuzzTargetsTests", dependencies: ["FuzzTargets"]),
]

// Only `make fuzz` builds it: libFuzzer brings the main function along.
let fuzzer: [Target] =
    Context.environment["ZARF_FUZZ"] == nil
    ? [] : [.executableTarget(name: "Fuzzer", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer")]

let tools: [Target] = [
    tool("zarf-pack", ["Packaging"]),
    tool("zarf-unpack", ["PackageFormat"]),
    tool("zarf-inspect", ["PackageFormat", "PackageRendering", "Planning"]),
    tool("zarf-oci", ["PackageFormat", "Packaging", "Registry", "ClusterState", "ClusterTools"]),
    tool("zarf-git", ["PackageFormat", "Packaging", "ClusterState", "ClusterTools"]),
    tool("zarf-template", ["Variables"]),
    tool(
        "zarf-helm",
        [
            "Releases", "ClusterTools", "Kubernetes", "Documents", "HTTP", "RegularExpressions", "Charts",
            "ChartSources", "GoTemplate", "Sprig",
        ]),
    tool(
        "zarf-action",
        ["Actions", "Planning", "PackageFormat", "PackageRendering", "ClusterState", "ClusterTools", "PodFiles"]),
    tool("zarf-plan", ["Planning", "PackageFormat", "PackageRendering", "ClusterState", "ClusterTools", "Releases"]),
    tool("zarf-kube", ["Kubernetes", "PodFiles", "ClusterTools"]),
    tool("zarf-inject", ["Injection", "ClusterTools", "PackageFormat", "Packaging", "Registry"]),
    tool("zarf-state", ["ClusterState", "ClusterTools"]),
    tool("zarf-mutate", ["ClusterState", "ClusterTools", "Mutation", "Variables"]),
]

let package = Package(
    name: "zarf",
    products: tools.map { .executable(name: $0.name, targets: [$0.name]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: systemLibraries + libraries + optionGroups + testSupport + fuzzer + tools,
    swiftLanguageModes: [.v6]
)
