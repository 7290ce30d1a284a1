/// Texts as Go source has them: strconv.Quote and its relatives.
package enum GoQuoting {
    /// Bytes in double quotes, escaped where they are no UTF-8 or nothing that can be printed.
    package static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        var result: [UInt8] = []
        append([UInt8](bytes), to: &result)
        return String(decoding: result, as: UTF8.self)
    }

    /// A text in double quotes, escaped where it cannot be printed.
    package static func quoted(_ text: String) -> String { quoted(text.utf8) }

    /// Bytes in double quotes, everything but ASCII's letters and signs escaped byte by byte: time/format.go quote.
    package static func quotedByBytes(_ bytes: some Sequence<UInt8>) -> String {
        let escaped = bytes.map { byte -> String in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x80: String(UnicodeScalar(byte))
            default: (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    /// Adds a string in double quotes: strconv.AppendQuote, or AppendQuoteToASCII.
    package static func append(_ string: [UInt8], toASCII: Bool = false, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        bytes.append(quote)
        string.withUnsafeBufferPointer { source in
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
    package static func append(rune: UInt32, toASCII: Bool = false, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "'")
        bytes.append(quote)
        let isCharacter = Unicode.Scalar(rune) != nil
        appendEscaped(isCharacter ? rune : Runes.replacement, quote: quote, toASCII: toASCII, to: &bytes)
        bytes.append(quote)
    }

    /// If a string can stand between backquotes: strconv.CanBackquote.
    package static func canBackquote(_ string: [UInt8]) -> Bool {
        var index = 0
        while index < string.count {
            let (rune, width) = Runes.decode(string, at: index)
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
