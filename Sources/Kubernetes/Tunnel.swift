import Diagnostics
import FileIO
import Glibc
import HTTP
import Synchronization

/// A port of this machine whose connections end at a port in the cluster: every one is carried to a pod by the API server.
///
/// Connections are independent: each has a stream of its own to the server, so that one whose peer is slow stops no other.
/// Where they lead is found out anew when the pod or the server has gone: those to come reach what took its place.
/// Dropping the tunnel closes it.
public final class Tunnel: Sendable {
    /// Where it listens, and how long it tries.
    public struct Options: Sendable {
        /// The address to listen at; only this machine's own processes reach the default.
        public var address = "127.0.0.1"
        /// The port to listen at, 0 for one that is free.
        public var port = 0
        /// A connection is held for so many seconds while there is no pod, or no server, to take it to.
        public var patienceSeconds = 30

        /// The defaults.
        public init() {}
    }

    /// Where it listens: `127.0.0.1:40123`.
    public let address: String
    /// The port it listens at.
    public let port: Int
    private let server: TunnelServer

    /// Finds the target, listens, and takes connections from then on.
    ///
    /// - target: a pod, a service, or anything that selects pods.
    /// - port: of the service, or else of the pod.
    /// - reporter: is warned of connections that could not be carried.
    ///
    /// Throws `FileError` if the address cannot be listened at, and `KubernetesError` if the target cannot be found, or
    /// no pod of it runs after a while.
    public init(
        to target: Cluster.Location, port: RemotePort, in cluster: Cluster, _ options: Options = Options(),
        reporter: any Reporter = SilentReporter()
    ) throws {
        let destination = TunnelDestination(cluster, target, port, patienceSeconds: options.patienceSeconds)
        try destination.find()
        let (listener, address, number) = try listen(options.address, options.port)
        self.address = address
        self.port = number
        server = TunnelServer(listener, try makePipe(), destination, reporter)
        try server.start()
    }

    deinit { close() }

    /// Stops listening, and breaks off the connections there are.
    public func close() { server.stop() }
}

/// Takes connections and gives each a thread; lives as long as there are any.
private final class TunnelServer: Sendable {
    private struct State {
        var sockets: [Int: Int32] = [:]
        var threads: [Int: WorkerThread] = [:]
        var finished: [Int] = []
        var lastKey = 0
        var isStopped = false
    }

    private let listener: OpenFile
    private let stopping: (reading: OpenFile, writing: OpenFile)
    private let destination: TunnelDestination
    private let reporter: any Reporter
    private let state = Mutex(State())

    /// Connections at a time; others wait until there is room. Each has a thread and half a mebibyte.
    private static let maximumConnectionCount = 256

    init(
        _ listener: OpenFile, _ stopping: (OpenFile, OpenFile), _ destination: TunnelDestination,
        _ reporter: any Reporter
    ) {
        self.listener = listener
        self.stopping = stopping
        self.destination = destination
        self.reporter = reporter
    }

    func start() throws {
        guard let thread = WorkerThread({ self.run() }) else {
            throw KubernetesError.unusable("start a tunnel: no thread can be had")
        }
        state.withLock { $0.threads[0] = thread }
    }

    func stop() {
        let sockets: [Int32]? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            return Array(state.sockets.values)
        }
        guard let sockets else { return }
        try? stopping.writing.close()
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func run() {
        while !isStopped {
            bury()
            let isFull = state.withLock { $0.sockets.count >= Self.maximumConnectionCount }
            var polled = [
                pollfd(fd: stopping.reading.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isFull ? -1 : listener.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&polled, 2, isFull ? 20 : -1) > 0, polled[1].revents != 0 else { continue }
            let socket = accept(listener.descriptor, nil, nil)
            // Out of descriptors, or the caller has gone again: neither is a reason to end.
            guard socket >= 0 else {
                usleep(10_000)
                continue
            }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            carry(OpenFile(descriptor: socket, path: "connection"))
        }
    }

    /// Joins threads that are done.
    private func bury() {
        let threads = state.withLock { state in
            let keys = state.finished.filter { state.threads[$0] != nil }
            state.finished.removeAll { keys.contains($0) }
            return keys.compactMap { state.threads.removeValue(forKey: $0) }
        }
        for thread in threads { thread.join() }
    }

    private func carry(_ local: OpenFile) {
        let key = state.withLock { state in
            state.lastKey += 1
            state.sockets[state.lastKey] = local.descriptor
            return state.lastKey
        }
        let thread = WorkerThread {
            do {
                try TunnelConnection(local).run(self.destination) { !self.isStopped }
            } catch {
                if !self.isStopped { self.reporter.warn(Self.words(error)) }
            }
            self.state.withLock { state in
                state.sockets[key] = nil
                state.finished.append(key)
            }
            try? local.close()
        }
        state.withLock { state in
            if let thread { state.threads[key] = thread } else { state.sockets[key] = nil }
        }
    }

    private static func words(_ error: any Error) -> String {
        (error as? any Failure)?.message ?? String(describing: error)
    }
}

/// Where a tunnel leads: to which pod, as long as that is the right one.
final class TunnelDestination: Sendable {
    private struct Place {
        let pod: Cluster.Location
        let port: Int
    }

