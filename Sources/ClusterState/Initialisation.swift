import Documents
import Glibc
import HTTP
import Kubernetes
import Mutation

/// What a person chooses when a cluster is initialised.
public struct InitialisationChoices: Sendable {
    /// Members of the state that were given: addresses, users, passwords.
    public var given: [(path: [String], value: String)] = []
    /// What the registry is; nil for a registry in the cluster, or an external one if an address was given.
    public var registryMode: ZarfState.RegistryMode?
    /// The registry's port of all nodes.
    public var registryPort: Int?
    /// The storage class of claims; nil guesses.
    public var storageClass: String?
    /// Whether only what is labelled is redirected by the agent.
    public var isAgentLabelledOnly: Bool?
    /// A certificate for the agent that a person brings; nil for one of ours.
    public var agentCertificate: AgentCertificate?

    /// Authority, certificate and key, in PEM.
    public struct AgentCertificate: Sendable {
        let authority: String
        let certificate: String
        let key: String

        /// All three in PEM.
        public init(authority: String, certificate: String, key: String) {
            (self.authority, self.certificate, self.key) = (authority, certificate, key)
        }
    }

    /// The defaults.
    public init() {}
}

extension StateStore {
    /// What was done to a cluster.
    public struct Initialised: Sendable {
        /// The state as it is now.
        public let state: ZarfState
        /// Whether there was none before.
        public let isNew: Bool
        /// What happened, a line each.
        public let notes: [String]
    }

    /// Makes the state, or repairs the one that is there: what is set stays, what is missing is filled in.
    ///
    /// Throws `StateError.unusable` for a choice that differs from what is set.
    public func initialise(_ choices: InitialisationChoices) throws -> Initialised {
        for _ in 1..<Self.maximumWriters {
            do {
                return try initialiseOnce(choices)
            } catch KubernetesError.refused(_, let status) where status.code == 409 {
                // The last that a run asked for that was killed may be done only now.
                continue
            }
        }
        return try initialiseOnce(choices)
    }

    /// Only one is at work at a time; what comes between is from runs that are no more.
    private static let maximumWriters = 3

    private func initialiseOnce(_ choices: InitialisationChoices) throws -> Initialised {
        let before = try read()
        var state = before?.state ?? ZarfState()
        let isNew = before == nil
        if !isNew { try refuseOtherCredentials(state, choices) }
        try ensureNamespace()
        if state.distribution.isEmpty { state.distribution = try detectDistribution() }
        if let storageClass = choices.storageClass {
            state.storageClass = storageClass
        } else if isNew {
            state.storageClass = Distribution.storageClass(of: state.distribution)
        }
        if state.ipFamily.isEmpty { state.ipFamily = try detectFamily() }
        try state.fill(choices)
        var notes: [String] = []
        if let own = choices.agentCertificate { try state.setAgentCertificate(own) }
        let hasNewAgent = try state.renewAgentCertificate()
        if hasNewAgent { notes.append(isNew ? "made the agent's certificate" : "renewed the agent's certificate") }
        if isNew, try ignoreExistingNamespaces() {
            notes.append("namespaces that were there are labelled \(MutationNames.agentLabel)=ignore")
        }
        if state != before?.state { try write(state, version: before?.version) }
        if try renewRegistryCertificates(state) { notes.append("made certificates for the registry and its clients") }
        // One that is to be reached in another way is started anew by what follows.
        if before?.state.registryMode == state.registryMode, try renewRegistryUsers(state) {
            notes.append("the registry took over its passwords")
        }
        // Whatever went wrong before, or is another now: all who pull have what the state says.
        let others = isNew ? [] : try namespacesWithPullSecrets()
        try writePullSecrets(state, namespaces: Set(others + [Self.namespace]).sorted())
        return Initialised(state: state, isNew: isNew, notes: notes)
    }

    // zarf v0.84 src/cmd/initialize.go: other credentials than those in use would lock everything out.
    private func refuseOtherCredentials(_ state: ZarfState, _ choices: InitialisationChoices) throws {
        let isGivenOutside = choices.given.contains { $0.path == ["registryInfo", "address"] }
        if isGivenOutside || choices.registryMode == .external, state.isRegistryInternal, state.registryPort != 0 {
            throw StateError.unusable(
                "initialise the cluster: its registry is \(state.registryMode.rawValue) already, not external")
        }
        for (path, value) in choices.given where !state.text(path).isEmpty && state.text(path) != value {
            throw StateError.unusable(
                "initialise the cluster: \(path.joined(separator: ".")) is set already, to something else; "
                    + "change it with zarf-state rotate")
        }
        try refuseOtherStorageClass(state, choices)
        let isMoving = choices.registryMode.map { $0 != state.registryMode } ?? false
        if let port = choices.registryPort, state.registryPort != 0, state.registryPort != port, !isMoving {
            throw StateError.unusable(
                "initialise the cluster: the registry's port is \(state.registryPort) already, not \(port)")
        }
    }

