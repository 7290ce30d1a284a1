import Charts
import Diagnostics
import Documents
import GoTemplate
import Kubernetes

extension ChartRenderer {
    /// A renderer that knows what a cluster can do, and what is in it.
    // helm v4.2 pkg/action/action.go getCapabilities, pkg/engine/lookup_func.go.
    package init(_ cluster: Cluster) throws {
        self.init()
        let version = try cluster.client.get("/version", operation: "find the version of the cluster")
        func text(_ key: String) -> String { version[key]?.string ?? "" }
        capabilities.kubeVersion = KubeVersion(
            server: text("gitVersion"), major: text("major"), minor: text("minor"))
        capabilities.discovered = { try cluster.discovery.servedVersions() }
        lookup = { try Self.lookup(cluster, apiVersion: $0, kind: $1, namespace: $2, name: $3) }
    }

    private static func lookup(
        _ cluster: Cluster, apiVersion: String, kind: String, namespace: String, name: String
    ) throws -> GoValue {
        do {
            let resource = try cluster.discovery.resource(apiVersion: apiVersion, kind: kind)
            let path = resource.path(
                namespace: namespace.isEmpty ? nil : namespace, name: name.isEmpty ? nil : name)
            return try GoValue(found: cluster.client.get(path, operation: "look up \(kind) \(name)"))
        } catch let error as KubernetesError where error.isNotFound {
            return .map(GoMap())
        } catch KubernetesError.unknownKind {
            let version = GroupVersion(apiVersion)
            let full = "\(version.group)/\(version.version), Kind=\(kind)"
            throw GoError(
                "unable to get apiresource from unstructured: \(full): the server could not find the requested resource"
            )
        } catch let failure as any Failure {
            throw GoError(failure.message)
        }
    }
}

extension GoValue {
    /// An object of a cluster: whole numbers are int64, as apimachinery's JSON decoder has them.
    fileprivate init(found value: Value) {
        switch value {
        case .integer(let number): self = .int64(number)
        case .array(let elements): self = .list(elements.map { GoValue(found: $0) })
        case .object(let members):
            self = .map(
                GoMap(Dictionary(uniqueKeysWithValues: members.map { (GoString($0.key), GoValue(found: $0.value)) })))
        default: self = GoValue(value)
        }
    }
}
