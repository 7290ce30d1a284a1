import FileIO

/// Writes zstd frame by frame and remembers the sizes of each, for a seek table at the end.
///
/// A frame is compressed, or holds its content as it is in raw blocks: for content that is compressed already.
public final class ZstdFrameWriter: ByteSink {
    private enum State {
        case between
        case compressing(begun: Int64, contentLeft: Int64)
        case storing(begun: Int64, contentLeft: Int64)
    }

    private let output: CountingSink
    private let compressor: ZstdCompressor
    private var state = State.between
    private var contentByteCount: Int64 = 0
    private var block: [UInt8] = []
    private var checksum = XXHash64()
    /// The sizes of all frames written so far.
    public private(set) var table = SeekTable()

    /// Frames go to `sink`.
    public init(_ sink: any ByteSink, options: ZstdOptions = ZstdOptions()) throws {
        output = CountingSink(sink)
        compressor = try ZstdCompressor(options)
        block.reserveCapacity(ZstdFormat.maximumBlockByteCount)
    }

    /// Writes one frame with everything `source` has, which must be `byteCount` bytes, at most 8 MiB of them.
    ///
    /// - isStored: raw blocks instead of compression.
    public func writeFrame(_ source: any ByteSource, byteCount: Int64, isStored: Bool) throws {
        try begin(byteCount: byteCount, isStored: isStored)
        try copy(from: source, chunkByteCount: ZstdFormat.maximumBlockByteCount)
        try end()
    }

    /// Writes one frame with bytes held in memory.
    public func writeFrame(_ bytes: [UInt8], isStored: Bool = false) throws {
        try writeFrame(MemorySource(bytes), byteCount: Int64(bytes.count), isStored: isStored)
    }

    /// Writes a frame that decoders skip; its payload is for those who know `magic`.
    public func writeSkippableFrame(magic: UInt32, _ payload: [UInt8]) throws {
        precondition(ZstdFormat.skippableMagics.contains(magic))
        let begun = output.byteCount
        var bytes: [UInt8] = []
        appendLittleEndian(magic, to: &bytes)
        appendLittleEndian(UInt32(payload.count), to: &bytes)
        try output.write(bytes + payload)
        table.append(compressedByteCount: output.byteCount - begun, contentByteCount: 0)
    }

    /// Writes the seek table. It must come last.
    public func writeSeekTable() throws { try output.write(table.frame) }

    /// Takes content of the frame that was begun.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        switch state {
        case .between: preconditionFailure("content outside a frame")
        case .compressing(let begun, let contentLeft):
            try checkLeft(contentLeft, bytes.count)
            state = .compressing(begun: begun, contentLeft: contentLeft - Int64(bytes.count))
            try compressor.compress(bytes, into: output)
        case .storing(let begun, let contentLeft):
            try checkLeft(contentLeft, bytes.count)
            checksum.update(bytes)
            state = .storing(begun: begun, contentLeft: contentLeft - Int64(bytes.count))
            try store(bytes)
        }
    }

    private func begin(byteCount: Int64, isStored: Bool) throws {
        precondition(byteCount <= ZstdFormat.maximumFrameContentByteCount, "a frame holds at most 8 MiB")
        contentByteCount = byteCount
        let begun = output.byteCount
        guard isStored else {
            try compressor.begin(contentByteCount: byteCount)
            state = .compressing(begun: begun, contentLeft: byteCount)
            return
        }
        // RFC 8878 3.1.1.1: four bytes of content size, single segment, content checksum.
        var header: [UInt8] = []
        appendLittleEndian(ZstdFormat.frameMagic, to: &header)
        header.append(0b1010_0100)
        appendLittleEndian(UInt32(byteCount), to: &header)
        try output.write(header)
        checksum = XXHash64()
        state = .storing(begun: begun, contentLeft: byteCount)
    }

    private func end() throws {
        switch state {
        case .between: preconditionFailure("no frame was begun")
        case .compressing(let begun, let contentLeft):
            guard contentLeft == 0 else { throw FileError.endedEarly(path: "frame") }
            try compressor.end(into: output)
            finishFrame(begun)
        case .storing(let begun, let contentLeft):
            guard contentLeft == 0 else { throw FileError.endedEarly(path: "frame") }
            try flushBlock(isLast: true)
            // RFC 8878 3.1.1: the low four bytes of the content's XXH64, seed 0.
            var bytes: [UInt8] = []
            appendLittleEndian(UInt32(truncatingIfNeeded: checksum.digest), to: &bytes)
            try output.write(bytes)
            finishFrame(begun)
        }
    }

    private func finishFrame(_ begun: Int64) {
        table.append(compressedByteCount: output.byteCount - begun, contentByteCount: contentByteCount)
        state = .between
    }

    private func checkLeft(_ contentLeft: Int64, _ byteCount: Int) throws {
        guard Int64(byteCount) <= contentLeft else {
            throw ArchiveError.codec(operation: "write", archive: "frame", reason: "more content than was announced")
        }
    }

    /// Blocks are written one behind, because the last one is marked.
    private func store(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if block.count == ZstdFormat.maximumBlockByteCount { try flushBlock(isLast: false) }
            let taken = rest.prefix(ZstdFormat.maximumBlockByteCount - block.count)
            block.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
        }
    }

    /// RFC 8878 3.1.1.2: last-block bit, two bits of type (0 is raw), 21 bits of size.
    private func flushBlock(isLast: Bool) throws {
        let header = UInt32(block.count) << 3 | (isLast ? 1 : 0)
        var bytes: [UInt8] = []
        appendLittleEndian(header, to: &bytes)
        try output.write(bytes[..<3])
        try output.write(block)
        block.removeAll(keepingCapacity: true)
    }
}

/// A sink that counts what passes through it.
final class CountingSink: ByteSink {
    private let base: any ByteSink
    private(set) var byteCount: Int64 = 0

    init(_ base: any ByteSink) { self.base = base }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try base.write(bytes)
        byteCount += Int64(bytes.count)
    }
}
