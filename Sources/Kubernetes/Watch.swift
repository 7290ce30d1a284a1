import Diagnostics
import Documents
import FileIO
import Glibc
import HTTP

/// Lets a wait end at its time: cancels requests under way when it is over.
final class Deadline: Sendable {
    let cancellation = Cancellation()
    let end: Double
    private let done = Cancellation()

    /// - seconds: from now.
    init(seconds: Double) {
        let end = monotonicNow() + seconds
        self.end = end
        let (cancellation, done) = (cancellation, done)
        timer = WorkerThread {
            while !done.isCancelled, monotonicNow() < end { usleep(50_000) }
            if !done.isCancelled { cancellation.cancel() }
        }
    }

    private let timer: WorkerThread?

    /// Seconds that are left.
    var left: Double { end - monotonicNow() }
    /// Whether time is over, or the wait was given up.
    var isOver: Bool { cancellation.isCancelled || left <= 0 }

    /// Ends everything that is under way.
    func cancel() { cancellation.cancel() }

    deinit {
        done.cancel()
        timer?.join()
    }
}

extension Cluster {
    /// What a watch tells.
    enum WatchEvent {
        /// Everything there is now; what was known before and is not here is gone.
        case listed([Object])
        case changed(Object)
        case deleted(Object)
    }

    /// A watch is asked for again after so many seconds, so that a connection that died silently is noticed.
    private static let watchSeconds = 60

    /// Follows the objects of a kind until `body` returns false or time is over; it survives restarts of the server.
    ///
    /// Throws what no waiting mends: missing rights, an unknown resource; and what `body` throws.
    func follow(
        _ resource: Resource, namespace: String?, _ selection: Selection, _ deadline: Deadline,
        _ body: (WatchEvent) throws -> Bool
    ) throws {
        var version: String?
        var began = 0.0
        while !deadline.isOver {
            // Never more than one request a second: a server that ends each watch at once is not hammered.
            let early = began + 1 - monotonicNow()
            if early > 0, began > 0 { pause(min(early, deadline.left), deadline) }
            began = monotonicNow()
            do {
                if version == nil {
                    let (objects, listed) = try list(
                        resource, namespace: namespace, selection, cancellation: deadline.cancellation)
                    guard try body(.listed(objects)) else { return }
                    version = listed
                    began = 0
                } else if try watch(resource, namespace, selection, from: &version, deadline, body) {
                    return
                }
            } catch KubernetesError.refused(_, let status) where status.code == 410 {
                version = nil
            } catch KubernetesError.refused(_, let status) where status.code == 429 || status.code >= 500 {
                pause(Double(status.retryAfterSeconds ?? 1), deadline)
            } catch HTTPError.transfer(let request, let cause) {
                if deadline.isOver { return }
                guard cause.isTransient || cause == .cancelled else {
                    throw HTTPError.transfer(request: request, cause: cause)
                }
            }
        }
    }

    private func pause(_ seconds: Double, _ deadline: Deadline) {
        let end = monotonicNow() + seconds
        while monotonicNow() < end, !deadline.isOver { usleep(20_000) }
    }

    /// One watch; true when `body` has had enough.
    private func watch(
        _ resource: Resource, _ namespace: String?, _ selection: Selection, from version: inout String?,
        _ deadline: Deadline, _ body: (WatchEvent) throws -> Bool
    ) throws -> Bool {
        let seconds = max(1, min(Int(deadline.left.rounded(.up)), Self.watchSeconds))
        let path =
            resource.path(namespace: namespace) + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=\(seconds)"
            + "&resourceVersion=\(percentEncoded(version ?? ""))" + selection.query
        var request = try client.request(.get, path)
        request.maximumAttempts = 1
        request.idleTimeoutSeconds = seconds + 15
        request.cancellation = deadline.cancellation
        let operation = "watch \(resource.qualifiedName)"
        var lines = LineReader(try client.open(request, operation: operation))
        while let line = try lines.next() {
            let event = try JSON.parse(line, file: operation, limits: .init(byteCount: LineReader.maximumByteCount))
            guard let value = event["object"] else { continue }
            if event["type"]?.string == "ERROR" {
                throw KubernetesError.refused(operation: operation, APIStatus(value))
            }
            let object = Object(value)
            version = object.resourceVersion ?? version
            switch event["type"]?.string {
            case "ADDED", "MODIFIED": if try !body(.changed(object)) { return true }
            case "DELETED": if try !body(.deleted(object)) { return true }
            default: break
            }
        }
        return false
    }
}

/// Lines of a stream.
public struct LineReader {
    /// An object has at most about 3 MiB; a line that goes on beyond this is no event.
    static let maximumByteCount = 64 << 20

    private let source: any ByteSource
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Reads from a stream that is read by nobody else.
    public init(_ source: any ByteSource) { self.source = source }

    /// The next line without its end; the last one may lack it.
    public mutating func next() throws -> [UInt8]? {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                defer { position = end + 1 }
                return Array(buffer[position..<end])
            }
            if isAtEnd {
                defer { position = buffer.count }
                return position < buffer.count ? Array(buffer[position...]) : nil
            }
            buffer.removeFirst(position)
            position = 0
            searched = buffer.count
            guard buffer.count <= Self.maximumByteCount else {
                throw FileError.tooLarge(path: "line of a stream", limit: Self.maximumByteCount)
            }
            try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { chunk in
                let count = try source.read(into: chunk)
                if count == 0 { isAtEnd = true } else { buffer.append(contentsOf: chunk[..<count]) }
            }
        }
    }
}
