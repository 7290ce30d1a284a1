import Diagnostics
import Documents
import Glibc

/// Scalars as upstream's YAML library (goccy/go-yaml v1.19.2) takes them into typed fields.
package enum DefinitionScalar {
    /// Whether the node is null: written so, or left empty.
    package static func isNull(_ node: YAMLNode) -> Bool {
        if case .null? = value(node) { return true }
        return false
    }

    /// The text for a field that holds text, nil for null: numbers and booleans become the text Go prints for them.
    package static func string(_ node: YAMLNode) throws -> String? {
        switch value(node) {
        case .null?: return nil
        case .string(let text)?: return text
        case .bool(let truth)?: return truth ? "true" : "false"
        case .integer(let number)?: return String(number)
        case .double(let number)?:
            // Whole numbers beyond Int64 are held as double; Go keeps them as unsigned.
            if case .scalar(let text, _) = node.content, let number = UInt64(text) { return String(number) }
            return goText(of: number)
        default: throw DefinitionError.wrongType(expected: "text", found: node.kindName, at: node.mark)
        }
    }

    /// The truth for a field that holds one, nil for null.
    package static func bool(_ node: YAMLNode) throws -> Bool? {
        switch value(node) {
        case .null?: return nil
        case .bool(let truth)?: return truth
        default: throw DefinitionError.wrongType(expected: "true or false", found: node.kindName, at: node.mark)
        }
    }

    /// The number for a field that holds a whole one, nil for null. Fractions are cut off, text that reads as a number is taken.
    package static func integer(_ node: YAMLNode) throws -> Int? {
        let found = value(node)
        switch found {
        case .null?: return nil
        case .integer(let number)?: return Int(number)
        case .double(let number)? where number.isFinite && abs(number) < 9.2e18: return Int(number)
        case .string(let text)?:
            if let number = Int(text) { return number }
            if let number = Double(text), number.isFinite, abs(number) < 9.2e18, !text.isEmpty { return Int(number) }
        default: break
        }
        throw DefinitionError.wrongType(expected: "a whole number", found: node.kindName, at: node.mark)
    }

    /// A key as text: what was written, whatever it would mean as a value.
    package static func keyText(_ node: YAMLNode) -> String {
        switch value(node) {
        case .string(let text)?: return text
        case .bool(let truth)?: return truth ? "true" : "false"
        case .integer(let number)?: return String(number)
        case .double(let number)?: return goText(of: number)
        default: return "null"
        }
    }

    /// Any node as a value; nil only for a mapping that merges something that is no mapping.
    package static func value(_ node: YAMLNode) -> Value? {
        switch node.content {
        case .sequence(let elements): return .array(elements.map { value($0) ?? .null })
        case .mapping:
            guard let members = try? DefinitionDecoder.members(of: node) else { return nil }
            return .object(Value.Object(members.map { ($0.key, value($0.value) ?? .null) }) { _, last in last })
        case .scalar(let text, let style): return scalar(text, style, node.tag)
        }
    }

    private static func scalar(_ text: String, _ style: YAMLNode.Style, _ tag: String?) -> Value {
        let written = style == .plain ? plain(text) : .string(text)
        switch tag {
        case "tag:yaml.org,2002:str": return .string(text)
        case "tag:yaml.org,2002:null": return .null
        case "tag:yaml.org,2002:int":
            if let number = Int64(text) { return .integer(number) }
            return written
        case "tag:yaml.org,2002:bool":
            switch text.lowercased() {
            case "1", "t", "true", "yes": return .bool(true)
            case "0", "f", "false", "no": return .bool(false)
            default: return written
            }
        case "tag:yaml.org,2002:float":
            if let number = Double(text) { return .double(number) }
            return written
        default: return written
        }
    }

    // goccy/go-yaml v1.19.2 token/token.go: reserved keywords of YAML 1.2 plus Go's number forms.
    private static func plain(_ text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        default: return number(text) ?? .string(text)
        }
    }

    /// The number that plain text stands for. Quirk: a leading zero means octal, underscores are dropped, an exponent without a point is text.
    package static func number(_ text: String) -> Value? {
        guard let first = text.utf8.first, first == 0x2B || first == 0x2D || first == 0x2E || (0x30...0x39) ~= first
        else {
            return nil
        }
        let points = text.utf8.count { $0 == 0x2E }
        guard points <= 1 else { return nil }
        let isNegative = first == 0x2D
        var digits = text[...]
        if digits.hasPrefix("+") { digits = digits.dropFirst() }
        if digits.hasPrefix("-") { digits = digits.dropFirst() }
        var normalized = String(decoding: digits.utf8.filter { $0 != 0x5F }, as: UTF8.self)
        var radix = 10
        if normalized.hasPrefix("0x") {
            (radix, normalized) = (16, String(normalized.dropFirst(2)))
        } else if normalized.hasPrefix("0o") {
            (radix, normalized) = (8, String(normalized.dropFirst(2)))
        } else if normalized.hasPrefix("0b") {
            (radix, normalized) = (2, String(normalized.dropFirst(2)))
        } else if normalized.hasPrefix("0"), normalized.utf8.count > 1, points == 0 {
            radix = 8
        } else if points == 1 {
            return float(normalized).map { .double(isNegative ? -$0 : $0) }
        }
        guard let leading = normalized.utf8.first, leading != 0x2B, leading != 0x2D else { return nil }
        if isNegative { return Int64("-" + normalized, radix: radix).map(Value.integer) }
        guard let number = UInt64(normalized, radix: radix) else { return nil }
        return Int64(exactly: number).map(Value.integer) ?? .double(Double(number))
    }

    /// A decimal fraction: digits, one point, perhaps an exponent.
    private static func float(_ text: String) -> Double? {
        var hasDigit = false
        var isAfterExponent = false
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: hasDigit = true
            case 0x2E where !isAfterExponent: break
            case 0x65 where hasDigit && !isAfterExponent, 0x45 where hasDigit && !isAfterExponent:
                isAfterExponent = true
            case 0x2B, 0x2D:
                guard previous == 0x65 || previous == 0x45 else { return nil }
            default: return nil
            }
            previous = byte
        }
        guard hasDigit, (0x30...0x39) ~= previous || previous == 0x2E else { return nil }
        let number = strtod(text, nil)
        return number.isFinite ? number : nil
    }

    /// A floating-point number as Go's `fmt.Sprint` writes it: shortest digits, exponent below 1e-4 and from 1e21.
    package static func goText(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = decimal(abs(number))
        let sign = number < 0 ? "-" : ""
        if exponent < -4 || exponent >= 21 {
            let tail = digits.dropFirst()
            let power = abs(exponent)
            return sign + digits.prefix(1) + (tail.isEmpty ? "" : "." + tail) + (exponent < 0 ? "e-" : "e+")
                + (power < 10 ? "0" : "") + String(power)
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The shortest digits that round-trip and the decimal exponent of the first one.
    private static func decimal(_ number: Double) -> (digits: String, exponent: Int) {
        var mantissa = number.description
        var exponent = 0
        if let e = mantissa.firstIndex(of: "e") {
            exponent = Int(mantissa[mantissa.index(after: e)...]) ?? 0
            mantissa = String(mantissa[..<e])
        }
        let point = mantissa.firstIndex(of: ".").map { mantissa.distance(from: mantissa.startIndex, to: $0) }
        var digits = mantissa.filter { $0 != "." }
        exponent += (point ?? digits.count) - 1
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (digits, exponent)
    }
}
