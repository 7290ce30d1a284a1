import Diagnostics
import Documents
import FileIO
import Glibc
import HTTP
import Synchronization

/// Talks to one API server: one connection pool, credentials renewed as needed. Used from any thread.
public final class APIClient: Sendable {
    /// What the client was made with.
    public let access: ClusterAccess
    private let configuration: ClientConfiguration
    private let state: Mutex<State>

    private struct State {
        var client: Client?
        var authorization: String?
        /// Seconds since 1970 from when on the credentials are asked for anew.
        var renewal: Int?
        var isIdentified = false
        var certificate: [UInt8]?
        var key: [UInt8]?
        /// What the server was asked to speak and does not.
        var unspoken: Set<[String]> = []
    }

    /// The kubelet renews tokens of pods; client-go transport/token_source.go reads them again every minute.
    private static let tokenFileSeconds = 60

    /// Opens nothing yet.
    ///
    /// - environmentProxy: the tool's proxies, unless the cluster has one of its own.
    public init(_ access: ClusterAccess, environmentProxy: ProxySettings = ProxySettings(), userAgent: String = "zarf")
    {
        self.access = access
        var configuration = ClientConfiguration()
        configuration.tls = access.tls
        configuration.proxy = environmentProxy
        configuration.proxy.always = access.proxy
        configuration.userAgent = userAgent
        configuration.maximumRedirects = 3
        self.configuration = configuration
        state = Mutex(State())
    }

    // MARK: requests

    /// A request of a path below the server's, such as `/api/v1/nodes?limit=500`.
    public func request(
        _ method: Method, _ path: String, contentType: String? = nil, body: [UInt8]? = nil,
        accept: String = "application/json"
    ) throws -> Request {
        var headers: Headers = ["Accept": accept]
        if let contentType { headers["Content-Type"] = contentType }
        let base = access.server.text.hasSuffix("/") ? String(access.server.text.dropLast()) : access.server.text
        var request = Request(method, try HTTPURL(base + path), headers: headers)
        if let body { request.body = .bytes(body) }
        request.maximumErrorBodyByteCount = Self.maximumErrorByteCount
        impersonate(&request)
        return request
    }

    /// A Status that names every wrong field of an object may be long.
    static let maximumErrorByteCount = 256 << 10

    private func impersonate(_ request: inout Request) {
        guard let impersonation = access.impersonation else { return }
        // Kubernetes documentation "User impersonation".
        request.headers["Impersonate-User"] = impersonation.user
        if let uid = impersonation.uid { request.headers["Impersonate-Uid"] = uid }
        for group in impersonation.groups { request.headers.add("Impersonate-Group", group) }
    }

    /// Sends a request and returns the open answer; an error status is thrown as `KubernetesError.refused`.
    ///
    /// - operation: verb and object, for messages.
    public func open(_ request: Request, operation: String) throws -> ResponseStream {
        let stream = try openAny(request)
        guard stream.head.status >= 400 else { return stream }
        throw KubernetesError.refused(operation: operation, APIStatus(try stream.response(limit: 0)))
    }

    /// Sends a request and returns the answer's JSON.
    public func send(_ request: Request, operation: String) throws -> Value {
        let stream = try open(request, operation: operation)
        let body = try stream.response(limit: Self.maximumBodyByteCount).body
        var limits = DocumentLimits(byteCount: Self.maximumBodyByteCount)
        limits.nodeCount = 20_000_000
        do {
            return try JSON.parse(body, file: operation, limits: limits)
        } catch let error as DocumentError {
            throw KubernetesError.malformedResponse(operation: operation, error.message)
        }
    }

    /// Lists are asked for in pages of 500; an object has at most about 3 MiB.
    static let maximumBodyByteCount = 1 << 30

    /// GET a path.
    public func get(_ path: String, operation: String) throws -> Value {
        try send(try request(.get, path), operation: operation)
    }

    /// Sends a request with our credentials; when they are refused once, with new ones.
    private func openAny(_ request: Request) throws -> ResponseStream {
        let (client, authorization) = try identified()
        let stream = try client.open(authorized(request, authorization))
        guard stream.head.status == 401, canRenew, request.canBeRepeated else { return stream }
        stream.discard()
        state.withLock { $0.isIdentified = false }
        let (renewed, newAuthorization) = try identified()
        return try renewed.open(authorized(request, newAuthorization))
    }

    private func authorized(_ request: Request, _ authorization: String?) -> Request {
        var request = request
        if request.authorization == nil { request.authorization = authorization }
        return request
    }

    // MARK: connections that stop being HTTP

    /// Asks the server to speak another protocol over a connection of its own. Whether it does says the answer's status.
    func upgrade(_ request: Request) throws -> UpgradedConnection {
        let connection = try upgradeOnce(request)
        guard connection.head.status == 401, canRenew else { return connection }
        state.withLock { $0.isIdentified = false }
        return try upgradeOnce(request)
    }

    /// Whether it makes sense to ask for one of these protocols.
    func mayUpgrade(to protocols: [String]) -> Bool { state.withLock { !$0.unspoken.contains(protocols) } }
    /// Remembers that the server speaks none of these.
    func doNotUpgrade(to protocols: [String]) { state.withLock { _ = $0.unspoken.insert(protocols) } }

    private func upgradeOnce(_ request: Request) throws -> UpgradedConnection {
        let (_, authorization) = try identified()
        return try UpgradedConnection(authorized(request, authorization), configuration: currentConfiguration())
    }

    // MARK: credentials

    private var canRenew: Bool {
        switch access.credential {
        case .program, .tokenFile: true
        default: false
        }
    }

    private func currentConfiguration() -> ClientConfiguration {
        state.withLock { state in
            var configuration = configuration
            if let certificate = state.certificate {
                configuration.tls.certificateBytes = certificate
                configuration.tls.keyBytes = state.key
            }
            return configuration
        }
    }

    /// The client and the Authorization header of now.
    private func identified() throws -> (Client, String?) {
        try state.withLock { state in
            if !state.isIdentified || state.renewal.map({ time(nil) >= $0 }) ?? false { try identify(&state) }
            if let client = state.client { return (client, state.authorization) }
            var configuration = configuration
            if let certificate = state.certificate {
                configuration.tls.certificateBytes = certificate
                configuration.tls.keyBytes = state.key
            }
            let client = try Client(configuration)
            state.client = client
            return (client, state.authorization)
        }
    }

    private func identify(_ state: inout State) throws {
        state.renewal = nil
        switch access.credential {
        case .none: state.authorization = nil
        case .token(let token): state.authorization = "Bearer \(token)"
        case .basic(let user, let password): state.authorization = basicAuthorization(user, password)
        case .tokenFile(let file):
            let token = String(decoding: try readFile(file, limit: 1 << 20), as: UTF8.self)
            state.authorization = "Bearer " + token.filter { !$0.isWhitespace }
            state.renewal = time(nil) + Self.tokenFileSeconds
        case .program(let program):
            let answer = try program.run()
            state.authorization = answer.token.map { "Bearer \($0)" }
            state.renewal = answer.expiry
            if answer.certificate != state.certificate {
                (state.certificate, state.key) = (answer.certificate, answer.key)
                state.client = nil
            }
        }
        state.isIdentified = true
    }
}
