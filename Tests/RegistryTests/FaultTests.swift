import Diagnostics
import Documents
import FileIO
import Hashing
import HTTP
import OCI
import Registry
import PartsForTests
import Testing

/// Registries that refuse, lie, break down or attack: Tests/Fixtures/servers/faulty-registry.py.
@Suite struct FaultTests {
    static let shared = Result { try ScriptServer("faulty-registry.py") }
    let server: ScriptServer
    let client: RegistryClient
    let layer: [UInt8] = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 * 13 + $0 / 256) }
    var descriptor: Descriptor { Descriptor(of: layer, mediaType: .layerTar) }

    init() throws {
        server = try Self.shared.get()
        client = try registryClient(FixedCredentials(.basic(user: "u", password: "p4ss"), registry: server.address))
    }

    private func reference(_ name: String) throws -> Reference { try Reference("\(server.address)/\(name):1") }

    private func failure(_ body: () throws -> Void) -> any Failure {
        do {
            try body()
        } catch let error as any Failure {
            return error
        } catch {}
        Issue.record("nothing was thrown")
        return FileError.endedEarly(path: "")
    }

    @Test(arguments: [
        ("unauthorized", "401 UNAUTHORIZED: authentication required", FailureKind.failed),
        ("denied", "403 DENIED: requested access   [31m is denied", .failed),
        ("missing", "404 MANIFEST_UNKNOWN: manifest unknown", .failed),
        ("limited", "429 TOOMANYREQUESTS: slow down", .timedOut),
        ("broken", "500 Internal Server Error", .failed),
    ])
    func saysWhatTheRegistrySaid(name: String, text: String, kind: FailureKind) throws {
        let error = failure { _ = try client.manifest(try reference(name)) }
        #expect(error.message == "pull manifest \(server.address)/\(name):1: \(text)")
        #expect(error.kind == kind)
        let push = failure { try client.pushBlob(descriptor, to: try reference(name)) { MemorySource(layer) } }
        #expect(push.message.contains("blob \(descriptor.digest)"))
    }

    @Test(arguments: ["wrong-header", "wrong-type", "endless", "garbage"])
    func refusesManifestsThatAreNot(name: String) throws {
        #expect(failure { _ = try client.manifest(try reference(name)) }.kind == .untrusted)
    }

    @Test func refusesAManifestOfAnotherDigest() throws {
        let wanted = try reference("wrong-digest").with(digest: Digest.sha256("x".utf8))
        #expect(failure { _ = try client.manifest(wanted) }.kind == .untrusted)
    }

    @Test(arguments: ["good", "cut-once", "redirected"])
    func getsTheBlobInTheEnd(name: String) throws {
        #expect(try client.blobBytes(descriptor, in: reference(name), limit: 3_000_000) == layer)
    }

    @Test(arguments: [
        ("wrong-blob", FailureKind.untrusted), ("short-blob", .untrusted), ("redirected-badly", .untrusted),
        ("cut", .failed),
    ])
    func refusesBlobsThatAreNot(name: String, kind: FailureKind) throws {
        let error = failure { _ = try client.blobBytes(descriptor, in: try reference(name), limit: 3_000_000) }
        #expect(error.kind == kind)
        #expect(!error.message.contains("secret"))
    }

    @Test func aBlobThatFailsEndsTheBatch() throws {
        let good = try reference("good")
        let requests =
            try [BlobRequest(repository: reference("wrong-blob"), descriptor: descriptor) { _ = try $0.drain() }]
            + (0..<10).map { number in
                let other = Descriptor(of: Array("\(number)".utf8), mediaType: .layerTar)
                return BlobRequest(repository: good, descriptor: other) { _ = try $0.drain() }
            }
        #expect(throws: (any Error).self) { try client.fetchBlobs(requests, concurrency: 3) }
    }

    @Test func doesNotHandOnWhatItDoesNotKnowToBeWhole() throws {
        // Who stops reading early gets the digest checked all the same.
        let request = BlobRequest(repository: try reference("wrong-blob"), descriptor: descriptor) { _ in }
        #expect(throws: HashingError.self) { try client.fetchBlobs([request], concurrency: 1) }
    }

    @Test(arguments: ["push-plain", "push-absolute", "push-elsewhere", "push-lost", "push-hang-up"])
    func pushesWhereItIsTold(name: String) throws {
        #expect(try client.pushBlob(descriptor, to: reference(name)) { MemorySource(layer) } == .sent)
    }

    @Test(arguments: ["push-nowhere", "push-metadata", "push-corrupt", "push-lying"])
    func refusesToPushElsewhere(name: String) throws {
        let error = failure { try client.pushBlob(descriptor, to: try reference(name)) { MemorySource(layer) } }
        #expect(error.message.hasPrefix("push blob \(descriptor.digest) to \(server.address)/\(name): "))
    }

    @Test(arguments: ["link-away", "link-circle", "link-file", "garbage"])
    func refusesHostileLists(name: String) throws {
        #expect(failure { _ = try client.tags(try reference(name)) }.kind == .untrusted)
    }

    @Test(arguments: ["realm-metadata", "realm-file", "realm-nowhere"])
    func refusesHostileTokenServers(name: String) throws {
        let error = failure { _ = try client.manifest(try reference(name)) }
        #expect(error.kind == .untrusted)
        #expect(!error.message.contains("p4ss"))
    }

    @Test func goesToATokenServerElsewhere() throws {
        _ = try client.manifest(reference("realm-other"))
    }

    @Test func credentialsStayWithTheRegistry() throws {
        _ = try client.manifest(reference("basic"))
        _ = try client.blobBytes(descriptor, in: reference("redirected"), limit: 3_000_000)
        _ = try client.pushBlob(descriptor, to: reference("push-elsewhere")) { MemorySource(layer) }
        let body = try quickClient().send(Request(.get, server.url("/seen"))).body
        let seen = try JSON.parse(body, file: "seen").array ?? []
        let elsewhere = seen.filter { $0.array?[1].string?.hasPrefix("/elsewhere") == true }
        #expect(elsewhere.count >= 2)
        #expect(elsewhere.allSatisfy { $0.array?[3] == .null })
        #expect(seen.contains { $0.array?[3].string?.hasPrefix("Basic") == true })
    }

    @Test func saysThatNobodyAnswers() throws {
        let error = failure { _ = try client.manifest(try Reference("127.0.0.1:1/a/b:1")) }
        #expect(error.message == "pull manifest 127.0.0.1:1/a/b:1: GET https://127.0.0.1:1/v2/: connection refused")
    }
}
