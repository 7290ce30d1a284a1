import CCurl
import Diagnostics
import Glibc

/// A connection that a server was asked to speak another protocol over (RFC 9110 §7.8): libcurl connects, through proxies
/// and TLS, and from then on the bytes are ours. Used by one thread at a time.
public final class UpgradedConnection: @unchecked Sendable {
    /// What the server answered to the request for an upgrade.
    public let head: ResponseHead
    /// The first bytes of the body, where the server did not agree.
    private let errorBody: [UInt8]
    /// The answer of a server that did not agree.
    public var refusal: Response { Response(head: head, body: errorBody) }
    private let handle: UnsafeMutableRawPointer
    private let lists: [UnsafeMutablePointer<curl_slist>?]
    private var pending: ArraySlice<UInt8> = []
    private let name: String

    /// Connects, and asks for the protocol that `request`'s headers `Connection` and `Upgrade` name.
    ///
    /// Whether the server agreed says `head.status`, 101. Throws `HTTPError` if no answer came.
    public init(_ request: Request, configuration: ClientConfiguration) throws {
        try CurlLibrary.load()
        guard let handle = zarf_curl_easy_init() else {
            throw HTTPError.configuration("start a connection: out of memory")
        }
        self.handle = handle
        name = request.name
        let problem = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        problem.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { problem.deallocate() }
        lists = Self.configure(handle, request, configuration)
        zarf_curl_setopt_pointer(handle, CURLOPT_ERRORBUFFER, problem)
        let code = zarf_curl_easy_perform(handle)
        zarf_curl_setopt_pointer(handle, CURLOPT_ERRORBUFFER, nil)
        guard code == CURLE_OK else {
            let words = printable(String(cString: problem), limit: 200)
            let error = HTTPError.transfer(request: request.name, cause: Self.cause(code, words))
            Self.release(handle, lists)
            throw error
        }
        do {
            (head, pending, errorBody) = try Self.exchange(handle, request, configuration)
        } catch {
            Self.release(handle, lists)
            throw error
        }
    }

    deinit { Self.release(handle, lists) }

    /// The socket, to be waited for with `poll`; first ask `receive`, which may hold bytes already.
    public var descriptor: Int32 { zarf_curl_info_socket(handle) }

    /// Sends what can be sent without waiting; returns the number of bytes.
    public func send(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        try Self.send(handle, bytes, name)
    }

    /// Receives what is there: nil if nothing is yet, 0 at the end.
    public func receive(into buffer: UnsafeMutableRawBufferPointer) throws -> Int? {
        guard pending.isEmpty else {
            let count = min(buffer.count, pending.count)
            buffer.copyBytes(from: pending.prefix(count))
            pending = pending.dropFirst(count)
            return count
        }
        return try Self.receive(handle, buffer, name)
    }

    // MARK: below

    private static func release(_ handle: UnsafeMutableRawPointer, _ lists: [UnsafeMutablePointer<curl_slist>?]) {
        zarf_curl_easy_cleanup(handle)
        for list in lists { zarf_curl_slist_free_all(list) }
    }

    private static func configure(
        _ handle: UnsafeMutableRawPointer, _ request: Request, _ configuration: ClientConfiguration
    ) -> [UnsafeMutablePointer<curl_slist>?] {
        let url = request.url
        var lists: [UnsafeMutablePointer<curl_slist>?] = []
        let name = url.isSecure ? configuration.tls.serverName : nil
        zarf_curl_setopt_string(handle, CURLOPT_URL, name.map { url.text(withHost: $0) } ?? url.text)
        if name != nil {
            lists.append(zarf_curl_slist_append(nil, "::\(url.host):\(url.port)"))
            zarf_curl_setopt_pointer(handle, CURLOPT_CONNECT_TO, lists[0])
        }
        zarf_curl_setopt_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        zarf_curl_setopt_long(handle, CURLOPT_CONNECT_ONLY, 1)
        zarf_curl_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        zarf_curl_setopt_long(handle, CURLOPT_TCP_KEEPALIVE, 1)
        zarf_curl_setopt_long(handle, CURLOPT_TCP_NODELAY, 1)
        zarf_curl_setopt_long(handle, CURLOPT_CONNECTTIMEOUT, configuration.connectTimeoutSeconds)
        zarf_curl_setopt_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        zarf_curl_setopt_string(handle, CURLOPT_PROXY, configuration.proxy.proxy(for: url) ?? "")
        zarf_curl_setopt_string(handle, CURLOPT_NOPROXY, configuration.proxy.effectiveExceptions)
        zarf_curl_setopt_long(handle, CURLOPT_HTTPPROXYTUNNEL, 1)
        setTLS(configuration.tls, on: handle)
        return lists
    }

