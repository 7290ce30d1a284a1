/// A set of characters.
struct CharacterClass: Sendable, Hashable {
    /// Sorted, apart from each other by at least one character once `normalized`.
    private(set) var ranges: [ClosedRange<UInt32>] = []
    /// The members below 128, one bit each.
    private(set) var asciiLow: UInt64 = 0
    private(set) var asciiHigh: UInt64 = 0

    static let maximum: UInt32 = 0x10FFFF
    static let newline = CharacterClass([0x0A...0x0A])

    init() {}

    /// A class of ranges in any order.
    init(_ ranges: [ClosedRange<UInt32>]) {
        self.ranges = ranges
        normalize()
    }

    /// A class of ASCII ranges written as pairs of characters: `az09`.
    init(pairs: StaticString) {
        let bytes = UnsafeBufferPointer(start: pairs.utf8Start, count: pairs.utf8CodeUnitCount)
        self.init(stride(from: 0, to: bytes.count, by: 2).map { UInt32(bytes[$0])...UInt32(bytes[$0 + 1]) })
    }

    mutating func formUnion(_ other: CharacterClass) {
        ranges += other.ranges
        normalize()
    }

    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return asciiLow >> scalar & 1 != 0 }
        if scalar < 128 { return asciiHigh >> (scalar - 64) & 1 != 0 }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }

    /// Every character that is not in the class.
    var inverted: CharacterClass {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.maximum { result.append(next...Self.maximum) }
        return CharacterClass(result)
    }

    /// The class with everything that differs from a member only in case.
    var folded: CharacterClass { CharacterClass(ranges + CaseFolding.additions(to: ranges)) }

    /// The one character of a class that has one.
    var single: UInt32? {
        guard ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound else { return nil }
        return ranges[0].lowerBound
    }

    private mutating func normalize() {
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt32>] = []
        merged.reserveCapacity(ranges.count)
        for range in ranges {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        (asciiLow, asciiHigh) = (0, 0)
        for range in ranges where range.lowerBound < 128 {
            for scalar in range.lowerBound...min(range.upperBound, 127) {
                if scalar < 64 { asciiLow |= 1 << scalar } else { asciiHigh |= 1 << (scalar - 64) }
            }
        }
    }
}
