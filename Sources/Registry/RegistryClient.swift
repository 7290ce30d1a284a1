import Diagnostics
import Documents
import HTTP
import Hashing
import OCI

/// Speaks the OCI distribution protocol (v1.1) with any number of registries, from any thread.
public final class RegistryClient: Sendable {
    let client: Client
    let hosts: HostDirectory
    let authenticator: Authenticator
    let reporter: any Reporter
    /// Blobs larger than this are pushed in pieces of this size; nil pushes each in one request.
    public let uploadChunkByteCount: Int?

    /// - client: proxies, TLS, retries and timeouts are its configuration.
    /// - allowsPlainHTTP: whether any registry may be spoken to without TLS. Local and private ones always may; it
    ///   happens only where the registry shows that it does not speak TLS.
    public init(
        client: Client, credentials: any CredentialSource, allowsPlainHTTP: Bool = false,
        uploadChunkByteCount: Int? = nil, reporter: any Reporter = SilentReporter()
    ) throws {
        self.client = client
        self.reporter = reporter
        self.uploadChunkByteCount = uploadChunkByteCount
        hosts = try HostDirectory(client: client, allowsPlainHTTP: allowsPlainHTTP)
        authenticator = Authenticator(client: client, source: credentials)
    }

    /// Checks that a registry answers, and that it takes our credentials.
    public func ping(_ registry: String) throws {
        let operation = "reach registry \(registry)"
        try withContext(operation) {
            let host = try hosts.host(registry)
            let response = try send(.get, host, "/v2/", [.none], operation: operation)
            guard response.isSuccess else { throw RegistryError(operation: operation, response) }
        }
    }

    // MARK: requests

    /// Opens a request whose URL is on the host or was named by it, answering the host's challenge.
    func open(_ request: Request, _ host: RegistryHost, _ scopes: [Scope]) throws -> ResponseStream {
        var request = request
        let isOwn = request.url.origin == host.base.origin
        if isOwn {
            request.authorization = try authenticator.authorization(host, scopes)
        } else {
            request.addressPolicy = .namedByServer(at: host.peerAddress)
        }
        let stream = try client.open(request)
        let isChallenge = stream.head.status == 401 && isOwn && stream.head.url.origin == host.base.origin
        guard isChallenge, request.canBeRepeated,
            let authorization = try authenticator.authorization(
                after: stream.head, host, scopes, sent: request.authorization)
        else { return stream }
        stream.discard()
        request.authorization = authorization
        return try client.open(request)
    }

    /// Sends a small request to a path of the host.
    func send(
        _ method: HTTP.Method, _ host: RegistryHost, _ path: String, _ scopes: [Scope], operation: String,
        limit: Int = 4 << 20, adjust: (inout Request) -> Void = { _ in }
    ) throws -> Response {
        var request = Request(method, try host.base.resolving(path))
        adjust(&request)
        return try open(request, host, scopes).response(limit: limit)
    }
}

extension RegistryError {
    /// From an error response; the registry's own words are in its body.
    // OCI distribution-spec 1.1 "Error Codes".
    init(operation: String, _ response: Response) {
        let document = try? JSON.parse(response.body, file: "error")
        let first = document?["errors"]?.array?.first
        let code = first?["code"]?.string ?? document?["error"]?.string
        let text = first?["message"]?.string ?? document?["error_description"]?.string ?? document?["details"]?.string
        self = .refused(operation: operation, status: response.status, code: code, text: text)
    }
}
