/// Paths and URLs as a definition writes them; how they are told apart and joined is upstream's (Go's path/filepath and net/url).
public enum DefinitionPath {
    /// The shortest equal path by text alone: `.` and `..` resolved, no doubled or trailing slash; empty becomes `.`.
    public static func clean(_ path: String) -> String {
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")).map({ Substring($0) }) where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = (isRooted ? "/" : "") + parts.joined(separator: "/")
        return joined.isEmpty ? "." : joined
    }

    /// The cleaned path of `second` below `first`; empty parts are left out.
    public static func join(_ first: String, _ second: String) -> String {
        if first.isEmpty { return second.isEmpty ? "" : clean(second) }
        return second.isEmpty ? clean(first) : clean(first + "/" + second)
    }

    /// Everything but the last part, cleaned.
    public static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return clean(String(path[...slash]))
    }

    /// The way from the absolute folder `base` to the absolute path `target`.
    public static func relative(_ target: String, from base: String) -> String {
        let target = clean(target).split(separator: "/")
        let base = clean(base).split(separator: "/")
        let common = zip(target, base).prefix { $0 == $1 }.count
        let parts = Array(repeating: "..", count: base.count - common) + target.dropFirst(common).map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// `path` as seen from the folder that `base` is relative to. URLs and absolute paths stay.
    public static func rebased(_ path: String, onto base: String) -> String {
        isURL(path) || path.hasPrefix("/") ? path : join(base, path)
    }

    /// Whether `text` is a URL with scheme and host.
    public static func isURL(_ text: String) -> Bool {
        guard let (_, rest) = splitScheme(text) else { return false }
        let beforeFragment = rest.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard beforeFragment.count < 2 || hasValidEscapes(beforeFragment[1]) else { return false }
        let beforeQuery = beforeFragment[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard beforeQuery.hasPrefix("//") else { return false }
        let authorityAndPath = beforeQuery.dropFirst(2)
        let authority = authorityAndPath.prefix { $0 != "/" }
        guard hasValidEscapes(authorityAndPath.dropFirst(authority.count)) else { return false }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        return !host.isEmpty && isHost(host)
    }

    /// Whether `text` is a URL with this scheme, host or not.
    public static func hasScheme(_ scheme: String, _ text: String) -> Bool {
        splitScheme(text)?.scheme == scheme
    }

    /// Scheme in lower case and what follows its colon; nil where Go finds no scheme or no URL.
    private static func splitScheme(_ text: String) -> (scheme: String, rest: Substring)? {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        for (offset, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, 0x2B, 0x2D, 0x2E:
                if offset == 0 { return nil }
            case 0x3A:
                guard offset > 0 else { return nil }
                let colon = text.utf8.index(text.startIndex, offsetBy: offset)
                return (text[..<colon].lowercased(), text[text.utf8.index(after: colon)...])
            default: return nil
            }
        }
        return nil
    }

    private static func hasValidEscapes(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            bytes[index] != 0x25 || (index + 2 < bytes.count && isHex(bytes[index + 1]) && isHex(bytes[index + 2]))
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39) ~= byte || (0x41...0x46) ~= byte || (0x61...0x66) ~= byte
    }

    // Go 1.25 net/url parseHost: sub-delimiters and unreserved characters, digits after a colon.
    private static func isHost(_ host: Substring) -> Bool {
        let bytes = Array(host.utf8)
        if bytes[0] != 0x5B, let colon = bytes.lastIndex(of: 0x3A) {
            guard bytes[(colon + 1)...].allSatisfy({ (0x30...0x39) ~= $0 }) else { return false }
        }
        return bytes.allSatisfy { byte in
            byte >= 0x80 || (0x30...0x39) ~= byte || (0x41...0x5A) ~= byte || (0x61...0x7A) ~= byte
                || "-_.~!$&'()*+,;=:[]<>\"".utf8.contains(byte)
        }
    }
}