    private let cluster: Cluster
    private let target: Cluster.Location
    private let port: RemotePort
    private let patienceSeconds: Int
    private let place = Mutex<Place?>(nil)

    init(_ cluster: Cluster, _ target: Cluster.Location, _ port: RemotePort, patienceSeconds: Int) {
        self.cluster = cluster
        self.target = target
        self.port = port
        self.patienceSeconds = patienceSeconds
    }

    /// Finds the pod, waiting for one that runs.
    func find() throws { _ = try patiently { try self.current() } }

    /// Connects to the pod, or to the one that took its place.
    ///
    /// - isWanted: whether it is still worth the trouble.
    func connect(while isWanted: () -> Bool) throws -> PodConnection {
        try patiently(while: isWanted) {
            let place = try self.current()
            do {
                return try PodConnection(Self.purpose(place.pod, place.port), self.cluster.client)
            } catch {
                self.forget()
                throw error
            }
        }
    }

    /// The pod did not do: the next connection looks for one again.
    func forget() { place.withLock { $0 = nil } }

    private func current() throws -> Place {
        if let place = place.withLock({ $0 }) { return place }
        let isService = target.resource.kind == "Service" && target.resource.groupVersion.group.isEmpty
        let service = try isService ? cluster.read(target) : nil
        // What is wrong with the port no pod will mend.
        if let service { try port.port(of: service) }
        // A service leads to pods that are ready; with anything else, one that runs may be what is to be looked into.
        let pod = try cluster.runningPod(behind: target, isReady: isService)
        let found = Place(
            pod: Cluster.Location(resource: Cluster.podResource, namespace: target.namespace, name: pod.name),
            port: try port.number(in: pod, through: service))
        place.withLock { $0 = found }
        return found
    }

    private func patiently<Result>(
        while isWanted: () -> Bool = { true }, _ body: () throws -> Result
    ) throws -> Result {
        let end = monotonicNow() + Double(patienceSeconds)
        var pause = 0.1
        while true {
            do {
                return try body()
            } catch  where Self.mayPass(error) && monotonicNow() + pause < end && isWanted() {
                usleep(UInt32(pause * 1_000_000))
                pause = min(pause * 2, 1)
            }
        }
    }

    /// Whether waiting may help: a server that restarts, a pod that is replaced.
    private static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case KubernetesError.stream: true
        case KubernetesError.refused(let operation, let status):
            // The target itself is looked up by "find"; what is not there is not waited for.
            status.code == 429 || status.code >= 500 || (status.code == 404 && operation.hasPrefix(forward))
        case HTTPError.transfer(_, let cause): cause.isTransient
        default: false
        }
    }

    private static let forward = "forward to "

    /// KEP-4006 and kubelet pkg/cri/streaming/portforward: a data stream and an error stream of the same request.
    private static func purpose(_ pod: Cluster.Location, _ port: Int) -> PodConnection.Purpose {
        let headers = [("port", "\(port)"), ("requestid", "0")]
        return PodConnection.Purpose(
            path: pod.path + "/portforward", operation: "\(forward)\(pod.description) port \(port)",
            webSocketProtocols: [PodConnection.tunnelPrefix + "portforward.k8s.io"],
            spdyProtocol: "portforward.k8s.io",
            streams: [
                (TunnelConnection.errorChannel, [("streamtype", "error")] + headers),
                (TunnelConnection.dataChannel, [("streamtype", "data")] + headers),
            ])
    }
}
