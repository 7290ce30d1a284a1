import FileIO
import Hashing
import PackageModel
import Packaging
import PartsForTests
import SystemPackage
import Testing

@Suite struct DownloadTests {
    private let server: ScriptServer
    private let folder: TemporaryDirectory

    init() throws {
        server = try ScriptServer("faulty-server.py")
        folder = try scratch()
    }

    private func component(_ source: String, shasum: String = "") -> Component {
        var file = ComponentFile()
        file.source = source
        file.shasum = shasum
        file.target = "x"
        var component = Component()
        component.name = "app"
        component.files = [file]
        return component
    }

    private func fetched(_ path: String, user: String = "", shasum: String = "") throws -> [UInt8] {
        let source = "http://\(user)\(server.address)\(path)"
        let assembled = try AssembledComponent(component(source, shasum: shasum), in: folder.path)
        return try readFile(assembled.extracted.appending("app/files/0/x"), limit: 8 << 20)
    }

    private let whole = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 251) }

    @Test func bodiesThatBreakOffAreFetchedAgain() throws {
        #expect(try fetched("/cut/a/plain/2") == whole)
        let message = refusal { _ = try fetched("/cut/b/plain/9") }
        #expect(message.hasSuffix("/cut/b/plain/9: the body ended early"), "\(message)")
    }

    @Test func checksumsAreVerified() throws {
        let digest = Digest.sha256(whole).hex
        #expect(try fetched("/whole/a", shasum: digest) == whole)
        #expect(try fetched("/whole/a@\(digest)") == whole)
        let wrong = String(repeating: "0", count: 64)
        #expect(
            refusal { _ = try fetched("/whole/a@\(wrong)") }.contains(
                "expected sha256:\(wrong), found sha256:\(digest)"))
        #expect(refusal { _ = try fetched("/whole/a@v1") }.contains("not sha256:<64 hex digits>"))
        #expect(refusal { _ = try fetched("/whole/a", shasum: wrong) }.contains("shasum is \(digest)"))
    }

    @Test func credentialsAndQueriesAreSentAndNotShown() throws {
        let answer = String(decoding: try fetched("/echo?token=t0p", user: "me:p%40ss@"), as: UTF8.self)
        // base64 of me:p@ss
        #expect(answer.contains("Basic bWU6cEBzcw=="))
        #expect(answer.contains("token=t0p"))
        let message = refusal { _ = try fetched("/status/404?token=t0p", user: "me:p%40ss@") }
        #expect(message.hasSuffix("download http://\(server.address)/status/404: 404 Not Found"), "\(message)")
        #expect(!message.contains("p%40ss") && !message.contains("t0p"))
    }

    @Test(arguments: ["http://127.0.0.1:1/x", "http:///x", "http://a b/x", "ftp://127.0.0.1/x"])
    func deadAddressesAreErrors(_ address: String) throws {
        #expect(!refusal { _ = try AssembledComponent(component(address), in: folder.path) }.isEmpty)
    }
}
