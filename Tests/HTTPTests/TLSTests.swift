import FileIO
import HTTP
import PartsForTests
import SystemPackage
import Testing

@Suite struct TLSTests {
    let directory: TemporaryDirectory
    var authorities: FilePath { directory.path.appending("ca.crt") }

    init() throws { directory = try TemporaryDirectory(in: "/tmp", prefix: "tls-test") }

    private func server(_ arguments: String...) throws -> ScriptServer {
        try ScriptServer("tls-server.py", [directory.path.string] + arguments)
    }

    private func request(_ server: ScriptServer, host: String = "127.0.0.1", path: String = "/") throws -> Request {
        Request(.get, try HTTPURL("https://\(host):\(server.port)\(path)"))
    }

    @Test func trustsOnlyWhatItIsTold() throws {
        let server = try server()
        let trusting = try quickClient { $0.tls.authorities = authorities }
        #expect(try trusting.send(try request(server)).status == 200)
        #expect(try quickClient { $0.tls.skipsVerification = true }.send(try request(server)).status == 200)
        for (client, host) in [(try quickClient(), "127.0.0.1"), (trusting, "localhost")] {
            do {
                _ = try client.send(try request(server, host: host))
                Issue.record("a certificate that is not trusted was accepted")
            } catch let error as HTTPError {
                guard case .transfer(_, .tls(_, let isCertificate)) = error else { throw error }
                #expect(isCertificate && error.hints.count == 1)
            }
        }
    }

    @Test func showsItsCertificate() throws {
        let server = try server("mutual")
        let known = try quickClient {
            $0.tls.authorities = authorities
            $0.tls.certificate = directory.path.appending("client.crt")
            $0.tls.key = directory.path.appending("client.key")
        }
        #expect(try known.send(try request(server)).status == 200)
        let unknown = try quickClient {
            $0.tls.authorities = authorities
            $0.retry = .never
        }
        #expect(throws: HTTPError.self) { try unknown.send(try request(server)) }
    }

    @Test func takesNoCredentialsFromTLSToPlainHTTP() throws {
        let (server, plain) = (try server(), try ScriptServer("faulty-server.py"))
        let client = try quickClient { $0.tls.authorities = authorities }
        var request = try request(server, path: "/redirect?to=http://127.0.0.1:\(plain.port)/echo")
        #expect(try client.send(request).status == 200)
        request.authorization = "Basic secret"
        do {
            _ = try client.send(request)
            Issue.record("credentials went from https to http")
        } catch let error as HTTPError {
            #expect(error.kind == .untrusted && !error.message.contains("secret"))
        }
    }
}

@Suite struct ProxyTests {
    @Test func goesThroughTheProxy() throws {
        let server = try ScriptServer("faulty-server.py")
        let client = try quickClient {
            $0.proxy.http = "http://user:secret@127.0.0.1:\(server.port)"
            $0.proxy.exceptions = "direct.test,.internal"
            $0.retry = .never
        }
        let answer = try client.send(Request(.get, try HTTPURL("http://somewhere.test/echo")))
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains(#""path": "http://somewhere.test/echo""#) && text.contains("Proxy-Authorization"))
        for direct in ["http://direct.test/echo", "http://host.internal/echo", "http://127.0.0.1:1/"] {
            #expect(throws: HTTPError.self) { try client.send(Request(.get, try HTTPURL(direct))) }
        }
        let dead = try quickClient {
            $0.proxy.http = "http://user:secret@127.0.0.1:1"
            $0.retry = .never
        }
        do {
            _ = try dead.send(Request(.get, try HTTPURL("http://somewhere.test/")))
            Issue.record("a proxy that is not there answered")
        } catch let error as HTTPError {
            #expect(!error.message.contains("secret"))
        }
    }
}
