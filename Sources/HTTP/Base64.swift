/// RFC 4648 §4, with padding.
package func base64(_ bytes: some Sequence<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(bytes)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for position in 0..<4 {
            let isPadding = position > group.count
            result.append(isPadding ? UInt8(ascii: "=") : alphabet[bits >> (18 - 6 * position) & 63])
        }
    }
    return String(decoding: result, as: UTF8.self)
}

/// The bytes of a base64 text, padding optional; nil when it is none.
package func base64Decoded(_ text: String) -> [UInt8]? {
    var result: [UInt8] = []
    var (bits, bitCount) = (0, 0)
    let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
    guard digits.count % 4 != 1, text.utf8.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "=") }) else {
        return nil
    }
    for byte in digits {
        let value: Int
        switch byte {
        case 0x41...0x5a: value = Int(byte) - 0x41
        case 0x61...0x7a: value = Int(byte) - 0x61 + 26
        case 0x30...0x39: value = Int(byte) - 0x30 + 52
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        default: return nil
        }
        bits = (bits << 6 | value) & 0xffff
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        }
    }
    return result
}
