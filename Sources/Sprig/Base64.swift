import GoTemplate

/// RFC 4648 base 64 with padding: Go's base64.StdEncoding.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    /// The text of some bytes.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let group =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(alphabet[Int(group >> 18)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
            index += 3
        }
        return text
    }

    /// The bytes of a text; line ends in it are passed over.
    ///
    /// - throws: `GoError`, `illegal base64 data at input byte N`.
    package static func decode(_ text: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var count = 0
        var index = 0
        func illegal(_ at: Int) -> GoError { GoError("illegal base64 data at input byte \(at)") }
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == 0x0A || byte == 0x0D { continue }
            let value = values[Int(byte)]
            if value != 0xFF {
                group = group << 6 | UInt32(value)
                count += 1
                if count == 4 {
                    bytes += [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
                    (group, count) = (0, 0)
                }
                continue
            }
            // encoding/base64 decodeQuantum: where the padding may stand, and that nothing follows it.
            guard byte == UInt8(ascii: "="), count >= 2 else { throw illegal(index - 1) }
            if count == 2 {
                while index < text.count, text[index] == 0x0A || text[index] == 0x0D { index += 1 }
                guard index < text.count else { throw illegal(text.count) }
                guard text[index] == UInt8(ascii: "=") else { throw illegal(index - 1) }
                index += 1
            }
            while index < text.count, text[index] == 0x0A || text[index] == 0x0D { index += 1 }
            guard index == text.count else { throw illegal(index) }
            bytes.append(UInt8(count == 2 ? group >> 4 & 255 : group >> 10 & 255))
            if count == 3 { bytes.append(UInt8(group >> 2 & 255)) }
            return bytes
        }
        guard count == 0 else { throw illegal(text.count - count) }
        return bytes
    }
}
