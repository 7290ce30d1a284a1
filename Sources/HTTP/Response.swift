/// Everything of a response before its body.
public struct ResponseHead: Sendable, Hashable {
    /// Status code, 200 to 599.
    public let status: Int
    /// Header fields.
    public let headers: Headers
    /// Where it came from, after redirects.
    public let url: HTTPURL
    /// The address that answered, as text; the proxy's when there was one.
    public let peerAddress: String?

    /// Whether the status is 2xx.
    public var isSuccess: Bool { (200..<300).contains(status) }
    /// Bytes of the body, if the server announced them.
    public var contentLength: Int64? { headers["Content-Length"].flatMap { Int64($0) } }

    /// `401 Unauthorized`: a status with its words, as people know it.
    public static func text(of status: Int) -> String {
        let words =
            switch status {
            case 400: " Bad Request"
            case 401: " Unauthorized"
            case 403: " Forbidden"
            case 404: " Not Found"
            case 405: " Method Not Allowed"
            case 409: " Conflict"
            case 413: " Content Too Large"
            case 416: " Range Not Satisfiable"
            case 429: " Too Many Requests"
            case 500: " Internal Server Error"
            case 502: " Bad Gateway"
            case 503: " Service Unavailable"
            case 504: " Gateway Timeout"
            default: ""
            }
        return "\(status)\(words)"
    }
}

/// A response with its whole body.
public struct Response: Sendable, Hashable {
    /// Status and headers.
    public let head: ResponseHead
    /// The body. Of an error response, at most `maximumErrorBodyByteCount` bytes.
    public let body: [UInt8]

    /// A server's explanation is kept up to here: it may end in a message.
    public static let maximumErrorBodyByteCount = 1 << 10

    /// Status code.
    public var status: Int { head.status }
    /// Header fields.
    public var headers: Headers { head.headers }
    /// Whether the status is 2xx.
    public var isSuccess: Bool { head.isSuccess }
}
