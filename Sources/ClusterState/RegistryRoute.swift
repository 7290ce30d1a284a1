import Diagnostics
import HTTP
import Kubernetes

extension StateStore {
    /// Runs a body with an address at which the cluster's registry answers from here.
    ///
    /// An external registry is where its address says. One in the cluster is looked for at its port of this machine, then
    /// of each node; where it is at none of them, a tunnel through the API server leads to it.
    // Differs: upstream always tunnels through the API server, which is slow for large images.
    public func withRegistry<Result>(of state: ZarfState, _ body: (String) throws -> Result) throws -> Result {
        guard state.isRegistryInternal else { return try body(state.registryAddress) }
        let candidates = [state.registryAddress] + (try nodeAddresses().map { "\($0):\(state.registryPort)" })
        if let address = candidates.first(where: { isRegistry($0, of: state) }) { return try body(address) }
        // Behind a proxy the registry wants a certificate, which the proxy has.
        guard state.registryMode != .proxy else {
            return try withTunnel(to: "zarf-registry-proxy", of: ("apps/v1", "DaemonSet"), port: 5000, body)
        }
        return try withTunnel(to: "zarf-docker-registry", port: 5000, body)
    }

    /// Runs a body with an address at which the cluster's git server answers from here.
    // zarf v0.84 src/pkg/state/state.go ZarfInClusterGitServiceURL.
    public func withGitServer<Result>(of state: ZarfState, _ body: (String) throws -> Result) throws -> Result {
        let address = state.text(["gitServer", "address"])
        guard address == ZarfState.internalGitAddress else { return try body(address) }
        return try withTunnel(to: "zarf-gitea-http", port: 3000) { try body("http://\($0)") }
    }

    private func withTunnel<Result>(
        to name: String, of kind: (version: String, name: String) = ("v1", "Service"), port: Int,
        _ body: (String) throws -> Result
    ) throws -> Result {
        let resource = try cluster.discovery.resource(apiVersion: kind.version, kind: kind.name)
        let location = Cluster.Location(resource: resource, namespace: Self.namespace, name: name)
        guard let remote = RemotePort(String(port)) else { throw StateError.unusable("\(port) is no port") }
        let tunnel = try Tunnel(to: location, port: remote, in: cluster)
        defer { tunnel.close() }
        return try body(tunnel.address)
    }

    /// Whether it is the cluster's registry that answers there: this machine may have another one at that port, of another
    /// cluster even. Ours lets nobody in without a password, and knows this one.
    private func isRegistry(_ address: String, of state: ZarfState) -> Bool {
        registryStatus(address) == 401 && registryStatus(address, as: state) == 200
    }

    /// How a registry answers who asks whether it is one, by name and password if it is told whose; nil if nobody answers.
    // OCI distribution-spec 1.1 "Determining Support": GET /v2/ is 200, or 401 for who has shown nothing.
    func registryStatus(_ address: String, as state: ZarfState? = nil) -> Int? {
        var configuration = ClientConfiguration()
        configuration.retry = .never
        configuration.connectTimeoutSeconds = 2
        configuration.idleTimeoutSeconds = 5
        guard let url = try? HTTPURL("http://\(address)/v2/"), let client = try? Client(configuration) else {
            return nil
        }
        var request = Request(.get, url)
        request.followsRedirects = false
        if let state {
            let words = ["pushUsername", "pushPassword"].map { state.text(["registryInfo", $0]) }
            request.authorization = "Basic " + base64(words.joined(separator: ":").utf8)
        }
        return (try? client.send(request))?.status
    }

    private func nodeAddresses() throws -> [String] {
        let nodes = try cluster.list(try resource("Node"), namespace: nil).objects
        return nodes.flatMap { $0.value["status"]?["addresses"]?.array ?? [] }
            .filter { $0["type"]?.string == "InternalIP" }.compactMap { $0["address"]?.string }
            .map { $0.contains(":") ? "[\($0)]" : $0 }
    }
}
