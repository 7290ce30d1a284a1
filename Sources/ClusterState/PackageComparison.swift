import Documents
import Mutation
public import PackageModel

/// What a record says of itself so that deploying the same again need do nothing. Upstream does not know these members: what
/// it writes has none of them, and is deployed again.
extension PackageRecord {
    static let inputsKey = "inputs"
    static let manifestKey = "manifestDigest"

    /// Whether a component is as it would be deployed, as far as the record tells.
    ///
    /// - inputs: the digest of all that it would be made from.
    public func standing(of component: String, inputs: String) -> Standing {
        guard let entry = entry(of: component) else { return .unknown }
        let status = entry["status"]?.string ?? ""
        guard status == ComponentStatus.succeeded.rawValue else {
            return .changed("the cluster's record says \(status)")
        }
        guard let known = entry[Self.inputsKey]?.string else {
            return .changed("it was deployed by another tool or version")
        }
        return known == inputs
            ? .unchanged : .changed("package, variables, values or the cluster's services are others")
    }

    /// The digest of what was rendered for a release of a component; nil if the record does not say.
    public func manifestDigest(of release: String, in namespace: String, component: String) -> String? {
        let charts = entry(of: component)?["installedCharts"]?.array ?? []
        let found = charts.first { $0["chartName"]?.string == release && $0["namespace"]?.string == namespace }
        return found?[Self.manifestKey]?.string
    }

    private func entry(of component: String) -> Value? {
        (value["deployedComponents"]?.array ?? []).first { $0["name"]?.string == component }
    }
}

extension StateStore {
    /// Which of some namespaces have no pull secret; for a cluster that is initialised.
    public func namespacesWithoutPullSecret(_ namespaces: Set<String>) throws -> [String] {
        try namespaces.sorted().filter { try secret(MutationNames.registrySecret, $0) == nil }
    }
}