    /// A claim keeps its class, and the images are in it.
    private func refuseOtherStorageClass(_ state: ZarfState, _ choices: InitialisationChoices) throws {
        guard state.isRegistryInternal, let storageClass = choices.storageClass, storageClass != state.storageClass
        else { return }
        let claim = Cluster.Location(
            resource: try resource("PersistentVolumeClaim"), namespace: Self.namespace, name: "zarf-docker-registry")
        guard let present = try cluster.read(claim) else { return }
        // Without a name it was the cluster's default.
        let known = present.value["spec"]?["storageClassName"]?.string ?? ""
        guard known != storageClass else { return }
        throw StateError.unusable(
            "initialise the cluster: the registry's images are in a claim of storage class \"\(known)\", "
                + "not \"\(storageClass)\"; \(claim.description) would have to go with them first")
    }

    /// Makes our namespace if it is not there.
    func ensureNamespace() throws {
        let location = Cluster.Location(resource: try resource("Namespace"), namespace: nil, name: Self.namespace)
        if let found = try cluster.read(location), found.value["status"]?["phase"]?.string == "Terminating" {
            throw StateError.unusable("use namespace/\(Self.namespace): it is being deleted; wait until it is gone")
        }
        try apply([
            [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": .string(Self.namespace), "labels": [MutationNames.managedByLabel: "zarf"],
                ],
            ]
        ])
        try waitForAccount(in: Self.namespace)
    }

    private func ignoreExistingNamespaces() throws -> Bool {
        var isAny = false
        for namespace in try cluster.list(try resource("Namespace"), namespace: nil).objects
        where namespace.name != Self.namespace && namespace.labels[MutationNames.agentLabel] == nil {
            try patchLabel(namespace.name, "ignore")
            isAny = true
        }
        return isAny
    }

    // MARK: what the cluster is

    private func detectDistribution() throws -> String {
        let nodes = try cluster.list(try resource("Node"), namespace: nil).objects
        guard !nodes.isEmpty else { throw StateError.unusable("initialise the cluster: it has no nodes") }
        let namespaces = try cluster.list(try resource("Namespace"), namespace: nil).objects.map(\.name)
        return Distribution.guess(nodes: nodes, namespaces: namespaces)
    }

    /// Asks for a service of both families, without making one.
    // zarf v0.84 src/pkg/cluster/cluster.go makes Service zarf-ip-family-test and deletes it; a dry run says the same.
    private func detectFamily() throws -> String {
        let service: Value = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "zarf-ip-family-test", "namespace": "zarf"],
            "spec": ["ipFamilyPolicy": "PreferDualStack", "ports": [["port": 443, "protocol": "TCP"]]],
        ]
        let request = try cluster.client.request(
            .post, "/api/v1/namespaces/zarf/services?dryRun=All", contentType: "application/json",
            body: JSON.bytes(service))
        let answer = try cluster.paced(request, operation: "find out the family of addresses", seconds: 60).1
        let families = (answer["spec"]?["ipFamilies"]?.array ?? []).compactMap(\.string)
        if families.count == 2 { return "dual" }
        if let family = families.first { return family == "IPv6" ? "ipv6" : "ipv4" }
        // Servers up to 1.20 name no families, and give a service that is tried no address. The server's own has one.
        let own = Cluster.Location(resource: try resource("Service"), namespace: "default", name: "kubernetes")
        return try cluster.read(own)?.value["spec"]?["clusterIP"]?.string?.contains(":") == true ? "ipv6" : "ipv4"
    }
}

/// Guesses whose Kubernetes it is.
// zarf v0.84 src/pkg/cluster/distro.go.
package enum Distribution {
    /// - nodes, namespaces: all of the cluster's.
    package static func guess(nodes: [Object], namespaces: [String]) -> String {
        for node in nodes {
            let provider = node.value["spec"]?["providerID"]?.string ?? ""
            let prefixes = [
                ("kind://", "kind"), ("k3s://k3d-", "k3d"), ("aws:///", "eks"), ("gce://", "gke"),
                ("azure:///subscriptions", "aks"),
            ]
            if let found = prefixes.first(where: { provider.hasPrefix($0.0) }) { return found.1 }
            if node.name == "docker-desktop" { return "dockerdesktop" }
            if node.labels["microk8s.io/cluster"] == "true" { return "microk8s" }
            if node.labels["node.kubernetes.io/instance-type"] == "k3s" { return "k3s" }
            if node.labels["node.kubernetes.io/instance-type"] == "rke2" { return "rke2" }
            if node.labels["run.tanzu.vmware.com/kubernetesDistributionVersion"] != nil { return "tkg" }
            for image in node.value["status"]?["images"]?.array ?? [] {
                let names = (image["names"]?.array ?? []).compactMap(\.string)
                if names.contains(where: { $0.contains("rancher/rke2-runtime") }) { return "rke2" }
                if names.contains(where: { $0.contains("tkg/tanzu") }) { return "tkg" }
            }
        }
        return namespaces.contains("eksa-system") ? "eks-a" : "unknown"
    }

    /// The class that such a cluster has for claims; empty for its default.
    package static func storageClass(of distribution: String) -> String {
        switch distribution {
        case "k3s", "k3d": "local-path"
        case "kind", "gke": "standard"
        case "dockerdesktop": "hostpath"
        default: ""
        }
    }
}
