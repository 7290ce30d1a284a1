import CCurl

/// An absolute `http` or `https` URL, checked and normalised by libcurl's parser, without user information.
public struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    /// The whole URL as it is sent; may hold a secret query, so it is not shown to people.
    public let text: String
    /// `http` or `https`.
    public let scheme: String
    /// Host name or address; IPv6 in brackets.
    public let host: String
    /// The port, the scheme's own if none was written.
    public let port: Int
    /// Path with its leading slash, percent-encoded.
    public let path: String
    /// What follows the question mark, if anything.
    public let query: String?

    /// Longer URLs are refused by many servers; storage back ends sign up to 2 KiB of query.
    static let maximumLength = 16 << 10

    /// Reads an absolute URL. Throws `HTTPError.malformedURL`.
    public init(_ text: String) throws(HTTPError) { try self.init(text, base: nil) }

    /// Reads a URL reference as it stands in `Location` and `Link`: absolute, or relative to this URL.
    public func resolving(_ reference: String) throws(HTTPError) -> HTTPURL { try HTTPURL(reference, base: text) }

    private init(_ text: String, base: String?) throws(HTTPError) {
        try CurlLibrary.load()
        // A server's URL must not smuggle a line into a request or a message.
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
        guard isPlain, !text.isEmpty, text.utf8.count <= Self.maximumLength, let handle = zarf_curl_url() else {
            throw .malformedURL(withoutQuery(text))
        }
        defer { zarf_curl_url_cleanup(handle) }
        for part in [base, text] {
            guard let part else { continue }
            guard zarf_curl_url_set(handle, CURLUPART_URL, part, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
                throw .malformedURL(withoutQuery(text))
            }
        }
        zarf_curl_url_set(handle, CURLUPART_USER, nil, 0)
        zarf_curl_url_set(handle, CURLUPART_PASSWORD, nil, 0)
        zarf_curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
        guard let scheme = urlPart(handle, CURLUPART_SCHEME), scheme == "http" || scheme == "https",
            let host = urlPart(handle, CURLUPART_HOST), !host.isEmpty, let whole = urlPart(handle, CURLUPART_URL),
            let port = urlPart(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else { throw .malformedURL(withoutQuery(text)) }
        self.text = whole
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        path = urlPart(handle, CURLUPART_PATH) ?? "/"
        query = urlPart(handle, CURLUPART_QUERY)
    }

    /// Scheme, host and port: whoever shares them may see the same credentials.
    public var origin: String { "\(scheme)://\(host):\(port)" }
    /// Whether the connection is encrypted.
    public var isSecure: Bool { scheme == "https" }
    /// The host as an address resolver wants it, without brackets.
    public var bareHost: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }

    /// The URL's text with another host.
    func text(withHost name: String) -> String {
        let shown = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        return "\(scheme)://\(shown):\(port)\(path)" + (query.map { "?" + $0 } ?? "")
    }

    /// The same URL with one more query item.
    public func adding(_ name: String, _ value: String) -> HTTPURL {
        let item = "\(percentEncoded(name))=\(percentEncoded(value))"
        let whole = text + (query == nil ? "?" : "&") + item
        return HTTPURL(text: whole, query: (query.map { $0 + "&" } ?? "") + item, like: self)
    }

    private init(text: String, query: String?, like other: HTTPURL) {
        self.text = text
        self.query = query
        scheme = other.scheme
        host = other.host
        port = other.port
        path = other.path
    }

    /// The URL without its query, which may be a secret.
    public var description: String { withoutQuery(text) }
}

private func urlPart(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard zarf_curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { zarf_curl_free(text) }
    return String(cString: text)
}

/// What may be shown of a URL: nothing of query, fragment or user; control characters replaced; cut at 256 bytes.
func withoutQuery(_ text: String) -> String {
    var shown = text.prefix { $0 != "?" && $0 != "#" }
    if let colon = shown.firstIndex(of: ":"), shown[colon...].hasPrefix("://") {
        let start = shown.index(colon, offsetBy: 3)
        let authority = shown[start...].prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") { shown = shown[..<start] + shown[shown.index(after: at)...] }
    }
    return printable(String(shown), limit: 256)
}

/// A foreign text as it may stand in a message: control characters replaced, cut at `limit` characters.
func printable(_ text: some StringProtocol, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
        let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        result.append(isControl ? "?" : scalar)
    }
    return String(result)
}

/// A text as one item of a query or one segment of a path: everything but RFC 3986 unreserved characters encoded.
public func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
        let isLetterOrDigit = (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        if isLetterOrDigit || "-._~".utf8.contains(byte) {
            result.append(byte)
        } else {
            result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: result, as: UTF8.self)
}
