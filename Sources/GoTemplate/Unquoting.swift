import GoText

/// strconv.Unquote and UnquoteChar, for the strings and characters in actions.
package enum Unquoting {
    /// The string that a quoted one stands for; nil for invalid syntax.
    package static func string(_ quoted: ArraySlice<UInt8>) -> GoString? {
        guard quoted.count >= 2, let quote = quoted.first else { return nil }
        let inner = quoted.dropFirst().dropLast()
        if quote == UInt8(ascii: "`") { return GoString(inner.filter { $0 != UInt8(ascii: "\r") }) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(inner.count)
        var rest = inner
        while !rest.isEmpty {
            guard let (rune, isMultibyte) = character(&rest, quote: quote) else { return nil }
            if isMultibyte { Runes.append(rune, to: &bytes) } else { bytes.append(UInt8(truncatingIfNeeded: rune)) }
        }
        return GoString(bytes)
    }

    /// The first character, and if it stands for UTF-8 rather than for one byte.
    static func character(_ rest: inout ArraySlice<UInt8>, quote: UInt8) -> (rune: UInt32, isMultibyte: Bool)? {
        guard let first = rest.first, first != quote, first != UInt8(ascii: "\n") else { return nil }
        if first >= 0x80 {
            let (rune, width) = Runes.decode(Array(rest.prefix(4)), at: 0)
            rest.removeFirst(width)
            return (rune, true)
        }
        rest.removeFirst()
        guard first == UInt8(ascii: "\\") else { return (UInt32(first), false) }
        guard let escape = rest.popFirst() else { return nil }
        switch escape {
        case UInt8(ascii: "a"): return (7, false)
        case UInt8(ascii: "b"): return (8, false)
        case UInt8(ascii: "f"): return (12, false)
        case UInt8(ascii: "n"): return (10, false)
        case UInt8(ascii: "r"): return (13, false)
        case UInt8(ascii: "t"): return (9, false)
        case UInt8(ascii: "v"): return (11, false)
        case UInt8(ascii: "x"): return digits(2, radix: 16, &rest).map { ($0, false) }
        case UInt8(ascii: "u"): return codePoint(digits(4, radix: 16, &rest))
        case UInt8(ascii: "U"): return codePoint(digits(8, radix: 16, &rest))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            guard let tail = digits(2, radix: 8, &rest) else { return nil }
            let value = UInt32(escape - UInt8(ascii: "0")) * 64 + tail
            return value > 255 ? nil : (value, false)
        case UInt8(ascii: "\\"): return (UInt32(escape), false)
        case quote: return (UInt32(escape), false)
        default: return nil
        }
    }

    private static func codePoint(_ value: UInt32?) -> (rune: UInt32, isMultibyte: Bool)? {
        guard let value, Unicode.Scalar(value) != nil else { return nil }
        return (value, true)
    }

    private static func digits(_ count: Int, radix: UInt32, _ rest: inout ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
                digit < Int(radix)
            else { return nil }
            value = value * radix + UInt32(digit)
        }
        return value
    }
}
