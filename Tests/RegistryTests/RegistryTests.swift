import FileIO
import Hashing
import HTTP
import OCI
import Registry
import PartsForTests
import Synchronization
import SystemPackage
import Testing

/// An image of one layer, in memory.
struct TestImage {
    let config = Array(#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8)
    let layer: [UInt8]
    let manifest: Manifest

    init(_ seed: UInt8 = 1, layerByteCount: Int = 1_500_000) {
        layer = (0..<layerByteCount).map { UInt8(truncatingIfNeeded: $0 / 250 &+ $0 &+ Int(seed)) }
        manifest = Manifest(
            config: Descriptor(of: config, mediaType: .imageConfig),
            layers: [Descriptor(of: layer, mediaType: .layerTar)])
    }

    func push(with client: RegistryClient, to reference: Reference) throws {
        for (descriptor, bytes) in [(manifest.config, config), (manifest.layers[0], layer)] {
            try client.pushBlob(descriptor, to: reference) { MemorySource(bytes) }
        }
        try client.push(.manifest(manifest), to: reference)
    }
}

func registryClient(
    _ credentials: any CredentialSource = FixedCredentials.anonymous, chunk: Int? = nil
) throws -> RegistryClient {
    try RegistryClient(client: quickClient(), credentials: credentials, uploadChunkByteCount: chunk)
}

@Suite struct RegistryTests {
    static let shared = Result { try DockerRegistry() }
    let address: String
    let client: RegistryClient

    init() throws {
        address = try Self.shared.get().address
        client = try registryClient()
    }

    @Test func pushesAndPullsAnImage() throws {
        let image = TestImage()
        let reference = try Reference("\(address)/team/app:1")
        try image.push(with: client, to: reference)
        try image.push(with: client, to: reference)
        let resolved = try client.resolve(reference, platform: Platform("linux/amd64"))
        #expect(resolved.documents == [.manifest(image.manifest)])
        #expect(resolved.blobs.map(\.digest) == [image.manifest.config.digest, image.manifest.layers[0].digest])
        #expect(try client.describe(reference).digest == image.manifest.digest)
        #expect(try client.hasManifest(image.manifest.digest, in: reference))
        #expect(try !client.hasManifest(Digest.sha256("other".utf8), in: reference))
        let received = Mutex<[Digest: [UInt8]]>([:])
        let requests = (resolved.blobs + resolved.blobs).map { descriptor in
            BlobRequest(repository: reference, descriptor: descriptor) { source in
                let bytes = try source.readAll(limit: 10_000_000, name: "blob")
                received.withLock { $0[descriptor.digest] = bytes }
            }
        }
        try client.fetchBlobs(requests, concurrency: 4)
        #expect(received.withLock { $0[image.manifest.layers[0].digest] } == image.layer)
    }

    @Test func pushesInChunks() throws {
        let client = try registryClient(chunk: 700_000)
        let image = TestImage(5)
        let reference = try Reference("\(address)/team/chunks:1")
        try image.push(with: client, to: reference)
        #expect(try client.blobBytes(image.manifest.layers[0], in: reference, limit: 3_000_000) == image.layer)
    }

    @Test func mountsFromAnotherRepository() throws {
        let image = TestImage(7)
        let first = try Reference("\(address)/mount/first:1")
        let second = try Reference("\(address)/mount/second:1")
        try image.push(with: client, to: first)
        let layer = image.manifest.layers[0]
        #expect(try client.pushBlob(layer, to: second, mountFrom: first) { MemorySource([]) } == .mounted)
        #expect(try client.pushBlob(layer, to: second) { MemorySource([]) } == .existed)
        let unknown = Descriptor(of: Array("new".utf8), mediaType: .layerTar)
        #expect(try client.pushBlob(unknown, to: second, mountFrom: first) { MemorySource("new".utf8) } == .sent)
    }

    @Test func keepsAnIndexNamedByItsDigest() throws {
        let repository = try Reference("\(address)/multi/app")
        let (one, two) = (TestImage(1, layerByteCount: 10), TestImage(2, layerByteCount: 10))
        try one.push(with: client, to: repository.with(digest: one.manifest.digest))
        try two.push(with: client, to: repository.with(digest: two.manifest.digest))
        let index = Index(manifests: [
            one.manifest.descriptor(platform: try Platform("amd64")),
            two.manifest.descriptor(platform: try Platform("linux/arm64/v8")),
        ])
        try client.push(.index(index), to: repository.with(tag: "1"))
        let byTag = try client.resolve(repository.with(tag: "1"), platform: Platform("linux/arm64"))
        #expect(byTag.documents == [.manifest(two.manifest)])
        let byDigest = try client.resolve(repository.with(digest: index.digest), platform: Platform("linux/arm64"))
        #expect(byDigest.documents.count == 3 && byDigest.descriptor.digest == index.digest)
        #expect(try client.resolve(repository.with(tag: "1"), platform: nil).blobs.count == 3)
        #expect(throws: OCIError.self) {
            try client.resolve(repository.with(tag: "1"), platform: Platform("linux/s390x"))
        }
    }

