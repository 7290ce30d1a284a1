import Diagnostics
import Documents
import Glibc
import HTTP
import Kubernetes

extension Injection {
    private static var podPath: String { "\(namespacePath)/pods/\(InjectorObjects.podName)" }
    private static var servicePath: String { "\(namespacePath)/services/\(InjectorObjects.serviceName)" }

    // MARK: the service

    /// The port of every node that leads to the injector.
    func ensureService(_ objects: InjectorObjects, _ options: Options) throws -> Int {
        // Random ports may be the one that is wanted for the registry; upstream tries ten times too.
        for _ in 0..<10 {
            if let port = try nodePort() {
                let isWanted = options.port == 0 ? port != options.reservedPort : port == options.port
                if isWanted { return port }
                try delete(Self.servicePath, "service/\(InjectorObjects.serviceName)")
            }
            do {
                try send(
                    .post, "\(Self.namespacePath)/services", objects.service(port: options.port),
                    "service/\(InjectorObjects.serviceName)")
            } catch KubernetesError.refused(_, let status) where status.code == 409 {
                // Somebody else was faster, or our own request was repeated.
                continue
            }
        }
        guard let port = try nodePort() else {
            throw InjectionError.unusable("find a port for the injector: none but \(options.reservedPort) is free")
        }
        return port
    }

    private func nodePort() throws -> Int? {
        let service = try read(Self.servicePath, "service/\(InjectorObjects.serviceName)")
        return service?["spec"]?["ports"]?.array?.first?["nodePort"]?.integer.map { Int($0) }
    }

    // MARK: the pod

    /// What became of a pod.
    enum PodFate {
        case ready(node: String)
        case failed(reason: String)
        case refusedPayload(String)
    }

    /// Has one pod serve, with the first candidate that does.
    func run(
        _ candidates: [Candidate], _ objects: InjectorObjects, _ payload: InjectionPayload, _ options: Options
    ) throws -> (Candidate, node: String) {
        if let found = try servingPod(payload) { return found }
        return try firstThatServes(candidates, payload, options) { candidate in
            try deletePod()
            do {
                try send(
                    .post, "\(Self.namespacePath)/pods", objects.pod(candidate, payload: payload),
                    "pod/\(InjectorObjects.podName)")
            } catch KubernetesError.refused(_, let status) where status.code == 409 {
                // Created by the request that was repeated.
            }
            return try fate(options.podSeconds)
        }
    }

    /// Tries one candidate after another until one serves.
    ///
    /// - attempt: starts what serves with a candidate, and says what became of it.
    func firstThatServes(
        _ candidates: [Candidate], _ payload: InjectionPayload, _ options: Options,
        _ attempt: (Candidate) throws -> PodFate
    ) throws -> (Candidate, node: String) {
        var reasons: [String] = []
        for candidate in candidates {
            switch try attempt(candidate) {
            case .ready(let node): return (candidate, node)
            case .failed(let reason):
                reasons.append("\(candidate.description): \(reason)")
                reporter.warn("\(candidate.description) did not do: \(reason)")
            case .refusedPayload(let text):
                let parts = try damagedParts(of: payload)
                if !options.keeps { try removeConfigMaps() }
                throw InjectionError.payloadDamaged(text, parts: parts)
            }
        }
        throw InjectionError.noneStarted(reasons)
    }

    /// The pod of an earlier run, if it serves this payload.
    private func servingPod(_ payload: InjectionPayload) throws -> (Candidate, node: String)? {
        guard let pod = try read(Self.podPath, "pod/\(InjectorObjects.podName)"), Self.isReady(pod),
            pod["metadata"]?["deletionTimestamp"] == nil,
            let container = pod["spec"]?["containers"]?.array?.first,
            container["command"]?.array?.dropFirst().first?.string == payload.digest.hex
        else { return nil }
        let node = pod["spec"]?["nodeName"]?.string ?? ""
        return (Candidate(image: container["image"]?.string ?? "", node: node), node)
    }

    private static func isReady(_ pod: Value) -> Bool {
        (pod["status"]?["conditions"]?.array ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }

    /// Watches the pod until it serves, or never will.
    private func fate(_ seconds: Int) throws -> PodFate {
        let deadline = monotonicSeconds() + Double(seconds)
        var last = "nothing happened"
        while monotonicSeconds() < deadline {
            guard let pod = try read(Self.podPath, "pod/\(InjectorObjects.podName)") else {
                return .failed(reason: "the pod was deleted by somebody else")
            }
            if let fate = try fate(of: pod, last: &last) { return fate }
            usleep(Self.pollMicroseconds)
        }
        return .failed(reason: shortened("not ready after \(seconds) seconds: \(last)"))
    }

    /// What became of a pod; nil while that is open, and then `last` says how far it is.
    func fate(of pod: Value, last: inout String) throws -> PodFate? {
        let status = pod["status"]
        if Self.isReady(pod) { return .ready(node: pod["spec"]?["nodeName"]?.string ?? "") }
        let container = status?["containerStatuses"]?.array?.first
        let state = container?["state"]
        // A container that is started again and again has ended before.
        let before = state?["waiting"] == nil ? nil : container?["lastState"]?["terminated"]
        if let ended = state?["terminated"] ?? before ?? Self.phaseFailure(status) {
            return try ending(ended, of: pod["metadata"]?["name"]?.string ?? "", isPrevious: before != nil)
        }
        if let waiting = state?["waiting"], let reason = waiting["reason"]?.string {
            last = [reason, waiting["message"]?.string].compactMap { $0 }.joined(separator: ": ")
            if Self.hopelessReasons.contains(reason) { return .failed(reason: shortened(last)) }
        } else if let unscheduled = status?["conditions"]?.array?.first(where: { $0["status"] == "False" }) {
            last = unscheduled["message"]?.string ?? unscheduled["reason"]?.string ?? last
        }
        return nil
    }

    /// A pod changes a handful of times before it serves.
    static let pollMicroseconds: UInt32 = 100_000

    /// Reasons that a container waits for which do not go away by waiting.
    // kubernetes pkg/kubelet/images/types.go, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    private static let hopelessReasons: Set<String> = [
        "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError",
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff",
        "StartError",
    ]

