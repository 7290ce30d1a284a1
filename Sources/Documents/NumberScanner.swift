/// The number grammars of the two YAML libraries that upstream reads with, and of Go's strconv below them.
enum NumberScanner {
    private static let underscore = UInt8(ascii: "_")
    private static let point = UInt8(ascii: ".")

    /// What a text is to a number grammar.
    enum Scan: Equatable {
        case number(Value)
        /// The digits are right, but no 64 bits hold them.
        case outOfRange
        case noNumber
    }

    /// A number as goccy/go-yaml understands it.
    static func core(_ text: String) -> Scan {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, mayStartNumber(first) else { return .noNumber }
            let pointCount = bytes.count { $0 == point }
            guard pointCount <= 1 else { return .noNumber }
            var digits = ArraySlice(bytes)
            let isNegative = first == UInt8(ascii: "-")
            if digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
            if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
            digits = digits.filter { $0 != underscore }[...]
            if let radix = prefixRadix(digits) {
                return integer(digits.dropFirst(2), radix: radix, isNegative: isNegative)
            }
            if pointCount == 1 { return float(digits, isNegative: isNegative) }
            let isOctal = digits.count > 1 && digits.first == UInt8(ascii: "0")
            return integer(digits, radix: isOctal ? 8 : 10, isNegative: isNegative)
        }
    }

    /// A number as go-yaml v2 understands it.
    static func legacy(_ text: String) -> Scan {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, mayStartNumber(first) else { return .noNumber }
            if first == point { return separatesDigits(bytes) ? float(plain(bytes), isNegative: false) : .noNumber }
            var digits = plain(bytes)
            let isNegative = digits.first == UInt8(ascii: "-")
            let isSigned = isNegative || digits.first == UInt8(ascii: "+")
            if isSigned { digits = digits.dropFirst() }
            let radix = prefixRadix(digits.map(lowercase)[...])
            let isOctal = digits.count > 1 && digits.first == UInt8(ascii: "0")
            let body = radix == nil ? digits : digits.dropFirst(2)
            let number = integer(body, radix: radix ?? (isOctal ? 8 : 10), isNegative: isNegative)
            if case .number(.integer) = number { return number }
            // A number that needs all 64 bits takes no sign, not even "+".
            if case .number = number, !isSigned { return number }
            let fraction = float(digits, isNegative: isNegative)
            return fraction == .noNumber ? signedBinary(plain(bytes)) : fraction
        }
    }

    private static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8> {
        bytes.filter { $0 != underscore }[...]
    }

    /// Whether underscores stand between digits only, as strconv.ParseFloat has it.
    private static func separatesDigits(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && 0x30...0x39 ~= bytes[index] }
        return bytes.indices.allSatisfy { bytes[$0] != underscore || (isDigit($0 - 1) && isDigit($0 + 1)) }
    }

    /// `0b-1`: go-yaml reads what follows `0b` anew, with a sign.
    private static func signedBinary(_ digits: ArraySlice<UInt8>) -> Scan {
        guard digits.starts(with: Array("0b".utf8)) else { return .noNumber }
        let body = digits.dropFirst(2)
        guard body.first == UInt8(ascii: "-") || body.first == UInt8(ascii: "+") else { return .noNumber }
        let number = integer(body.dropFirst(), radix: 2, isNegative: body.first == UInt8(ascii: "-"))
        guard case .number(.integer) = number else { return .noNumber }
        return number
    }

    private static func mayStartNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), point: true
        default: false
        }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    private static func prefixRadix(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard digits.count >= 2, digits.first == UInt8(ascii: "0") else { return nil }
        switch digits[digits.startIndex + 1] {
        case UInt8(ascii: "x"): return 16
        case UInt8(ascii: "o"): return 8
        case UInt8(ascii: "b"): return 2
        default: return nil
        }
    }

    /// Digits of a radix, as 64 bits; beyond Int64 but within UInt64 as a double.
    private static func integer(_ digits: ArraySlice<UInt8>, radix: UInt64, isNegative: Bool) -> Scan {
        guard !digits.isEmpty else { return .noNumber }
        var number: UInt64 = 0
        var fits = true
        for byte in digits {
            guard let digit = digitValue(byte), digit < radix else { return .noNumber }
            let (product, overflow) = number.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            fits = fits && !overflow && !carry
            number = sum
        }
        guard fits, !isNegative || number <= Int64.max.magnitude + 1 else { return .outOfRange }
        if isNegative { return .number(.integer(Int64(truncatingIfNeeded: 0 &- number))) }
        return .number(Int64(exactly: number).map(Value.integer) ?? .double(Double(number)))
    }

    private static func digitValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Decimal digits with an optional point and exponent.
    private static func float(_ digits: ArraySlice<UInt8>, isNegative: Bool) -> Scan {
        guard isDecimal(digits), let number = Double(String(decoding: digits, as: UTF8.self)) else { return .noNumber }
        return number.isFinite ? .number(.double(isNegative ? -number : number)) : .outOfRange
    }

    private static func isDecimal(_ digits: ArraySlice<UInt8>) -> Bool {
        var rest = digits
        func takeDigits() -> Int {
            let run = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            rest = rest.dropFirst(run.count)
            return run.count
        }
        var count = takeDigits()
        if rest.first == point {
            rest = rest.dropFirst()
            count += takeDigits()
        }
        guard count > 0 else { return false }
        if let exponent = rest.first, lowercase(exponent) == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
