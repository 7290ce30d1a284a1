public import Documents
import HTTP

/// The secrets that every namespace has which runs something of ours, and the namespaces themselves.
// zarf v0.84 src/pkg/cluster/secrets.go, namespace.go.
public enum PullSecrets {
    /// A namespace we make, or take over: what it says about itself stays.
    public static func namespace(_ name: String, from object: Value? = nil) -> Value {
        var namespace = object ?? ["apiVersion": "v1", "kind": "Namespace"]
        namespace.set(["metadata", "name"], to: .string(name))
        namespace.set(["metadata", "labels", MutationNames.managedByLabel], to: "zarf")
        if namespace["metadata"]?["labels"]?[MutationNames.agentLabel] == nil {
            namespace.set(["metadata", "labels", MutationNames.agentLabel], to: "mutate")
        }
        return namespace
    }

    /// The secrets for a namespace that the targets' credentials allow to make.
    public static func secrets(_ targets: MutationTargets, namespace: String) -> [Value] {
        var secrets: [Value] = []
        if let pull = targets.registryPull {
            let names = [targets.registry, targets.registryServiceAddress, targets.registryService].compactMap { $0 }
            let entry: Value = ["auth": .string(base64("\(pull.user):\(pull.password)".utf8))]
            let members = Value.Object(names.map { ($0, entry) }, uniquingKeysWith: { first, _ in first })
            let text = JSON.bytes(["auths": .object(members)], .init(sortsKeys: true))
            secrets.append(
                secret(
                    MutationNames.registrySecret, namespace, type: "kubernetes.io/dockerconfigjson",
                    [".dockerconfigjson": text]))
        }
        if let pull = targets.gitServer?.pull {
            secrets.append(
                secret(
                    MutationNames.gitSecret, namespace, type: "Opaque",
                    ["username": Array(pull.user.utf8), "password": Array(pull.password.utf8)]))
        }
        return secrets
    }

    /// A Secret that is labelled as ours.
    public static func secret(
        _ name: String, _ namespace: String, type: String, _ content: [String: [UInt8]], labels: [String: String] = [:]
    ) -> Value {
        var all: Value.Object = [MutationNames.managedByLabel: "zarf"]
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) { all[key] = .string(value) }
        var data: Value.Object = [:]
        for (key, bytes) in content.sorted(by: { $0.key < $1.key }) { data[key] = .string(base64(bytes)) }
        return [
            "apiVersion": "v1", "kind": "Secret",
            "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": .object(all)],
            "type": .string(type), "data": .object(data),
        ]
    }
}
