import CCurl
import Diagnostics
import FileIO
import Glibc

/// An HTTP client: one connection pool, any number of transfers at a time, from any thread.
///
/// A call blocks the thread that makes it and moves the bytes on that thread; libcurl's side of all calls is one multi
/// loop on a thread of the client's own. For transfers in parallel see `forEachConcurrently`.
public final class Client: Sendable {
    /// What the client was made with.
    public let configuration: ClientConfiguration
    private let loop: TransferLoop
    private let thread: WorkerThread

    /// Starts a client.
    public init(_ configuration: ClientConfiguration = ClientConfiguration()) throws(HTTPError) {
        self.configuration = configuration
        let loop = try TransferLoop()
        guard let thread = WorkerThread({ loop.run() }) else {
            throw .configuration("start the HTTP client: no thread can be had")
        }
        self.loop = loop
        self.thread = thread
    }

    deinit {
        loop.stop()
        thread.join()
    }

    /// Sends a request and reads the whole response.
    ///
    /// - limit: bytes of the body; more is `HTTPError.bodyTooLarge`. Of a response with a status of 400 or more, the
    ///   first 1 KiB is kept and nothing thrown.
    public func send(_ request: Request, limit: Int = 4 << 20) throws -> Response {
        try open(request).response(limit: limit)
    }

    /// Sends a request and returns when the response's head is there; the body is read from the stream.
    ///
    /// Redirects are followed and failures retried as the request and the configuration allow. Throws `HTTPError`, and
    /// what the request's body source throws.
    public func open(_ request: Request) throws -> ResponseStream {
        var current = request
        var redirects = 0
        var attempt = 1
        while true {
            do {
                let stream = try attemptOnce(current)
                if let pause = try pauseBeforeRetry(current, stream.head, attempt: attempt) {
                    stream.discard()
                    attempt += 1
                    try sleep(milliseconds: pause, current.cancellation, current.name)
                } else if let next = try redirected(current, by: stream.head, original: request, count: redirects) {
                    stream.discard()
                    redirects += 1
                    current = next
                } else {
                    if request.method == .get, request.isImmutable { stream.reopen = reopening(request) }
                    return stream
                }
            } catch HTTPError.transfer(_, let cause) where mayRetry(current, after: cause, attempt: attempt) {
                let pause = configuration.retry.pauseMilliseconds(after: attempt)
                attempt += 1
                try sleep(milliseconds: pause, current.cancellation, current.name)
            }
        }
    }

    // MARK: retries

    private func mayRetry(_ request: Request, after cause: HTTPError.Cause, attempt: Int) -> Bool {
        guard attempt < (request.maximumAttempts ?? configuration.retry.attempts), request.canBeRepeated else {
            return false
        }
        return cause.neverReachedServer || (cause.isTransient && request.isIdempotent)
    }

    /// Milliseconds to wait before trying again, or nil to take the response as it is.
    private func pauseBeforeRetry(_ request: Request, _ head: ResponseHead, attempt: Int) throws -> Int? {
        // 429 and 503 promise that nothing was done.
        let isHarmless = request.isIdempotent || head.status == 429 || head.status == 503
        guard isRetryable(status: head.status), attempt < (request.maximumAttempts ?? configuration.retry.attempts),
            isHarmless,
            request.canBeRepeated
        else { return nil }
        let own = configuration.retry.pauseMilliseconds(after: attempt)
        guard let asked = retryAfterSeconds(head) else { return own }
        guard asked <= configuration.retry.longestRetryAfterSeconds else {
            throw HTTPError.retryTooLate(request: request.name, status: head.status, seconds: asked)
        }
        return max(own, asked * 1000)
    }

    /// RFC 9110 §10.2.3: seconds, or a date.
    private func retryAfterSeconds(_ head: ResponseHead) -> Int? {
        guard let text = head.headers["Retry-After"] else { return nil }
        if let seconds = Int(text) { return max(0, seconds) }
        let date = zarf_curl_getdate(text)
        return date < 0 ? nil : max(0, date - time(nil))
    }

    /// Waits as the retry policy says after attempt `number` (from 1), for exchanges that repeat themselves.
    public func pause(afterAttempt number: Int, cancellation: Cancellation? = nil) throws {
        try sleep(milliseconds: configuration.retry.pauseMilliseconds(after: number), cancellation, "wait to try again")
    }

    private func sleep(milliseconds: Int, _ cancellation: Cancellation?, _ name: String) throws {
        var left = milliseconds
        while left > 0 {
            if cancellation?.isCancelled == true { throw HTTPError.transfer(request: name, cause: .cancelled) }
            usleep(UInt32(min(left, 100)) * 1000)
            left -= 100
        }
    }

    /// Continues a body cut short from `offset` on.
    private func reopening(_ request: Request) -> (Int64) throws -> ResponseStream {
        { offset in
            var rest = request
            rest.headers["Range"] = "bytes=\(offset)-"
            return try self.open(rest)
        }
    }

    // MARK: redirects

    /// The request that follows a redirect, or nil when the response is the answer.
    private func redirected(
        _ request: Request, by head: ResponseHead, original: Request, count: Int
    ) throws -> Request? {
        let keepsMethod = head.status == 307 || head.status == 308 || request.method == .get || request.method == .head
        guard request.followsRedirects, [301, 302, 303, 307, 308].contains(head.status),
            keepsMethod || head.status == 303, let location = head.headers["Location"]
        else { return nil }
        let target = try request.url.resolving(location)
        func refuse(_ reason: String) -> HTTPError {
            .refusedRedirect(request: request.name, target: target.description, reason: reason)
        }
        guard count < configuration.maximumRedirects else { throw refuse("more than \(count) redirects") }
        if request.url.isSecure, !target.isSecure, original.authorization != nil {
            throw refuse("from https to http with credentials")
        }
        guard request.canBeRepeated || head.status == 303 else { throw refuse("the body cannot be sent twice") }
        var next = request
        next.url = target
        if head.status == 303, request.method != .head {
            next.method = .get
            next.body = .none
        }
        if target.origin != request.url.origin {
            next.authorization = nil
            // Even the same host: its name may lead somewhere else the second time.
            next.addressPolicy = .namedByServer(at: head.peerAddress)
        }
        return next
    }

    // MARK: one attempt

    private func attemptOnce(_ request: Request) throws -> ResponseStream {
        if let literal = IPAddress(request.url.bareHost), !request.addressPolicy.allows(literal) {
            throw HTTPError.transfer(request: request.name, cause: .forbiddenAddress(literal.description))
        }
        let transfer = try CurlTransfer(request, configuration: configuration)
        let stream = ResponseStream(transfer, client: self, loop: loop)
        loop.start(transfer)
        try stream.feed()
        try stream.awaitHead()
        return stream
    }
}
