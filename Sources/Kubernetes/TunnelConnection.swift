import FileIO
import Glibc
import HTTP

/// Carries one connection of a tunnel: bytes both ways, ends in each direction by themselves, breaks as breaks.
struct TunnelConnection {
    static let dataChannel = 0
    static let errorChannel = 1

    private let local: OpenFile
    /// Bytes from the pod that the local side has not taken yet; until it has, no more are received.
    private var pending: [UInt8] = []
    private var pendingStart = 0
    private var hasLocalEnded = false
    private var hasRemoteEnded = false
    private var hasErrorEnded = false
    private var errorText: [UInt8] = []

    /// - local: an accepted socket.
    init(_ local: OpenFile) {
        self.local = local
        var yes: Int32 = 1
        setsockopt(local.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects and carries until both sides are done. When something breaks, the local side sees a reset, not an end: what
    /// it got may be half of what it should have.
    func run(_ destination: TunnelDestination, while isWanted: () -> Bool) throws {
        do {
            let remote = try destination.connect(while: isWanted)
            var connection = self
            defer { remote.close() }
            do {
                try remote.end(Self.errorChannel)
                try connection.carry(remote)
            } catch let error as LocalEnd {
                throw error
            } catch {
                destination.forget()
                throw error
            }
        } catch is LocalEnd {
            // Nobody is there any more to be told.
        } catch {
            reset()
            throw error
        }
    }

    /// The local side broke the connection off.
    private struct LocalEnd: Error {}

    private func reset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(local.descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }

    private mutating func carry(_ remote: PodConnection) throws {
        while true {
            let hasMore = try receive(remote)
            try deliver()
            if pending.isEmpty {
                // As kubectl does: what the error stream says comes before the end of the data counts.
                if hasRemoteEnded, hasErrorEnded || remote.isClosed { return end() }
                if remote.isClosed { throw lost(remote) }
            }
            try remote.keepAlive(isListening: pending.isEmpty)
            try remote.flush()
            try wait(remote, isShort: hasMore)
        }
    }

    /// Ends the local side in order. What it still sends is taken from it for a moment: a socket that is closed with bytes
    /// unread is reset, and with it may go what was not read on the other side.
    private func end() {
        shutdown(local.descriptor, Int32(SHUT_WR))
        let end = monotonicNow() + Self.lastSeconds
        var polled = pollfd(fd: local.descriptor, events: Int16(POLLIN), revents: 0)
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 16) { buffer in
            while monotonicNow() < end, poll(&polled, 1, Int32(Self.lastSeconds * 1000)) > 0,
                recv(local.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)) > 0
            {}
        }
    }

    private static let lastSeconds = 2.0

    private func lost(_ remote: PodConnection) -> KubernetesError {
        .stream(
            operation: "carry a connection",
            "the server closed it"
                + (remote.closingReason.isEmpty ? "" : ": \(oneLine(remote.closingReason, limit: 300))"))
    }

    /// Waits until there is something to do, and takes what the local side sends.
    private mutating func wait(_ remote: PodConnection, isShort: Bool) throws {
        var remoteEvents = pending.isEmpty ? POLLIN : 0
        if remote.hasOutput { remoteEvents |= POLLOUT }
        let mayTake = !hasLocalEnded && remote.room >= Self.smallestTake
        let localEvents = (mayTake ? POLLIN : 0) | (pending.isEmpty ? 0 : POLLOUT)
        // A socket that is closed is always ready to say so: who has no use for that does not ask.
        var polled = [
            pollfd(fd: remoteEvents == 0 ? -1 : remote.descriptor, events: Int16(remoteEvents), revents: 0),
            pollfd(fd: localEvents == 0 ? -1 : local.descriptor, events: Int16(localEvents), revents: 0),
        ]
        let count = poll(&polled, 2, isShort ? 0 : Int32(PodConnection.pingSeconds * 1000))
        if count > 0, polled[1].revents != 0, mayTake { try take(remote) }
    }

    /// Less room than this is not worth a round.
    private static let smallestTake = 16 << 10

    private mutating func take(_ remote: PodConnection) throws {
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while remote.room >= Self.smallestTake {
                let count = recv(
                    local.descriptor, buffer.baseAddress, min(buffer.count, remote.room), Int32(MSG_DONTWAIT))
                if count < 0, errno == EAGAIN || errno == EINTR { return }
                guard count >= 0 else { throw LocalEnd() }
                guard count > 0 else {
                    hasLocalEnded = true
                    try remote.end(Self.dataChannel)
                    return
                }
                try remote.send(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: Self.dataChannel)
                // So that a fast sender starts the server off early.
                if count == buffer.count { try remote.flush() } else { return }
            }
        }
    }

    // MARK: from the pod

    /// Whether there may be more right now.
    private mutating func receive(_ remote: PodConnection) throws -> Bool {
        let hasMore = try remote.receive(while: { pending.isEmpty }) { event in
            switch event {
            case .data(Self.dataChannel, let bytes): try give(bytes)
            case .data(_, let bytes): errorText += bytes.prefix(max(0, Self.maximumErrorByteCount - errorText.count))
            case .end(Self.dataChannel): hasRemoteEnded = true
            case .end: hasErrorEnded = true
            case .reset: throw KubernetesError.stream(operation: "carry a connection", "the pod broke it off")
            }
        }
        // Whatever the error stream says, the connection has failed.
        guard errorText.isEmpty || !(hasErrorEnded || remote.isClosed) else {
            let text = oneLine(String(decoding: errorText, as: UTF8.self), limit: Self.maximumErrorByteCount)
            throw KubernetesError.stream(operation: "carry a connection", text)
        }
        return hasMore
    }

    private static let maximumErrorByteCount = 1 << 10

    private mutating func give(_ bytes: UnsafeRawBufferPointer) throws {
        let count = try pending.isEmpty ? send(bytes) : 0
        if count < bytes.count { pending += bytes[count...] }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        let count = Glibc.send(local.descriptor, bytes.baseAddress, bytes.count, flags)
        if count >= 0 { return count }
        guard errno == EAGAIN || errno == EINTR else { throw LocalEnd() }
        return 0
    }

    private mutating func deliver() throws {
        while !pending.isEmpty {
            let count = try pending[pendingStart...].withUnsafeBytes { try send($0) }
            if count == 0 { return }
            pendingStart += count
            if pendingStart == pending.count {
                pending.removeAll(keepingCapacity: true)
                pendingStart = 0
            }
        }
    }
}
