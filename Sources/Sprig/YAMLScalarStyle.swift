import Documents
import GoTemplate

/// How a text is written, chosen as go-yaml's encode.go `stringv` and emitterc.go `yaml_emitter_select_scalar_style` do.
struct YAMLScalarStyle {
    enum Style {
        case plain, single, double, literal
    }

    /// As a value, or after a question mark.
    let style: Style
    /// As a key on one line.
    let inKey: Style
    /// Whether the text has line breaks, which a key on one line cannot have.
    let isMultiline: Bool

    init(_ text: [UInt8], _ manner: YAMLEmitter.Manner, isKey: Bool) {
        let traits = text.withUnsafeBufferPointer { YAMLScalarTraits($0, allowsTabs: manner == .v3) }
        isMultiline = traits.isMultiline
        let quoted: Style = traits.allowsSingleQuotes ? .single : .double
        if traits.isMultiline, text.contains(0x0A) {
            style = traits.allowsLiteral ? .literal : .double
            inKey = .double
        } else if Self.readsAsText(text) {
            style = traits.allowsPlain ? .plain : quoted
            inKey = traits.isMultiline ? .double : style
        } else {
            style = .double
            inKey = .double
        }
    }

    /// Whether a plain scalar of these bytes would be read as a text.
    static func readsAsText(_ text: [UInt8]) -> Bool {
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            guard case .string = ScalarRules.legacy.resolve(String(decoding: text, as: UTF8.self)) else { return false }
            return !YAMLTimestamp.isTimestamp(text) && !isBase60(text)
        case UInt8(ascii: "~"): return text.count > 1
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            // The longest word that means something is "false".
            guard text.count <= 5 else { return true }
            if case .string = ScalarRules.legacy.resolve(String(decoding: text, as: UTF8.self)) { return true }
            return false
        default: return true
        }
    }

    // go-yaml v2 encode.go: ^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$
    private static func isBase60(_ text: [UInt8]) -> Bool {
        guard text.contains(UInt8(ascii: ":")) else { return false }
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        var rest = text[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let digit = rest.first, isDigit(digit) else { return false }
        rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        var groups = 0
        while rest.first == UInt8(ascii: ":") {
            let digits = rest.dropFirst().prefix(while: isDigit)
            guard digits.count == 1 || digits.count == 2 && digits[digits.startIndex] <= UInt8(ascii: "5") else {
                return false
            }
            rest = rest.dropFirst(1 + digits.count)
            groups += 1
        }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: "_") } }
        return groups > 0 && rest.isEmpty
    }
}

/// Texts that go-yaml v2 and v3 take for a time: resolve.go `parseTimestamp`, over Go's lenient time.Parse.
struct YAMLTimestamp {
    private var rest: ArraySlice<UInt8>

    /// `2006-1-2`; `2006-1-2 15:4:5.9`; `2006-1-2T15:4:5.9Z07:00`, the T in any case.
    static func isTimestamp(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8, bytes[4] == UInt8(ascii: "-") else { return false }
        var text = YAMLTimestamp(rest: bytes[...])
        guard text.isDate() else { return false }
        if text.rest.isEmpty { return true }
        if text.take(" ") {
            while text.take(" ") {}
            return text.isTime() && text.rest.isEmpty
        }
        return (text.take("T") || text.take("t")) && text.isTime() && text.isZone() && text.rest.isEmpty
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Takes a number of so many digits.
    private mutating func number(_ digitCounts: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(digitCounts.upperBound).prefix { (0x30...0x39).contains($0) }
        guard digitCounts ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func isDate() -> Bool {
        guard let year = number(4...4), take("-"), let month = number(1...2), take("-"), let day = number(1...2) else {
            return false
        }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let dayCounts = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...12 ~= month && day >= 1 && day <= dayCounts[month - 1]
    }

    private mutating func isTime() -> Bool {
        guard let hour = number(1...2), take(":"), let minute = number(1...2), take(":"), let second = number(1...2),
            hour < 24, minute < 60, second < 60
        else { return false }
        guard take(".") || take(",") else { return true }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func isZone() -> Bool {
        if take("Z") { return true }
        guard take("+") || take("-"), let hour = number(2...2), take(":"), let minute = number(2...2) else {
            return false
        }
        return hour <= 24 && minute < 60
    }
}
