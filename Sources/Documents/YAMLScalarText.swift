/// How scalars are written so that they read back as what they are.
enum YAMLScalarText {
    enum Style { case plain, quoted, literal }

    /// A double that reads back as a double.
    static func number(_ number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        let text = number.goText
        if text.contains(".") { return text }
        // Differs: goccy writes 1e+06, which it reads as a string.
        guard let exponent = text.firstIndex(of: "e") else { return text + ".0" }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    /// A key, on one line.
    static func key(_ text: String) -> String { style(of: text) == .plain ? text : quoted(text) }

    /// goccy's choice where that reads back, else quotes.
    static func style(of text: String) -> Style {
        if goccyQuotes(text) { return .quoted }
        if text.utf8.contains(UInt8(ascii: "\n")) { return readsBackAsLiteral(text) ? .literal : .quoted }
        return readsBackAsPlain(text) ? .plain : .quoted
    }

    /// goccy/go-yaml v1.19 token/token.go IsNeedQuoted.
    private static func goccyQuotes(_ text: String) -> Bool {
        if quotedWords.contains(text) || NumberScanner.core(text) != .noNumber { return true }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return true }
        if "*&[{}],!|>%'\"@ `".utf8.contains(first) || last == UInt8(ascii: ":") || last == UInt8(ascii: " ") {
            return true
        }
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: "\\"): return true
            case UInt8(ascii: ":"), UInt8(ascii: "-"):
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: " ") { return true }
            default: break
            }
        }
        return TimestampText.isTimestamp(bytes)
    }

    /// Booleans of YAML 1.1 too, for readers of that kind.
    private static let quotedWords: Set<String> = [
        "", "-", "null", "Null", "NULL", "~", "true", "True", "TRUE", "false", "False", "FALSE", "y", "Y", "yes", "Yes",
        "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
    ]

    private static func readsBackAsPlain(_ text: String) -> Bool {
        guard text != "<<", resolveCoreScalar(text) == .string(text) else { return false }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first != UInt8(ascii: "\t"), bytes.last != UInt8(ascii: "\t") else {
            return false
        }
        if bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8) { return false }
        for (index, byte) in bytes.enumerated() where index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\t")
        {
            if byte == UInt8(ascii: ":") || index == 0 && "?-".utf8.contains(byte) { return false }
        }
        return !bytes.starts(with: "? ".utf8) && isPrintable(text)
    }

    /// No line before the first with text may have spaces, and that one must not begin with white space.
    private static func readsBackAsLiteral(_ text: String) -> Bool {
        guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "\n") }) else { return false }
        return first != UInt8(ascii: " ") && first != UInt8(ascii: "\t") && isPrintable(text)
    }

    /// True if no character must be escaped: YAML 1.1 "5.1 Character Set", less its uncommon line breaks and the BOM.
    private static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
                0x10000...0x10FFFF:
                true
            default: false
            }
        }
    }

    /// Go's strconv.Quote, whose escapes are YAML's as well.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{B}": result += "\\v"
            default:
                if isGoPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else if scalar.value < 0x80 {
                    result += "\\x" + hexadecimal(scalar, digitCount: 2)
                } else if scalar.value < 0x10000 {
                    result += "\\u" + hexadecimal(scalar, digitCount: 4)
                } else {
                    result += "\\U" + hexadecimal(scalar, digitCount: 8)
                }
            }
        }
        return result + "\""
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digitCount: Int) -> String {
        let digits = String(scalar.value, radix: 16)
        return String(repeating: "0", count: digitCount - digits.count) + digits
    }

    /// Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
    private static func isGoPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return 0x20...0x7E ~= scalar.value }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
