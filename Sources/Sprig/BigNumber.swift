/// What making a key needs of large numbers: limbs of 64 bits, lowest first.
enum BigNumber {
    /// Whether the first of two numbers with as many limbs is the smaller one.
    static func isLess(_ first: [UInt64], _ second: [UInt64]) -> Bool {
        for index in first.indices.reversed() where first[index] != second[index] {
            return first[index] < second[index]
        }
        return false
    }

    /// The difference of two numbers with as many limbs, modulo 2 to their bits.
    static func difference(_ first: [UInt64], _ second: [UInt64]) -> [UInt64] {
        var borrow: UInt64 = 0
        return first.indices.map { index in
            let (part, underflows) = first[index].subtractingReportingOverflow(second[index])
            let (rest, underflowsAgain) = part.subtractingReportingOverflow(borrow)
            borrow = underflows || underflowsAgain ? 1 : 0
            return rest
        }
    }

    /// Twice a number below a modulus, modulo that.
    static func doubled(_ number: [UInt64], modulo modulus: [UInt64]) -> [UInt64] {
        var carry: UInt64 = 0
        let twice = number.map { limb in
            defer { carry = limb >> 63 }
            return limb << 1 | carry
        }
        return carry == 1 || !isLess(twice, modulus) ? difference(twice, modulus) : twice
    }

    /// The product, with as many limbs as both together.
    static func product(_ first: [UInt64], _ second: [UInt64]) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: first.count + second.count)
        for (row, factor) in first.enumerated() {
            var carry: UInt64 = 0
            for (column, other) in second.enumerated() {
                let (high, low) = factor.multipliedFullWidth(by: other)
                let (half, overflows) = low.addingReportingOverflow(carry)
                let (whole, overflowsAgain) = half.addingReportingOverflow(result[row + column])
                result[row + column] = whole
                carry = high &+ (overflows ? 1 : 0) &+ (overflowsAgain ? 1 : 0)
            }
            result[row + second.count] = carry
        }
        return result
    }

    /// What is left of a division by a small number.
    static func remainder(_ number: [UInt64], by divisor: UInt64) -> UInt64 {
        number.reversed().reduce(0) { rest, limb in divisor.dividingFullWidth((rest, limb)).remainder }
    }

    /// How often two divides a number that is not zero.
    static func trailingZeroBitCount(_ number: [UInt64]) -> Int {
        let limb = number.firstIndex { $0 != 0 } ?? 0
        return limb * 64 + number[limb].trailingZeroBitCount
    }

    /// A number divided by a power of two, rounded down, with as many limbs.
    static func shiftedRight(_ number: [UInt64], by bits: Int) -> [UInt64] {
        number.indices.map { index in
            let source = index + bits / 64
            let low = source < number.count ? number[source] >> UInt64(bits % 64) : 0
            let high = source + 1 < number.count ? number[source + 1] << (64 - UInt64(bits % 64)) : 0
            return low | high
        }
    }

    /// The bytes, highest first.
    static func bytes(_ number: [UInt64]) -> [UInt8] {
        number.reversed().flatMap { limb in withUnsafeBytes(of: limb.bigEndian) { Array($0) } }
    }
}
