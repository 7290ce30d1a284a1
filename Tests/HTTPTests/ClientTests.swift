import Diagnostics
import FileIO
import HTTP
import Hashing
import PartsForTests
import Synchronization
import Testing

/// What faulty-server.py serves as `/whole`.
private let wholeBody: [UInt8] = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 251) }

/// A source that gives `count` bytes slowly computed, or fails.
private final class CountingSource: ByteSource {
    var left: Int
    let failsAt: Int?
    init(_ count: Int, failsAt: Int? = nil) {
        left = count
        self.failsAt = failsAt
    }
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let failsAt, left <= failsAt { throw FileError.endedEarly(path: "source") }
        let count = min(left, buffer.count)
        for index in 0..<count { buffer[index] = 0x61 }
        left -= count
        return count
    }
}

@Suite struct ClientTests {
    static let shared = Result { try ScriptServer("faulty-server.py") }
    let server: ScriptServer
    let client: Client

    init() throws {
        server = try Self.shared.get()
        client = try quickClient()
    }

    private func text(_ response: Response) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func sendsMethodHeadersAndBody() throws {
        let body = Array(repeating: UInt8(7), count: 100_000)
        for method in [Method.post, .put, .patch] {
            var request = Request(method, try server.url("/echo?a=b"), headers: ["X-Mine": "1"], body: .bytes(body))
            request.authorization = "Basic secret"
            let response = try client.send(request)
            #expect(response.status == 200)
            #expect(response.headers["x-answer"] == "yes")
            let answer = text(response)
            #expect(answer.contains(#""method": "\#(method.rawValue)""#))
            #expect(answer.contains(Digest.sha256(body).hex))
            #expect(answer.contains(#""X-Mine": "1""#))
            #expect(answer.contains(#""Authorization": "Basic secret""#))
            #expect(!answer.contains("Expect"))
        }
        let head = try client.send(Request(.head, try server.url("/echo")))
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(text(try client.send(Request(.delete, try server.url("/echo")))).contains("DELETE"))
        let empty = text(try client.send(Request(.post, try server.url("/echo"), body: .bytes([]))))
        #expect(empty.contains(#""Content-Length": "0""#))
    }

    @Test func streamsBodiesBothWays() throws {
        let request = Request(
            .put, try server.url("/echo"), body: .stream(byteCount: 5_000_000) { CountingSource(5_000_000) })
        let expected = Digest.sha256(repeatElement(UInt8(0x61), count: 5_000_000))
        #expect(text(try client.send(request)).contains(expected.hex))
        let stream = try client.open(Request(.get, try server.url("/whole")))
        #expect(stream.head.contentLength == 3_000_000)
        #expect(try stream.readAll(limit: 4_000_000, name: "whole") == wholeBody)
    }

    @Test func passesBytesFromOneTransferToAnother() throws {
        let source = try client.open(Request(.get, try server.url("/whole")))
        let request = Request(.put, try server.url("/echo"), body: .once(byteCount: 3_000_000, source))
        #expect(text(try client.send(request)).contains(Digest.sha256(wholeBody).hex))
    }

    @Test func reportsTheSourcesFailure() throws {
        let request = Request(
            .put, try server.url("/echo"),
            body: .stream(byteCount: 5_000_000) { CountingSource(5_000_000, failsAt: 1_000_000) }
        )
        #expect(throws: FileError.endedEarly(path: "source")) { try client.send(request) }
        let short = Request(.put, try server.url("/echo"), body: .stream(byteCount: 100) { CountingSource(50) })
        #expect(throws: FileError.self) { try client.send(short) }
    }

    @Test func noticesAnEarlyRefusal() throws {
        let request = Request(
            .put, try server.url("/early-refusal"), body: .stream(byteCount: 1 << 32) { CountingSource(1 << 32) })
        // The refusal may be lost when the server resets the connection: either is an end within moments.
        let status = try? client.send(request).status
        #expect(status == 401 || status == nil)
    }

    @Test func keepsOnlyTheStartOfAnErrorBody() throws {
        let response = try client.send(Request(.get, try server.url("/status/404")))
        #expect(response.status == 404)
        #expect(response.body.count == Response.maximumErrorBodyByteCount)
    }

