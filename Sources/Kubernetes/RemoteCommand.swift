import Diagnostics
import Documents
import FileIO
import Glibc
import HTTP

/// A command to run in a container of a pod.
public struct RemoteCommand: Sendable {
    /// The terminal that a command believes to have.
    public struct Terminal: Sendable {
        /// Its size now, in characters; nil if nobody knows.
        public let size: @Sendable () -> (columns: Int, rows: Int)?
        /// Can be read from when the size has changed.
        public let changes: OpenFile?

        /// A terminal.
        public init(size: @escaping @Sendable () -> (columns: Int, rows: Int)?, changes: OpenFile?) {
            self.size = size
            self.changes = changes
        }
    }

    /// The pod.
    public var pod: Cluster.Location
    /// The container; the pod's only one if not given.
    public var container: String?
    /// Program and arguments: no shell.
    public var arguments: [String]
    /// What it reads; nothing if nil.
    public var input: OpenFile?
    /// Where its output goes; nowhere if nil.
    public var output: OpenFile?
    /// Where its standard error goes. With a terminal it goes to `output`.
    public var error: OpenFile?
    /// The terminal, if it has one.
    public var terminal: Terminal?

    /// A command without streams.
    public init(_ arguments: [String], in pod: Cluster.Location, container: String? = nil) {
        self.pod = pod
        self.container = container
        self.arguments = arguments
    }

    /// Servers want one stream at least: output that nobody wants is asked for and dropped.
    fileprivate var hasOutput: Bool { output != nil || (input == nil && error == nil) }

    fileprivate var operation: String { "run \(arguments.first ?? "") in \(pod.description)" }

    // k8s.io/kubernetes pkg/kubelet/cri/streaming/remotecommand: query, stream names and their order.
    fileprivate var purpose: PodConnection.Purpose {
        var query = arguments.map { "command=\(percentEncoded($0))" }
        if let container { query.append("container=\(percentEncoded(container))") }
        var streams: [(channel: Int, headers: [(name: String, value: String)])] = []
        func add(_ name: String, _ channel: Int) { streams.append((channel, [("streamtype", name)])) }
        add("error", Channel.status)
        for (isWanted, name, channel) in [
            (input != nil, "stdin", Channel.input), (hasOutput, "stdout", Channel.output),
            (error != nil && terminal == nil, "stderr", Channel.error),
        ] where isWanted {
            query.append("\(name)=true")
            add(name, channel)
        }
        if terminal != nil {
            query.append("tty=true")
            add("resize", Channel.size)
        }
        // v4 over WebSocket has no end of input; a terminal's input has no end.
        let needsEnd = input != nil && terminal == nil
        return PodConnection.Purpose(
            path: pod.path + "/exec?" + query.joined(separator: "&"), operation: operation,
            webSocketProtocols: ["v5.channel.k8s.io"] + (needsEnd ? [] : ["v4.channel.k8s.io"]),
            spdyProtocol: "v4.channel.k8s.io", streams: streams)
    }
}

/// Numbers of WebSocket channels (k8s.io/apimachinery pkg/util/remotecommand); we call SPDY's streams the same.
private enum Channel {
    static let input = 0
    static let output = 1
    static let error = 2
    static let status = 3
    static let size = 4
}

/// A command that runs in a container and must be waited for.
public final class RunningCommand: @unchecked Sendable {
    private let thread: WorkerThread
    private let result: Box

    fileprivate final class Box: @unchecked Sendable {
        // Written by the thread, read once it was joined.
        var result: Result<Int32, any Error>?
    }

    fileprivate init(_ command: RemoteCommand, _ connection: PodConnection) throws {
        let result = Box()
        // On a thread of its own, where no signal comes: OpenSSL writes to sockets without MSG_NOSIGNAL.
        let thread = WorkerThread {
            var session = CommandSession(command, connection)
            result.result = Result { try session.run() }
        }
        guard let thread else { throw KubernetesError.stream(operation: command.operation, "no thread can be had") }
        self.thread = thread
        self.result = result
    }

    /// Waits for the command's end and returns its exit status. Throws `KubernetesError.stream` if it could not be started,
    /// or the connection was lost before its end.
    public func wait() throws -> Int32 {
        thread.join()
        return try result.result?.get() ?? 0
    }
}

