import FileIO
import Glibc
import Hashing
import OCI
import SystemPackage
import Testing

@Suite struct ImageLayoutTests {
    let directory: TemporaryDirectory
    var root: FilePath { directory.path.appending("layout") }

    init() throws { directory = try TemporaryDirectory(in: "/tmp", prefix: "layout-test") }

    private func makeImage(_ layout: ImageLayout, name: String?, content: String = "layer") throws -> Descriptor {
        let config = Descriptor(of: Array("{}".utf8), mediaType: .imageConfig)
        let layer = Descriptor(of: Array(content.utf8), mediaType: .layerTar)
        try layout.putBlob(config, from: MemorySource("{}".utf8))
        try layout.putBlob(layer, from: MemorySource(content.utf8))
        let manifest = Manifest(config: config, layers: [layer])
        try layout.putBlob(manifest.descriptor(), from: MemorySource(manifest.bytes))
        layout.add(manifest.descriptor(), name: name)
        try layout.save()
        return manifest.descriptor()
    }

    @Test func readsWhatItWrote() throws {
        let made = try makeImage(ImageLayout(creating: root), name: "docker.io/library/a:1")
        let layout = try ImageLayout(opening: root)
        for name in [nil, "docker.io/library/a:1", "a:1", made.digest.description] {
            #expect(try layout.image(named: name).digest == made.digest)
        }
        guard case .manifest(let manifest) = try layout.document(made) else {
            Issue.record("not a manifest")
            return
        }
        #expect(try layout.blobBytes(manifest.layers[0], limit: 10) == Array("layer".utf8))
        #expect(throws: OCIError.self) { try layout.image(named: "b") }
    }

    @Test func replacesAnImageOfTheSameName() throws {
        let layout = try ImageLayout(creating: root)
        _ = try makeImage(layout, name: "a")
        let second = try makeImage(layout, name: "a", content: "other")
        #expect(layout.index.manifests.map(\.digest) == [second.digest])
        _ = try makeImage(layout, name: "b")
        #expect(throws: OCIError.self) { try layout.image(named: nil) }
        try layout.remove(named: "b")
        #expect(try layout.image(named: nil).digest == second.digest)
    }

    @Test func refusesBlobsThatAreNotWhatTheyShouldBe() throws {
        let layout = try ImageLayout(creating: root)
        let layer = Descriptor(of: Array("layer".utf8), mediaType: .layerTar)
        for wrong in ["layeR", "laye", "layers", ""] {
            #expect(throws: (any Error).self) { try layout.putBlob(layer, from: MemorySource(wrong.utf8)) }
        }
        #expect(try directoryEntries(root.appending("blobs").appending("sha256")) == [])
        try layout.putBlob(layer, from: MemorySource("layer".utf8))
        try writeFile(root.appending("blobs").appending("sha256").appending(layer.digest.hex), "layeR".utf8)
        #expect(throws: HashingError.self) { try layout.blobBytes(layer, limit: 10) }
    }

    @Test func followsNoLinks() throws {
        let layout = try ImageLayout(creating: root)
        let secret = Descriptor(of: Array("secret".utf8), mediaType: .layerTar)
        let outside = directory.path.appending("outside")
        try createDirectories(outside)
        try writeFile(outside.appending(secret.digest.hex), "secret".utf8)
        let blobs = root.appending("blobs").appending("sha256")
        symlink(outside.appending(secret.digest.hex).string, blobs.appending(secret.digest.hex).string)
        #expect(throws: FileError.self) { try layout.openBlob(secret.digest) }
        removeTree(blobs)
        symlink(outside.string, blobs.string)
        #expect(throws: FileError.self) { try layout.openBlob(secret.digest) }
        removeTree(blobs)
        try createDirectories(blobs)
        mkfifo(blobs.appending(secret.digest.hex).string, 0o600)
        #expect(throws: FileError.self) { try layout.openBlob(secret.digest) }
    }

    @Test func refusesADirectoryThatIsNoLayout() throws {
        #expect(throws: FileError.self) { try ImageLayout(opening: root) }
        _ = try ImageLayout(creating: root)
        #expect(throws: FileError.self) { try ImageLayout(opening: root) }
        try writeFile(root.appending("index.json"), #"{"schemaVersion":2,"manifests":[]}"#.utf8)
        _ = try ImageLayout(opening: root)
        try writeFile(root.appending("oci-layout"), #"{"imageLayoutVersion":"2.0.0"}"#.utf8)
        #expect(throws: OCIError.self) { try ImageLayout(opening: root) }
    }
}
