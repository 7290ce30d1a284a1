/// An address as Go's net/url takes it apart and writes it.
///
/// All parts are bytes: what was escaped need not be UTF-8.
package struct GoURL {
    package var scheme: [UInt8] = []
    package var opaque: [UInt8] = []
    package var user: (name: [UInt8], password: [UInt8]?)?
    package var host: [UInt8] = []
    /// Decoded.
    package var path: [UInt8] = []
    /// How the path was written, where writing it anew would not give the same.
    package private(set) var rawPath: [UInt8] = []
    /// As it was written.
    package var query: [UInt8] = []
    private var hasEmptyQuery = false
    /// Decoded.
    package var fragment: [UInt8] = []

    package init() {}

    /// net/url Parse.
    package init(_ text: [UInt8]) throws(GoURLError) {
        let hash = text.firstIndex(of: UInt8(ascii: "#")) ?? text.count
        let address = text[..<hash]
        do throws(GoURLError) {
            try read(address)
        } catch {
            throw GoURLError("parse \(GoQuoting.quoted(address)): \(error.message)")
        }
        do throws(GoURLError) {
            fragment = try Self.decoded(text[hash...].dropFirst(), .fragment)
        } catch {
            throw GoURLError("parse \(GoQuoting.quoted(text)): \(error.message)")
        }
    }

    private mutating func read(_ text: ArraySlice<UInt8>) throws(GoURLError) {
        if text.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw GoURLError("net/url: invalid control character in URL")
        }
        var rest = text
        if rest == [UInt8(ascii: "*")] {
            path = Array(rest)
            return
        }
        try takeScheme(&rest)
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        if let mark {
            query = Array(rest[(mark + 1)...])
            hasEmptyQuery = query.isEmpty
            rest = rest[..<mark]
        }
        if rest.first != UInt8(ascii: "/") {
            if !scheme.isEmpty {
                opaque = Array(rest)
                return
            }
            // A colon in the first part would make it a scheme.
            if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
                throw GoURLError("first path segment in URL cannot contain colon")
            }
        }
        if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest.dropFirst(2 + authority.count)
            try readAuthority(authority)
        }
        path = try Self.decoded(rest, .path)
        if Self.encoded(path, .path) != Array(rest) { rawPath = Array(rest) }
    }

    private mutating func takeScheme(_ rest: inout ArraySlice<UInt8>) throws(GoURLError) {
        for (offset, byte) in rest.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if offset == 0 { return }
            case UInt8(ascii: ":"):
                guard offset > 0 else { throw GoURLError("missing protocol scheme") }
                scheme = rest.prefix(offset).map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
                rest = rest.dropFirst(offset + 1)
                return
            default: return
            }
        }
    }

    private mutating func readAuthority(_ authority: ArraySlice<UInt8>) throws(GoURLError) {
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        let name = at.map { authority[($0 + 1)...] } ?? authority
        host = try readHost(name)
        guard let at else { return }
        let info = authority[..<at]
        let allowed = Array("-._:~!$&'()*+,;=%@".utf8)
        guard info.allSatisfy({ Self.isPlain($0) || allowed.contains($0) }) else {
            throw GoURLError("net/url: invalid userinfo")
        }
        if let colon = info.firstIndex(of: UInt8(ascii: ":")) {
            let password = try Self.decoded(info[(colon + 1)...], .user)
            user = (try Self.decoded(info[..<colon], .user), password)
        } else {
            user = (try Self.decoded(info, .user), nil)
        }
    }

    private func readHost(_ text: ArraySlice<UInt8>) throws(GoURLError) -> [UInt8] {
        if let open = text.lastIndex(of: UInt8(ascii: "[")) {
            guard open == text.startIndex, let close = text.lastIndex(of: UInt8(ascii: "]")) else {
                throw GoURLError(open == text.startIndex ? "missing ']' in host" : "invalid IP-literal")
            }
            let port = text[(close + 1)...]
            try Self.checkPort(port)
            return try [UInt8(ascii: "[")] + Self.addressInBrackets(text[..<close].dropFirst()) + [UInt8(ascii: "]")]
                + port
        }
        // Of the web's addresses alone Go expects that the host has no colon of its own.
        let isWeb = scheme == Array("http".utf8) || scheme == Array("https".utf8)
        let colon = UInt8(ascii: ":")
        if let index = isWeb ? text.firstIndex(of: colon) : text.lastIndex(of: colon) {
            try Self.checkPort(text[index...])
        }
        return try Self.decoded(text, .host)
    }

    /// Only an IPv6 address stands in brackets, perhaps with a zone behind `%25`.
    private static func addressInBrackets(_ text: ArraySlice<UInt8>) throws(GoURLError) -> [UInt8] {
        let zone = text.indices.first { text[$0...].starts(with: "%25".utf8) } ?? text.endIndex
        let address = try decoded(text[..<zone], .host) + decoded(text[zone...], .zone)
        let literal: GoIPAddress
        do throws(GoIPAddress.Fault) {
            literal = try GoIPAddress(String(decoding: address, as: UTF8.self))
        } catch {
            throw GoURLError("invalid host: \(error.message)")
        }
        if literal.isIPv4 { throw GoURLError("invalid IP-literal") }
        return address
    }

    private static func checkPort(_ text: ArraySlice<UInt8>) throws(GoURLError) {
        let isGood =
            text.isEmpty
            || text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        guard isGood else { throw GoURLError("invalid port \(GoQuoting.quoted(text)) after host") }
    }

    /// The host without its port and brackets.
    package var hostName: [UInt8] {
        var name = host[...]
        if let colon = name.lastIndex(of: UInt8(ascii: ":")),
            name[(colon + 1)...].allSatisfy({ (0x30...0x39).contains($0) }),
            !name[colon...].contains(UInt8(ascii: "]"))
        {
            name = name[..<colon]
        }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { name = name.dropFirst().dropLast() }
        return Array(name)
    }

    /// Name and password as they are written.
    package var userText: [UInt8] {
        guard let user else { return [] }
        let name = Self.encoded(user.name, .user)
        return user.password.map { name + [UInt8(ascii: ":")] + Self.encoded($0, .user) } ?? name
    }

    /// net/url URL.String
    package var text: [UInt8] {
        var text: [UInt8] = []
        if !scheme.isEmpty { text += scheme + [UInt8(ascii: ":")] }
        if !opaque.isEmpty {
            text += opaque
        } else {
            if !scheme.isEmpty || !host.isEmpty || user != nil {
                if !host.isEmpty || !path.isEmpty || user != nil { text += Array("//".utf8) }
                if user != nil { text += userText + [UInt8(ascii: "@")] }
                if !host.isEmpty { text += Self.encoded(host, .host) }
            }
            let written = rawPath.isEmpty ? Self.encoded(path, .path) : rawPath
            if !written.isEmpty, written.first != UInt8(ascii: "/"), !host.isEmpty { text.append(UInt8(ascii: "/")) }
            // A colon in the first part would read as a scheme.
            let first = written.prefix { $0 != UInt8(ascii: "/") }
            if text.isEmpty, first.contains(UInt8(ascii: ":")) { text += Array("./".utf8) }
            text += written
        }
        if hasEmptyQuery || !query.isEmpty { text += [UInt8(ascii: "?")] + query }
        if !fragment.isEmpty { text += [UInt8(ascii: "#")] + Self.encoded(fragment, .fragment) }
        return text
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

    private static func encoded(_ text: [UInt8], _ part: Part) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            if isKept(byte, part) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }

    /// A part of a path with its escapes undone; what is no escape stays.
    package static func unescapedPath(_ text: some Sequence<UInt8>) -> [UInt8] {
        let bytes = [UInt8](text)
        return (try? decoded(bytes[...], .path)) ?? bytes
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func decoded(_ text: ArraySlice<UInt8>, _ part: Part) throws(GoURLError) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                let pair = rest.prefix(2)
                guard pair.count == 2, let value = UInt8(String(decoding: pair, as: UTF8.self), radix: 16),
                    pair.first != UInt8(ascii: "+"), pair.first != UInt8(ascii: "-")
                else { throw GoURLError("invalid URL escape \(GoQuoting.quoted([byte] + pair))") }
                // Of a host's characters only those beyond ASCII may be escaped, and the sign of a zone.
                if part == .host, value < 0x80, pair.elementsEqual("25".utf8) == false {
                    throw GoURLError("invalid URL escape \(GoQuoting.quoted([byte] + pair))")
                }
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                if part == .host || part == .zone, byte < 0x80, !isKept(byte, part) {
                    throw GoURLError("invalid character \(GoQuoting.quoted([byte])) in host name")
                }
                result.append(byte)
            }
        }
        return result
    }
}

/// Why a text is no address, in Go's words.
package struct GoURLError: Error, Equatable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
