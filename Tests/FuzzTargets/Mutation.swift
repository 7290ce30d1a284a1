/// Makes inputs of a target's seeds and tokens, the same ones for the same seed.
public struct Mutation {
    private let target: FuzzTarget
    private var state: UInt64
    private var pool: [[UInt8]]
    private let tokens: [[UInt8]]

    /// Inputs are no longer than this.
    private static let maximumByteCount = 4096

    /// - seed: which inputs are made.
    public init(_ target: FuzzTarget, seed: UInt64) {
        self.target = target
        state = seed
        pool = target.seeds.map { Array($0.utf8) }
        tokens = target.tokens.map { Array($0.utf8) }
    }

    /// The next input: some earlier one, changed in a few places.
    public mutating func next() -> [UInt8] {
        var bytes = pool[number(below: pool.count)]
        for _ in 0...number(below: 5) { change(&bytes) }
        if bytes.count > Self.maximumByteCount { bytes.removeLast(bytes.count - Self.maximumByteCount) }
        // Seeds stay; what was made of them is forgotten again.
        if pool.count < target.seeds.count + 200 {
            pool.append(bytes)
        } else {
            pool[target.seeds.count + number(below: 200)] = bytes
        }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let start = number(below: bytes.count + 1)
        let end = min(bytes.count, start + number(below: number(below: 4) == 0 ? 64 : 8))
        switch number(below: 7) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: number(below: bytes.count + 1))
        case 2: bytes.insert(UInt8(number(below: 256)), at: start)
        case 3: if start < bytes.count { bytes[start] ^= 1 << UInt8(number(below: 8)) }
        case 4:
            let other = pool[number(below: pool.count)]
            let from = number(below: other.count + 1)
            bytes.replaceSubrange(start..<end, with: other[from..<min(other.count, from + number(below: 64))])
        default: bytes.insert(contentsOf: tokens[number(below: tokens.count)], at: start)
        }
    }

    // SplitMix64.
    private mutating func number(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return limit <= 1 ? 0 : Int((mixed ^ mixed >> 31) % UInt64(limit))
    }
}
