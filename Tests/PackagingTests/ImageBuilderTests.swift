import Archive
import Diagnostics
import FileIO
import Hashing
import OCI
import Packaging
import Registry
import SystemPackage
import Testing

@Suite struct ImageBuilderTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(in: "/tmp", prefix: "image-test") }

    private func path(_ name: String) -> FilePath { directory.path.appending(name) }

    /// A tar of one file.
    private func tar(_ name: String, _ content: String) throws -> FilePath {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        try writer.addFile(name, mode: 0o644, bytes: Array(content.utf8))
        try writer.finish()
        try writeFile(path(name + ".tar"), sink.bytes)
        return path(name + ".tar")
    }

    private func build(
        _ layers: [FilePath], base: (any ImageSource)? = nil, _ options: ImageBuilder.Options = .init()
    ) throws -> BuiltImage {
        let staging = try TemporaryDirectory(in: directory.path)
        return try ImageBuilder(options).build(layers: layers, base: base, staging: staging)
    }

    @Test func theSameLayersMakeTheSameImage() throws {
        let layers = [try tar("a", "one"), try tar("b", "two")]
        let first = try build(layers).resolve(platform: nil)
        #expect(try build(layers).resolve(platform: nil).descriptor.digest == first.descriptor.digest)
        #expect(try build(layers.reversed()).resolve(platform: nil).descriptor.digest != first.descriptor.digest)
    }

    @Test func saysWhatRunsAndWhereItCameFrom() throws {
        var options = ImageBuilder.Options()
        options.platform = try Platform("linux/arm64/v8")
        options.entrypoint = ["/bin/a"]
        options.command = ["b"]
        options.environment = ["A=1", "B=2"]
        options.labels = ["k": "v"]
        options.created = 1_700_000_000
        options.annotations = ["x": "y"]
        let base = try build([try tar("a", "one")], options)
        let (manifest, config) = try base.config(platform: try Platform("linux/arm64"))
        #expect(config.platform == Platform(os: "linux", architecture: "arm64", variant: "v8"))
        #expect(config.created == "2023-11-14T22:13:20Z")
        #expect(config.diffIDs == [try Digest.sha256(readFile(path("a.tar"), limit: 1 << 20))])
        #expect(manifest.annotations == ["x": "y"] && manifest.layers[0].mediaType == .layerGzip)
        #expect(config.value["history"]?.array?.count == 1)

        var more = ImageBuilder.Options()
        more.platform = try Platform("linux/arm64/v8")
        more.entrypoint = ["/bin/c"]
        more.environment = ["B=3", "C=4"]
        let above = try build([try tar("b", "two")], base: base, more)
        let (upper, upperConfig) = try above.config(platform: try Platform("linux/arm64"))
        #expect(upper.layers.count == 2 && upper.layers[0] == manifest.layers[0] && upperConfig.diffIDs.count == 2)
        #expect(upperConfig.runtimeStrings("Entrypoint") == ["/bin/c"])
        #expect(upperConfig.runtimeStrings("Cmd") == [], "a new entrypoint forgets the old command")
        #expect(upperConfig.runtimeStrings("Env") == ["A=1", "B=3", "C=4"])
        #expect(upperConfig.labels == ["k": "v"])
    }

    @Test func keepsCompressedLayersAsTheyAre() throws {
        let plain = try tar("a", "one")
        let gzip = MemorySink()
        let sink = try GzipSink(gzip, level: 1)
        try sink.copy(from: FileSource(path: plain))
        try sink.finish()
        try writeFile(path("a.tgz"), gzip.bytes)
        let (manifest, config) = try build([path("a.tgz")]).config(
            platform: try Platform(DefinitionLoader.hostArchitecture))
        #expect(manifest.layers == [Descriptor(of: gzip.bytes, mediaType: .layerGzip)])
        #expect(config.diffIDs == [Digest.sha256(try readFile(plain, limit: 1 << 20))])
    }

    @Test func refusesWhatIsNoLayer() throws {
        try writeFile(path("text"), "this is not a tar, and it is long enough to be read as a header".utf8)
        try writeFile(path("cut.tar"), try readFile(try tar("a", "one"), limit: 1 << 20).prefix(700))
        try writeFile(path("bad.tgz"), [0x1f, 0x8b, 8, 0, 1, 2, 3])
        for name in ["text", "cut.tar", "bad.tgz", "missing"] {
            #expect(throws: (any Error).self) { try build([path(name)]) }
        }
    }
}

