import Hashing
import OCI
import Testing

private let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
private let config = #"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(empty)","size":2}"#
private let layer =
    #"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"\#(empty)","size":3,"annotations":{"a":"b"}}"#
private let manifest =
    #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":\#(config),"layers":[\#(layer)]}"#
private let index =
    #"{"schemaVersion":2, "manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\#(empty)","size":7,"platform":{"architecture":"arm64","os":"linux","variant":"v8"}}]}"#

private func read(_ text: String, _ mediaType: MediaType? = nil) throws -> ManifestDocument {
    try ManifestDocument(bytes: Array(text.utf8), mediaType: mediaType, name: "test")
}

@Suite struct ManifestTests {
    @Test func keepsTheBytesItWasReadFrom() throws {
        let spaced = "  " + manifest + "\n"
        guard case .manifest(let document) = try read(spaced, .manifest) else {
            Issue.record("not a manifest")
            return
        }
        #expect(document.bytes == Array(spaced.utf8))
        #expect(document.digest == Digest.sha256(spaced.utf8))
        #expect(document.layers.map(\.byteCount) == [3])
        #expect(document.layers[0].annotations == ["a": "b"])
        #expect(document.blobs.count == 1, "config and layer are one blob here")
    }

    @Test func readsAnIndexThatDoesNotSayWhatItIs() throws {
        guard case .index(let document) = try read(index) else {
            Issue.record("not an index")
            return
        }
        #expect(document.mediaType == .index)
        #expect(document.platforms == ["linux/arm64/v8"])
        #expect(document.manifest(for: try Platform("arm64")) != nil)
        #expect(document.manifest(for: try Platform("amd64")) == nil)
    }

    @Test func writesWhatItReads() throws {
        let source = try Manifest(bytes: Array(manifest.utf8), name: "test")
        let written = Manifest(config: source.config, layers: source.layers)
        #expect(String(decoding: written.bytes, as: UTF8.self) == manifest)
        let list = Index(manifests: [written.descriptor(platform: try Platform("linux/arm/v7"))])
        #expect(try Index(bytes: list.bytes, name: "test") == list)
    }

    @Test(arguments: [
        "", "[]", "null", "{", #"{"schemaVersion":1,"fsLayers":[]}"#,
        #"{"schemaVersion":2,"mediaType":"text/html","config":{},"layers":[]}"#,
        #"{"schemaVersion":2,"layers":[]}"#, #"{"schemaVersion":2,"config":{},"layers":[]}"#,
        #"{"config":\#(config),"manifests":[]}"#, #"{"mediaType":7,"config":\#(config)}"#,
        #"{"config":\#(config),"layers":{}}"#, #"{"config":\#(config),"layers":[1]}"#,
        #"{"mediaType":"application/vnd.oci.image.index.v1+json","config":\#(config),"layers":[]}"#,
        #"{"config":{"mediaType":"a","digest":"sha256:../../etc","size":1},"layers":[]}"#,
        #"{"config":{"mediaType":"a","digest":"\#(empty)","size":-1},"layers":[]}"#,
        #"{"config":{"mediaType":"a","digest":"\#(empty)"},"layers":[]}"#,
        #"{"manifests":[{"digest":"\#(empty)","size":1}]}"#,
    ])
    func refusesWhatIsNoManifest(text: String) {
        #expect(throws: OCIError.self) { try read(text) }
    }

    @Test func refusesAnotherKindThanAnnounced() {
        #expect(throws: OCIError.self) { try read(manifest, .index) }
        #expect(throws: OCIError.self) { try read(index, .manifest) }
        #expect(throws: OCIError.self) { try read(manifest, .dockerManifest) }
    }

    @Test func refusesWhatIsTooLarge() {
        let padded = manifest + String(repeating: " ", count: maximumManifestByteCount)
        #expect(throws: OCIError.tooLarge(name: "test", limit: maximumManifestByteCount)) { try read(padded) }
    }

    @Test func refusesCutInput() {
        for count in 0..<manifest.utf8.count {
            #expect(throws: OCIError.self) { try read(String(decoding: manifest.utf8.prefix(count), as: UTF8.self)) }
        }
    }

    @Test func readsConfigs() throws {
        let text =
            #"{"architecture":"arm64","os":"linux","variant":"v8","config":{"Env":["A=b"],"Labels":{"k":"v"}},"rootfs":{"type":"layers","diff_ids":["\#(empty)"]}}"#
        let config = try ImageConfig(bytes: Array(text.utf8), name: "config")
        #expect(config.platform == Platform(os: "linux", architecture: "arm64", variant: "v8"))
        #expect(config.runtimeStrings("Env") == ["A=b"])
        #expect(config.labels == ["k": "v"])
        #expect(config.diffIDs.map(\.description) == [empty])
        #expect(throws: OCIError.self) {
            try ImageConfig(bytes: Array(#"{"rootfs":{"diff_ids":["x"]}}"#.utf8), name: "config")
        }
    }

    @Test func knowsMediaTypes() {
        #expect(MediaType("Application/vnd.oci.image.index.v1+JSON; charset=utf-8") == .index)
        #expect(MediaType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip").isForeignLayer)
        #expect(MediaType.dockerLayerGzip.isCompressed && !MediaType.dockerLayerTar.isCompressed)
        #expect(MediaType.layerZstd.isLayer && !MediaType.imageConfig.isLayer)
    }
}