extension Cluster {
    /// Starts a command in a container. Throws `KubernetesError.refused` and `HTTPError`.
    public func start(_ command: RemoteCommand) throws -> RunningCommand {
        try RunningCommand(command, PodConnection(command.purpose, client))
    }

    /// Runs a command in a container, and returns its exit status.
    public func run(_ command: RemoteCommand) throws -> Int32 { try start(command).wait() }
}

/// The streams of one command.
private struct CommandSession {
    let command: RemoteCommand
    let connection: PodConnection
    private var hasInputEnded = false
    private var openChannels: Set<Int>
    private var status: [UInt8] = []

    /// A status is short; a server that goes on is cut.
    private static let maximumStatusByteCount = 64 << 10

    init(_ command: RemoteCommand, _ connection: PodConnection) {
        self.command = command
        self.connection = connection
        openChannels = [Channel.status]
        if command.hasOutput { openChannels.insert(Channel.output) }
        if command.error != nil, command.terminal == nil { openChannels.insert(Channel.error) }
    }

    mutating func run() throws -> Int32 {
        try sendSize()
        while true {
            let hasMore = try receive()
            if connection.isClosed || openChannels.isEmpty { break }
            try connection.keepAlive()
            try connection.flush()
            try wait(isShort: hasMore)
        }
        connection.close()
        return try exitStatus()
    }

    /// Whether there may be more right now.
    private mutating func receive() throws -> Bool {
        try connection.receive(while: { !openChannels.isEmpty }) { event in
            switch event {
            case .data(Channel.output, let bytes): try command.output?.write(bytes)
            case .data(Channel.error, let bytes): try command.error?.write(bytes)
            case .data(_, let bytes): status += bytes.prefix(max(0, Self.maximumStatusByteCount - status.count))
            case .end(let channel), .reset(let channel): openChannels.remove(channel)
            }
        }
    }

    /// Waits until there is something to do, and takes input.
    private mutating func wait(isShort: Bool) throws {
        let input = hasInputEnded || connection.room < Self.inputByteCount ? -1 : command.input?.descriptor ?? -1
        let events = POLLIN | (connection.hasOutput ? POLLOUT : 0)
        var polled = [
            pollfd(fd: connection.descriptor, events: Int16(events), revents: 0),
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: command.terminal?.changes?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, 3, isShort ? 0 : Int32(PodConnection.pingSeconds * 1000)) > 0 else { return }
        if polled[1].revents != 0 { try takeInput() }
        if polled[2].revents != 0 { try sendSize() }
    }

    private static let inputByteCount = 64 << 10

    private mutating func takeInput() throws {
        guard let input = command.input else { return }
        try withUnsafeTemporaryAllocation(byteCount: Self.inputByteCount, alignment: 16) { buffer in
            let count = try input.read(into: buffer)
            if count == 0 {
                hasInputEnded = true
                try connection.end(Channel.input)
            } else {
                try connection.send(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: Channel.input)
            }
        }
    }

    private func sendSize() throws {
        guard let terminal = command.terminal else { return }
        if let changes = terminal.changes {
            // One change or several: the size is that of now.
            var polled = pollfd(fd: changes.descriptor, events: Int16(POLLIN), revents: 0)
            var byte: UInt8 = 0
            while poll(&polled, 1, 0) > 0, try withUnsafeMutableBytes(of: &byte, { try changes.read(into: $0) }) > 0 {}
        }
        guard let size = terminal.size() else { return }
        let text = Array("{\"Width\":\(size.columns),\"Height\":\(size.rows)}".utf8)
        try text.withUnsafeBytes { try connection.send($0, to: Channel.size) }
    }

    // v4.channel.k8s.io: the last word is a Status; of a command that failed, a cause holds the exit status.
    private func exitStatus() throws -> Int32 {
        func failure(_ reason: String) -> KubernetesError { .stream(operation: command.operation, reason) }
        guard !status.isEmpty else { throw failure("the connection was lost before the command ended") }
        guard let value = try? JSON.parse(status, file: "status") else {
            throw failure(oneLine(String(decoding: status, as: UTF8.self), limit: 1024))
        }
        if value["status"]?.string == "Success" { return 0 }
        let answer = APIStatus(value)
        if answer.reason == "NonZeroExitCode",
            let code = answer.causes.first(where: { $0.reason == "ExitCode" }).flatMap({ Int32($0.message) })
        {
            return code
        }
        throw failure(answer.message.isEmpty ? "the server does not say why it failed" : answer.message)
    }
}
