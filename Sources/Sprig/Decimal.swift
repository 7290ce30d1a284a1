import Glibc
import GoTemplate

/// A decimal number of any length: what sprig's `addf`, `subf`, `mulf` and `divf` reckon with, shopspring/decimal v1.4.
struct Decimal {
    private var isNegative: Bool
    /// Decimal digits without leading zeros, the least first.
    private var digits: [UInt8]
    /// The power of ten of the least digit.
    private var exponent: Int

    private init(_ isNegative: Bool, _ digits: [UInt8], _ exponent: Int) {
        var digits = digits
        while digits.last == 0 { digits.removeLast() }
        self.isNegative = isNegative && !digits.isEmpty
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    /// The shortest decimal number that stands for a floating-point number. Throws `GoError` for what is none.
    init(_ number: Double) throws {
        guard number.isFinite else { throw GoError("Cannot create a Decimal from \(GoFormat.print(.float64(number)))") }
        let text = Array("\(number.magnitude)".utf8)
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        let power = Int(String(decoding: text.dropFirst(mantissa.count + 1), as: UTF8.self)) ?? 0
        let fraction = mantissa.firstIndex(of: UInt8(ascii: ".")).map { mantissa.count - $0 - 1 } ?? 0
        let digits = mantissa.filter { $0 != UInt8(ascii: ".") }.map { $0 - 0x30 }
        self.init(number.sign == .minus, digits.reversed(), power - fraction)
    }

    /// The nearest floating-point number.
    var double: Double {
        let text = String(decoding: digits.reversed().map { $0 + 0x30 }, as: UTF8.self)
        return strtod("\(isNegative ? "-" : "")\(digits.isEmpty ? "0" : text)e\(exponent)", nil)
    }

    func adding(_ other: Decimal) -> Decimal {
        let exponent = min(self.exponent, other.exponent)
        let (left, right) = (scaled(to: exponent), other.scaled(to: exponent))
        if isNegative == other.isNegative { return Decimal(isNegative, Self.sum(left, right), exponent) }
        return Self.isLess(left, right)
            ? Decimal(other.isNegative, Self.difference(right, left), exponent)
            : Decimal(isNegative, Self.difference(left, right), exponent)
    }

    func subtracting(_ other: Decimal) -> Decimal { adding(Decimal(!other.isNegative, other.digits, other.exponent)) }

    func multiplied(by other: Decimal) -> Decimal {
        var product = [Int](repeating: 0, count: digits.count + other.digits.count + 1)
        for (left, digit) in digits.enumerated() {
            for (right, otherDigit) in other.digits.enumerated() {
                product[left + right] += Int(digit) * Int(otherDigit)
            }
        }
        var carry = 0
        let result = product.map { sum -> UInt8 in
            carry += sum
            defer { carry /= 10 }
            return UInt8(carry % 10)
        }
        return Decimal(isNegative != other.isNegative, result, exponent + other.exponent)
    }

    /// The quotient with 16 digits after the point, half a unit away from zero. Throws `GoError` for a division by 0.
    func divided(by other: Decimal) throws -> Decimal {
        guard !other.digits.isEmpty else { throw GoError("decimal division by 0") }
        let precision = 16
        // One digit more than wanted decides on rounding: what comes after it can only add to it.
        let shift = exponent - other.exponent + precision + 1
        let dividend = shift >= 0 ? [UInt8](repeating: 0, count: digits.isEmpty ? 0 : shift) + digits : digits
        let divisor = shift >= 0 ? other.digits : [UInt8](repeating: 0, count: -shift) + other.digits
        var quotient = Self.quotient(dividend, divisor)
        let last = quotient.isEmpty ? 0 : quotient.removeFirst()
        if last >= 5 { quotient = Self.sum(quotient, [1]) }
        return Decimal(isNegative != other.isNegative, quotient, -precision)
    }

    private func scaled(to exponent: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: digits.isEmpty ? 0 : self.exponent - exponent) + digits
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var carry: UInt8 = 0
        for index in 0..<max(left.count, right.count) {
            let sum = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            result.append(sum % 10)
            carry = sum / 10
        }
        return carry > 0 ? result + [carry] : result
    }

    /// Of a number and one that is not larger.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var result = left
        var borrow: UInt8 = 0
        for index in left.indices {
            let taken = (index < right.count ? right[index] : 0) + borrow
            borrow = result[index] < taken ? 1 : 0
            result[index] = result[index] + borrow * 10 - taken
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return left.count < right.count }
        for index in left.indices.reversed() where left[index] != right[index] { return left[index] < right[index] }
        return false
    }

    /// Long division.
    private static func quotient(_ dividend: [UInt8], _ divisor: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest: [UInt8] = []
        for digit in dividend.reversed() {
            if !rest.isEmpty || digit > 0 { rest.insert(digit, at: 0) }
            var count: UInt8 = 0
            while !isLess(rest, divisor) {
                rest = difference(rest, divisor)
                count += 1
            }
            result.append(count)
        }
        return result.reversed()
    }
}
