import Crypto
import FileIO

/// A hash that is fed piece by piece.
public struct Hasher256 {
    private var state = SHA256()
    /// Bytes fed so far.
    public private(set) var byteCount: Int64 = 0

    /// A hash of nothing yet.
    public init() {}

    /// Feeds more bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
        byteCount += Int64(bytes.count)
    }

    /// The digest of everything fed so far.
    public func finalized() -> Digest { Digest(algorithm: .sha256, bytes: state.finalize()) }
}

extension Digest {
    /// The SHA-256 digest of some bytes.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> Digest {
        var hasher = Hasher256()
        let done: Void? = bytes.withContiguousStorageIfAvailable { hasher.update(UnsafeRawBufferPointer($0)) }
        if done == nil { Array(bytes).withUnsafeBytes { hasher.update($0) } }
        return hasher.finalized()
    }

    /// The SHA-256 digest of everything a source has left.
    public static func sha256(of source: any ByteSource) throws -> Digest {
        let sink = DigestingSink(NullSink())
        try sink.copy(from: source)
        return sink.digest
    }
}

/// A sink that hashes what passes through it.
public final class DigestingSink: ByteSink {
    private let base: any ByteSink
    private var hasher = Hasher256()

    /// Passes everything on to `base`.
    public init(_ base: any ByteSink) { self.base = base }

    /// The digest of what was written so far.
    public var digest: Digest { hasher.finalized() }
    /// Bytes written so far.
    public var byteCount: Int64 { hasher.byteCount }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        hasher.update(bytes)
        try base.write(bytes)
    }
}

/// A source that hashes what passes through it.
public final class DigestingSource: ByteSource {
    private let base: any ByteSource
    private var hasher = Hasher256()

    /// Passes on everything that comes from `base`.
    public init(_ base: any ByteSource) { self.base = base }

    /// The digest of what was read so far.
    public var digest: Digest { hasher.finalized() }
    /// Bytes read so far.
    public var byteCount: Int64 { hasher.byteCount }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }
}

/// A source that is an error unless its bytes have the expected digest and size; checked when the end is reached.
public final class VerifyingSource: ByteSource {
    private let base: DigestingSource
    private let expected: Digest
    private let byteCount: Int64?
    private let name: String

    /// - byteCount: the size announced, or nil if none was.
    /// - name: what the bytes are, for the error message.
    public init(_ base: any ByteSource, digest: Digest, byteCount: Int64?, name: String) {
        self.base = DigestingSource(base)
        self.expected = digest
        self.byteCount = byteCount
        self.name = name
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        if let byteCount, base.byteCount > byteCount { throw FileError.tooLarge(path: name, limit: Int(byteCount)) }
        guard count == 0, buffer.count > 0 else { return count }
        if let byteCount, base.byteCount < byteCount { throw FileError.endedEarly(path: name) }
        guard base.digest == expected else {
            throw HashingError.mismatch(name: name, expected: expected, found: base.digest)
        }
        return 0
    }
}
