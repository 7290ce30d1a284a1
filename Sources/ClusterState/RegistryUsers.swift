import Documents
import Glibc
import HTTP
import Kubernetes

/// The users of a registry that runs in the cluster, which takes others over without a new pod.
///
/// Distribution reads its users again when their file changes, and that file is a volume of a Secret. A pod started anew
/// could need its own image from a registry that knows the old password only, by a pull secret with the new one.
// distribution registry/auth/htpasswd/access.go Authorized: the file is read again when its time is another.
extension StateStore {
    static let registrySecretName = "zarf-docker-registry-secret"
    static let registryPodLabels = "app=docker-registry,release=zarf-docker-registry"
    /// A node that is told looks at once; one that is not looks every minute or so.
    private static let takeOverSeconds = 150

    /// Has the registry take over the users that the state names, and waits until all of its pods have.
    ///
    /// - returns: false if it has them already, or there is no registry of ours.
    /// - throws: `StateError.usersNotTakenOver` if a pod still asks for others after a while.
    @discardableResult
    public func renewRegistryUsers(_ state: ZarfState) throws -> Bool {
        guard state.isRegistryInternal, let present = try secret(Self.registrySecretName, Self.namespace) else {
            return false
        }
        let wanted = try htpasswd(state)
        guard wanted != Self.users(in: present) else { return false }
        let location = Cluster.Location(
            resource: try resource("Secret"), namespace: Self.namespace, name: Self.registrySecretName)
        try patch(location, ["data": ["htpasswd": .string(base64(wanted.joined(separator: "\n").utf8))]])
        let pods = try cluster.list(
            try resource("Pod"), namespace: Self.namespace, .init(labels: Self.registryPodLabels)
        ).objects.filter { pod in
            pod.value["status"]?["phase"]?.string == "Running" && pod.value["metadata"]?["deletionTimestamp"] == nil
        }.map { Cluster.Location(resource: try resource("Pod"), namespace: Self.namespace, name: $0.name) }
        // A change of a pod has its node look at the pod's volumes, too.
        for pod in pods {
            try patch(pod, ["metadata": ["annotations": ["zarf.dev/users-changed": .string(String(time(nil)))]]])
        }
        // Behind proxies they ask for a certificate before they ask for a password: nobody can look from here.
        if state.mutualTLS == .none { try pods.forEach { try waitForUsers(state, of: $0) } }
        return true
    }

    /// The lines of the registry's users, as its Secret has them.
    static func users(in secret: Object?) -> [String] {
        let bytes = secret?.value["data"]?["htpasswd"]?.string.flatMap { base64Decoded($0) } ?? []
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { String($0) }
    }

    private func waitForUsers(_ state: ZarfState, of pod: Cluster.Location) throws {
        guard let port = RemotePort("5000") else { return }
        let tunnel = try Tunnel(to: pod, port: port, in: cluster)
        defer { tunnel.close() }
        let end = time(nil) + Self.takeOverSeconds
        while registryStatus(tunnel.address, as: state) != 200 {
            guard time(nil) < end else {
                throw StateError.usersNotTakenOver(pod: pod.description, seconds: Self.takeOverSeconds)
            }
            usleep(200_000)
        }
    }

    /// Starts pods with certificates anew that have older ones than the state's Secrets: they read them when they start.
    ///
    /// What zarf-init's next release says of the pods is the same.
    func restartForCertificates(_ state: ZarfState) throws {
        let digest = try registryCertificatesDigest(state)
        for (kind, name) in [("Deployment", "zarf-docker-registry"), ("DaemonSet", "zarf-registry-proxy")] {
            let resource = try cluster.discovery.resource(apiVersion: "apps/v1", kind: kind)
            let location = Cluster.Location(resource: resource, namespace: Self.namespace, name: name)
            let annotations = try cluster.read(location)?.value["spec"]?["template"]?["metadata"]?["annotations"]
            guard let known = annotations?["checksum/tls"]?.string, !known.isEmpty, known != digest else { continue }
            let change: Value = ["metadata": ["annotations": ["checksum/tls": .string(digest)]]]
            try patch(location, ["spec": ["template": change]])
        }
    }

    func patch(_ location: Cluster.Location, _ change: Value) throws {
        let request = try cluster.client.request(
            .patch, location.path, contentType: "application/merge-patch+json", body: JSON.bytes(change))
        _ = try cluster.paced(request, operation: "change \(location.description)", seconds: 60)
    }
}
