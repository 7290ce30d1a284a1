/// Strings as Go source has them: strconv.Quote and its relatives.
extension GoFormat {
    /// `%q`: in double quotes, escaped.
    public static func quoted(_ string: GoString) -> GoString {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(string.count + 2)
        appendQuoted(string, to: &bytes)
        return GoString(bytes)
    }

    /// Adds a string in double quotes: strconv.AppendQuote, or AppendQuoteToASCII.
    package static func appendQuoted(_ string: GoString, toASCII: Bool = false, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        bytes.append(quote)
        string.bytes.withUnsafeBufferPointer { source in
            var index = 0
            while index < source.count {
                let byte = source[index]
                if byte >= 0x20, byte < 0x7F, byte != quote, byte != UInt8(ascii: "\\") {
                    bytes.append(byte)
                    index += 1
                    continue
                }
                let (rune, width) = Runes.decode(source, at: index)
                if width == 1, rune == Runes.replacement {
                    bytes += [UInt8(ascii: "\\"), UInt8(ascii: "x"), hexadecimal(byte >> 4), hexadecimal(byte & 15)]
                } else {
                    appendEscaped(rune, quote: quote, toASCII: toASCII, to: &bytes)
                }
                index += width
            }
        }
        bytes.append(quote)
    }

    /// Adds a character in single quotes: strconv.AppendQuoteRune, or AppendQuoteRuneToASCII.
    static func appendQuoted(rune: UInt32, toASCII: Bool, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "'")
        bytes.append(quote)
        let isCharacter = Unicode.Scalar(rune) != nil
        appendEscaped(isCharacter ? rune : Runes.replacement, quote: quote, toASCII: toASCII, to: &bytes)
        bytes.append(quote)
    }

    /// If a string can stand between backquotes: strconv.CanBackquote.
    static func canBackquote(_ string: GoString) -> Bool {
        var index = 0
        while index < string.count {
            let (rune, width) = Runes.decode(string.bytes, at: index)
            index += width
            if width > 1 {
                if rune == 0xFEFF { return false }
            } else if rune == Runes.replacement || rune < 0x20 && rune != 9 || rune == 0x60 || rune == 0x7F {
                return false
            }
        }
        return true
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    private static func appendEscaped(_ rune: UInt32, quote: UInt8, toASCII: Bool, to bytes: inout [UInt8]) {
        let backslash = UInt8(ascii: "\\")
        if rune == UInt32(quote) || rune == UInt32(backslash) {
            bytes += [backslash, UInt8(rune)]
        } else if rune < 0x80 || !toASCII, Runes.isPrintable(rune) {
            Runes.append(rune, to: &bytes)
        } else if let short = shortEscapes[rune] {
            bytes += [backslash, short]
        } else {
            let digitCount = rune < 0x20 || rune == 0x7F ? 2 : rune < 0x10000 ? 4 : 8
            bytes += [backslash, UInt8(ascii: digitCount == 2 ? "x" : digitCount == 4 ? "u" : "U")]
            for shift in stride(from: (digitCount - 1) * 4, through: 0, by: -4) {
                bytes.append(hexadecimal(UInt8(truncatingIfNeeded: rune >> UInt32(shift) & 15)))
            }
        }
    }

    private static let shortEscapes: [UInt32: UInt8] = [
        7: UInt8(ascii: "a"), 8: UInt8(ascii: "b"), 9: UInt8(ascii: "t"), 10: UInt8(ascii: "n"),
        11: UInt8(ascii: "v"), 12: UInt8(ascii: "f"), 13: UInt8(ascii: "r"),
    ]
}
