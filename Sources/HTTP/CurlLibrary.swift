import CCurl

/// libcurl itself, loaded when the first URL is read or the first client made.
enum CurlLibrary {
    /// Why it cannot be used; nil if it can.
    private static let problem: String? = zarf_curl_load().map { String(cString: $0) }

    /// Makes sure that libcurl can be called.
    static func load() throws(HTTPError) {
        if let problem { throw .configuration("load libcurl: \(problem)") }
    }
}