    @Test(arguments: ["429", "500", "502", "503", "504"])
    func triesAgainLater(status: String) throws {
        #expect(text(try client.send(Request(.get, try server.url("/flaky/a/\(status)/2")))) == "3")
        #expect(try client.send(Request(.get, try server.url("/flaky/b/\(status)/99"))).status == Int(status))
    }

    @Test func repeatsOnlyWhatDoesNoHarm() throws {
        let body = RequestBody.bytes([1])
        #expect(try client.send(Request(.post, try server.url("/flaky/c/500/1"), body: body)).status == 500)
        #expect(try client.send(Request(.post, try server.url("/flaky/d/503/1"), body: body)).status == 200)
        let once = Request(.put, try server.url("/flaky/e/503/1"), body: .once(byteCount: 1, CountingSource(1)))
        #expect(try client.send(once).status == 503)
        let again = Request(.put, try server.url("/flaky/f/503/1"), body: .stream(byteCount: 1) { CountingSource(1) })
        #expect(try client.send(again).status == 200)
        #expect(try client.send(Request(.get, try server.url("/hang-up/g/1"))).status == 200)
        #expect(throws: HTTPError.self) { try client.send(Request(.post, try server.url("/hang-up/h/1"), body: body)) }
    }

    @Test func obeysRetryAfter() throws {
        let start = ContinuousClock.now
        #expect(text(try client.send(Request(.get, try server.url("/later/a/1")))) == "2")
        #expect(ContinuousClock.now - start >= .milliseconds(950))
        #expect(
            text(try client.send(Request(.get, try server.url("/later/b/Thu,%2001%20Jan%201970%2000:00:00%20GMT"))))
                == "2")
        let url = try server.url("/later/c/100000")
        #expect(throws: HTTPError.retryTooLate(request: "GET \(url)", status: 429, seconds: 100_000)) {
            try client.send(Request(.get, url))
        }
    }

    @Test(arguments: ["range", "norange"])
    func continuesABodyCutShort(kind: String) throws {
        var request = Request(.get, try server.url("/cut/a/\(kind)/3"))
        request.isImmutable = true
        #expect(try client.open(request).readAll(limit: 4_000_000, name: "body") == wholeBody)
        request.url = try server.url("/cut/b/\(kind)/99")
        #expect(throws: HTTPError.self) { try client.open(request).readAll(limit: 4_000_000, name: "body") }
        request.url = try server.url("/cut/c/\(kind)/1")
        request.isImmutable = false
        #expect(throws: HTTPError.self) { try client.open(request).readAll(limit: 4_000_000, name: "body") }
    }

    @Test func refusesAContinuationFromElsewhere() throws {
        var request = Request(.get, try server.url("/wrong-range"))
        request.isImmutable = true
        #expect(throws: HTTPError.self) { try client.open(request).readAll(limit: 4_000_000, name: "body") }
    }

    @Test func followsRedirects() throws {
        let other = try ScriptServer("faulty-server.py")
        var request = Request(.get, try server.url("/redirect?to=/echo%3Fx=1"), authorization: "Bearer secret")
        #expect(text(try client.send(request)).contains("Bearer secret"))
        request.url = try server.url("/redirect?to=http://127.0.0.1:\(other.port)/echo")
        let answer = text(try client.send(request))
        #expect(answer.contains("GET") && !answer.contains("secret"))
        request.url = try server.url("/redirect?to=http://localhost:\(server.port)/echo")
        #expect(!text(try client.send(request)).contains("secret"))
        let put = Request(.put, try server.url("/redirect?code=307&to=/echo"), body: .bytes([1, 2]))
        #expect(text(try client.send(put)).contains(#""length": 2"#))
        #expect(try client.send(Request(.put, try server.url("/redirect?to=/echo"), body: .bytes([1]))).status == 302)
        request.followsRedirects = false
        #expect(try client.send(request).status == 302)
    }

    @Test func refusesHostileRedirects() throws {
        for target in [
            "http://169.254.169.254/latest", "http://[::ffff:169.254.169.254]/", "http://0.0.0.0:1/", "/loop",
        ] {
            #expect(throws: HTTPError.self) {
                try client.send(Request(.get, try server.url("/redirect?to=\(target)")))
            }
        }
        #expect(throws: HTTPError.malformedURL("file:///etc/passwd")) {
            try client.send(Request(.get, try server.url("/redirect?to=file:///etc/passwd")))
        }
    }

    @Test func checksTheAddressWhenItConnects() throws {
        var request = Request(.get, try HTTPURL("http://localhost:\(server.port)/echo"))
        request.addressPolicy = .namedByServer(at: "192.0.2.1")
        do {
            _ = try client.send(request)
            Issue.record("a name that resolves to loopback was contacted")
        } catch HTTPError.transfer(_, .forbiddenAddress(let address)) {
            #expect(["127.0.0.1", "0:0:0:0:0:0:0:1"].contains(address))
        }
    }

    @Test func saysWhyItCannotConnect() throws {
        let once = try quickClient { $0.retry = .never }
        #expect(
            throws: HTTPError.transfer(request: "GET http://127.0.0.1:1/x", cause: .cannotConnect("connection refused"))
        ) {
            try once.send(Request(.get, try HTTPURL("http://127.0.0.1:1/x?token=secret")))
        }
        #expect(throws: HTTPError.transfer(request: "GET http://nobody.invalid/", cause: .cannotResolve)) {
            try once.send(Request(.get, try HTTPURL("http://nobody.invalid/")))
        }
        do {
            _ = try once.send(Request(.get, try HTTPURL("https://127.0.0.1:\(server.port)/")))
            Issue.record("TLS with a plain server")
        } catch let error as HTTPError {
            #expect(error.hints == ["the server speaks plain HTTP: use --plain-http"])
        }
    }

    @Test func givesUpOnASilentServer() throws {
        let impatient = try quickClient {
            $0.idleTimeoutSeconds = 1
            $0.retry = .never
        }
        do {
            _ = try impatient.send(Request(.get, try server.url("/silent")))
            Issue.record("an answer from a silent server")
        } catch let error as HTTPError {
            #expect(error.kind == .timedOut)
        }
    }

    @Test func boundsWhatItKeeps() throws {
        #expect(throws: HTTPError.self) { try client.send(Request(.get, try server.url("/endless")), limit: 1 << 20) }
        let url = try server.url("/many-headers")
        #expect(throws: HTTPError.transfer(request: "GET \(url)", cause: .headersTooLarge)) {
            try client.send(Request(.get, url))
        }
    }

    @Test func runsManyTransfersAtOnce() throws {
        let sizes = Mutex<[Int]>([])
        let (client, server) = (client, server)
        try forEachConcurrently(Array(0..<40), limit: 8) { number, cancellation in
            var request = Request(.get, try server.url(number % 2 == 0 ? "/whole" : "/echo"))
            request.cancellation = cancellation
            let body = try client.send(request).body
            sizes.withLock { $0.append(body.count) }
        }
        #expect(sizes.withLock { $0.filter { $0 == 3_000_000 }.count } == 20)
    }

    @Test func aFailureEndsTheOthers() throws {
        let (client, server) = (client, server)
        let start = ContinuousClock.now
        #expect(throws: FileError.endedEarly(path: "4")) {
            try forEachConcurrently(Array(0..<40), limit: 5) { number, cancellation in
                if number == 4 { throw FileError.endedEarly(path: "4") }
                var request = Request(.get, try server.url("/silent"))
                request.cancellation = cancellation
                _ = try client.send(request)
            }
        }
        #expect(ContinuousClock.now - start < .seconds(25))
    }

    @Test func aDroppedStreamGivesTheTransferUp() throws {
        for _ in 0..<20 {
            let stream = try client.open(Request(.get, try server.url("/endless")))
            var buffer = [UInt8](repeating: 0, count: 10)
            #expect(try buffer.withUnsafeMutableBytes { try stream.read(into: $0) } == 10)
        }
        #expect(try client.send(Request(.get, try server.url("/echo"))).status == 200)
    }
}