    @Test func listsAndDeletes() throws {
        let image = TestImage(9, layerByteCount: 10)
        let repository = try Reference("\(address)/tags/app")
        for number in 0..<5 { try image.push(with: client, to: repository.with(tag: "v\(number)")) }
        #expect(try client.tags(repository).sorted() == ["v0", "v1", "v2", "v3", "v4"])
        #expect(try client.repositories(address).contains("tags/app"))
        try client.delete(repository.with(tag: "v1"))
        #expect(throws: RegistryError.self) { try client.manifest(repository.with(tag: "v1")) }
        #expect(try client.referrers(of: image.manifest.digest, in: repository).manifests.isEmpty)
    }

    @Test func refusesBytesThatAreNotTheBlob() throws {
        let layer = Descriptor(of: Array("layer".utf8), mediaType: .layerTar)
        let reference = try Reference("\(address)/bad/push")
        #expect(throws: RegistryError.self) { try client.pushBlob(layer, to: reference) { MemorySource("layeR".utf8) } }
        #expect(throws: FileError.self) { try client.pushBlob(layer, to: reference) { MemorySource("laye".utf8) } }
        // What comes first is the blob: the registry must not get all of it before the rest is noticed.
        for _ in 0..<10 {
            #expect(throws: FileError.self) {
                try client.pushBlob(layer, to: reference) { MemorySource("layers".utf8) }
            }
        }
        #expect(try !client.hasBlob(layer, in: reference))
    }
}

@Suite struct AuthenticationTests {
    @Test func logsInWithAPassword() throws {
        let directory = try TemporaryDirectory(in: "/tmp", prefix: "htpasswd")
        let file = directory.path.appending("htpasswd")
        // htpasswd -nbB alice secret
        let (_, line, _) = try Command("htpasswd", ["-nbB", "alice", "secret"], environment: testEnvironment).capture()
        try writeFile(file, line)
        let registry = try DockerRegistry(authentication: "{htpasswd: {realm: r, path: \(file)}}")
        let reference = try Reference("\(registry.address)/team/app:1")
        let good = FixedCredentials(.basic(user: "alice", password: "secret"), registry: registry.address)
        try TestImage().push(with: registryClient(good), to: reference)
        try registryClient(good).ping(registry.address)
        for wrong in [
            FixedCredentials.anonymous,
            FixedCredentials(.basic(user: "alice", password: "wrong-password"), registry: registry.address),
            FixedCredentials(.basic(user: "alice", password: "secret"), registry: "127.0.0.1:1"),
        ] {
            do {
                _ = try registryClient(wrong).manifest(reference)
                Issue.record("the registry let us in")
            } catch let error as RegistryError {
                #expect(
                    error.message.hasPrefix("pull manifest \(reference): 401 UNAUTHORIZED: authentication required"))
                #expect(!error.message.contains("wrong-password"))
            }
        }
    }

    @Test func logsInWithTokens() throws {
        let directory = try TemporaryDirectory(in: "/tmp", prefix: "token")
        let tokens = try ScriptServer("token-server.py", [directory.path.string])
        let registry = try DockerRegistry(
            authentication: "{token: {realm: 'http://\(tokens.address)/token', service: registry, issuer: tokens, "
                + "rootcertbundle: \(directory.path.appending("token.crt"))}}")
        let image = TestImage()
        let team = try Reference("\(registry.address)/team/app:1")
        let open = try Reference("\(registry.address)/public/app:1")
        let alice = FixedCredentials(.basic(user: "alice", password: "secret"), registry: registry.address)
        let identity = FixedCredentials(.identityToken("alice-identity"), registry: registry.address)
        let client = try registryClient(alice)
        try image.push(with: client, to: open)
        let before = try count(tokens)
        try image.push(with: client, to: team)
        #expect(try count(tokens) - before == 2, "one token to look, one to push")
        #expect(
            try client.pushBlob(image.manifest.layers[0], to: team.with(tag: "2"), mountFrom: open) { MemorySource([]) }
                == .existed)
        let third = try Reference("\(registry.address)/third/app")
        #expect(
            try client.pushBlob(image.manifest.layers[0], to: third, mountFrom: open) { MemorySource([]) } == .mounted)
        #expect(try registryClient(identity).manifest(team) == .manifest(image.manifest))
        #expect(try registryClient().manifest(open) == .manifest(image.manifest))
        #expect(throws: RegistryError.self) { try registryClient().manifest(team) }
        #expect(throws: RegistryError.self) { try image.push(with: registryClient(), to: open.with(tag: "2")) }
        let wrong = FixedCredentials(.basic(user: "alice", password: "no"), registry: registry.address)
        #expect(
            throws: RegistryError.refused(
                operation: "log in to \(registry.address) at 127.0.0.1", status: 401, code: "UNAUTHORIZED",
                text: "wrong user or password")
        ) { try registryClient(wrong).manifest(team) }
    }

    private func count(_ server: ScriptServer) throws -> Int {
        let body = try quickClient().send(Request(.get, server.url("/count"))).body
        return Int(String(decoding: body.filter { (0x30...0x39).contains($0) }, as: UTF8.self)) ?? -1
    }
}
