import Diagnostics
import HTTP
import Synchronization

/// A registry as it is reached.
struct RegistryHost: Sendable, Hashable {
    /// Host and port as references write them: `docker.io`.
    let name: String
    /// Where it answers: `https://registry-1.docker.io/`.
    let base: HTTPURL
    /// The address that answered when it was first contacted.
    let peerAddress: String?

    /// Whether a host is on this machine or a private network, as upstream sees it.
    // zarf v0.84 src/internal/dns/dns.go IsLocalOrPrivate.
    static func isLocalOrPrivate(_ name: String) -> Bool {
        guard let url = try? HTTPURL("http://\(name)/") else { return false }
        let host = url.bareHost
        if let address = IPAddress(host) { return address.isLoopback || address.isPrivate }
        return host == "localhost" || host.hasSuffix(".local") || host.hasSuffix(".localhost")
    }

    // Docker Hub's registry has another name than its images.
    static func serverName(_ name: String) -> String { name == "docker.io" ? "registry-1.docker.io" : name }
}

/// Finds out once for each registry whether it is spoken to over HTTPS or plain HTTP.
final class HostDirectory: Sendable {
    private let client: Client
    private let probing: Client
    private let allowsPlainHTTP: Bool
    private let known = Mutex<[String: RegistryHost]>([:])
    /// One probe at a time: workers that start together ask about the same registry.
    private let probe = Mutex(())

    // zarf v0.84 src/pkg/ocischeme probeTimeout.
    static let probeTimeoutSeconds = 5

    init(client: Client, allowsPlainHTTP: Bool) throws {
        self.client = client
        self.allowsPlainHTTP = allowsPlainHTTP
        var configuration = client.configuration
        configuration.connectTimeoutSeconds = min(configuration.connectTimeoutSeconds, Self.probeTimeoutSeconds)
        configuration.idleTimeoutSeconds = min(configuration.idleTimeoutSeconds, Self.probeTimeoutSeconds)
        configuration.retry = .never
        probing = try Client(configuration)
    }

    /// How the registry called `name` is reached.
    func host(_ name: String) throws -> RegistryHost {
        if let host = known.withLock({ $0[name] }) { return host }
        return try probe.withLock { _ in
            if let host = known.withLock({ $0[name] }) { return host }
            let host = try find(name)
            known.withLock { $0[name] = host }
            return host
        }
    }

    /// Plain HTTP needs permission (or a local host) and proof: the port answers TLS in plain text, or, without a port
    /// in the name, nothing listens for HTTPS and something answers HTTP.
    // zarf v0.84 src/pkg/ocischeme/ocischeme.go decide.
    private func find(_ name: String) throws -> RegistryHost {
        let server = RegistryHost.serverName(name)
        let secure = try HTTPURL("https://\(server)/")
        guard allowsPlainHTTP || RegistryHost.isLocalOrPrivate(name) else {
            return RegistryHost(name: name, base: secure, peerAddress: nil)
        }
        do {
            return try answers(name, secure)
        } catch let error as HTTPError {
            guard case .transfer(_, let cause) = error else { throw error }
            let hasPort = server.reversed().prefix { $0 != ":" }.allSatisfy(\.isNumber) && server.contains(":")
            guard cause.isPlainTextAnswer || (!hasPort && cause.isNoConnection) else { throw error }
            return try answers(name, try HTTPURL("http://\(server)/"))
        }
    }

    /// Any answer at all shows that the scheme is right.
    private func answers(_ name: String, _ base: HTTPURL) throws -> RegistryHost {
        var request = Request(.get, try base.resolving("/v2/"))
        request.followsRedirects = false
        let response = try probing.send(request, limit: 64 << 10)
        return RegistryHost(name: name, base: base, peerAddress: response.head.peerAddress)
    }
}
