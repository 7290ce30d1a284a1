import CCurl
import Diagnostics
import Glibc

/// One attempt of one request, shared by the thread that asked and the loop's thread.
///
/// Bytes pass through two bounded buffers; libcurl is paused while one is full (or empty, when sending), so that a slow
/// disk slows the server down instead of filling the memory.
final class CurlTransfer: @unchecked Sendable {
    /// How the attempt ended.
    enum Outcome: Equatable {
        case done
        case failed(HTTPError.Cause)
    }

    /// What the callbacks and the asking thread share; guarded by `monitor`.
    struct State {
        var head: ResponseHead?
        var outcome: Outcome?
        var isCancelled = false
        /// Response bytes not taken yet.
        let inbox = ByteRing(capacity: CurlTransfer.bufferByteCount)
        var isReceivingPaused = false
        /// Request bytes not sent yet.
        let outbox: ByteRing?
        var isOutboxComplete = false
        var isSendingPaused = false
    }

    /// Each buffer of a running transfer. Large enough that a pause of one side does not idle the other.
    static let bufferByteCount = 512 << 10
    /// What libcurl reads at a time; at most a quarter of our buffer, so that a chunk always fits an emptied one.
    static let receiveByteCount = 64 << 10

    let handle: UnsafeMutableRawPointer
    let request: Request
    let url: HTTPURL
    let monitor = Monitor()
    var state: State

    // Touched by the loop's thread only.
    var lastActivity = monotonicSeconds()
    let idleTimeoutSeconds: Int
    var didTimeOut = false
    private var headerByteCount = 0
    private var headersTooLarge = false
    private var status = 0
    private var headers = Headers()
    private var forbiddenAddress: String?
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var connectionList: UnsafeMutablePointer<curl_slist>?
    private let errorBuffer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let memoryBody: [UInt8]
    private var memoryOffset = 0

    /// - request: with the headers as they are to be sent; its `url` may be a redirect's target.
    init(_ request: Request, configuration: ClientConfiguration) throws(HTTPError) {
        guard let handle = zarf_curl_easy_init() else { throw .configuration("start a transfer: out of memory") }
        self.handle = handle
        self.request = request
        url = request.url
        idleTimeoutSeconds = request.idleTimeoutSeconds ?? configuration.idleTimeoutSeconds
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        var outbox: ByteRing?
        switch request.body {
        case .none: memoryBody = []
        case .bytes(let bytes): memoryBody = bytes
        case .stream, .once:
            memoryBody = []
            outbox = ByteRing(capacity: Self.bufferByteCount)
        }
        state = State(outbox: outbox)
        configure(configuration)
    }

    deinit {
        zarf_curl_easy_cleanup(handle)
        zarf_curl_slist_free_all(headerList)
        zarf_curl_slist_free_all(connectionList)
        errorBuffer.deallocate()
    }

    /// Whether neither side can go on before the asking thread does something.
    var isPaused: Bool { monitor.withLock { state.isReceivingPaused || state.isSendingPaused } }

    // MARK: options

    private func set(_ option: CURLoption, _ value: Int) { zarf_curl_setopt_long(handle, option, value) }
    private func set(_ option: CURLoption, _ value: String?) { zarf_curl_setopt_string(handle, option, value) }

