import Diagnostics
import HTTP
import Kubernetes

extension StateStore {
    /// Runs a body with an address at which the cluster's registry answers from here.
    ///
    /// An external registry is where its address says. One in the cluster is looked for at its port of this machine, then
    /// of each node.
    /// - throws: `StateError.unusable` if it is at none of them.
    // Differs: upstream always tunnels through the API server, which is slow for large images.
    public func withRegistry<Result>(of state: ZarfState, _ body: (String) throws -> Result) throws -> Result {
        guard state.isRegistryInternal else { return try body(state.registryAddress) }
        let candidates = [state.registryAddress] + (try nodeAddresses().map { "\($0):\(state.registryPort)" })
        var reasons: [String] = []
        for address in candidates {
            guard let reason = try reasonNotToUse(address) else { return try body(address) }
            reasons.append("\(address): \(reason)")
        }
        throw StateError.unusable("reach the registry: \(reasons.joined(separator: "; "))")
    }

    /// Nil if a registry answers there.
    // OCI distribution-spec 1.1 "Determining Support": GET /v2/ is 200, or 401 for who has shown nothing.
    private func reasonNotToUse(_ address: String) throws -> String? {
        var configuration = ClientConfiguration()
        configuration.retry = .never
        configuration.connectTimeoutSeconds = 2
        configuration.idleTimeoutSeconds = 5
        do {
            let response = try Client(configuration).send(Request(.get, try HTTPURL("http://\(address)/v2/")))
            return [200, 401].contains(response.status) ? nil : "status \(response.status)"
        } catch let failure as any Failure {
            return failure.message
        }
    }

    private func nodeAddresses() throws -> [String] {
        let nodes = try cluster.list(try resource("Node"), namespace: nil).objects
        return nodes.flatMap { $0.value["status"]?["addresses"]?.array ?? [] }
            .filter { $0["type"]?.string == "InternalIP" }.compactMap { $0["address"]?.string }
            .map { $0.contains(":") ? "[\($0)]" : $0 }
    }
}
