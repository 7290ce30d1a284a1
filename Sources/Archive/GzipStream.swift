import CZlib
import FileIO

/// Decompresses gzip: all members one after another, checksums and sizes verified. Ending inside a member is an error.
///
/// Zeros after the last member are padding and ignored, as gzip does; anything else there is refused.
public final class GzipSource: ByteSource {
    private let base: any ByteSource
    private let name: String
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    // On the heap because zlib keeps a pointer back to it.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isBaseAtEnd = false
    private var isInsideMember = true
    private var isInPadding = false

    /// - name: what is read, for messages.
    public init(_ base: any ByteSource, name: String) throws {
        self.base = base
        self.name = name
        stream.initialize(to: z_stream())
        guard zarf_gzip_inflate_init(stream) == Z_OK else {
            throw ArchiveError.codec(operation: "read", archive: name, reason: "gzip: out of memory")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    public func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        guard output.count > 0 else { return 0 }
        let outputCount = min(output.count, 1 << 30)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(outputCount)
        while stream.pointee.avail_out == outputCount {
            try refill()
            if stream.pointee.avail_in == 0, isBaseAtEnd {
                guard !isInsideMember else { throw ArchiveError.endedEarly(archive: name) }
                return 0
            }
            if !isInsideMember { try beginMember() }
            if isInsideMember { try inflateOnce() }
        }
        return outputCount - Int(stream.pointee.avail_out)
    }

    private func refill() throws {
        guard stream.pointee.avail_in == 0, !isBaseAtEnd else { return }
        let count = try base.read(into: buffer)
        isBaseAtEnd = count == 0
        stream.pointee.next_in = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    /// RFC 1952 2.2: members follow one another without anything between them.
    private func beginMember() throws {
        let isZero = stream.pointee.next_in.pointee == 0
        guard isZero == isInPadding || (isZero && !isInPadding) else { throw malformed("data after the padding") }
        isInPadding = isZero
        guard !isZero else {
            stream.pointee.next_in += 1
            stream.pointee.avail_in -= 1
            return
        }
        inflateReset(stream)
        isInsideMember = true
    }

    private func inflateOnce() throws {
        switch inflate(stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isInsideMember = false
        case Z_MEM_ERROR: throw ArchiveError.codec(operation: "read", archive: name, reason: "gzip: out of memory")
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "a dictionary is needed"
            throw malformed(reason)
        }
    }

    private func malformed(_ reason: String) -> ArchiveError { .malformed(archive: name, reason: "gzip: \(reason)") }
}

/// Compresses into one gzip member without time and name, so that the same content gives the same bytes.
public final class GzipSink: ByteSink {
    private let sink: any ByteSink
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var level: Int32

    /// - level: 0, which stores, to 9.
    public init(_ sink: any ByteSink, level: Int32 = 6) throws {
        self.sink = sink
        self.level = level
        stream.initialize(to: z_stream())
        guard zarf_gzip_deflate_init(stream, level) == Z_OK else {
            throw ArchiveError.codec(operation: "compress", archive: "stream", reason: "gzip: out of memory")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        buffer.deallocate()
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: part.assumingMemoryBound(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = UInt32(part.count)
            while stream.pointee.avail_in > 0 { _ = try step { deflate($0, Z_NO_FLUSH) } }
            rest = rest.dropFirst(part.count)
        }
    }

    /// How hard what is written from now on is compressed: 0, for what would not get smaller, to 9.
    public func setLevel(_ level: Int32) throws {
        guard level != self.level else { return }
        self.level = level
        // zlib.h deflateParams: Z_BUF_ERROR while it has no room for what was written before.
        while try step({ deflateParams($0, level, Z_DEFAULT_STRATEGY) }) == Z_BUF_ERROR {}
    }

    /// Ends the member.
    public func finish() throws {
        while try step({ deflate($0, Z_FINISH) }) != Z_STREAM_END {}
    }

    /// Gives zlib room, and passes on what it put there.
    private func step(_ action: (UnsafeMutablePointer<z_stream>) -> Int32) throws -> Int32 {
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(buffer.count)
        let status = action(stream)
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw ArchiveError.codec(operation: "compress", archive: "stream", reason: "gzip: status \(status)")
        }
        let count = buffer.count - Int(stream.pointee.avail_out)
        if count > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return status
    }
}
