import SystemPackage

/// Something bytes come from, in order, once.
public protocol ByteSource: AnyObject {
    /// Fills at most `buffer` and returns how many bytes came; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Something bytes go to, in order.
public protocol ByteSink: AnyObject {
    /// Takes all of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}

/// Blobs, layers and packages are copied in chunks of this size, so that memory stays flat.
public let copyChunkByteCount = 1 << 20

extension ByteSink {
    /// Writes a whole collection of bytes.
    public func write(_ bytes: some Sequence<UInt8>) throws {
        let done: Void? = try bytes.withContiguousStorageIfAvailable { try write(UnsafeRawBufferPointer($0)) }
        if done == nil { try Array(bytes).withUnsafeBytes { try write($0) } }
    }

    /// Writes the UTF-8 of a string.
    public func write(_ text: String) throws { try write(text.utf8) }

    /// Copies everything `source` has left; returns the number of bytes.
    @discardableResult
    public func copy(from source: any ByteSource, chunkByteCount: Int = copyChunkByteCount) throws -> Int64 {
        var total: Int64 = 0
        try withUnsafeTemporaryAllocation(byteCount: chunkByteCount, alignment: 16) { buffer in
            while true {
                let count = try source.read(into: buffer)
                guard count > 0 else { return }
                try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                total += Int64(count)
            }
        }
        return total
    }
}

extension ByteSource {
    /// Reads everything that is left, up to `limit` bytes; one byte more is an error that names `name`.
    public func readAll(limit: Int, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                let count = try read(into: buffer)
                guard count > 0 else { return }
                guard bytes.count + count <= limit else { throw FileError.tooLarge(path: name, limit: limit) }
                bytes.append(contentsOf: buffer[..<count])
            }
        }
        return bytes
    }

    /// Fills `buffer` unless the source ends first; returns how many bytes came.
    public func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            guard count > 0 else { break }
            filled += count
        }
        return filled
    }

    /// Reads and drops everything that is left; returns the number of bytes.
    @discardableResult
    public func drain() throws -> Int64 { try NullSink().copy(from: self) }
}

/// A source over bytes in memory.
public final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var offset = 0

    /// A source that gives `bytes`.
    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(buffer.count, bytes.count - offset)
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + count)]))
        }
        offset += count
        return count
    }
}

/// A sink that keeps what it is given.
public final class MemorySink: ByteSink {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty sink.
    public init() {}

    public func write(_ bytes: UnsafeRawBufferPointer) throws { self.bytes.append(contentsOf: bytes) }
}

/// A sink that drops what it is given.
public final class NullSink: ByteSink {
    /// A sink that drops everything.
    public init() {}
    public func write(_ bytes: UnsafeRawBufferPointer) throws {}
}

/// A sink that gives everything to two others, in order.
public final class TeeSink: ByteSink {
    private let first: any ByteSink
    private let second: any ByteSink

    /// Writes go to `first`, then to `second`.
    public init(_ first: any ByteSink, _ second: any ByteSink) {
        self.first = first
        self.second = second
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try first.write(bytes)
        try second.write(bytes)
    }
}

/// The next `byteCount` bytes of another source. Ending before that is an error.
public final class ExactSource: ByteSource {
    private let base: any ByteSource
    private let name: String
    /// Bytes still to come.
    public private(set) var remaining: Int64

    /// - name: what the bytes are, for the error message.
    public init(_ base: any ByteSource, byteCount: Int64, name: String) {
        self.base = base
        self.remaining = byteCount
        self.name = name
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard remaining > 0, buffer.count > 0 else { return 0 }
        let wanted = Int(min(Int64(buffer.count), remaining))
        let count = try base.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw FileError.endedEarly(path: name) }
        remaining -= Int64(count)
        return count
    }
}
