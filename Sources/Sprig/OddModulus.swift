/// Arithmetic modulo a large odd number, as P. Montgomery does it without divisions.
///
/// Numbers are limbs of 64 bits, lowest first, as many as the modulus has. It takes other times for other numbers:
/// good for making a key, not for using one where somebody listens.
struct OddModulus {
    let limbs: [UInt64]
    /// -1 / modulus, modulo 2^64.
    private let negativeInverse: UInt64
    /// R^2 modulo the modulus, where R is 2^64 to the number of limbs.
    private let squareOfR: [UInt64]

    /// - limbs: an odd number above 1, whose highest limb is not zero.
    init(_ limbs: [UInt64]) {
        precondition(limbs.first.map { $0 & 1 == 1 } == true && limbs.last != 0 && limbs != [1])
        self.limbs = limbs
        // Newton: each round doubles the number of right bits, of which an odd number is its own inverse's first three.
        var inverse = limbs[0]
        for _ in 0..<5 { inverse = inverse &* (2 &- limbs[0] &* inverse) }
        negativeInverse = 0 &- inverse
        var residue = [UInt64](repeating: 0, count: limbs.count)
        residue[0] = 1
        for _ in 0..<(2 * 64 * limbs.count) { residue = BigNumber.doubled(residue, modulo: limbs) }
        squareOfR = residue
    }

    /// The base to this power; both may be any number of at most as many limbs as the modulus.
    func power(_ base: [UInt64], _ exponent: [UInt64]) -> [UInt64] {
        let one = product(squareOfR, padded([1]))
        let factor = product(squareOfR, padded(base))
        var result = one
        for limb in exponent.reversed() {
            for bit in stride(from: 63, through: 0, by: -1) {
                if result != one { result = product(result, result) }
                if limb >> UInt64(bit) & 1 == 1 { result = product(result, factor) }
            }
        }
        return product(result, padded([1]))
    }

    /// Whether the modulus is a prime, as far as so many rounds of Miller and Rabin tell.
    func isProbablyPrime(rounds: Int) -> Bool {
        var minusOne = limbs
        minusOne[0] -= 1
        let twos = BigNumber.trailingZeroBitCount(minusOne)
        let odd = BigNumber.shiftedRight(minusOne, by: twos)
        for _ in 0..<rounds {
            // Below the modulus, as its highest limb is smaller; 0 and 1 tell nothing and do not come up.
            var base = limbs.indices.map { _ in UInt64.random(in: .min ... .max) }
            base[limbs.count - 1] = UInt64.random(in: 0..<limbs[limbs.count - 1])
            guard isWitnessed(by: base, odd: odd, twos: twos, minusOne: minusOne) else { return false }
        }
        return true
    }

    private func isWitnessed(by base: [UInt64], odd: [UInt64], twos: Int, minusOne: [UInt64]) -> Bool {
        var value = power(base, odd)
        if value == minusOne || value == padded([1]) { return true }
        for _ in 1..<max(twos, 1) {
            value = product(product(squareOfR, value), value)
            if value == minusOne { return true }
        }
        return false
    }

    private func padded(_ number: [UInt64]) -> [UInt64] {
        number + [UInt64](repeating: 0, count: limbs.count - number.count)
    }

    /// a * b / R modulo the modulus.
    // Koç, Acar and Kaliski, "Analyzing and comparing Montgomery multiplication algorithms", CIOS.
    private func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        let count = limbs.count
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count + 2) { sum in
            sum.initialize(repeating: 0)
            for digit in b {
                var carry = Self.add(a, times: digit, to: sum)
                let (high, overflows) = sum[count].addingReportingOverflow(carry)
                (sum[count], sum[count + 1]) = (high, overflows ? 1 : 0)
                carry = Self.add(limbs, times: sum[0] &* negativeInverse, to: sum)
                let (top, overflowsAgain) = sum[count].addingReportingOverflow(carry)
                sum[count] = top
                if overflowsAgain { sum[count + 1] &+= 1 }
                // The lowest limb is zero now.
                for index in 0...count { sum[index] = sum[index + 1] }
            }
            let result = Array(sum[..<count])
            return sum[count] != 0 || !BigNumber.isLess(result, limbs)
                ? BigNumber.difference(result, limbs) : result
        }
    }

    /// Adds a multiple of a number to a sum. Returns what goes over.
    private static func add(
        _ number: [UInt64], times factor: UInt64, to sum: UnsafeMutableBufferPointer<UInt64>
    ) -> UInt64 {
        var carry: UInt64 = 0
        for index in number.indices {
            // (2^64-1)^2 + 2 * (2^64-1) is 2^128 - 1: nothing is lost.
            let (high, low) = number[index].multipliedFullWidth(by: factor)
            let (half, firstOverflows) = low.addingReportingOverflow(carry)
            let (whole, secondOverflows) = half.addingReportingOverflow(sum[index])
            sum[index] = whole
            carry = high &+ (firstOverflows ? 1 : 0) &+ (secondOverflows ? 1 : 0)
        }
        return carry
    }
}
