import Diagnostics
import FileIO

/// A response whose body is read while it arrives. Dropping it gives the transfer up.
public final class ResponseStream: ByteSource {
    private var transfer: CurlTransfer
    /// The client lives as long as its streams.
    private let client: Client
    private let loop: TransferLoop
    private var cancellationKey = 0
    private var received: ResponseHead?
    /// Bytes of the body handed on so far, earlier parts of a continued body included.
    public private(set) var byteCount: Int64 = 0
    /// Opens the body again from an offset, to continue one that was cut short.
    public var reopen: ((Int64) throws -> ResponseStream)?
    private var failedAttempts = 0
    private var byteCountAtFailure: Int64 = 0

    /// A failure after this many further bytes is a new one: its attempts are counted from the start.
    static let progressByteCount: Int64 = 1 << 20

    init(_ transfer: CurlTransfer, client: Client, loop: TransferLoop) {
        self.transfer = transfer
        self.client = client
        self.loop = loop
        if let cancellation = transfer.request.cancellation {
            cancellationKey = cancellation.add { [loop] in Self.giveUp(transfer, loop) }
        }
    }

    deinit { if !isTakenOver { discard() } }

    /// Status and headers.
    public var head: ResponseHead {
        received ?? ResponseHead(status: 0, headers: [:], url: transfer.url, peerAddress: nil)
    }

    /// Gives up what has not been read.
    public func discard() {
        transfer.request.cancellation?.remove(cancellationKey)
        Self.giveUp(transfer, loop)
    }

    private static func giveUp(_ transfer: CurlTransfer, _ loop: TransferLoop) {
        let isRunning = transfer.monitor.withLock {
            transfer.state.isCancelled = true
            return transfer.state.outcome == nil
        }
        if isRunning { loop.cancel(transfer) }
    }

    // MARK: the request's body

    /// Sends the request's body, until it is sent or the server has answered.
    func feed() throws {
        let source: any ByteSource
        var left: Int64
        switch transfer.request.body {
        case .none, .bytes: return
        case .stream(let byteCount, let open):
            left = byteCount
            source = try open()
        case .once(let byteCount, let once):
            left = byteCount
            source = once
        }
        if left == 0 { try expectEnd(of: source, after: 0) }
        let whole = left
        try withUnsafeTemporaryAllocation(byteCount: 128 << 10, alignment: 16) { buffer in
            while left > 0, waitForRoom() {
                let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(Int64(buffer.count), left))])
                let count = try source.read(into: wanted)
                guard count > 0 else { throw FileError.endedEarly(path: "body of \(transfer.request.name)") }
                left -= Int64(count)
                if left == 0 { try expectEnd(of: source, after: whole) }
                push(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        let wasPaused = transfer.monitor.withLock {
            transfer.state.isOutboxComplete = true
            defer { transfer.state.isSendingPaused = false }
            return transfer.state.isSendingPaused
        }
        if wasPaused { loop.resume(transfer) }
    }

    /// Throws when a source has more than was announced. Asked before the last bytes go, so that a source can still refuse
    /// at its end (a digest that does not match) and no server takes for whole what is wrong.
    private func expectEnd(of source: any ByteSource, after byteCount: Int64) throws {
        try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { surplus in
            guard try source.read(into: surplus) > 0 else { return }
            throw FileError.tooLarge(path: "body of \(transfer.request.name)", limit: Int(clamping: byteCount))
        }
    }

    /// Waits until bytes can be sent; false when the server has answered or the transfer is over.
    private func waitForRoom() -> Bool {
        transfer.monitor.withLock {
            while true {
                if transfer.state.outcome != nil || transfer.state.head != nil { return false }
                if let outbox = transfer.state.outbox, outbox.free > 0 { return true }
                transfer.monitor.wait()
            }
        }
    }

