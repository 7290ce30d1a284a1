import Diagnostics

/// What can go wrong between us and a server. Messages name URLs without their query, and no secrets.
public enum HTTPError: Failure, Equatable {
    /// Why a transfer failed below HTTP.
    public enum Cause: Sendable, Equatable {
        case cannotResolve
        /// No connection, with the system's reason.
        case cannotConnect(String)
        /// The TLS handshake failed, with OpenSSL's reason; the certificate was not trusted, or something else.
        case tls(String, isCertificate: Bool)
        /// The connection was closed or broke down.
        case connectionLost
        /// The body ended before its announced length.
        case truncated
        /// Nothing happened for so long.
        case timedOut(seconds: Int)
        /// The address is not one this request may go to.
        case forbiddenAddress(String)
        /// More header than we read.
        case headersTooLarge
        /// The transfer was given up by ourselves.
        case cancelled
        /// Anything else, in libcurl's words.
        case other(String)
    }

    /// Not an absolute http or https URL.
    case malformedURL(String)
    /// A transfer failed; `request` is method and URL.
    case transfer(request: String, cause: Cause)
    /// The server sent us elsewhere and we do not go there.
    case refusedRedirect(request: String, target: String, reason: String)
    /// A body over the limit of the caller.
    case bodyTooLarge(request: String, limit: Int)
    /// Asked to wait longer than we are willing to.
    case retryTooLate(request: String, status: Int, seconds: Int)
    /// A file of the configuration is of no use.
    case configuration(String)

    public var message: String {
        switch self {
        case .malformedURL(let text): "read URL \"\(text)\": not an http or https URL"
        case .transfer(let request, let cause): "\(request): \(cause.text)"
        case .refusedRedirect(let request, let target, let reason):
            "\(request): redirect to \(target) refused: \(reason)"
        case .bodyTooLarge(let request, let limit): "\(request): the body is larger than the limit of \(limit) bytes"
        case .retryTooLate(let request, let status, let seconds):
            "\(request): \(status), and the server asks to wait \(seconds) seconds"
        case .configuration(let text): text
        }
    }

    public var kind: FailureKind {
        switch self {
        case .malformedURL, .refusedRedirect, .bodyTooLarge: .untrusted
        case .transfer(_, .timedOut), .retryTooLate: .timedOut
        case .transfer(_, .forbiddenAddress), .transfer(_, .headersTooLarge): .untrusted
        case .transfer, .configuration: .failed
        }
    }

    public var hints: [String] {
        guard case .transfer(_, .tls(let reason, let isCertificate)) = self else { return [] }
        if isCertificate {
            return ["give the certificate of the server's authority, or use --insecure-skip-tls-verify"]
        }
        return reason.contains("wrong version number") ? ["the server speaks plain HTTP: use --plain-http"] : []
    }
}

extension HTTPError.Cause {
    var text: String {
        switch self {
        case .cannotResolve: "cannot resolve the host name"
        case .cannotConnect(let reason): reason
        case .tls(let reason, _): "TLS: \(reason)"
        case .connectionLost: "the connection was lost"
        case .truncated: "the body ended early"
        case .timedOut(let seconds): "timed out after \(seconds) seconds"
        case .forbiddenAddress(let address): "the address \(address) may not be contacted for another host's sake"
        case .headersTooLarge: "the response headers are larger than \(maximumHeaderByteCount) bytes"
        case .cancelled: "cancelled"
        case .other(let reason): reason
        }
    }

    /// Whether a server answered our TLS in plain text: it speaks HTTP on that port.
    public var isPlainTextAnswer: Bool {
        if case .tls(let reason, _) = self { reason.contains("wrong version number") } else { false }
    }

    /// Whether nobody was reached at all.
    public var isNoConnection: Bool { neverReachedServer }

    /// Whether another attempt may end better, the request having perhaps reached the server.
    public var isTransient: Bool {
        switch self {
        case .connectionLost, .truncated, .timedOut: true
        // A server that ends while hands are shaken: libcurl calls that a problem of TLS.
        case .tls(let reason, false):
            ["reset by peer", "SSL_ERROR_SYSCALL", "unexpected eof"].contains { reason.contains($0) }
        default: neverReachedServer
        }
    }

    /// Whether the server cannot have seen the request.
    var neverReachedServer: Bool {
        switch self {
        case .cannotResolve, .cannotConnect: true
        default: false
        }
    }
}

/// A hostile server must not fill the memory with header lines.
let maximumHeaderByteCount = 64 << 10
