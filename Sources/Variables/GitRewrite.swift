import Diagnostics
import Hashing

/// The address of a git repository as a package names it: where to clone from, perhaps a ref, and the names derived from it.
// zarf v0.84 src/pkg/transform/git.go gitURLRegex.
public struct GitAddress: Sendable, Hashable {
    /// The scheme with its `://`.
    public let scheme: String
    /// Host and everything up to the slash before the repository; a user part belongs to it.
    public let hostPath: String
    /// The last part of the path without `.git`; may be empty.
    public let repository: String
    /// Whether `.git` follows the repository.
    public let hasGitSuffix: Bool
    /// What follows `@`, a leading `+` left out; nil if there is no `@`.
    public let ref: String?
    /// Whether the ref had a leading `+`.
    public let isForced: Bool
    /// A path of git's HTTP protocol with its leading slash, such as `/info/refs?service=git-upload-pack`; or empty.
    public let servicePath: String

    /// Longer addresses are refused: matching takes time that grows with the square of the length.
    public static let maximumByteCount = 4096

    /// Takes an address apart. Throws `GitRewriteError.notAnAddress`.
    public init(_ text: String) throws(GitRewriteError) {
        guard text.utf8.count <= Self.maximumByteCount, let address = GitAddressMatcher(text).match() else {
            throw .notAnAddress(withoutSecrets(text))
        }
        self = address
    }

    init(
        scheme: String, hostPath: String, repository: String, hasGitSuffix: Bool, ref: String?, isForced: Bool,
        servicePath: String
    ) {
        self.scheme = scheme
        self.hostPath = hostPath
        self.repository = repository
        self.hasGitSuffix = hasGitSuffix
        self.ref = ref
        self.isForced = isForced
        self.servicePath = servicePath
    }

    private var gitSuffix: String { hasGitSuffix ? ".git" : "" }

    /// The address to clone from: without ref and service path.
    public var remote: String { "\(scheme)\(hostPath)/\(repository)\(gitSuffix)" }

    /// The repository's name on the cluster's git server.
    // zarf v0.84 src/pkg/transform/git.go GitURLtoRepoName: scheme, `.git` and ref do not count.
    public var repositoryName: String { "\(repository)-\(crc32("\(hostPath)/\(repository)"))" }

    /// The folder of the clone in a package: another one for every ref.
    // zarf v0.84 src/pkg/transform/git.go GitURLtoFolderName.
    public var folderName: String {
        let suffix = ref.map { "@\(isForced ? "+" : "")\($0)" } ?? ""
        return "\(repository)-\(crc32(remote + suffix))"
    }

    /// The address on another git server: `<server>/<user>/<repositoryName>`, `.git` and service path kept, the ref dropped.
    // zarf v0.84 src/pkg/transform/git.go GitURL.
    public func rewritten(server: String, user: String) -> String {
        "\(server)/\(user)/\(repositoryName)\(gitSuffix)\(servicePath)"
    }
}

/// Replaces addresses that end in `.git` in a text by those on another git server; what is no address stays.
// zarf v0.84 src/pkg/transform/git.go MutateGitURLsInText: `[a-z]+:\/\/[^\/]+\/(.*\.git)`, the longest match in a line.
public func rewriteGitAddresses(in text: String, server: String, user: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { rewriteLine(Array($0.utf8), server: server, user: user) }.joined(separator: "\n")
}

private func rewriteLine(_ line: [UInt8], server: String, user: String) -> String {
    let text = String(decoding: line, as: UTF8.self)
    guard let end = lastIndex(of: ".git", in: line), let start = addressStart(line, before: end) else { return text }
    let match = String(decoding: line[start..<(end + 4)], as: UTF8.self)
    guard let address = try? GitAddress(match) else { return text }
    return String(decoding: line[..<start], as: UTF8.self) + address.rewritten(server: server, user: user)
        + String(decoding: line[(end + 4)...], as: UTF8.self)
}

/// Where the leftmost `scheme://host/` starts that ends at or before `end`.
private func addressStart(_ line: [UInt8], before end: Int) -> Int? {
    var index = 0
    while index < line.count {
        let start = index
        while index < line.count, (0x61...0x7a).contains(line[index]) { index += 1 }
        if index > start, line[index...].starts(with: "://".utf8) {
            let host = index + 3
            if let slash = line[host...].firstIndex(of: UInt8(ascii: "/")), slash > host, slash < end { return start }
        }
        index = max(index, start + 1)
    }
    return nil
}

private func lastIndex(of word: String, in line: [UInt8]) -> Int? {
    line.indices.last { line[$0...].starts(with: word.utf8) }
}

/// An address as it may be shown: a password in it and a query after it are left out.
public func withoutSecrets(_ address: String) -> String {
    var text = String(address.prefix { $0 != "?" }.prefix(200).filter { !$0.isASCII || $0 >= " " })
    guard let scheme = text.firstRange(ofScheme: "://") else { return text }
    let authority = text[scheme...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return text }
    text.replaceSubrange(colon..<at, with: "")
    return text
}

extension String {
    /// Where the text after the first occurrence of `separator` begins.
    fileprivate func firstRange(ofScheme separator: String) -> Index? {
        indices.first { self[$0...].hasPrefix(separator) }.flatMap {
            index($0, offsetBy: separator.count, limitedBy: endIndex)
        }
    }
}

/// What can be wrong with the address of a git repository.
public enum GitRewriteError: Failure, Equatable {
    /// The text is not `scheme://host/path`.
    case notAnAddress(String)

    /// One line: what failed, on what, and why.
    public var message: String {
        switch self {
        case .notAnAddress(let text): "read git address \"\(text)\": not scheme://host/repository[@ref]"
        }
    }

    /// The address came with the input.
    public var kind: FailureKind { .untrusted }
}
