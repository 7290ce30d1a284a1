import GoTemplate

/// An address as Go's net/url takes it apart and writes it.
struct GoURL {
    var scheme = GoString()
    var opaque = GoString()
    var user: (name: GoString, password: GoString?)?
    var host = GoString()
    /// Decoded.
    var path = GoString()
    /// How the path was written, where writing it anew would not give the same.
    private var rawPath = GoString()
    /// As it was written.
    var query = GoString()
    private var hasEmptyQuery = false
    /// Decoded.
    var fragment = GoString()

    init() {}

    /// net/url Parse. Throws `GoError`, `parse "URL": …`.
    init(_ text: GoString) throws {
        do {
            try read(text.bytes)
        } catch let error as GoError {
            throw GoError("parse \(GoFormat.quoted(text)): \(error.text)")
        }
    }

    private mutating func read(_ text: [UInt8]) throws {
        if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw GoError("net/url: invalid control character in URL")
        }
        let hash = text.firstIndex(of: UInt8(ascii: "#"))
        if let hash { fragment = try Self.decoded(text[(hash + 1)...], .fragment) }
        var rest = text[..<(hash ?? text.count)]
        if rest == [UInt8(ascii: "*")] {
            path = "*"
            return
        }
        try takeScheme(&rest)
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        if let mark {
            query = GoString(rest[(mark + 1)...])
            hasEmptyQuery = query.isEmpty
            rest = rest[..<mark]
        }
        if rest.first != UInt8(ascii: "/") {
            if !scheme.isEmpty {
                opaque = GoString(rest)
                return
            }
            // A colon in the first part would make it a scheme.
            if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                throw GoError("first path segment in URL cannot contain colon")
            }
        }
        if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest.dropFirst(2 + authority.count)
            try readAuthority(authority)
        }
        path = try Self.decoded(rest, .path)
        if Self.encoded(path, .path) != Array(rest) { rawPath = GoString(rest) }
    }

    private mutating func takeScheme(_ rest: inout ArraySlice<UInt8>) throws {
        for (offset, byte) in rest.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if offset == 0 { return }
            case UInt8(ascii: ":"):
                guard offset > 0 else { throw GoError("missing protocol scheme") }
                scheme = GoString(rest.prefix(offset).map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 })
                rest = rest.dropFirst(offset + 1)
                return
            default: return
            }
        }
    }

    private mutating func readAuthority(_ authority: ArraySlice<UInt8>) throws {
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        let name = at.map { authority[($0 + 1)...] } ?? authority
        host = try Self.host(name)
        guard let at else { return }
        let info = authority[..<at]
        let allowed = Array("-._:~!$&'()*+,;=%@".utf8)
        guard info.allSatisfy({ Self.isPlain($0) || allowed.contains($0) }) else {
            throw GoError("net/url: invalid userinfo")
        }
        if let colon = info.firstIndex(of: UInt8(ascii: ":")) {
            let password = try Self.decoded(info[(colon + 1)...], .user)
            user = (try Self.decoded(info[..<colon], .user), password)
        } else {
            user = (try Self.decoded(info, .user), nil)
        }
    }

    private static func host(_ text: ArraySlice<UInt8>) throws -> GoString {
        if let open = text.lastIndex(of: UInt8(ascii: "[")) {
            guard open == text.startIndex, let close = text.lastIndex(of: UInt8(ascii: "]")) else {
                throw GoError(open == text.startIndex ? "missing ']' in host" : "invalid IP-literal")
            }
            try checkPort(text[(close + 1)...])
            if let zone = TextSearch.firstIndex(of: Array("%25".utf8), in: Array(text[...close])) {
                let index = text.startIndex + zone
                let decodedZone = try decoded(text[index..<close], .zone)
                return GoString(Array(text[..<index]) + decodedZone.bytes + text[close...])
            }
        } else if let colon = text.lastIndex(of: UInt8(ascii: ":")) {
            try checkPort(text[colon...])
        }
        return try decoded(text, .host)
    }

    private static func checkPort(_ text: ArraySlice<UInt8>) throws {
        let isGood =
            text.isEmpty
            || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        guard isGood else { throw GoError("invalid port \(GoFormat.quoted(GoString(text))) after host") }
    }

    /// The host without its port and brackets.
    private var hostName: GoString {
        var name = host.bytes[...]
        if let colon = name.lastIndex(of: UInt8(ascii: ":")),
            name[(colon + 1)...].allSatisfy({ (0x30...0x39).contains($0) }),
            !name[colon...].contains(UInt8(ascii: "]"))
        {
            name = name[..<colon]
        }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { name = name.dropFirst().dropLast() }
        return GoString(name)
    }

    /// What sprig's urlParse gives.
    var parts: GoMap {
        GoMap([
            "scheme": .string(scheme), "host": .string(host), "hostname": .string(hostName), "path": .string(path),
            "query": .string(query), "opaque": .string(opaque), "fragment": .string(fragment),
            "userinfo": .string(GoString(userText)),
        ])
    }

    private var userText: [UInt8] {
        guard let user else { return [] }
        let name = Self.encoded(user.name, .user)
        return user.password.map { name + [UInt8(ascii: ":")] + Self.encoded($0, .user) } ?? name
    }

    /// net/url URL.String
    var text: GoString {
        var text: [UInt8] = []
        if !scheme.isEmpty { text += scheme.bytes + [UInt8(ascii: ":")] }
        if !opaque.isEmpty {
            text += opaque.bytes
        } else {
            if !scheme.isEmpty || !host.isEmpty || user != nil {
                if !host.isEmpty || !path.isEmpty || user != nil { text += Array("//".utf8) }
                if user != nil { text += userText + [UInt8(ascii: "@")] }
                if !host.isEmpty { text += Self.encoded(host, .host) }
            }
            let written = rawPath.isEmpty ? Self.encoded(path, .path) : rawPath.bytes
            if !written.isEmpty, written.first != UInt8(ascii: "/"), !host.isEmpty { text.append(UInt8(ascii: "/")) }
            // A colon in the first part would read as a scheme.
            let first = written.prefix { $0 != UInt8(ascii: "/") }
            if text.isEmpty, first.contains(UInt8(ascii: ":")) { text += Array("./".utf8) }
            text += written
        }
        if hasEmptyQuery || !query.isEmpty { text += [UInt8(ascii: "?")] + query.bytes }
        if !fragment.isEmpty { text += [UInt8(ascii: "#")] + Self.encoded(fragment, .fragment) }
        return GoString(text)
    }

    // MARK: percent encoding

    private enum Part { case path, fragment, user, host, zone }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    // net/url shouldEscape.
    private static func isKept(_ byte: UInt8, _ part: Part) -> Bool {
        if isPlain(byte) || Array("-_.~".utf8).contains(byte) { return true }
        let kept =
            switch part {
            case .path: "$&+,/:;=@"
            case .fragment: "$&+,/:;=?@!()*"
            case .user: "$&+,;="
            case .host, .zone: "!$&'()*+,;=:[]<>\""
            }
        return kept.utf8.contains(byte)
    }

    private static func encoded(_ text: GoString, _ part: Part) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text.bytes {
            if isKept(byte, part) {
                result.append(byte)
            } else {
                result += Array("%".utf8) + hex([byte]).bytes.map { (0x61...0x66).contains($0) ? $0 - 32 : $0 }
            }
        }
        return result
    }

    private static func hex(_ bytes: [UInt8]) -> GoString { Sprig.hex(bytes) }

    private static func decoded(_ text: ArraySlice<UInt8>, _ part: Part) throws -> GoString {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
                    digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
                else { throw GoError("invalid URL escape \(GoFormat.quoted(GoString([byte] + digits)))") }
                // Of a host's characters only those beyond ASCII may be escaped, and the sign of a zone.
                if part == .host, value < 0x80, digits.elementsEqual("25".utf8) == false {
                    throw GoError("invalid URL escape \(GoFormat.quoted(GoString([byte] + digits)))")
                }
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                if part == .host || part == .zone, byte < 0x80, !isKept(byte, part) {
                    let character = GoString([byte])
                    throw GoError("invalid character \(GoFormat.quoted(character)) in host name")
                }
                result.append(byte)
            }
        }
        return GoString(result)
    }
}
