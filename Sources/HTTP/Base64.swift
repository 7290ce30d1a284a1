/// RFC 4648 §4, with padding.
package func base64(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output in
        bytes.withUnsafeBufferPointer { write($0, to: output) }
        return output.count
    }
}

private let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Parts of images travel as base64, megabytes of them: no slices, no closures.
private func write(_ bytes: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>) {
    digits.withUnsafeBufferPointer { digits in
        var (start, position) = (0, 0)
        while start < bytes.count {
            let second = start + 1 < bytes.count ? Int(bytes[start + 1]) : 0
            let third = start + 2 < bytes.count ? Int(bytes[start + 2]) : 0
            let bits = Int(bytes[start]) << 16 | second << 8 | third
            output[position] = digits[bits >> 18]
            output[position + 1] = digits[bits >> 12 & 63]
            output[position + 2] = start + 1 < bytes.count ? digits[bits >> 6 & 63] : UInt8(ascii: "=")
            output[position + 3] = start + 2 < bytes.count ? digits[bits & 63] : UInt8(ascii: "=")
            start += 3
            position += 4
        }
    }
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
