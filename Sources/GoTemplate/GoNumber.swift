import Glibc

/// Numbers from texts: Go's package strconv.
package enum GoNumber {
    /// strconv.ParseInt with base 0
    package static func signed(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard let magnitude = unsigned(digits) else { return nil }
        guard isNegative else { return Int64(exactly: magnitude) }
        return magnitude == 1 << 63 ? .min : Int64(exactly: magnitude).map { -$0 }
    }

    /// strconv.ParseUint with base 0
    static func unsigned(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard hasGoodUnderscores(text) else { return nil }
        var digits = text.filter { $0 != UInt8(ascii: "_") }[...]
        var radix = 10
        if digits.count > 1, digits.first == UInt8(ascii: "0") {
            let prefix = digits[digits.startIndex + 1] | 0x20
            radix = prefix == UInt8(ascii: "x") ? 16 : prefix == UInt8(ascii: "b") ? 2 : 8
            let isMarked = radix != 8 || prefix == UInt8(ascii: "o")
            digits = digits.dropFirst(isMarked ? 2 : 1)
        }
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
    }

    /// strconv.ParseFloat, but for words
    package static func float(_ text: ArraySlice<UInt8>) -> Double? {
        guard hasGoodUnderscores(text) else { return nil }
        let characters = text.filter { $0 != UInt8(ascii: "_") }
        let isHexadecimal = characters.contains { $0 | 0x20 == UInt8(ascii: "x") }
        // Go wants an exponent after hexadecimal digits; strtod does not.
        if isHexadecimal, !characters.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return nil }
        // strtod skips blanks and knows words.
        guard let first = characters.first, "+-.0123456789".utf8.contains(first),
            characters.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        return (characters.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var end: UnsafeMutablePointer<CChar>?
            let number = strtod(base, &end)
            guard let end, UnsafePointer(end) - base == characters.count, number.isFinite else { return nil }
            return number
        }
    }

    /// strconv underscoreOK: between digits, or between a base's prefix and the digits.
    private static func hasGoodUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: "_")) else { return true }
        var rest = text
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var isAfterDigit = false
        var isHexadecimal = false
        if rest.count >= 2, rest.first == UInt8(ascii: "0") {
            let prefix = rest[rest.startIndex + 1] | 0x20
            if [UInt8(ascii: "b"), UInt8(ascii: "o"), UInt8(ascii: "x")].contains(prefix) {
                rest = rest.dropFirst(2)
                isAfterDigit = true
                isHexadecimal = prefix == UInt8(ascii: "x")
            }
        }
        var isAfterUnderscore = false
        for byte in rest {
            if (0x30...0x39).contains(byte) || isHexadecimal && (0x61...0x66).contains(byte | 0x20) {
                isAfterDigit = true
                isAfterUnderscore = false
            } else if byte == UInt8(ascii: "_") {
                guard isAfterDigit else { return false }
                isAfterDigit = false
                isAfterUnderscore = true
            } else {
                guard !isAfterUnderscore else { return false }
                isAfterDigit = false
            }
        }
        return !isAfterUnderscore
    }

    /// strconv.ParseFloat, with `inf` and `nan`; nil if the number is too large.
    package static func float(withWords text: ArraySlice<UInt8>) -> Double? {
        let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
        let sign = text.first == UInt8(ascii: "-") ? -1.0 : 1.0
        switch String(decoding: (isSigned ? text.dropFirst() : text).map { $0 | 0x20 }, as: UTF8.self) {
        case "inf", "infinity": return sign * .infinity
        case "nan" where !isSigned: return .nan
        default: return float(text)
        }
    }

    /// strconv.ParseInt: what is too large is the largest there is, what is no number is 0.
    package static func clamped(_ text: [UInt8], radix: Int) -> (value: Int, isInRange: Bool) {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30..<0x30 + UInt8(radix)).contains($0) }
        guard isNumber else { return (0, false) }
        let written = (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
        if let value = Int(written, radix: radix) { return (value, true) }
        return (isNegative ? .min : .max, false)
    }
}
