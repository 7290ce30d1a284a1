import Injection
import OCI
import PackageFormat
import PackageModel
import Packaging
import Registry
import SystemPackage
import ToolSupport

/// The images an operand offers.
struct SeedImages {
    /// The package's name; nil for a layout.
    let packageName: String?
    /// The package's architecture; nil for a layout.
    let architecture: String?
    private let layout: ImageLayout?
    private let package: PackageImages?
    private let names: [String]

    /// The components of an init package whose images are needed before there is a registry, in upstream's words.
    private static let seedComponents = ["zarf-seed-registry", "zarf-registry"]
    /// And the one with the proxy's image, of an init package for proxy mode.
    private static let proxyComponent = "zarf-registry-proxy"

    /// - names: the images that are wanted; all, or those of the seed registry, if none is named.
    /// - isProxy: then the proxy's image is one of them, since nodes to come have no other place to find it.
    init(_ operand: String, names: [String], isProxy: Bool) throws {
        if operand.hasPrefix("oci:") {
            let layout = try ImageLayout(opening: FilePath(String(operand.dropFirst(4))))
            self.layout = layout
            package = nil
            (packageName, architecture) = (nil, nil)
            self.names = names.isEmpty ? layout.index.manifests.map(\.imageName) : names
        } else {
            let path = operand.hasPrefix("package:") ? String(operand.dropFirst(8)) : operand
            let reader = try PackageReader(FilePath(path))
            let definition = try PackageInspection(reader).package
            let package = try PackageImages(reader)
            self.package = package
            layout = nil
            packageName = definition.metadata.name
            architecture = definition.build.architecture.isEmpty ? nil : definition.build.architecture
            let components = Self.seedComponents + (isProxy ? [Self.proxyComponent] : [])
            let seeds = components.compactMap { name in
                definition.components.first { $0.name == name && !$0.images.isEmpty }
            }
            var seen: Set<String> = []
            let all = seeds.flatMap(\.images).filter { seen.insert($0).inserted }
            let seedNames =
                isProxy && !all.isEmpty ? all : seeds.first?.images ?? package.index.manifests.map(\.imageName)
            self.names = names.isEmpty ? seedNames : names
        }
        guard !self.names.isEmpty else { throw UsageError("\(operand) has no images") }
    }

    /// Each with the name it is served under.
    func images() throws -> [(name: String, image: any ImageSource)] {
        try names.map { name in
            let served = try InjectionPayload.servedName(name)
            if let package { return (served, package.image(named: name)) }
            guard let layout else { preconditionFailure("an operand is a package or a layout") }
            return (served, LayoutImage(layout, name: name))
        }
    }
}
