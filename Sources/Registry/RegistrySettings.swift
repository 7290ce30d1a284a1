import Diagnostics
import FileIO
import HTTP
import SystemPackage

/// What tools let people say about registries, and how a client is made of it.
public struct RegistrySettings: Sendable {
    /// Whether any registry may be spoken to without TLS.
    public var allowsPlainHTTP = false
    /// Trust and identity in TLS.
    public var tls = ClientConfiguration.TLS()
    /// Attempts in all of a request that fails for a passing reason.
    public var attempts = RetryPolicy().attempts
    /// Bytes of the pieces large blobs are pushed in; nil pushes them whole.
    public var uploadChunkByteCount: Int?
    /// User name and password for one registry, before those of Docker's configuration.
    public var fixedCredentials: FixedCredentials?
    /// Name and version of the tool, for servers' logs.
    public var userAgent = "zarf"

    /// The defaults.
    public init() {}

    /// A client for HTTP of any kind. Proxies are those of the usual variables, `SSL_CERT_FILE` names further authorities.
    ///
    /// - environment: the tool's, `NAME=value` each.
    public func httpClient(environment: [String]) throws -> Client {
        let variables = Self.variables(environment)
        var configuration = ClientConfiguration()
        configuration.userAgent = userAgent
        configuration.tls = tls
        if configuration.tls.authorities == nil, let file = variables["SSL_CERT_FILE"], !file.isEmpty {
            configuration.tls.authorities = FilePath(file)
        }
        for file in [configuration.tls.authorities, configuration.tls.certificate, configuration.tls.key] {
            // libcurl would only say that there is a problem.
            if let file { _ = try OpenFile.open(reading: file) }
        }
        configuration.proxy = ProxySettings(environment: variables)
        configuration.retry.attempts = max(1, attempts)
        return try Client(configuration)
    }

    /// A client for registries. Docker's configuration is read from `DOCKER_CONFIG`, else `~/.docker`.
    ///
    /// - client: what speaks HTTP; without one, a new one.
    /// - environment: the tool's, `NAME=value` each.
    public func client(
        over client: Client? = nil, environment: [String], reporter: any Reporter = SilentReporter()
    ) throws -> RegistryClient {
        let variables = Self.variables(environment)
        let folder =
            variables["DOCKER_CONFIG"].flatMap { $0.isEmpty ? nil : FilePath($0) }
            ?? FilePath(variables["HOME"] ?? "/").appending(".docker")
        let docker = try DockerConfiguration(path: folder.appending("config.json"), environment: environment)
        return try RegistryClient(
            client: try client ?? httpClient(environment: environment),
            credentials: CredentialChain(first: fixedCredentials, second: docker),
            allowsPlainHTTP: allowsPlainHTTP, uploadChunkByteCount: uploadChunkByteCount, reporter: reporter)
    }

    private static func variables(_ environment: [String]) -> [String: String] {
        var variables: [String: String] = [:]
        for entry in environment {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            variables[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
        return variables
    }
}

/// What was given on the command line, else what Docker knows.
private struct CredentialChain: CredentialSource {
    let first: FixedCredentials?
    let second: DockerConfiguration

    func credentials(registry: String, repository: String) throws -> Credentials? {
        if let found = first?.credentials(registry: registry, repository: repository) { return found }
        return try second.credentials(registry: registry, repository: repository)
    }
}