    private static func cause(_ code: CURLcode, _ words: String) -> HTTPError.Cause {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .cannotResolve
        case CURLE_COULDNT_CONNECT: .cannotConnect(words.isEmpty ? "cannot connect" : words)
        case CURLE_OPERATION_TIMEDOUT: .cannotConnect("timed out while connecting")
        case CURLE_PEER_FAILED_VERIFICATION: .tls(words, isCertificate: true)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE: .tls(words, isCertificate: false)
        default: .other(words.isEmpty ? String(cString: zarf_curl_easy_strerror(code)).lowercased() : words)
        }
    }

    private static func send(
        _ handle: UnsafeMutableRawPointer, _ bytes: UnsafeRawBufferPointer, _ name: String
    ) throws -> Int {
        var count = 0
        switch zarf_curl_easy_send(handle, bytes.baseAddress, bytes.count, &count) {
        case CURLE_OK: return count
        case CURLE_AGAIN: return 0
        default: throw HTTPError.transfer(request: name, cause: .connectionLost)
        }
    }

    private static func receive(
        _ handle: UnsafeMutableRawPointer, _ buffer: UnsafeMutableRawBufferPointer, _ name: String
    ) throws -> Int? {
        var count = 0
        switch zarf_curl_easy_recv(handle, buffer.baseAddress, buffer.count, &count) {
        case CURLE_OK: return count
        case CURLE_AGAIN: return nil
        default: throw HTTPError.transfer(request: name, cause: .connectionLost)
        }
    }

    /// Sends the request and reads the head of the answer, and of a refusal the body as far as it is kept.
    private static func exchange(
        _ handle: UnsafeMutableRawPointer, _ request: Request, _ configuration: ClientConfiguration
    ) throws -> (ResponseHead, ArraySlice<UInt8>, [UInt8]) {
        var exchange = Exchange(handle, request, seconds: configuration.connectTimeoutSeconds)
        try exchange.send(requestText(request, configuration))
        while exchange.headEnd == nil { try exchange.receive() }
        let (head, rest) = exchange.head()
        guard head.status != 101 else { return (head, rest, []) }
        let wanted = min(Int(head.contentLength ?? Int64.max), request.maximumErrorBodyByteCount)
        let isChunked = head.headers["Transfer-Encoding"]?.lowercased() == "chunked"
        while exchange.body.count < wanted, !(isChunked && exchange.isLastChunkThere), try exchange.receive() {}
        let body = isChunked ? withoutChunks(exchange.body) : exchange.body
        return (head, [], Array(body.prefix(request.maximumErrorBodyByteCount)))
    }

    /// RFC 9112 §7.1: lengths in hexadecimal, each before so many bytes; what is malformed ends the body.
    private static func withoutChunks(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var (rest, body) = (bytes, ArraySlice<UInt8>())
        while let end = rest.firstIndex(of: 10) {
            let digits = String(decoding: rest[..<end].prefix { $0 != 13 && $0 != UInt8(ascii: ";") }, as: UTF8.self)
            guard let count = Int(digits, radix: 16), count > 0 else { break }
            body += rest[(end + 1)...].prefix(count)
            rest = rest[(end + 1)...].dropFirst(count).dropFirst(2)
        }
        return body
    }

    private static func requestText(_ request: Request, _ configuration: ClientConfiguration) -> String {
        let url = request.url
        var lines = ["\(request.method.rawValue) \(url.path)\(url.query.map { "?" + $0 } ?? "") HTTP/1.1"]
        lines.append("Host: \(url.host):\(url.port)")
        lines.append("User-Agent: \(configuration.userAgent)")
        if let authorization = request.authorization { lines.append("Authorization: \(authorization)") }
        lines += request.headers.fields.map { "\($0.name): \($0.value)" }
        if request.method == .post { lines.append("Content-Length: 0") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// The bytes of one request and one response's head, before the connection is anybody's.
    private struct Exchange {
        let handle: UnsafeMutableRawPointer
        let request: Request
        let seconds: Int
        var received: [UInt8] = []
        var headEnd: Int?

        init(_ handle: UnsafeMutableRawPointer, _ request: Request, seconds: Int) {
            self.handle = handle
            self.request = request
            self.seconds = seconds
        }

        func wait(_ events: Int32) throws {
            var polled = pollfd(fd: zarf_curl_info_socket(handle), events: Int16(events), revents: 0)
            guard poll(&polled, 1, Int32(seconds) * 1000) != 0 else {
                throw HTTPError.transfer(request: request.name, cause: .timedOut(seconds: seconds))
            }
        }

        func send(_ text: String) throws {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = try rest.withUnsafeBytes { try UpgradedConnection.send(handle, $0, request.name) }
                rest = rest.dropFirst(count)
                if count == 0 { try wait(POLLOUT) }
            }
        }

        /// Waits for more bytes; false at the end of a body.
        @discardableResult
        mutating func receive() throws -> Bool {
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = try buffer.withUnsafeMutableBytes { try UpgradedConnection.receive(handle, $0, request.name) }
            guard let count else {
                try wait(POLLIN)
                return true
            }
            guard count > 0 else {
                if headEnd != nil { return false }
                throw HTTPError.transfer(request: request.name, cause: .connectionLost)
            }
            received += buffer[..<count]
            if headEnd == nil { headEnd = endOfHead() }
            guard headEnd != nil || received.count <= maximumHeaderByteCount else {
                throw HTTPError.transfer(request: request.name, cause: .headersTooLarge)
            }
            return true
        }

        var body: ArraySlice<UInt8> { received[(headEnd ?? received.count)...] }
        var isLastChunkThere: Bool {
            body.starts(with: Array("0\r\n".utf8)) || body.suffix(7).elementsEqual("\r\n0\r\n\r\n".utf8)
        }

        private func endOfHead() -> Int? {
            guard received.count >= 4 else { return nil }
            return (3..<received.count).first { end in
                received[end] == 10 && received[end - 1] == 13 && received[end - 2] == 10 && received[end - 3] == 13
            }.map { $0 + 1 }
        }

        func head() -> (ResponseHead, ArraySlice<UInt8>) {
            let end = headEnd ?? received.count
            var lines = String(decoding: received[..<end], as: UTF8.self).split(whereSeparator: \.isNewline)
            let status = lines.isEmpty ? nil : lines.removeFirst().split(separator: " ").dropFirst().first
            var headers = Headers()
            for line in lines { headers.parse(line: String(line)) }
            let head = ResponseHead(
                status: status.flatMap { Int($0) } ?? 0, headers: headers, url: request.url, peerAddress: nil)
            return (head, received[end...])
        }
    }
}
