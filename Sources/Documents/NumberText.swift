/// The shortest decimal that reads back as the same number.
package struct ShortestDecimal {
    /// Significant digits, without leading or trailing zeros; "0" for zero.
    package let digits: [UInt8]
    /// Where the point stands: the number is `0.digits × 10^pointPosition`.
    package let pointPosition: Int
    package let isNegative: Bool

    /// From Swift's description of a finite number, which has the shortest digits.
    package init(description: String, isNegative: Bool) {
        self.isNegative = isNegative
        var digits: [UInt8] = []
        var exponent = 0
        var point: Int?
        var bytes = Array(description.utf8)[...]
        if bytes.first == UInt8(ascii: "-") { bytes = bytes.dropFirst() }
        for (index, byte) in zip(bytes.indices, bytes) {
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte)
            }
        }
        var position = (point ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        position -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.digits = digits.isEmpty ? [UInt8(ascii: "0")] : digits
        self.pointPosition = digits.isEmpty ? 1 : position
    }

    /// As `%f` with as many digits as are needed.
    var fixed: String {
        var text = isNegative ? "-" : ""
        if pointPosition <= 0 {
            text += "0." + String(repeating: "0", count: -pointPosition) + String(decoding: digits, as: UTF8.self)
        } else if pointPosition >= digits.count {
            text += String(decoding: digits, as: UTF8.self)
            text += String(repeating: "0", count: pointPosition - digits.count)
        } else {
            text += String(decoding: digits[..<pointPosition], as: UTF8.self) + "."
            text += String(decoding: digits[pointPosition...], as: UTF8.self)
        }
        return text
    }

    /// As `%e` with as many digits as are needed, and at least so many digits in the exponent.
    func scientific(exponentDigitCount: Int) -> String {
        var text = isNegative ? "-" : ""
        text += String(decoding: digits[..<1], as: UTF8.self)
        if digits.count > 1 { text += "." + String(decoding: digits[1...], as: UTF8.self) }
        let exponent = pointPosition - 1
        let magnitude = String(exponent.magnitude)
        text += exponent < 0 ? "e-" : "e+"
        return text + String(repeating: "0", count: max(0, exponentDigitCount - magnitude.count)) + magnitude
    }

    /// As Go's `%g` with as many digits as are needed: scientific for exponents below -4 or from 6 on.
    package var general: String {
        let exponent = pointPosition - 1
        return exponent < -4 || exponent >= 6 ? scientific(exponentDigitCount: 2) : fixed
    }
}

extension Double {
    /// As Go's encoding/json writes a float64; `null` for what JSON cannot say.
    public var jsonText: String {
        guard isFinite else { return "null" }
        let decimal = ShortestDecimal(description: description, isNegative: sign == .minus)
        // encoding/json encode.go floatEncoder: like ES6, with the exponent's leading zero removed.
        let magnitude = abs(self)
        guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else { return decimal.fixed }
        return decimal.scientific(exponentDigitCount: 1)
    }

    /// As Go's `strconv.FormatFloat(x, 'g', -1, 64)`, `fmt.Sprint` and `%v` write it: `1e+06`, `+Inf`, `NaN`.
    public var goText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        return ShortestDecimal(description: description, isNegative: sign == .minus).general
    }
}

extension Float {
    /// As Go's `strconv.FormatFloat(x, 'g', -1, 32)` writes it, with YAML's names for what is not finite.
    var goText: String {
        if isNaN { return ".nan" }
        if isInfinite { return self < 0 ? "-.inf" : ".inf" }
        return ShortestDecimal(description: description, isNegative: sign == .minus).general
    }
}