    /// A node may refuse a pod before there is a container.
    private static func phaseFailure(_ status: Value?) -> Value? {
        guard status?["phase"]?.string == "Failed" else { return nil }
        return ["reason": status?["reason"] ?? "Failed", "message": status?["message"] ?? ""]
    }

    /// Whether it is the container or the payload that is at fault, in the words of the injector.
    private func ending(_ state: Value, of pod: String, isPrevious: Bool) throws -> PodFate {
        let log = podLog(pod, isPrevious: isPrevious)
        if let line = log.split(separator: "\n").last(where: { $0.hasPrefix("zarf-injector: error: ") }) {
            let text = String(line.dropFirst("zarf-injector: error: ".count))
            return text.contains("payload") ? .refusedPayload(shortened(text)) : .failed(reason: shortened(text))
        }
        let words = [state["reason"]?.string, state["message"]?.string, log.isEmpty ? nil : log]
        return .failed(reason: shortened(words.compactMap { $0 }.joined(separator: ": ")))
    }

    private func podLog(_ pod: String, isPrevious: Bool) -> String {
        let path = "\(Self.namespacePath)/pods/\(pod)/log?tailLines=5&previous=\(isPrevious)"
        guard let request = try? cluster.client.request(.get, path, accept: "*/*"),
            let stream = try? cluster.client.open(request, operation: "read the log of pod/\(pod)"),
            let response = try? stream.response(limit: 16 << 10)
        else { return "" }
        return String(decoding: response.body, as: UTF8.self)
    }

    func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        // What a chain of programs says ends with the cause.
        return line.count > 300 ? line.prefix(100) + " … " + line.suffix(200) : line
    }

    // MARK: stop and status

    /// Removes everything that a start made, and returns the names of what was there.
    @discardableResult
    public func stop() throws -> [String] { try removePodAndService() + removeConfigMaps() }

    /// Removes what runs: pod and service, or the DaemonSet.
    @discardableResult
    func removePodAndService(isDaemonSetKept: Bool = false) throws -> [String] {
        var removed = isDaemonSetKept ? [] : try removeDaemonSet()
        if try deletePod() { removed.append("pod/\(InjectorObjects.podName)") }
        if try delete(Self.servicePath, "service/\(InjectorObjects.serviceName)") {
            removed.append("service/\(InjectorObjects.serviceName)")
        }
        return removed
    }

    /// Removes program and payload.
    @discardableResult
    func removeConfigMaps() throws -> [String] {
        let names = try partNames()
        try removeConfigMaps(names)
        return names.map { "configmap/\($0)" }
    }

    func removeConfigMaps(_ names: [String]) throws {
        try forEachConcurrently(names, limit: PartPacing.maximum) { name, _ in
            try self.delete("\(Self.namespacePath)/configmaps/\(name)", "configmap/\(name)")
        }
    }

    /// What is there of an injection.
    public struct Status: Sendable {
        /// Where nodes reach the seed registry; nil if there is no service.
        public let port: Int?
        /// Whether the pod serves.
        public let isReady: Bool
        /// What the pod says of itself; empty without a pod.
        public let phase: String
        /// The image that was borrowed, and the node, or on how many nodes.
        public let image: String
        /// See `image`.
        public let node: String
        /// Parts of the payload that are there.
        public let partCount: Int
    }

    /// Looks what is there; nil if nothing is.
    public func status() throws -> Status? {
        let parts = try partNames().filter { $0 != InjectorObjects.binaryName }
        if let found = try daemonSetStatus() {
            return Status(
                port: found.port, isReady: found.isReady, phase: "", image: found.image, node: found.pods,
                partCount: parts.count)
        }
        let pod = try read(Self.podPath, "pod/\(InjectorObjects.podName)")
        let port = try nodePort()
        guard pod != nil || port != nil || !parts.isEmpty else { return nil }
        return Status(
            port: port, isReady: pod.map(Self.isReady) ?? false,
            phase: pod?["status"]?["phase"]?.string ?? "",
            image: pod?["spec"]?["containers"]?.array?.first?["image"]?.string ?? "",
            node: pod?["spec"]?["nodeName"]?.string ?? "", partCount: parts.count)
    }

    /// Deletes the pod, and does not wait for its node, which may need half a minute to clear up, or be gone.
    ///
    /// It holds nothing that could be lost, and a pod of the same name is another one to the node.
    @discardableResult
    private func deletePod() throws -> Bool {
        let name = "pod/\(InjectorObjects.podName)"
        guard try delete(Self.podPath, name, graceSeconds: 0) else { return false }
        let deadline = monotonicSeconds() + Double(Self.deletionSeconds)
        while try read(Self.podPath, name) != nil {
            guard monotonicSeconds() < deadline else {
                throw InjectionError.stillThere(name, seconds: Self.deletionSeconds)
            }
            usleep(Self.pollMicroseconds)
        }
        return true
    }

    /// Only a finalizer of somebody else keeps it.
    private static let deletionSeconds = 20
}

/// Seconds of a clock that only goes forward.
func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
