import SystemPackage

/// What a client needs to know beyond its requests. Nothing here is read from the environment: tools pass it in.
public struct ClientConfiguration: Sendable {
    /// Trust and identity in TLS.
    public struct TLS: Sendable {
        /// PEM file of authorities trusted besides the system's.
        public var authorities: FilePath?
        /// PEM file of our own certificate, and chain.
        public var certificate: FilePath?
        /// PEM file of its key.
        public var key: FilePath?
        /// Authorities in PEM that are trusted instead of the system's and of `authorities`.
        public var authorityBytes: [UInt8]?
        /// Our own certificate, and chain, in PEM; goes before `certificate`.
        public var certificateBytes: [UInt8]?
        /// Its key in PEM; goes before `key`. It is never written to a file.
        public var keyBytes: [UInt8]?
        /// The name that is asked for and expected in the server's certificate, where it is not the URL's host.
        public var serverName: String?
        /// Whether any certificate is accepted.
        public var skipsVerification = false

        /// The system's authorities, no certificate of our own.
        public init() {}
    }

    /// Trust and identity.
    public var tls = TLS()
    /// Proxies.
    public var proxy = ProxySettings()
    /// Retries.
    public var retry = RetryPolicy()
    /// What we call ourselves.
    public var userAgent = "zarf"
    /// Seconds for name resolution, connection and TLS handshake.
    public var connectTimeoutSeconds = 30
    /// Seconds without a byte in either direction while we are not the ones to wait for.
    public var idleTimeoutSeconds = 120
    /// A download slower than this many bytes a second for `lowSpeedSeconds` is given up and retried.
    public var lowSpeedBytesPerSecond = 100
    /// See `lowSpeedBytesPerSecond`.
    public var lowSpeedSeconds = 120
    /// Redirects followed for one request.
    public var maximumRedirects = 10

    /// Defaults for servers across the internet.
    public init() {}
}

/// Which proxy a request goes through, in the words of the usual environment variables.
public struct ProxySettings: Sendable, Hashable {
    /// For `http` URLs.
    public var http: String?
    /// For `https` URLs.
    public var https: String?
    /// Hosts reached directly: names, suffixes, addresses, networks, `*`; comma-separated.
    public var exceptions: String?
    /// For every URL, this machine's and the exceptions too: a proxy that belongs to one server.
    public var always: String?

    /// No proxy.
    public init() {}

    /// The exceptions that count.
    var effectiveExceptions: String { always == nil ? exceptions ?? "" : "" }

    /// Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, the lower-case names first.
    ///
    /// - environment: the tool's environment.
    public init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [name.lowercased(), name].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        // A CGI server puts a request's header "Proxy" into HTTP_PROXY: golang.org/x/net/http/httpproxy ignores it too.
        let isCGI = environment["REQUEST_METHOD"] != nil
        http = (isCGI ? nil : value("HTTP_PROXY")) ?? value("ALL_PROXY")
        https = value("HTTPS_PROXY") ?? value("ALL_PROXY")
        exceptions = value("NO_PROXY")
    }

    /// The proxy for a URL; this machine is always reached directly.
    func proxy(for url: HTTPURL) -> String? {
        if let always { return always }
        let host = url.bareHost
        if host == "localhost" || IPAddress(host)?.isLoopback == true { return nil }
        return url.isSecure ? https : http
    }
}

/// When and how often a failed request is tried again.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all.
    public var attempts = 5
    /// The first pause; each further one is twice as long. Milliseconds.
    public var firstPauseMilliseconds = 500
    /// No pause is longer. Milliseconds.
    public var longestPauseMilliseconds = 30_000
    /// A server that asks for a longer pause than this is not waited for. Seconds.
    public var longestRetryAfterSeconds = 120

    /// The defaults.
    public init() {}

    /// One attempt.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = 1
        return policy
    }

    /// The pause before attempt `number` + 1 (`number` counts from 1): exponential, between half and all of it, so that
    /// many clients do not come back at once.
    func pauseMilliseconds(after number: Int) -> Int {
        let doubled = firstPauseMilliseconds << min(number - 1, 16)
        let pause = min(doubled, longestPauseMilliseconds)
        return pause / 2 + Int.random(in: 0...max(pause / 2, 1))
    }
}

/// Statuses that say "later": RFC 6585 §4, RFC 9110 §15.6; 502 and 504 come from proxies whose server restarts.
func isRetryable(status: Int) -> Bool { [408, 429, 500, 502, 503, 504].contains(status) }
