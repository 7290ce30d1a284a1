import Hashing

/// The name of an image or artifact in a registry: `registry/repository[:tag][@digest]`, always complete and well formed.
///
/// The grammar is github.com/distribution/reference v0.6 (regexp.go), short names are completed as its normalize.go does:
/// `nginx` is `docker.io/library/nginx`.
///
/// Differs: `foo_bar.com/image`, whose first part is a host by its dot but none by the grammar, is refused; Go's parser takes
/// it for a repository of no registry.
public struct Reference: Sendable, Hashable, CustomStringConvertible {
    /// Host, and port if one was written: `docker.io`, `localhost:5000`, `[::1]:5000`.
    public let registry: String
    /// Path within the registry: `library/nginx`.
    public let repository: String
    /// The tag, if one was written.
    public let tag: String?
    /// The digest, if one was written; it wins over the tag.
    public let digest: Digest?

    /// distribution/reference: RepositoryNameTotalLengthMax.
    static let maximumRepositoryLength = 255
    /// distribution/reference: a tag is `[\w][\w.-]{0,127}`.
    static let maximumTagLength = 128
    static let defaultRegistry = "docker.io"

    /// Reads what people write: a short or complete name, tag and digest optional, `oci://` in front ignored.
    public init(_ written: String) throws(OCIError) {
        let text = written.hasPrefix("oci://") ? written.dropFirst(6) : Substring(written)
        guard !text.isEmpty else { throw .malformedReference(written, reason: "empty") }
        // A digest or 64 hexadecimal digits alone is an image id, not a name.
        let isIdentifier = text.utf8.count == 64 && text.utf8.allSatisfy(isLowerHexDigit)
        guard !isIdentifier, (try? Digest(text)) == nil else {
            throw .malformedReference(written, reason: "a digest without a name")
        }
        let (domain, rest) = Self.splitDomain(text)
        let (nameAndTag, digestText) = cut(rest, at: "@")
        let (path, tag) = cut(nameAndTag, at: ":")
        if path.utf8.contains(where: isUpperLetter) {
            throw .malformedReference(written, reason: "the repository must be in lower case")
        }
        guard isDomain(domain.utf8) else { throw .malformedReference(written, reason: "not a registry host") }
        guard isPath(path) else { throw .malformedReference(written, reason: "not a repository name") }
        guard path.utf8.count <= Self.maximumRepositoryLength else {
            throw .malformedReference(written, reason: "repository longer than \(Self.maximumRepositoryLength) bytes")
        }
        if let tag, !isTag(tag) { throw .malformedReference(written, reason: "not a tag") }
        registry = String(domain)
        repository = String(path)
        self.tag = tag.map { String($0) }
        if let digestText {
            guard let digest = try? Digest(digestText) else {
                throw .malformedReference(written, reason: "not a digest")
            }
            self.digest = digest
        } else {
            digest = nil
        }
    }

    private init(registry: String, repository: String, tag: String?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// distribution/reference v0.6 normalize.go splitDockerDomain.
    private static func splitDomain(_ text: Substring) -> (domain: Substring, rest: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            return (Substring(defaultRegistry), "library/" + text)
        }
        var domain = text[..<slash]
        var rest = String(text[text.utf8.index(after: slash)...])
        let isDomain = domain == "localhost" || domain.utf8.contains { $0 == 0x2e || $0 == 0x3a || isUpperLetter($0) }
        if !isDomain {
            domain = Substring(defaultRegistry)
            rest = String(text)
        } else if domain == "index.docker.io" {
            domain = Substring(defaultRegistry)
        }
        if domain == defaultRegistry, !rest.utf8.contains(UInt8(ascii: "/")) { rest = "library/" + rest }
        return (domain, rest)
    }

    /// `registry/repository`, no tag, no digest.
    public var name: String { "\(registry)/\(repository)" }

    /// Name with the tag and digest that were written.
    public var description: String { name + (tag.map { ":" + $0 } ?? "") + (digest.map { "@\($0)" } ?? "") }

    // zarf v0.84 src/pkg/transform/image.go ParseImageRef.
    /// The reference as packages spell it: like `description`, and with neither tag nor digest, tag `latest`.
    public var canonical: String { tag == nil && digest == nil ? name + ":latest" : description }

    /// What a registry is asked for: the digest if there is one, else the tag, else `latest`.
    public var target: String { digest?.description ?? tag ?? "latest" }

    /// The same repository with another tag and no digest. Throws when the tag is malformed.
    public func with(tag: String) throws(OCIError) -> Reference {
        guard isTag(Substring(tag)) else { throw .malformedReference("\(name):\(tag)", reason: "not a tag") }
        return Reference(registry: registry, repository: repository, tag: tag, digest: nil)
    }

    /// The same repository and no tag, by digest.
    public func with(digest: Digest) -> Reference {
        Reference(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    /// The repository alone.
    public var withoutTarget: Reference {
        Reference(registry: registry, repository: repository, tag: nil, digest: nil)
    }
}

/// The text before and after the first `separator`; nil after it when there is none.
private func cut(_ text: some StringProtocol, at separator: Character) -> (Substring, Substring?) {
    guard let index = text.firstIndex(of: separator) else { return (Substring(text), nil) }
    return (Substring(text[..<index]), Substring(text[text.index(after: index)...]))
}

private func isUpperLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
private func isLowerHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte) }
private func isLowerAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7a).contains(byte) }
private func isAlphanumeric(_ byte: UInt8) -> Bool { isLowerAlphanumeric(byte) || isUpperLetter(byte) }

/// `host[:port]`: dot-separated components that begin and end with a letter or digit, or an IPv6 address in brackets.
private func isDomain(_ text: Substring.UTF8View) -> Bool {
    var host = text
    if host.first == UInt8(ascii: "[") {
        guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let address = host[host.index(after: host.startIndex)..<end]
        let isAddress = address.allSatisfy { isLowerHexDigit($0 | 0x20) || $0 == UInt8(ascii: ":") }
        return isAddress && !address.isEmpty && isPortOrEmpty(host[host.index(after: end)...])
    }
    if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
        guard isPortOrEmpty(host[colon...]) else { return false }
        host = host[..<colon]
    }
    return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { component in
        guard let first = component.first, let last = component.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && component.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
}

private func isPortOrEmpty(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first else { return true }
    return first == UInt8(ascii: ":") && text.count > 1 && text.dropFirst().allSatisfy(isDigit)
}

/// Components of lower-case letters and digits, joined within by `.`, `_`, `__` or any number of `-`.
private func isPath(_ text: Substring) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { component in
        var separator: [UInt8] = []
        guard let last = component.last, isLowerAlphanumeric(last), isLowerAlphanumeric(component[component.startIndex])
        else { return false }
        for byte in component {
            if isLowerAlphanumeric(byte) {
                let isKnown =
                    separator.count <= 1 || separator == Array("__".utf8) || separator.allSatisfy { $0 == 0x2d }
                guard isKnown else { return false }
                separator = []
            } else {
                guard byte == 0x2e || byte == 0x5f || byte == 0x2d else { return false }
                separator.append(byte)
            }
        }
        return true
    }
}

private func isTag(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, isAlphanumeric(first) || first == 0x5f else { return false }
    return text.utf8.count <= Reference.maximumTagLength
        && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d }
}
