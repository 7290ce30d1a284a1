public import Documents
import Glibc
import HTTP
import Kubernetes
public import Mutation

extension StateStore {
    /// The Namespaces there are: their labels say what the agent leaves alone.
    public func namespaces() throws -> [Value] {
        try cluster.list(try resource("Namespace"), namespace: nil).objects.map(\.value)
    }

    /// Makes what a release needs before its objects: namespaces, labelled, and pull secrets in each of them.
    ///
    /// - state: whose registry and git server; nil to make no secrets.
    /// - takesOwnership: whether namespaces that were there before are labelled as ours, too.
    // zarf v0.84 src/internal/packager/helm/post-render.go Run, adoptRelatedResources.
    public func prepare(_ stream: MutatedStream, _ state: ZarfState?, takesOwnership: Bool = false) throws {
        try stream.namespaces.forEach { try prepare(namespace: $0, takesOwnership: takesOwnership) }
        guard let state, !stream.namespaceNames.isEmpty else { return }
        let targets = try targets(state)
        try apply(stream.namespaceNames.flatMap { PullSecrets.secrets(targets, namespace: $0) })
    }

    private func prepare(namespace wanted: Value, takesOwnership: Bool) throws {
        let name = wanted["metadata"]?["name"]?.string ?? ""
        let location = Cluster.Location(resource: try resource("Namespace"), namespace: nil, name: name)
        let present = try cluster.read(location)
        if let present, present.value["status"]?["phase"]?.string == "Terminating" {
            throw StateError.unusable("use namespace/\(name): it is being deleted; wait until it is gone")
        }
        // Namespaces of Kubernetes itself are never taken over.
        let isForeign = name == "default" || name.hasPrefix("kube-")
        var namespace = wanted
        if let present, isForeign || !takesOwnership {
            // What it says about itself stays: who is in charge, and whether the agent leaves it alone.
            for key in [MutationNames.managedByLabel, MutationNames.agentLabel] {
                let label = present.labels[key].map { Value.string($0) }
                if let label {
                    namespace.set(["metadata", "labels", key], to: label)
                } else if isForeign {
                    namespace.change("metadata", "labels") { $0[member: key] = nil }
                }
            }
        }
        try apply([namespace])
        if present == nil { try waitForAccount(in: name) }
    }

    /// Pods are refused until a new namespace has its service account.
    func waitForAccount(in namespace: String) throws {
        let account = Cluster.Location(resource: try resource("ServiceAccount"), namespace: namespace, name: "default")
        for _ in 0..<Self.accountSeconds * 20 {
            if try cluster.read(account) != nil { return }
            usleep(50_000)
        }
        throw KubernetesError.timedOut(
            operation: "wait for serviceaccount/default in \(namespace)", seconds: Self.accountSeconds,
            details: ["is the controller manager running?"])
    }

    /// zarf v0.84 src/pkg/cluster/cluster.go: two minutes.
    static let accountSeconds = 120
}