    private func push(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty, waitForRoom() {
            let (count, wasPaused) = transfer.monitor.withLock {
                defer { transfer.state.isSendingPaused = false }
                return (transfer.state.outbox?.append(rest) ?? 0, transfer.state.isSendingPaused)
            }
            if wasPaused { loop.resume(transfer) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    // MARK: the response

    /// Waits for status and headers.
    func awaitHead() throws {
        received = try transfer.monitor.withLock {
            while true {
                if let head = transfer.state.head { return head }
                switch transfer.state.outcome {
                case .failed(let cause): throw HTTPError.transfer(request: transfer.request.name, cause: cause)
                case .done: throw HTTPError.transfer(request: transfer.request.name, cause: .connectionLost)
                case nil: transfer.monitor.wait()
                }
            }
        }
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard buffer.count > 0 else { return 0 }
        while true {
            do {
                let count = try readOnce(into: buffer)
                byteCount += Int64(count)
                return count
            } catch let error as HTTPError {
                guard case .transfer(_, let cause) = error, cause.isTransient, let reopen else { throw error }
                if byteCount - byteCountAtFailure >= Self.progressByteCount { failedAttempts = 0 }
                failedAttempts += 1
                byteCountAtFailure = byteCount
                guard failedAttempts < client.configuration.retry.attempts else { throw error }
                try resume(with: reopen, after: error)
            }
        }
    }

    private func readOnce(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var wasPaused = false
        let count = try transfer.monitor.withLock {
            while true {
                if transfer.state.inbox.count > 0 {
                    let count = transfer.state.inbox.take(into: buffer)
                    // Half empty: enough room to make another round trip worth while.
                    wasPaused =
                        transfer.state.isReceivingPaused
                        && transfer.state.inbox.count <= CurlTransfer.bufferByteCount / 2
                    if wasPaused { transfer.state.isReceivingPaused = false }
                    return count
                }
                switch transfer.state.outcome {
                case .done: return 0
                case .failed(let cause): throw HTTPError.transfer(request: transfer.request.name, cause: cause)
                case nil: transfer.monitor.wait()
                }
            }
        }
        if wasPaused { loop.resume(transfer) }
        return count
    }

    /// Goes on where the body was cut, over a new transfer.
    private func resume(with reopen: (Int64) throws -> ResponseStream, after error: HTTPError) throws {
        let rest = try reopen(byteCount)
        switch rest.head.status {
        case 206:
            // RFC 9110 §14.4: "bytes first-last/length".
            guard rest.head.headers["Content-Range"]?.hasPrefix("bytes \(byteCount)-") == true else { throw error }
        case 200:
            // The server does not know ranges: what we have already comes again.
            try ExactSource(rest, byteCount: byteCount, name: "body").drain()
        default: throw error
        }
        discard()
        transfer = rest.transfer
        cancellationKey = rest.cancellationKey
        rest.isTakenOver = true
    }

    /// Set when another stream has taken the transfer over.
    private var isTakenOver = false

    /// Reads the rest and makes it a response.
    ///
    /// - limit: bytes of the body; more is `HTTPError.bodyTooLarge`. Of a response with a status of 400 or more, the
    ///   first 1 KiB is kept and nothing thrown.
    public func response(limit: Int) throws -> Response {
        if head.status >= 400 { return Response(head: head, body: errorBody()) }
        let name = transfer.request.name
        do {
            return Response(head: head, body: try readAll(limit: limit, name: name))
        } catch FileError.tooLarge {
            throw HTTPError.bodyTooLarge(request: name, limit: limit)
        }
    }

    /// The first bytes of an error response's body; the rest is dropped.
    func errorBody() -> [UInt8] {
        var body: [UInt8] = []
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 16) { buffer in
            // Reading a little further than we keep lets the connection be used again.
            while body.count < 64 << 10, let count = try? readOnce(into: buffer), count > 0 {
                body.append(contentsOf: buffer[..<count])
            }
        }
        return Array(body.prefix(transfer.request.maximumErrorBodyByteCount))
    }
}
