import GoText

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

    /// In double quotes: Go's escapes are YAML's as well.
    static func quoted(_ text: String) -> String { GoQuoting.quoted(text) }

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
}
