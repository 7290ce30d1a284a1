/// Values in ASN.1's distinguished encoding (X.690): as much as a certificate needs.
enum DER {
    /// A value with its tag and length.
    static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var header = [tag]
        if content.count < 0x80 {
            header.append(UInt8(content.count))
        } else {
            let bytes = withUnsafeBytes(of: content.count.bigEndian) { Array($0.drop { $0 == 0 }) }
            header.append(0x80 | UInt8(bytes.count))
            header += bytes
        }
        return header + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }
    static func set(_ content: [UInt8]) -> [UInt8] { value(0x31, content) }
    static func octets(_ content: [UInt8]) -> [UInt8] { value(0x04, content) }
    static func bits(_ content: [UInt8], unused: UInt8 = 0) -> [UInt8] { value(0x03, [unused] + content) }
    static let null: [UInt8] = [0x05, 0x00]
    static let yes: [UInt8] = [0x01, 0x01, 0xFF]

    /// A number given by its big-endian bytes, which is not negative.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        return value(0x02, digits.isEmpty ? [0] : digits[0] & 0x80 != 0 ? [0] + digits : digits)
    }

    /// An object identifier in dotted form, the first two arcs of which are small.
    static func identifier(_ arcs: Int...) -> [UInt8] {
        var content = [UInt8(arcs[0] * 40 + arcs[1])]
        for arc in arcs.dropFirst(2) {
            var group = [UInt8(arc & 0x7F)]
            var rest = arc >> 7
            while rest > 0 {
                group.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                rest >>= 7
            }
            content += group
        }
        return value(0x06, content)
    }

    /// The elements of a constructed value: tag, whole encoding and content of each; nil if it is malformed.
    static func elements(_ bytes: ArraySlice<UInt8>) -> [(
        tag: UInt8, whole: ArraySlice<UInt8>, content: ArraySlice<UInt8>
    )]? {
        var elements: [(UInt8, ArraySlice<UInt8>, ArraySlice<UInt8>)] = []
        var rest = bytes
        while let tag = rest.first {
            guard rest.count >= 2 else { return nil }
            let first = Int(rest[rest.startIndex + 1])
            let lengthSize = first < 0x80 ? 0 : first - 0x80
            guard lengthSize <= 4, rest.count >= 2 + lengthSize else { return nil }
            let digits = rest[(rest.startIndex + 2)..<(rest.startIndex + 2 + lengthSize)]
            let count = first < 0x80 ? first : digits.reduce(0) { $0 << 8 | Int($1) }
            let start = rest.startIndex + 2 + lengthSize
            guard rest.endIndex - start >= count else { return nil }
            elements.append((tag, rest[rest.startIndex..<(start + count)], rest[start..<(start + count)]))
            rest = rest[(start + count)...]
        }
        return elements
    }
}

/// RFC 7468: bytes between lines of dashes.
enum PEM {
    /// A block of this kind.
    static func text(_ label: String, _ bytes: [UInt8]) -> String {
        let base64 = Base64.encode(bytes)
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: base64.count, by: 64) {
            text += String(decoding: base64[start..<min(start + 64, base64.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    /// Kind and bytes of the first block; nil if there is none.
    static func first(in text: String) -> (label: String, bytes: [UInt8])? {
        let lines = text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }).map(String.init)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("-----") }) else {
            return nil
        }
        let label = String(lines[start].dropFirst(11).dropLast(5))
        guard let end = lines[start...].firstIndex(of: "-----END \(label)-----") else { return nil }
        let body = lines[(start + 1)..<end].filter { !$0.contains(":") }.joined()
        guard let bytes = try? Base64.decode(Array(body.utf8)) else { return nil }
        return (label, bytes)
    }
}
