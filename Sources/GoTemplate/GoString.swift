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
    /// Over all bytes at once.
    @inlinable public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension GoString: ExpressibleByStringLiteral, CustomStringConvertible {
    /// The UTF-8 of a literal.
    public init(stringLiteral value: String) { self.init(value) }
    /// The text.
    public var description: String { text }
}
