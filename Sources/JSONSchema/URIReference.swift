/// The part of RFC 3986 that schemas need: joining references and splitting fragments.
struct URIReference {
    /// Everything before the fragment.
    let base: String
    /// What stands behind `#`, percent escapes undone; nil without `#`.
    let fragment: String?

    init(_ text: String) {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        base = parts.first.map(String.init) ?? ""
        fragment = parts.count > 1 ? Self.unescaped(parts[1]) : nil
    }

    /// RFC 3986 "5.2 Relative Resolution" of a reference without fragment against a base without fragment.
    static func join(_ base: String, _ reference: String) -> String {
        if reference.isEmpty { return base }
        if scheme(of: reference) != nil { return reference }
        guard let scheme = scheme(of: base) else { return joinPath(base, reference) }
        let rest = base.dropFirst(scheme.count + 1)
        if reference.hasPrefix("//") { return scheme + ":" + reference }
        guard rest.hasPrefix("//") else { return scheme + ":" + joinPath(String(rest), reference) }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        let path = String(rest.dropFirst(2 + authority.count))
        return scheme + "://" + authority + joinPath(path.isEmpty ? "/" : path, reference)
    }

    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        let isScheme =
            scheme.first?.isLetter == true
            && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        return isScheme ? String(scheme) : nil
    }

    private static func joinPath(_ base: String, _ reference: String) -> String {
        if reference.hasPrefix("?") { return base.prefix { $0 != "?" } + reference }
        let directory = base.prefix { $0 != "?" }.lastIndex(of: "/").map { String(base[...$0]) } ?? ""
        let path = reference.hasPrefix("/") ? reference : directory + reference
        guard path.contains("./") || path.hasSuffix("/.") || path.hasSuffix("/..") else { return path }
        var segments: [Substring] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
            if segment == ".." {
                if segments.count > 1 { segments.removeLast() }
            } else if segment != "." {
                segments.append(segment)
            }
        }
        return segments.joined(separator: "/")
    }

    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
