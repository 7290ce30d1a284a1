import FileIO

/// The methods we use.
public enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether doing it twice is the same as doing it once (RFC 9110 §9.2.2).
    var isIdempotent: Bool { self != .post && self != .patch }
}

/// What is sent with a request.
public enum RequestBody {
    /// Nothing, not even a length.
    case none
    /// Bytes at hand.
    case bytes([UInt8])
    /// A stream of known length. `open` is called for each attempt, so that a retry starts from the beginning.
    case stream(byteCount: Int64, open: () throws -> any ByteSource)
    /// A stream of known length that can be read only once: no retry once it has been touched.
    case once(byteCount: Int64, any ByteSource)
}

/// One request.
public struct Request {
    /// What is to be done.
    public var method: Method
    /// Where.
    public var url: HTTPURL
    /// Header fields that may go to any host.
    public var headers: Headers
    /// Value of the `Authorization` header. It is sent to this URL's origin only, never along a redirect elsewhere.
    public var authorization: String?
    /// What is sent.
    public var body: RequestBody
    /// Which addresses the request may be sent to.
    public var addressPolicy = AddressPolicy.any
    /// Whether redirects are followed.
    public var followsRedirects = true
    /// Whether a repetition does no harm; by default as the method promises.
    public var isIdempotent: Bool
    /// Whether the content of the URL never changes, so that a body cut short can be continued by `Range`.
    public var isImmutable = false
    /// Large bodies go over HTTP/1.1, a connection each: libcurl 7.88 buffers up to 32 MiB of a paused HTTP/2 stream.
    public var isLarge = false
    /// Gives the request up when asked to.
    public var cancellation: Cancellation?
    /// Attempts in all; nil takes the client's.
    public var maximumAttempts: Int?
    /// Bytes kept of an error response's body.
    public var maximumErrorBodyByteCount = Response.maximumErrorBodyByteCount
    /// Seconds without a byte in either direction; nil takes the client's, and its lowest speed too.
    public var idleTimeoutSeconds: Int?

    /// A request of `url`.
    public init(
        _ method: Method = .get, _ url: HTTPURL, headers: Headers = [:], authorization: String? = nil,
        body: RequestBody = .none
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.authorization = authorization
        self.body = body
        isIdempotent = method.isIdempotent
    }

    /// Whether the body can be sent again from its start.
    public var canBeRepeated: Bool { if case .once = body { false } else { true } }

    /// How the request is called in messages: `GET https://host/path`, no query.
    var name: String { "\(method.rawValue) \(url)" }
}
