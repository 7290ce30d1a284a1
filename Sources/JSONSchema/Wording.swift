import Documents
import RegularExpressions

/// How Helm's validator writes texts, numbers and types.
enum Wording {
    /// A text in single quotes, escaped.
    // santhosh-tekuri/jsonschema v6.0.2 kind/kind.go quote: Go's %q with other quotes.
    static func quoted(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": result += "\\'"
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{b}": result += "\\v"
            case "\u{c}": result += "\\f"
            default:
                let isControl = scalar.value < 0x20 || scalar.value == 0x7f
                if isControl {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\x" + (digits.count == 1 ? "0" : "") + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "'"
    }

    static func quoted(_ texts: [String]) -> String { texts.map { quoted($0) }.joined(separator: ", ") }

    /// Types in the validator's own order.
    static func types(_ types: [String]) -> [String] {
        ["null", "boolean", "number", "integer", "string", "array", "object"].filter { types.contains($0) }
    }

    /// What a value must be, for `enum` and `const`.
    ///
    /// - values: as JSON.
    static func values(_ values: [[UInt8]], keyword: String) -> String {
        guard !values.contains(where: { $0.first == UInt8(ascii: "[") || $0.first == UInt8(ascii: "{") }) else {
            return "'\(keyword)' failed"
        }
        let shown = values.map { json in
            let text = String(decoding: json, as: UTF8.self)
            if text == "null" { return "<nil>" }
            return (try? JSON.parse(text, file: "schema"))?.string.map { quoted($0) } ?? text
        }
        return "value must be \(values.count == 1 ? "" : "one of ")\(shown.joined(separator: ", "))"
    }

    /// A whole number with its digits in groups.
    // golang.org/x/text/message writes numbers as English does.
    static func number(_ number: Int) -> String { grouped(String(number)) }

    /// A number: digits in groups up to six places, then a power of ten.
    static func number(_ number: Double) -> String {
        if number == 0 { return "0" }
        let shortest = ShortestDecimal(description: abs(number).description, isNegative: false)
        let digits = String(decoding: shortest.digits, as: UTF8.self)
        let exponent = shortest.pointPosition - 1
        let sign = number < 0 ? "-" : ""
        guard exponent < -4 || exponent >= 6 else { return sign + plain(digits, point: shortest.pointPosition) }
        let fraction = digits.dropFirst()
        let mantissa = fraction.isEmpty ? digits : "\(digits.prefix(1)).\(fraction)"
        return "\(sign)\(mantissa)×10\(superscript(exponent))"
    }

    private static func plain(_ digits: String, point: Int) -> String {
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return grouped(digits + String(repeating: "0", count: point - digits.count)) }
        return "\(grouped(String(digits.prefix(point)))).\(digits.dropFirst(point))"
    }

    private static func grouped(_ text: String) -> String {
        var result = ""
        let digits = text.drop { $0 == "-" }
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return text.prefix { $0 == "-" } + result
    }

    private static func superscript(_ exponent: Int) -> String {
        let raised = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let digits = String(abs(exponent))
        let padded = digits.count == 1 ? "0" + digits : digits
        return (exponent < 0 ? "⁻" : "") + String(padded.compactMap { $0.wholeNumberValue.map { raised[$0] } })
    }

    /// What is wrong with a text that lacks a format; the commonest reasons.
    // santhosh-tekuri/jsonschema v6.0.2 format.go.
    static func complaint(_ format: Format, _ text: String) -> String {
        switch format {
        case .email: text.contains("@") ? "invalid address" : "missing @"
        case .ipv4:
            text.split(separator: ".", omittingEmptySubsequences: false).count == 4
                ? "invalid octet" : "expected four decimals"
        case .ipv6: text.contains(":") ? "not an ipv6 address" : "missing colon"
        case .hostname:
            text.unicodeScalars.first { !isHostCharacter($0) }.map { "invalid character \(quoted(String($0)))" }
                ?? "invalid label"
        case .date: "parsing time \"\(text)\" as \"2006-01-02\": cannot parse \"\(text)\" as \"2006\""
        case .dateTime: text.utf8.count < 20 ? "less than 20 characters long" : "invalid date-time"
        case .time: text.utf8.count < 9 ? "less than 9 characters long" : "invalid time"
        case .duration: text.hasPrefix("P") ? "invalid duration" : "must start with P"
        case .uuid:
            text.split(separator: "-", omittingEmptySubsequences: false).count == 5
                ? "invalid element" : "must have 5 elements"
        case .uri: "relative url"
        case .jsonPointer: "not starting with /"
        case .regex: patternFault(text)
        case .uriReference, .relativeJSONPointer: "malformed"
        }
    }

    private static func patternFault(_ text: String) -> String {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(text)
            return "malformed"
        } catch {
            return error.message
        }
    }

    private static func isHostCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == ".")
    }
}
