import FileIO
import Glibc
import HTTP

/// A connection to something in a pod: numbered channels of bytes, both ways, over whatever the server speaks.
///
/// `SPDY/3.1` inside WebSocket (port-forward, servers since 1.31), channels of WebSocket messages (commands, v5 since 1.30,
/// v4 before), or `SPDY/3.1` in place of HTTP (every server). Nothing here blocks; used by one thread at a time.
final class PodConnection: @unchecked Sendable {
    /// What arrives.
    enum Event {
        case data(channel: Int, UnsafeRawBufferPointer)
        /// Nothing more comes in a channel.
        case end(channel: Int)
        /// The channel was broken off.
        case reset(channel: Int)
    }

    /// What is asked for.
    struct Purpose {
        /// Path and query, for the server's `GET` and `POST` alike.
        let path: String
        /// Verb and object, for messages.
        let operation: String
        /// Names of WebSocket subprotocols, the best one first; empty if WebSocket would not do.
        let webSocketProtocols: [String]
        /// `X-Stream-Protocol-Version` of SPDY.
        let spdyProtocol: String
        /// The headers by which the server tells one SPDY stream from the other, a channel each; the order counts.
        let streams: [(channel: Int, headers: [(name: String, value: String)])]
    }

    /// WebSocket subprotocols that hold SPDY begin like this (KEP-4006).
    static let tunnelPrefix = "SPDY/3.1+"

    private let connection: UpgradedConnection
    private let operation: String
    private let output = OutputBuffer()
    private let isWebSocket: Bool
    private let isSPDY: Bool
    private var webSocket = WebSocket.Reader()
    private var spdy = SPDY.Reader()
    private var streams: [Int: UInt32] = [:]
    private var channels: [UInt32: Int] = [:]
    /// Whether one end of a channel can be told: v4 of the WebSocket protocol cannot.
    let canEndChannels: Bool
    private var currentChannel: Int?
    private var pingNumber: UInt32 = 1
    private var lastReceived = monotonicNow()
    private var lastPing = monotonicNow()
    /// Why the other side closed, if it said so.
    private(set) var closingReason = ""
    private(set) var isClosed = false

    /// Connects. Throws `KubernetesError.refused` and `HTTPError`.
    init(_ purpose: Purpose, _ client: APIClient) throws {
        operation = purpose.operation
        let (connection, subprotocol) = try Self.connect(purpose, client)
        self.connection = connection
        canEndChannels = subprotocol != "v4.channel.k8s.io"
        isWebSocket = subprotocol != nil
        isSPDY = subprotocol?.hasPrefix(Self.tunnelPrefix) ?? true
        guard isSPDY else { return }
        for (index, stream) in purpose.streams.enumerated() {
            let number = UInt32(2 * index + 1)
            streams[stream.channel] = number
            channels[number] = stream.channel
            try put(SPDY.open(number, stream.headers, isFirst: index == 0))
        }
    }

    // MARK: connecting

    /// The connection, and the subprotocol if it is a WebSocket.
    private static func connect(_ purpose: Purpose, _ client: APIClient) throws -> (UpgradedConnection, String?) {
        if !purpose.webSocketProtocols.isEmpty, client.mayUpgrade(to: purpose.webSocketProtocols) {
            var request = try client.request(.get, purpose.path, accept: "*/*")
            request.headers["Connection"] = "Upgrade"
            request.headers["Upgrade"] = "websocket"
            request.headers["Sec-WebSocket-Version"] = "13"
            request.headers["Sec-WebSocket-Key"] = base64((0..<16).map { _ in UInt8.random(in: .min ... .max) })
            request.headers["Sec-WebSocket-Protocol"] = purpose.webSocketProtocols.joined(separator: ", ")
            let connection = try client.upgrade(request)
            // A server that chose one of our protocols has understood: Sec-WebSocket-Accept would say no more.
            let chosen = connection.head.headers["Sec-WebSocket-Protocol"] ?? ""
            if connection.head.status == 101, purpose.webSocketProtocols.contains(chosen) {
                return (connection, chosen)
            }
            let status = APIStatus(connection.refusal)
            // What is not there, or not for us, is so however it is asked for; everything else may be the protocol.
            if status.code == 401 || (status.code == 404 && status.reason == "NotFound") {
                throw KubernetesError.refused(operation: purpose.operation, status)
            }
            if status.code < 500 { client.doNotUpgrade(to: purpose.webSocketProtocols) }
        }
        var request = try client.request(.post, purpose.path, accept: "*/*")
        request.headers["Connection"] = "Upgrade"
        request.headers["Upgrade"] = "SPDY/3.1"
        request.headers["X-Stream-Protocol-Version"] = purpose.spdyProtocol
        let connection = try client.upgrade(request)
        guard connection.head.status == 101 else {
            let status = APIStatus(connection.refusal)
            throw KubernetesError.refused(operation: purpose.operation, status)
        }
        return (connection, nil)
    }

    // MARK: sending

    /// The socket to wait for.
    var descriptor: Int32 { connection.descriptor }
    /// Whether something is waiting to be sent.
    var hasOutput: Bool { !output.isEmpty }
    /// Bytes that `send` takes now.
    var room: Int { max(0, output.room - 32) }

