/// XXH64 with seed 0, the checksum of zstd frames (xxhash specification "XXH64 algorithm description").
struct XXHash64 {
    private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5
    )

    private var lanes: SIMD4<UInt64> = [
        primes.0 &+ primes.1, primes.1, 0, 0 &- primes.0,
    ]
    private var held: [UInt8] = []
    private var byteCount: UInt64 = 0

    init() { held.reserveCapacity(32) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var offset = 0
        if !held.isEmpty {
            offset = min(32 - held.count, bytes.count)
            held.append(contentsOf: bytes[..<offset])
            guard held.count == 32 else { return }
            held.withUnsafeBytes { takeStripes($0) }
            held.removeAll(keepingCapacity: true)
        }
        let whole = (bytes.count - offset) & ~31
        takeStripes(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + whole)]))
        held.append(contentsOf: bytes[(offset + whole)...])
    }

    var digest: UInt64 {
        let (p1, p2, p3, p4, p5) = Self.primes
        var hash: UInt64 = p5
        if byteCount >= 32 {
            hash = rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12) &+ rotate(lanes[3], 18)
            for lane in 0..<4 { hash = (hash ^ Self.round(0, lanes[lane])) &* p1 &+ p4 }
        }
        hash &+= byteCount
        var rest = held[...]
        while rest.count >= 8 {
            hash = rotate(hash ^ Self.round(0, littleEndian(rest, as: UInt64.self)), 27) &* p1 &+ p4
            rest = rest.dropFirst(8)
        }
        if rest.count >= 4 {
            hash = rotate(hash ^ (UInt64(littleEndian(rest, as: UInt32.self)) &* p1), 23) &* p2 &+ p3
            rest = rest.dropFirst(4)
        }
        for byte in rest { hash = rotate(hash ^ (UInt64(byte) &* p5), 11) &* p1 }
        hash = (hash ^ (hash >> 33)) &* p2
        hash = (hash ^ (hash >> 29)) &* p3
        return hash ^ (hash >> 32)
    }

    private mutating func takeStripes(_ bytes: UnsafeRawBufferPointer) {
        var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
        var offset = 0
        while offset < bytes.count {
            a = Self.round(a, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            b = Self.round(b, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
            c = Self.round(c, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self)))
            d = Self.round(d, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)))
            offset += 32
        }
        lanes = [a, b, c, d]
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* primes.1, 31) &* primes.0
    }
}

@inline(__always)
private func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
