import FileIO
import Injection
import OCI
import Registry
import SystemPackage
import Testing

@Suite struct InjectionPayloadTests {
    // zarf-interop §10: path and tag, or path and digest, the host left out.
    @Test(arguments: [
        ("registry:3.1.1", "library/registry:3.1.1"), ("ghcr.io/zarf-dev/x:1", "zarf-dev/x:1"),
        ("nginx", "library/nginx:latest"),
    ])
    func servedNames(written: String, served: String) throws {
        #expect(try InjectionPayload.servedName(written) == served)
    }

    @Test func whatEtcdMayHaveNoRoomForIsSaid() {
        #expect(InjectionPayload.worry(about: 256 << 20) == nil)
        #expect(
            InjectionPayload.worry(about: 300 << 20) == "the payload has 300 MiB; etcd may have no room for it")
    }

    @Test func refusesPartsThatNoConfigMapTakes() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        for size in [0, 1 << 20] {
            #expect(throws: InjectionError.self) {
                try InjectionPayload(
                    [], platform: Platform("amd64"), partByteCount: size, writing: directory.path.appending("p"))
            }
        }
    }

    @Test func sameImagesAreTheSameBytes() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let layout = try ImageLayout(creating: directory.path.appending("layout"))
        let config = Array(#"{"architecture": "amd64", "os": "linux", "rootfs": {"diff_ids": []}}"#.utf8)
        let descriptor = Descriptor(of: config, mediaType: .imageConfig)
        try layout.putBlob(descriptor, from: MemorySource(config))
        let manifest = Manifest(config: descriptor, layers: [])
        try layout.putBlob(Descriptor(of: manifest.bytes, mediaType: .manifest), from: MemorySource(manifest.bytes))
        layout.add(Descriptor(of: manifest.bytes, mediaType: .manifest), name: "app:1")
        let image = LayoutImage(layout, name: "app:1")
        let payloads = try ["a", "b"].map { name in
            try InjectionPayload(
                [("app:1", image)], platform: Platform("amd64"), partByteCount: 100,
                writing: directory.path.appending(name))
        }
        #expect(payloads[0].digest == payloads[1].digest)
        #expect(payloads[0].partCount == Int((payloads[0].byteCount + 99) / 100))
        #expect(throws: InjectionError.self) {
            try InjectionPayload(
                [("app:1", image)], platform: Platform("arm64"), partByteCount: 100,
                writing: directory.path.appending("c"))
        }
    }
}
