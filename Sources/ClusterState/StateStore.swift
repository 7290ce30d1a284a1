import Diagnostics
import Documents
import HTTP
public import Kubernetes
import Mutation

/// The state and everything else that a cluster remembers for us: Secrets of namespace `zarf`.
public final class StateStore: Sendable {
    /// The cluster.
    public let cluster: Cluster

    /// The store of a cluster.
    public init(_ cluster: Cluster) { self.cluster = cluster }

    /// Where the state is.
    public static let namespace = "zarf"
    static let stateName = "zarf-state"
    static let stateKey = "state"

    // MARK: the state

    /// The state, and the version it was read at.
    public func read() throws -> (state: ZarfState, version: String)? {
        guard let secret = try secret(Self.stateName, Self.namespace) else { return nil }
        guard let bytes = secret.value["data"]?[Self.stateKey]?.string.flatMap({ base64Decoded($0) }) else {
            throw StateError.malformed("Secret zarf/zarf-state", "it has no key \"state\"")
        }
        let state = try ZarfState(reading: bytes, file: "Secret zarf/zarf-state")
        return (state, secret.resourceVersion ?? "")
    }

    /// The state. Throws `StateError.notInitialised` if there is none.
    public func required() throws -> (state: ZarfState, version: String) {
        guard let found = try read() else { throw StateError.notInitialised }
        return found
    }

    /// Writes the state.
    ///
    /// - version: what it was read at: a change by somebody else in between is an error; nil for a first state, of which
    ///   there must be none.
    public func write(_ state: ZarfState, version: String?) throws {
        var secret = PullSecrets.secret(
            Self.stateName, Self.namespace, type: "Opaque", [Self.stateKey: state.json])
        guard let version else { return try create(secret) }
        secret.set(["metadata", "resourceVersion"], to: .string(version))
        try apply([secret])
    }

    // MARK: objects

    /// Makes a Secret. Throws the server's 409 if it is there: an apply would write over what somebody else has made
    /// since it was not.
    func create(_ secret: Value) throws {
        let object = Object(secret)
        let path = try resource("Secret").path(namespace: object.namespace ?? Self.namespace)
        let request = try cluster.client.request(
            .post, "\(path)?fieldManager=\(cluster.fieldManager)", contentType: "application/json",
            body: JSON.bytes(secret))
        _ = try cluster.paced(request, operation: "create secret/\(object.name)", seconds: 60)
    }

    /// Applies objects as upstream does: what others have changed is taken over.
    func apply(_ objects: [Value]) throws {
        var options = Cluster.ApplyOptions()
        options.forcesConflicts = true
        try cluster.apply(objects.map { Object($0) }, options)
    }

    /// Reads a Secret; nil if there is none.
    func secret(_ name: String, _ namespace: String) throws -> Object? {
        try cluster.read(Cluster.Location(resource: try resource("Secret"), namespace: namespace, name: name))
    }

    func resource(_ kind: String) throws -> Resource {
        try cluster.discovery.resource(apiVersion: "v1", kind: kind)
    }

    /// Deletes an object; false if there was none.
    func delete(_ kind: String, _ name: String, _ namespace: String?) throws -> Bool {
        try cluster.delete(Cluster.Location(resource: try resource(kind), namespace: namespace, name: name))
    }

    /// Objects of a kind that we manage, everywhere.
    func managed(_ kind: String, labels: String = "") throws -> [Object] {
        let selector = "\(MutationNames.managedByLabel)=zarf" + (labels.isEmpty ? "" : "," + labels)
        return try cluster.list(try resource(kind), namespace: nil, .init(labels: selector)).objects
    }

    // MARK: pull secrets

    /// What objects are pointed at in this cluster, with the ways pods reach an internal registry.
    // zarf v0.84 src/pkg/cluster/secrets.go: the NodePort service with the registry's port; the registry's own in proxy mode.
    public func targets(_ state: ZarfState) throws -> MutationTargets {
        guard state.isRegistryInternal else { return state.targets() }
        let services = try cluster.list(try resource("Service"), namespace: nil).objects
        let found = services.first { service in
            let ports = service.value["spec"]?["ports"]?.array ?? []
            if state.registryMode == .proxy {
                return service.name == "zarf-docker-registry" && service.namespace == Self.namespace
            }
            return ports.contains { $0["nodePort"]?.integer == Int64(state.registryPort) }
        }
        guard let found, let port = found.value["spec"]?["ports"]?.array?.first?["port"]?.integer else {
            return state.targets()
        }
        let address = found.value["spec"]?["clusterIP"]?.string ?? ""
        let host = address.contains(":") ? "[\(address)]" : address
        return state.targets(
            registryService: "\(found.name).\(found.namespace ?? "").svc.cluster.local:\(port)",
            registryServiceAddress: address.isEmpty || address == "None" ? nil : "\(host):\(port)")
    }

    /// Makes or repairs the pull secrets of namespaces.
    public func writePullSecrets(_ state: ZarfState, namespaces: [String]) throws {
        let targets = try targets(state)
        let certificates = try clientCertificates(state, namespaces: namespaces).map(\.value)
        try apply(namespaces.flatMap { PullSecrets.secrets(targets, namespace: $0) } + certificates)
    }

    /// The namespaces that have a pull secret of ours; those that are being deleted need none any more, and take none.
    public func namespacesWithPullSecrets() throws -> [String] {
        let names = [MutationNames.registrySecret, MutationNames.gitSecret]
        let secrets = try managed("Secret").filter { names.contains($0.name) }
        let going = try cluster.list(try resource("Namespace"), namespace: nil).objects.filter {
            $0.value["status"]?["phase"]?.string == "Terminating"
        }
        return Set(secrets.compactMap(\.namespace)).subtracting(going.map(\.name)).sorted()
    }

    // MARK: end

    /// Removes what we made beside releases: the records, the secrets everywhere, the labels of namespaces, our namespace.
    ///
    /// - returns: what was removed.
    // zarf v0.84 src/cmd/destroy.go.
    public func destroy() throws -> [String] {
        var removed: [String] = []
        for secret in try managed("Secret") where secret.namespace != Self.namespace {
            guard try delete("Secret", secret.name, secret.namespace) else { continue }
            removed.append("secret/\(secret.name) in \(secret.namespace ?? "")")
        }
        for namespace in try cluster.list(try resource("Namespace"), namespace: nil).objects
        where namespace.labels[MutationNames.agentLabel] != nil && namespace.name != Self.namespace {
            try patchLabel(namespace.name, nil)
            removed.append("label \(MutationNames.agentLabel) of namespace/\(namespace.name)")
        }
        if try delete("Namespace", Self.namespace, nil) { removed.append("namespace/\(Self.namespace)") }
        return removed
    }

    /// Sets or removes the agent's label of a namespace.
    func patchLabel(_ namespace: String, _ value: String?) throws {
        let patch: Value = ["metadata": ["labels": [MutationNames.agentLabel: value.map { .string($0) } ?? .null]]]
        let location = Cluster.Location(resource: try resource("Namespace"), namespace: nil, name: namespace)
        try self.patch(location, patch)
    }
}