@Suite struct ImageArchiveTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(in: "/tmp", prefix: "archive-test") }

    private func path(_ name: String) -> FilePath { directory.path.appending(name) }

    private func write(_ name: String, _ entries: [(String, [UInt8])]) throws -> FilePath {
        let sink = MemorySink()
        let writer = TarWriter(sink)
        for (name, bytes) in entries {
            if name.contains(">") {
                let parts = name.split(separator: ">")
                try writer.addSymbolicLink(String(parts[0]), target: String(parts[1]))
            } else {
                try writer.addFile(name, mode: 0o644, bytes: bytes)
            }
        }
        try writer.finish()
        try writeFile(path(name), sink.bytes)
        return path(name)
    }

    private func open(_ path: FilePath) throws -> ImageArchive {
        try ImageArchive(path, spoolDirectory: directory.path)
    }

    private let layer = Array("layer".utf8)
    private var config: [UInt8] {
        Array(
            #"{"architecture":"amd64","os":"linux","rootfs":{"diff_ids":["\#(Digest.sha256(layer))","\#(Digest.sha256(layer))"]}}"#
                .utf8)
    }

    /// What docker save wrote before version 25: layers by name, one of them a link to another.
    private func dockerSave(_ manifest: String) throws -> FilePath {
        try write(
            "docker.tar",
            [
                ("c.json", config), ("1/layer.tar", layer), ("2/layer.tar>../1/layer.tar", []),
                ("manifest.json", Array(manifest.utf8)),
            ])
    }

    @Test func readsWhatDockerSaved() throws {
        let archive = try open(
            dockerSave(#"[{"Config":"c.json","RepoTags":["foo:1","bar:2"],"Layers":["1/layer.tar","2/layer.tar"]}]"#))
        #expect(archive.index.manifests.map(\.imageName) == ["docker.io/library/foo:1", "docker.io/library/bar:2"])
        let image = ArchiveImage(archive, name: "bar:2")
        #expect(try image.resolve(platform: nil).blobs.count == 2)
        let layout = LayoutImage(try ImageLayout(creating: path("layout")), name: "x")
        let digest = try layout.copy(image, concurrency: 2)
        #expect(try ImageLayout(opening: path("layout")).image(named: "x").digest == digest)
        #expect(throws: OCIError.self) { try ArchiveImage(archive, name: nil).document() }
        #expect(throws: OCIError.self) { try ArchiveImage(archive, name: "other").document() }
    }

    @Test(arguments: [
        "", "{}x", #"[{"Config":"../../etc/passwd","Layers":[]}]"#, #"[{"Config":"c.json","Layers":["1/layer.tar"]}]"#,
        #"[{"Config":"c.json","Layers":["1/layer.tar","none"]}]"#, #"[{"Layers":[]}]"#,
        #"[{"Config":"1/layer.tar","Layers":[]}]"#,
    ])
    func refusesOtherManifests(manifest: String) throws {
        #expect(throws: (any Error).self) { try open(dockerSave(manifest)) }
    }

    @Test func writesWhatItReads() throws {
        let archive = try open(
            dockerSave(#"[{"Config":"c.json","RepoTags":["foo:1"],"Layers":["1/layer.tar","1/layer.tar"]}]"#))
        let image = ArchiveImage(archive, name: nil)
        for name in ["one.tar", "two.tar"] {
            try ArchiveDestination(path(name), name: "foo").copy(image, concurrency: 4)
        }
        #expect(try readFile(path("one.tar"), limit: 1 << 20) == readFile(path("two.tar"), limit: 1 << 20))
        let again = ArchiveImage(try open(path("one.tar")), name: "foo")
        #expect(try again.resolve(platform: nil).descriptor == image.resolve(platform: nil).descriptor)
        // gzip around it, a folder within it, and every cut of it.
        let gzip = MemorySink()
        let sink = try GzipSink(gzip)
        try sink.copy(from: FileSource(path: path("one.tar")))
        try sink.finish()
        try writeFile(path("one.tgz"), gzip.bytes)
        #expect(try open(path("one.tgz")).index.manifests.count == 1)
        let whole = try readFile(path("one.tar"), limit: 1 << 20)
        for count in stride(from: 0, to: whole.count, by: 97) {
            try writeFile(path("cut.tar"), whole.prefix(count))
            #expect(throws: (any Error).self) {
                let cut = ArchiveImage(try open(path("cut.tar")), name: nil)
                try LayoutImage(try ImageLayout(creating: path("cut")), name: nil).copy(cut, concurrency: 1)
            }
        }
    }

    @Test func readsALayoutInAFolder() throws {
        let index = Index(manifests: [])
        let archive = try write(
            "folder.tar", [("./x/oci-layout", Array(ImageLayout.marker.utf8)), ("./x/index.json", index.bytes)])
        #expect(try open(archive).index == index)
        #expect(throws: OCIError.self) { try open(try write("none.tar", [("a", [1])])) }
    }

    @Test func refusesABlobThatIsNotWhatItSays() throws {
        let manifest = Manifest(
            config: Descriptor(of: Array("{}".utf8), mediaType: .imageConfig),
            layers: [Descriptor(of: layer, mediaType: .layerTar)])
        let archive = try write(
            "bad.tar",
            [
                ("oci-layout", Array(ImageLayout.marker.utf8)),
                ("index.json", Index(manifests: [manifest.descriptor()]).bytes),
                ("blobs/sha256/\(manifest.digest.hex)", manifest.bytes),
                ("blobs/sha256/\(manifest.config.digest.hex)", Array("{}".utf8)),
                ("blobs/sha256/\(manifest.layers[0].digest.hex)", Array("layeR".utf8)),
            ])
        do {
            try ArchiveDestination(path("out.tar"), name: nil).copy(
                ArchiveImage(try open(archive), name: nil), concurrency: 1)
            Issue.record("a wrong blob was copied")
        } catch let error as any Failure {
            #expect(error.kind == .untrusted)
        }
        #expect(!fileExists(path("out.tar")))
    }
}
