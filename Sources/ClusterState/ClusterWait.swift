import Diagnostics
import Glibc
public import Kubernetes
public import PackageModel

/// What a package's action waits for in the cluster.
// zarf v0.84 src/pkg/wait/wait.go ForResource.
public struct ClusterWait: Sendable {
    private let kind: String
    private let name: String
    private let namespace: String?
    private let goal: Cluster.Goal

    /// Throws `KubernetesError.malformedPath` for a condition that is none.
    public init(_ wait: WaitCluster) throws {
        kind = wait.kind
        name = wait.name
        namespace = wait.namespace.isEmpty ? nil : wait.namespace
        goal = try Self.goal(wait.condition)
    }

    private static func goal(_ condition: String) throws -> Cluster.Goal {
        switch condition.lowercased() {
        case "", "exist", "exists", "create", "created": return .exists
        case "delete", "deleted", "remove", "removed": return .deleted
        case "ready" where condition == "ready": return .condition("Ready", status: "True")
        default: break
        }
        var text = condition
        for prefix in ["condition=", "jsonpath="] where text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        guard text.contains("{") else {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return .condition(parts[0], status: parts.count == 2 ? parts[1] : "True")
        }
        let end = text.lastIndex(of: "}").map { text.index(after: $0) } ?? text.endIndex
        let rest = text[end...]
        var value = rest.hasPrefix("=") ? String(rest.dropFirst()) : nil
        if let quoted = value, quoted.count >= 2, let first = quoted.first, first == quoted.last, "'\"".contains(first)
        {
            value = String(quoted.dropFirst().dropLast())
        }
        return .path(try JSONPath(String(text[..<end])), value: value)
    }

    /// What is waited for, in words.
    public var description: String { "\(kind)/\(name)" + (namespace.map { " in \($0)" } ?? "") }

    /// Waits, so many seconds at most. A kind that the server does not have may still come.
    public func run(in cluster: Cluster, seconds: Int) throws {
        let end = time(nil) + seconds
        while true {
            do {
                let resource = try cluster.discovery.resource(named: kind)
                let locations = try locations(of: resource, in: cluster)
                if !locations.isEmpty {
                    return try cluster.wait(for: goal, locations, timeoutSeconds: max(1, end - time(nil)))
                }
                if case .deleted = goal { return }
            } catch KubernetesError.unknownKind(let name, let suggestion) {
                guard time(nil) < end else { throw KubernetesError.unknownKind(name, suggestion: suggestion) }
            }
            guard time(nil) < end else {
                throw KubernetesError.timedOut(operation: "wait for \(description)", seconds: seconds, details: [])
            }
            usleep(1_000_000)
        }
    }

    /// The objects that are meant: one of a name, or those of a label selector.
    private func locations(of resource: Resource, in cluster: Cluster) throws -> [Cluster.Location] {
        let namespace = namespace ?? cluster.client.access.namespace
        guard name.contains("=") else {
            return [Cluster.Location(resource: resource, namespace: namespace, name: name)]
        }
        let scope = resource.isNamespaced ? namespace : nil
        return try cluster.list(resource, namespace: scope, .init(labels: name)).objects.map {
            Cluster.Location(resource: resource, namespace: scope, name: $0.name)
        }
    }
}