    /// Sends bytes, at most `room`.
    func send(_ bytes: UnsafeRawBufferPointer, to channel: Int) throws {
        guard !bytes.isEmpty else { return }
        guard isSPDY else { return try put([UInt8(channel)], bytes) }
        guard let stream = streams[channel] else { return }
        try put(SPDY.dataHead(stream, byteCount: bytes.count), bytes)
    }

    /// Says that nothing more will be sent in a channel; nothing happens where the protocol has no words for it.
    func end(_ channel: Int) throws {
        if isSPDY {
            guard let stream = streams[channel] else { return }
            try put(SPDY.dataHead(stream, byteCount: 0, isLast: true))
        } else if canEndChannels {
            // v5.channel.k8s.io: channel 255 names the one that is closed.
            try put([Self.closedChannel, UInt8(channel)])
        }
    }

    /// In `v5.channel.k8s.io`, what comes here is the number of a channel that has ended.
    private static let closedChannel: UInt8 = 255

    private func put(_ head: [UInt8], _ content: UnsafeRawBufferPointer = .init(start: nil, count: 0)) throws {
        if isWebSocket {
            try check(WebSocket.write(head, content, to: output))
        } else {
            try check(head.withUnsafeBytes { output.append($0) } && output.append(content))
        }
    }

    private func check(_ hasRoom: Bool) throws {
        guard hasRoom else { throw lost("the server does not take what it asks for") }
    }

    private func lost(_ reason: String) -> KubernetesError { .stream(operation: operation, reason) }

    /// Sends what can be sent without waiting.
    func flush() throws { try output.drain { try connection.send($0) } }

    // MARK: receiving

    /// Receives for a while; whether there may be more right now, which the socket does not show. At the end, `isClosed`
    /// is set.
    ///
    /// - mayGoOn: asked before each piece.
    func receive(while mayGoOn: () -> Bool, _ event: (Event) throws -> Void) throws -> Bool {
        // An end to it, so that a peer that never stops does not keep us from sending.
        for _ in 0..<Self.roundCount {
            guard !isClosed, mayGoOn(), try receive(event) else { return false }
        }
        return true
    }

    private static let roundCount = 32

    /// Receives once; false if nothing is there.
    private func receive(_ event: (Event) throws -> Void) throws -> Bool {
        try withUnsafeTemporaryAllocation(byteCount: Self.receiveByteCount, alignment: 16) { buffer in
            guard let count = try connection.receive(into: buffer) else { return false }
            guard count > 0 else {
                isClosed = true
                return true
            }
            try take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), event)
            // Whoever took it may have needed a while.
            lastReceived = monotonicNow()
            return true
        }
    }

    private static let receiveByteCount = 64 << 10

    private func take(_ bytes: UnsafeRawBufferPointer, _ event: (Event) throws -> Void) throws {
        guard isWebSocket else { return try takeSPDY(bytes, event) }
        try webSocket.take(bytes) { frame in
            switch frame {
            case .data(let piece, let isStart):
                if isSPDY { try takeSPDY(piece, event) } else { try takeMessage(piece, isStart, event) }
            case .ping(let content): try check(WebSocket.pong(content, to: output))
            case .close(let reason):
                closingReason = reason
                isClosed = true
            }
        }
    }

    private func takeMessage(
        _ piece: UnsafeRawBufferPointer, _ isStart: Bool, _ event: (Event) throws -> Void
    ) throws {
        var content = piece
        if isStart, let first = piece.first {
            currentChannel = Int(first)
            content = UnsafeRawBufferPointer(rebasing: piece.dropFirst())
        }
        guard let channel = currentChannel, !content.isEmpty else { return }
        if channel == Int(Self.closedChannel) {
            for ended in content { try event(.end(channel: Int(ended))) }
        } else {
            try event(.data(channel: channel, content))
        }
    }

    private func takeSPDY(_ bytes: UnsafeRawBufferPointer, _ event: (Event) throws -> Void) throws {
        try spdy.take(bytes) { frame in
            switch frame {
            case .data(let stream, let content):
                if let channel = channels[stream] { try event(.data(channel: channel, content)) }
            case .end(let stream):
                if let channel = channels[stream] { try event(.end(channel: channel)) }
            case .reset(let stream, _):
                if let channel = channels[stream] { try event(.reset(channel: channel)) }
            // Numbers of ours are odd, and come back.
            case .ping(let number): if number % 2 == 0 { try put(SPDY.ping(number)) }
            case .goAway: break
            }
        }
    }

    // MARK: signs of life

    /// A silent connection is asked for a sign of life this often; kubectl asks every 5 seconds.
    static let pingSeconds = 10.0
    /// Without one it is lost after so many.
    private static let patienceSeconds = 40.0

    /// To be called every now and then, after receiving: asks for a sign of life, and throws when none has come for too long.
    ///
    /// - isListening: whether anything is received at present.
    func keepAlive(isListening: Bool = true) throws {
        let now = monotonicNow()
        if !isListening { lastReceived = now }
        guard now - lastReceived < Self.patienceSeconds else { throw lost("the server has gone silent") }
        guard now - lastReceived >= Self.pingSeconds, now - lastPing >= Self.pingSeconds else { return }
        lastPing = now
        if isWebSocket {
            try check(WebSocket.ping(to: output))
        } else {
            try put(SPDY.ping(pingNumber))
            pingNumber += 2
        }
    }

    /// Says goodbye, as far as that goes without waiting.
    func close() {
        if isWebSocket { _ = WebSocket.close(to: output) }
        try? flush()
    }
}
