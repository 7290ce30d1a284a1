import Documents
import Mutation

/// What a record says of itself so that deploying the same again need do nothing. Upstream does not know these members: what
/// it writes has none of them, and is deployed again.
extension PackageRecord {
    static let inputsKey = "inputs"
    static let manifestKey = "manifestDigest"

    /// Why a component must be deployed again, as far as the record tells; nil if it need not, empty if it never was.
    ///
    /// - inputs: the digest of all that it would be made from.
    public func departure(of component: String, inputs: String) -> String? {
        guard let entry = entry(of: component) else { return "" }
        let status = entry["status"]?.string ?? ""
        guard status == ComponentStatus.succeeded.rawValue else { return "the cluster's record says \(status)" }
        guard let known = entry[Self.inputsKey]?.string else { return "it was deployed by another tool or version" }
        return known == inputs ? nil : "package, variables, values or the cluster's services are others"
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
