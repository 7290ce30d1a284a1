/// A key for the Digital Signature Algorithm, of 2048 and 256 bits as sprig's genPrivateKey makes them.
struct DSAKey {
    /// p, q and g, which several keys may share.
    let parameters: (modulus: [UInt64], order: [UInt64], generator: [UInt64])
    let secret: [UInt64]
    let `public`: [UInt64]

    /// FIPS 186-4 table C.1: so many rounds of Miller and Rabin leave less doubt than the key's size does.
    private static let primalityRounds = 56

    /// A new key with parameters of its own.
    init() {
        let order = Self.prime(limbCount: 4)
        let (modulus, cofactor) = Self.modulus(of: order)
        let field = OddModulus(modulus)
        // Any power of the cofactor that is not 1 has the order q; with 2 as the base it all but always is none.
        var base: UInt64 = 2
        var generator = field.power([base], cofactor)
        while generator.first == 1, generator.dropFirst().allSatisfy({ $0 == 0 }) {
            base += 1
            generator = field.power([base], cofactor)
        }
        parameters = (modulus, order, generator)
        secret = Self.number(below: order)
        `public` = field.power(generator, secret)
    }

    /// crypto.go DSAKeyFormat, which is what OpenSSL reads.
    var pem: String {
        let numbers = [parameters.modulus, parameters.order, parameters.generator, `public`, secret]
        let content = DER.integer([0]) + numbers.flatMap { DER.integer(BigNumber.bytes($0)) }
        return PEM.text("DSA PRIVATE KEY", DER.value(0x30, content))
    }

    private static func random(_ limbCount: Int) -> [UInt64] { (0..<limbCount).map { _ in .random(in: .min ... .max) } }

    /// A random number that is not zero.
    private static func number(below limit: [UInt64]) -> [UInt64] {
        while true {
            let number = random(limit.count)
            if BigNumber.isLess(number, limit), number.contains(where: { $0 != 0 }) { return number }
        }
    }

    /// A random prime with the highest bit set.
    private static func prime(limbCount: Int) -> [UInt64] {
        while true {
            var number = random(limbCount)
            number[0] |= 1
            number[limbCount - 1] |= 1 << 63
            if isPrime(number) { return number }
        }
    }

    /// A prime of 2048 bits that is one more than a multiple of another one, and that multiple's factor.
    private static func modulus(of order: [UInt64]) -> (prime: [UInt64], cofactor: [UInt64]) {
        while true {
            var cofactor = random(32 - order.count)
            cofactor[0] &= ~1
            cofactor[cofactor.count - 1] |= 1 << 63
            var number = BigNumber.product(order, cofactor)
            number[0] |= 1
            if number[31] >> 63 == 1, isPrime(number) { return (number, cofactor) }
        }
    }

    private static func isPrime(_ number: [UInt64]) -> Bool {
        // Nine of ten that are no primes have a small factor.
        guard smallPrimes.allSatisfy({ BigNumber.remainder(number, by: $0) != 0 }) else { return false }
        return OddModulus(number).isProbablyPrime(rounds: primalityRounds)
    }

    private static let smallPrimes: [UInt64] = stride(from: 3, to: 2000, by: 2).filter { candidate in
        stride(from: 3, to: candidate, by: 2).allSatisfy { candidate % $0 != 0 }
    }
}
