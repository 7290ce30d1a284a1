public import Glibc

/// A Go string: any bytes, usually UTF-8. Compared, hashed and ordered byte by byte, as Go does;
/// Swift's `String` would take two spellings of one character for equal and cannot hold half a character.
public struct GoString: Hashable, Comparable, Sendable {
    /// The bytes.
    public var bytes: [UInt8]

    /// A string of these bytes.
    @inlinable public init(_ bytes: [UInt8]) { self.bytes = bytes }
    /// A string of these bytes.
    @inlinable public init(_ bytes: ArraySlice<UInt8>) { self.bytes = [UInt8](bytes) }
    /// The UTF-8 of a text.
    @inlinable public init(_ text: String) { bytes = [UInt8](text.utf8) }
    /// The empty string.
    @inlinable public init() { bytes = [] }

    /// Bytes in the string.
    @inlinable public var count: Int { bytes.count }
    /// If there is not one byte.
    @inlinable public var isEmpty: Bool { bytes.isEmpty }
    /// The text; bytes that are no UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Byte by byte.
    @inlinable public static func == (left: GoString, right: GoString) -> Bool {
        left.count == right.count && commonOrder(left, right, count: left.count) == 0
    }
    /// Byte by byte, a prefix before what it begins.
    @inlinable public static func < (left: GoString, right: GoString) -> Bool {
        let order = commonOrder(left, right, count: min(left.count, right.count))
        return order != 0 ? order < 0 : left.count < right.count
    }
    /// How the first `count` bytes of both compare: negative, zero or positive.
    @inlinable static func commonOrder(_ left: GoString, _ right: GoString, count: Int) -> Int32 {
        left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
                return memcmp(left, right, count)
            }
        }
    }
    /// What dictionaries ask for: SipHash costs more than all the rest of a look-up with keys this short. The secret
    /// differs from run to run, so nobody can choose keys that collide.
    @inlinable public func _rawHashValue(seed: Int) -> Int {
        bytes.withUnsafeBytes { bytes in
            var hash = UInt64(truncatingIfNeeded: seed) ^ StringHash.secret ^ UInt64(truncatingIfNeeded: bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                hash = StringHash.mix(hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            var tail: UInt64 = 0
            while offset < bytes.count {
                tail = tail << 8 | UInt64(bytes[offset])
                offset += 1
            }
            return Int(truncatingIfNeeded: StringHash.mix(hash ^ tail))
        }
    }
    /// Over all bytes at once.
    @inlinable public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// Hashing by multiplication of 64 by 64 bits, its halves folded together.
@usableFromInline enum StringHash {
    @usableFromInline static let secret = UInt64.random(in: .min ... .max)

    @inlinable static func mix(_ value: UInt64) -> UInt64 {
        let product = (value ^ secret).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

extension GoString: ExpressibleByStringLiteral, CustomStringConvertible {
    /// The UTF-8 of a literal.
    public init(stringLiteral value: String) { self.init(value) }
    /// The text.
    public var description: String { text }
}
