/// What a server says it has.
struct GitRemoteRefs {
    /// Objects by full ref name, without peeled tags.
    let refs: [String: String]
    /// The branch that HEAD points to.
    private var head: String?
    /// Whether HEAD names a commit and no branch.
    let isHeadDetached: Bool

    /// Reads `git ls-remote --symref`: `ref: <target> TAB HEAD`, then `<object> TAB <ref>`.
    init(_ output: [UInt8], shown: String) throws {
        var refs: [String: String] = [:]
        var headObject: String?
        for line in output.split(separator: 0x0a) {
            let fields = line.split(separator: 0x09).map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 2 else { continue }
            if fields[1] == "HEAD" {
                if let target = fields[0].dropping(prefix: "ref: ") {
                    head = target.dropping(prefix: "refs/heads/")
                } else {
                    headObject = fields[0]
                }
            } else if !fields[0].hasPrefix("ref: "), !fields[1].hasSuffix("^{}") {
                refs[fields[1]] = fields[0]
            }
        }
        guard !refs.isEmpty else { throw PackagingError.repository(address: shown, reason: "it is empty") }
        self.refs = refs
        if head == nil, let headObject {
            // go-git plumbing/protocol/packp/advrefs.go resolveHead: a branch that stands there is taken for HEAD's.
            let branches = refs.keys.filter { $0.hasPrefix("refs/heads/") && refs[$0] == headObject }
            let branch = branches.contains("refs/heads/master") ? "refs/heads/master" : branches.min()
            head = branch?.dropping(prefix: "refs/heads/")
        }
        isHeadDetached = headObject != nil && head == nil
    }

    /// The branch to check out: HEAD's, or one that people would take for the main one if HEAD leads nowhere.
    func defaultBranch(among fetched: [String: String]) -> String? {
        guard !isHeadDetached else { return nil }
        let branches = fetched.keys.compactMap { $0.dropping(prefix: "refs/heads/") }.sorted()
        return [head, "main", "master", branches.first].compactMap { $0 }.first { branches.contains($0) }
    }
}

extension StringProtocol {
    /// What follows `prefix`, or nil if the text does not start with it.
    func dropping(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
