import Documents
import HTTP
import OCI

extension RegistryClient {
    /// A registry with more tags or repositories than this is not listed to its end.
    static let maximumListedNames = 1_000_000
    static let maximumPageByteCount = 16 << 20
    static let pageEntryCount = 1000

    /// The tags of a repository, in the registry's order.
    public func tags(_ repository: Reference) throws -> [String] {
        try list(
            repository.registry, "/v2/\(repository.repository)/tags/list", key: "tags", .pull(repository.repository),
            operation: "list tags of \(repository.name)")
    }

    /// The repositories of a registry, in its order.
    public func repositories(_ registry: String) throws -> [String] {
        try list(
            registry, "/v2/_catalog", key: "repositories", .catalog, operation: "list repositories of \(registry)")
    }

    // OCI distribution-spec 1.1 "Listing Tags": pages are chained by `Link: <…>; rel="next"`.
    private func list(
        _ registry: String, _ path: String, key: String, _ scope: Scope, operation: String
    ) throws -> [String] {
        let host = try withTransferContext(operation) { try hosts.host(registry) }
        var names: [String] = []
        var seen: Set<HTTPURL> = []
        var next: HTTPURL? = try host.base.resolving(path + "?n=\(Self.pageEntryCount)")
        while let url = next {
            func malformed(_ reason: String) -> RegistryError { .malformedAnswer(operation: operation, reason: reason) }
            guard seen.insert(url).inserted else { throw malformed("its pages form a circle") }
            let response = try withTransferContext(operation) {
                try open(Request(.get, url), host, [scope]).response(limit: Self.maximumPageByteCount)
            }
            guard response.isSuccess else { throw RegistryError(operation: operation, response) }
            guard let document = try? JSON.parse(response.body, file: "list"), document.object != nil else {
                throw malformed("the answer is not a JSON object")
            }
            // "tags": null is what distribution says of a repository whose last tag is gone.
            names += document[key]?.array?.compactMap(\.string) ?? []
            guard names.count <= Self.maximumListedNames else {
                throw malformed("more than \(Self.maximumListedNames) names")
            }
            next = try response.headers["Link"].flatMap { nextPage($0) }.map { try url.resolving($0) }
            // A registry must not send us, and our token, to another server.
            if let next, next.origin != host.base.origin {
                throw malformed("its next page is at another host, \(next.host)")
            }
        }
        return names
    }

    /// The target of a `Link` header with `rel=next` (RFC 8288).
    private func nextPage(_ value: String) -> String? {
        guard let start = value.firstIndex(of: "<"), let end = value[start...].firstIndex(of: ">") else { return nil }
        let parameters = value[end...].lowercased().filter { $0 != " " && $0 != "\"" }
        guard parameters.contains("rel=next") else { return nil }
        return String(value[value.index(after: start)..<end])
    }
}
