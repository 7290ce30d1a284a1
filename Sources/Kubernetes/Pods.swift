import Documents
import HTTP

extension Cluster {
    /// The pods that do the work of an object: a pod itself, or what a workload or service selects; those that are ready
    /// come first, then those that run, the newest of each first. None of them is being deleted.
    ///
    /// Throws `KubernetesError`: the object is not there, or selects no pods.
    public func pods(behind location: Location) throws -> [Object] {
        let operation = "find a pod of \(location.description)"
        let object = Object(try client.get(location.path, operation: operation))
        if object.kind == "Pod", location.resource.groupVersion.group.isEmpty { return [object] }
        guard let selector = object.podSelector else {
            throw KubernetesError.stream(operation: operation, "it selects no pods")
        }
        let pods = try list(Self.podResource, namespace: location.namespace, Selection(labels: selector)).objects
        return pods.filter { $0.value["metadata"]?["deletionTimestamp"]?.string == nil }.sorted {
            ($0.usefulness, $0.creationTime) > ($1.usefulness, $1.creationTime)
        }
    }

    /// The first pod behind an object that runs. Throws `KubernetesError.stream` if there is none.
    ///
    /// - isReady: whether it has to be ready, too.
    public func runningPod(behind location: Location, isReady: Bool = false) throws -> Object {
        let pods = try pods(behind: location)
        if let pod = pods.first, pod.usefulness > (isReady ? 1 : 0) { return pod }
        let states = pods.prefix(3).map { "\($0.shortName) is \($0.phase)" }.joined(separator: ", ")
        throw KubernetesError.stream(
            operation: "find a pod of \(location.description)",
            pods.isEmpty ? "there is none" : "none \(isReady ? "is ready" : "runs"): \(states)")
    }
}

extension Object {
    /// `Running`; `Unknown` if nobody has said.
    var phase: String { value[path: "status", "phase"]?.string ?? "Unknown" }
    fileprivate var creationTime: String { value[path: "metadata", "creationTimestamp"]?.string ?? "" }
    /// 2 for a pod that is ready, 1 for one that runs.
    fileprivate var usefulness: Int { phase != "Running" ? 0 : condition("Ready")?.isTrue == true ? 2 : 1 }

    /// The containers of a pod, those that begin it first.
    public var containerNames: [String] {
        ["initContainers", "containers", "ephemeralContainers"].flatMap { names(of: $0) }
    }

    private func names(of list: String) -> [String] {
        (value[path: "spec", list]?.array ?? []).compactMap { $0["name"]?.string }
    }

    /// The container that is meant when none is named: that of an annotation, else the first.
    public var defaultContainer: String? {
        // kubectl pkg/cmd/util/podcmd DefaultContainerAnnotationName.
        annotations["kubectl.kubernetes.io/default-container"].flatMap { containerNames.contains($0) ? $0 : nil }
            ?? names(of: "containers").first
    }
}

/// A port as a service or a pod has it: its number, or its name.
public struct RemotePort: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    public let description: String
    /// The number, unless it is a name.
    var number: Int? { Int(description) }

    /// Reads a number of 1 to 65535 or a name; nil if it is neither.
    public init?(_ text: String) {
        if let number = Int(text) { guard (1...65_535).contains(number) else { return nil } }
        // RFC 6335 §5.1: letters, digits and hyphens, 15 at most; Kubernetes asks for at least one letter.
        let isName = text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        guard !text.isEmpty, text.utf8.count <= 15, isName else { return nil }
        description = text
    }

    /// The port of a pod that is meant, reached through `service` if that is one.
    func number(in pod: Object, through service: Object?) throws -> Int {
        guard let service else { return try number(in: pod) }
        let port = try port(of: service)
        let target = port["targetPort"]
        if let name = target?.string { return try RemotePort(name)?.number(in: pod) ?? 0 }
        return Int(target?.integer ?? port["port"]?.integer ?? 0)
    }

    /// The member of `spec.ports` of a service that is meant. Throws `KubernetesError.unusable` if there is none.
    @discardableResult
    func port(of service: Object) throws -> Value {
        let ports = service.value[path: "spec", "ports"]?.array ?? []
        let match = ports.first { port in
            (port["port"]?.integer).map { "\($0)" == description } ?? false || port["name"]?.string == description
        }
        if let match { return match }
        let known = ports.compactMap { $0["port"]?.integer.map { "\($0)" } }.joined(separator: ", ")
        throw KubernetesError.unusable(
            "find port \(description) of \(service.shortName): it has \(known.isEmpty ? "none" : "only \(known)")")
    }

    private func number(in pod: Object) throws -> Int {
        if let number { return number }
        let ports = (pod.value[path: "spec", "containers"]?.array ?? []).flatMap { $0["ports"]?.array ?? [] }
        guard let number = ports.first(where: { $0["name"]?.string == description })?["containerPort"]?.integer else {
            throw KubernetesError.unusable("find port \(description) of \(pod.shortName): no container names one so")
        }
        return Int(number)
    }
}