    private func configure(_ configuration: ClientConfiguration) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        configureURL(configuration.tls)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_CONNECTTIMEOUT, configuration.connectTimeoutSeconds)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_BUFFERSIZE, Self.receiveByteCount)
        set(CURLOPT_UPLOAD_BUFFERSIZE, 256 << 10)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_HTTP_VERSION, request.isLarge ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS)
        set(CURLOPT_PIPEWAIT, request.isLarge ? 0 : 1)
        zarf_curl_setopt_pointer(handle, CURLOPT_ERRORBUFFER, errorBuffer)
        zarf_curl_setopt_pointer(handle, CURLOPT_PRIVATE, context)
        configureTLS(configuration.tls)
        // Set even when empty: otherwise libcurl looks into the environment itself.
        set(CURLOPT_PROXY, configuration.proxy.proxy(for: url) ?? "")
        set(CURLOPT_NOPROXY, configuration.proxy.effectiveExceptions)
        zarf_curl_set_header_writer(handle, receiveHeader, context)
        zarf_curl_set_body_writer(handle, receiveBody, context)
        zarf_curl_set_socket_opener(handle, openSocket, context)
        configureMethod(configuration, context)
        configureHeaders(configuration)
    }

    private func configureURL(_ tls: ClientConfiguration.TLS) {
        guard let name = tls.serverName, url.isSecure else {
            set(CURLOPT_URL, url.text)
            return
        }
        // libcurl takes the name of TLS from the URL: it gets the other name, and is told where that is.
        set(CURLOPT_URL, url.text(withHost: name))
        connectionList = zarf_curl_slist_append(nil, "::\(url.host):\(url.port)")
        zarf_curl_setopt_pointer(handle, CURLOPT_CONNECT_TO, connectionList)
    }

    private func configureTLS(_ tls: ClientConfiguration.TLS) { setTLS(tls, on: handle) }

    private func configureMethod(_ configuration: ClientConfiguration, _ context: UnsafeMutableRawPointer) {
        var byteCount: Int64?
        switch request.body {
        case .none: break
        case .bytes(let bytes): byteCount = Int64(bytes.count)
        case .stream(let count, _), .once(let count, _): byteCount = count
        }
        if let byteCount {
            set(CURLOPT_UPLOAD, 1)
            zarf_curl_setopt_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(byteCount))
            zarf_curl_set_body_reader(handle, sendBody, rewindBody, context)
        } else if request.method == .head {
            set(CURLOPT_NOBODY, 1)
        } else if request.idleTimeoutSeconds == nil {
            // Who sets a patience of their own (a watch, a log that is followed) expects silence.
            set(CURLOPT_LOW_SPEED_LIMIT, configuration.lowSpeedBytesPerSecond)
            set(CURLOPT_LOW_SPEED_TIME, configuration.lowSpeedSeconds)
        }
        set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    private func configureHeaders(_ configuration: ClientConfiguration) {
        var lines = request.headers.fields.map { "\($0.name): \($0.value)" }
        if let authorization = request.authorization { lines.append("Authorization: \(authorization)") }
        // libcurl would wait a second for "100 Continue"; an early refusal is noticed anyway.
        lines.append("Expect:")
        if let name = configuration.tls.serverName, url.isSecure, name != url.bareHost {
            lines.append("Host: \(url.host):\(url.port)")
        }
        for line in lines { headerList = zarf_curl_slist_append(headerList, line) }
        zarf_curl_setopt_pointer(handle, CURLOPT_HTTPHEADER, headerList)
    }

    // MARK: callbacks, on the loop's thread

    fileprivate func take(header line: UnsafeRawBufferPointer) -> Int {
        lastActivity = monotonicSeconds()
        headerByteCount += line.count
        guard headerByteCount <= maximumHeaderByteCount else {
            headersTooLarge = true
            return 0
        }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers = Headers()
            status =
                text.split(separator: " ", maxSplits: 2).dropFirst().first
                .flatMap { Int($0.filter { $0.isNumber }) } ?? 0
        } else if text.allSatisfy({ $0.isNewline }) {
            // RFC 9110 §15.2: interim responses come before the real one.
            if status >= 200 { publishHead() }
        } else {
            headers.parse(line: text)
        }
        return line.count
    }

    private func publishHead() {
        let peer = zarf_curl_info_string(handle, CURLINFO_PRIMARY_IP).map { String(cString: $0) }
        let head = ResponseHead(status: status, headers: headers, url: url, peerAddress: peer)
        monitor.withLock {
            // A second head after the first is a trailer.
            if state.head == nil { state.head = head }
            monitor.signal()
        }
    }

    fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Int {
        lastActivity = monotonicSeconds()
        return monitor.withLock {
            guard !state.isCancelled else { return 0 }
            guard state.inbox.free >= bytes.count else {
                state.isReceivingPaused = true
                return Int(CURL_WRITEFUNC_PAUSE)
            }
            defer { monitor.signal() }
            return state.inbox.append(bytes)
        }
    }

    fileprivate func give(body buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastActivity = monotonicSeconds()
        return monitor.withLock {
            guard !state.isCancelled else { return Int(CURL_READFUNC_ABORT) }
            guard let outbox = state.outbox else {
                let count = min(buffer.count, memoryBody.count - memoryOffset)
                memoryBody.withUnsafeBytes {
                    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[memoryOffset..<(memoryOffset + count)]))
                }
                memoryOffset += count
                return count
            }
            let count = outbox.take(into: buffer)
            if count == 0, !state.isOutboxComplete {
                state.isSendingPaused = true
                return Int(CURL_READFUNC_PAUSE)
            }
            monitor.signal()
            return count
        }
    }

    fileprivate func rewind() -> Bool {
        monitor.withLock {
            // libcurl rewinds to send a request again over a new connection: not ours to allow if that may do harm.
            guard state.outbox == nil, request.isIdempotent else { return false }
            memoryOffset = 0
            return true
        }
    }

    fileprivate func allows(_ address: UnsafePointer<sockaddr>) -> Bool {
        guard let found = IPAddress(address) else { return false }
        guard !request.addressPolicy.allows(found) else { return true }
        forbiddenAddress = found.description
        return false
    }

    // MARK: the end, on the loop's thread

    /// Publishes how the attempt ended.
    func finish(_ code: CURLcode) {
        let outcome: Outcome = code == CURLE_OK ? .done : .failed(cause(of: code))
        monitor.withLock {
            if state.outcome == nil { state.outcome = outcome }
            monitor.signal()
        }
    }

    private func cause(of code: CURLcode) -> HTTPError.Cause {
        if let forbiddenAddress { return .forbiddenAddress(forbiddenAddress) }
        if headersTooLarge { return .headersTooLarge }
        if didTimeOut { return .timedOut(seconds: idleTimeoutSeconds) }
        if monitor.withLock({ state.isCancelled }) { return .cancelled }
        let words = printable(String(cString: errorBuffer), limit: 200)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .cannotResolve
        case CURLE_COULDNT_CONNECT:
            let number = Int32(zarf_curl_info_long(handle, CURLINFO_OS_ERRNO))
            return .cannotConnect(number == 0 ? "cannot connect" : String(cString: strerror(number)).lowercased())
        case CURLE_OPERATION_TIMEDOUT:
            let isConnected = zarf_curl_info_string(handle, CURLINFO_PRIMARY_IP).map { $0.pointee != 0 } ?? false
            return isConnected ? .timedOut(seconds: idleTimeoutSeconds) : .cannotConnect("timed out while connecting")
        case CURLE_PARTIAL_FILE: return .truncated
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            return .connectionLost
        case CURLE_PEER_FAILED_VERIFICATION: return .tls(words, isCertificate: true)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER:
            return .tls(words, isCertificate: false)
        default: return .other(String(cString: zarf_curl_easy_strerror(code)).lowercased())
        }
    }
}

/// Seconds of a clock that only goes forward.
func monotonicSeconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private let receiveHeader: zarf_curl_data_callback = { bytes, size, count, context in
    transfer(context)?.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private let receiveBody: zarf_curl_data_callback = { bytes, size, count, context in
    transfer(context)?.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private let sendBody: zarf_curl_data_callback = { bytes, size, count, context in
    transfer(context)?.give(body: UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private let rewindBody: zarf_curl_seek_callback = { context, offset, _ in
    guard offset == 0, let transfer = transfer(context), transfer.rewind() else { return CURL_SEEKFUNC_CANTSEEK }
    return CURL_SEEKFUNC_OK
}

private let openSocket: zarf_curl_socket_callback = { context, purpose, address in
    guard let address, let transfer = transfer(context) else { return CURL_SOCKET_BAD }
    let isAllowed = withUnsafePointer(to: &address.pointee.addr) { transfer.allows($0) }
    guard isAllowed else { return CURL_SOCKET_BAD }
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return socket(address.pointee.family, type, address.pointee.protocol)
}
