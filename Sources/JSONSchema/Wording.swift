import Documents
import GoText

/// How Helm's validator writes texts, numbers and types.
enum Wording {
    /// A text in single quotes, escaped.
    // santhosh-tekuri/jsonschema v6.0.2 kind/kind.go quote: Go's %q with other quotes. Quirk: of a backslash at the
    // end, which is two by then, the last is lost with the quote behind it.
    static func quoted(_ text: String) -> String {
        let unescaped = GoQuoting.quoted(text).replacing("\\\"", with: "\"").replacing("'", with: "\\'")
        return "'" + unescaped.dropFirst().dropLast() + "'"
    }

    static func quoted(_ texts: [String]) -> String { texts.map { quoted($0) }.joined(separator: ", ") }

    /// Types in the validator's own order.
    static func types(_ types: [String]) -> [String] {
        ["null", "boolean", "number", "integer", "string", "array", "object"].filter { types.contains($0) }
    }

    /// What a value must be, for `enum` and `const`.
    static func choices(_ choices: Choices, keyword: String) -> String {
        let values = choices.values
        guard values.allSatisfy({ $0.object == nil && $0.array == nil }) else { return "'\(keyword)' failed" }
        let shown = zip(values, choices.numberTexts).map { value, numberText in
            switch value {
            case .null: "<nil>"
            case .string(let text): quoted(text)
            case .integer, .double: numberText ?? JSON.text(value)
            default: String(decoding: JSON.bytes(value), as: UTF8.self)
            }
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
}
