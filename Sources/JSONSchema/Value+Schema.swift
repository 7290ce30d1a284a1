import Documents

extension Value {
    /// An equal form for values that JSON Schema takes for equal: whole doubles as integers, keys sorted.
    var canonical: Value {
        switch self {
        case .double(let number): Int64(exactly: number).map(Value.integer) ?? self
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let object):
            .object(
                Value.Object(
                    uniqueKeysWithValues: object.map { ($0.key, $0.value.canonical) }.sorted { $0.0 < $1.0 }))
        default: self
        }
    }

    /// The canonical form as bytes. Strings of Swift are equal if they look the same; JSON's if their characters are.
    var fingerprint: [UInt8] { JSON.bytes(canonical) }

    /// The type's name, for messages.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    func isOf(type: String, _ dialect: Dialect) -> Bool {
        switch (type, self) {
        case ("number", .integer), ("number", .double): true
        // Since draft 6, 1.0 is an integer.
        case ("integer", .double(let number)):
            number.rounded() == number && number.isFinite && (dialect > .draft4 || abs(number) >= 0x1p63)
        default: type == typeName
        }
    }

    /// Compares numbers without losing digits of integers.
    func isLess(than other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let first), .integer(let second)): first < second
        case (.integer(let first), .double(let second)):
            // Beyond 2^63 every double is larger, or smaller, than every integer.
            second >= 0x1p63 || second > -0x1p63 && (first < Int64(second.rounded(.up)))
        case (.double(let first), .integer(let second)):
            first < -0x1p63 || first < 0x1p63 && Int64(first.rounded(.down)) < second
        default: (number ?? 0) < (other.number ?? 0)
        }
    }

    /// True if a number is a whole multiple of another, judged by their decimal digits: 0.3 is one of 0.1.
    func isMultiple(of divisor: Value) -> Bool {
        if case .integer(let first) = canonical, case .integer(let second) = divisor.canonical, second != 0 {
            return first.magnitude % second.magnitude == 0
        }
        guard let dividend = decimal, let unit = divisor.decimal, unit.digits > 0 else { return false }
        if dividend.digits == 0 { return true }
        if dividend.exponent >= unit.exponent {
            var remainder = dividend.digits % unit.digits
            for _ in 0..<(dividend.exponent - unit.exponent) {
                if remainder == 0 { return true }
                remainder = remainder * 10 % unit.digits
            }
            return remainder == 0
        }
        // The unit has fewer places: the dividend must end in as many zeros, and has none at its end.
        return false
    }

    /// Digits without zeros at their end, and the power of ten they are multiplied with.
    private var decimal: (digits: UInt128, exponent: Int)? {
        guard let number, number.isFinite else { return nil }
        let text: String
        if case .integer(let whole) = self { text = whole.description } else { text = number.description }
        let shortest = ShortestDecimal(description: text, isNegative: number < 0)
        let digits = shortest.digits.reduce(UInt128(0)) { $0 * 10 + UInt128($1 - UInt8(ascii: "0")) }
        return (digits, shortest.pointPosition - shortest.digits.count)
    }
}
