import Archive
import FileIO
import HTTP
import Hashing
import OCI
import PackageModel
import Registry
import PartsForTests
import SystemPackage
import Testing

import Packaging

/// A skeleton package at hand.
private struct GivenSkeleton: SkeletonSource, Skeleton {
    let definition: String
    let folder: FilePath

    func skeleton(_ url: String) throws -> any Skeleton { self }
    func package() throws -> Package { try Package(reading: Array(definition.utf8), file: "skeleton") }
    func folder(of component: String) throws -> FilePath { folder }
}

@Suite struct SkeletonImportTests {
    private static let published = """
        kind: ZarfPackageConfig
        metadata: {name: base}
        build: {architecture: skeleton, timestamp: x, version: x, migrations: [scripts-to-actions, pluralize-set-variable]}
        components:
        - name: web
          scripts: {before: [old]}
          files: [{source: files/0/motd, target: /motd}]
          images: [theirs]
        variables: [{name: V, default: theirs}]
        """

    private static let importing = """
        components:
        - name: site
          import: {name: web, url: "oci://REGISTRY/base:1"}
          images: [own]
        """

    @Test func publishedComponentsAreMergedWithPathsToTheirFiles() throws {
        let folder = try DefinitionFolder(["zarf.yaml": Self.importing, "cache/web/files/0/motd": "hi"])
        let skeletons = GivenSkeleton(definition: Self.published, folder: FilePath(folder.path + "/cache/web"))
        let package = try DefinitionLoader(skeletons: skeletons).load(folder.path).package
        let component = try #require(package.components.first)
        #expect(component.name == "site")
        #expect(component.files.map(\.source) == ["cache/web/files/0/motd"])
        #expect(component.images == ["theirs", "own"])
        #expect(component.scripts == DeprecatedScripts())
        #expect(package.variables.map(\.defaultValue) == ["theirs"])
    }

    @Test func valuesAndOtherComponentsAreRefused() throws {
        let folder = try DefinitionFolder(["zarf.yaml": Self.importing])
        func refusal(_ definition: String) -> String {
            let skeletons = GivenSkeleton(definition: definition, folder: FilePath(folder.path))
            do { _ = try DefinitionLoader(skeletons: skeletons).load(folder.path) } catch { return "\(error)" }
            return ""
        }
        #expect(refusal(Self.published + "\nvalues: {files: [v.yaml]}\n").contains("with values cannot be imported"))
        #expect(refusal(Self.published.replacing("web", with: "other")).contains("no component \"web\" fits"))
        #expect(folder.refusal().contains("skeleton packages need a registry"))
    }

    @Test func skeletonsComeFromARegistry() throws {
        let registry = try DockerRegistry()
        let client = try RegistryClient(
            client: Client(), credentials: FixedCredentials.anonymous)
        let repository = try Reference("\(registry.address)/base:1")
        try publish(to: repository, client)
        let folder = try DefinitionFolder([
            "zarf.yaml": Self.importing.replacing("REGISTRY", with: registry.address)
        ])
        let cache = SkeletonCache(FilePath(folder.path).appending("cache")) { client }
        for _ in 0..<2 {
            let resolved = try DefinitionLoader(skeletons: cache).load(folder.path)
            let source = try #require(resolved.package.components.first?.files.first?.source)
            #expect(source.hasPrefix("cache/oci/dirs/"))
            #expect(try readFile(FilePath(folder.path + "/" + source), limit: 10) == Array("hi".utf8))
        }
        let plain = try Reference("\(registry.address)/base:plain")
        try client.push(.index(Index(manifests: [])), to: plain)
        let failure = #expect(throws: CompositionError.self) { try cache.skeleton("oci://\(plain)") }
        #expect(failure?.message.contains("no skeleton package was published there") ?? false)
    }

    private func publish(to repository: Reference, _ client: RegistryClient) throws {
        let tar = MemorySink()
        let writer = TarWriter(tar)
        try writer.addDirectory("web", mode: 0o700)
        try writer.addDirectory("web/files", mode: 0o700)
        try writer.addDirectory("web/files/0", mode: 0o700)
        try writer.addFile("web/files/0/motd", mode: 0o600, bytes: Array("hi".utf8))
        try writer.finish()
        let files = ["zarf.yaml": Array(Self.published.utf8), "components/web.tar": tar.bytes]
        var layers: [Descriptor] = []
        for (title, bytes) in files {
            let layer = Descriptor(
                of: bytes, mediaType: MediaType("application/vnd.zarf.layer.v1.blob"),
                annotations: ["org.opencontainers.image.title": title])
            try client.pushBlob(layer, to: repository) { MemorySource(bytes) }
            layers.append(layer)
        }
        let empty = Array("{}".utf8)
        let config = Descriptor(of: empty, mediaType: MediaType("application/vnd.zarf.config.v1+json"))
        try client.pushBlob(config, to: repository) { MemorySource(empty) }
        let manifest = Manifest(config: config, layers: layers)
        try client.push(.manifest(manifest), to: repository.withoutTarget)
        let entry = manifest.descriptor(platform: Platform(os: "multi", architecture: "skeleton"))
        try client.push(.index(Index(manifests: [entry])), to: repository)
    }
}
