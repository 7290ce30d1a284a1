import CZstd
import FileIO

/// Decompresses zstd: all frames one after another, skippable frames left out, checksums verified.
///
/// Ending inside a frame is an error. So is a window over 128 MiB, before it is allocated.
public final class ZstdSource: ByteSource {
    /// Where a frame starts.
    public struct FrameStart: Sendable, Equatable {
        /// Bytes of compressed input before it.
        public var compressedOffset: Int64
        /// Bytes of content before it.
        public var contentOffset: Int64
    }

    private let base: any ByteSource
    private let name: String
    private let context: OpaquePointer
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    private var waiting = 0..<0
    private var isAtEnd = false
    private var isInsideFrame = false
    private var compressedOffset: Int64 = 0
    /// Bytes of content given out so far.
    public private(set) var contentOffset: Int64 = 0
    /// The frame that the content given out last belongs to.
    public private(set) var frameStart = FrameStart(compressedOffset: 0, contentOffset: 0)

    /// - name: what is read, for messages.
    public init(_ base: any ByteSource, name: String) throws {
        self.base = base
        self.name = name
        guard let context = ZSTD_createDCtx() else {
            throw ArchiveError.codec(operation: "read", archive: name, reason: "zstd: out of memory")
        }
        self.context = context
        _ = try ZstdFormat.check(
            ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZstdFormat.maximumWindowLog), "read", name)
    }

    deinit {
        ZSTD_freeDCtx(context)
        buffer.deallocate()
    }

    public func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        guard output.count > 0 else { return 0 }
        while true {
            try refill()
            guard !waiting.isEmpty || isInsideFrame else { return 0 }
            if !isInsideFrame {
                frameStart = FrameStart(compressedOffset: compressedOffset, contentOffset: contentOffset)
            }
            let count = try decompress(into: output)
            contentOffset += Int64(count)
            if count > 0 { return count }
            if isAtEnd, waiting.isEmpty, isInsideFrame { throw ArchiveError.endedEarly(archive: name) }
        }
    }

    private func refill() throws {
        guard waiting.isEmpty, !isAtEnd else { return }
        let count = try base.read(into: buffer)
        isAtEnd = count == 0
        waiting = 0..<count
    }

    private func decompress(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        var input = ZSTD_inBuffer(src: buffer.baseAddress, size: waiting.upperBound, pos: waiting.lowerBound)
        var taken = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = try ZstdFormat.check(ZSTD_decompressStream(context, &taken, &input), "read", name)
        isInsideFrame = left != 0
        compressedOffset += Int64(input.pos - waiting.lowerBound)
        waiting = input.pos..<waiting.upperBound
        return taken.pos
    }
}
