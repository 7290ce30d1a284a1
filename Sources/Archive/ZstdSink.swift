import CZstd
import FileIO

/// How zstd compresses.
public struct ZstdOptions: Sendable {
    /// zstd's level, 1 to 19.
    public var level: Int32
    /// Threads that compress, 0 for the caller's own. The bytes are the same for every number but 0.
    public var workerCount: Int32

    /// zstd's own default level, in the caller's thread.
    public init(level: Int32 = 3, workerCount: Int32 = 0) {
        self.level = level
        self.workerCount = workerCount
    }
}

/// Compresses into one zstd frame with a checksum. Complete after `finish`.
public final class ZstdSink: ByteSink {
    private let compressor: ZstdCompressor
    private let sink: any ByteSink

    /// - contentByteCount: what will be written in total, if known; it is stored in the frame and held to.
    public init(_ sink: any ByteSink, contentByteCount: Int64? = nil, options: ZstdOptions = ZstdOptions()) throws {
        self.sink = sink
        compressor = try ZstdCompressor(options)
        try compressor.begin(contentByteCount: contentByteCount)
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws { try compressor.compress(bytes, into: sink) }

    /// Ends the frame.
    public func finish() throws { try compressor.end(into: sink) }
}

/// A libzstd compression context that makes frame after frame.
final class ZstdCompressor {
    private let context: OpaquePointer
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)

    init(_ options: ZstdOptions) throws {
        guard let context = ZSTD_createCCtx() else {
            throw ArchiveError.codec(operation: "compress", archive: "frame", reason: "zstd: out of memory")
        }
        self.context = context
        try set(ZSTD_c_compressionLevel, options.level)
        try set(ZSTD_c_checksumFlag, 1)
        if options.workerCount > 0 {
            // A libzstd built without threads refuses; it then compresses in this one.
            _ = ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, options.workerCount)
            // Small jobs keep memory flat: zstd holds one more input than it has workers, and their output.
            _ = ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, 2 << 20)
        }
    }

    deinit {
        ZSTD_freeCCtx(context)
        buffer.deallocate()
    }

    func begin(contentByteCount: Int64?) throws {
        _ = try check(ZSTD_CCtx_reset(context, ZSTD_reset_session_only))
        guard let contentByteCount else { return }
        _ = try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(contentByteCount)))
    }

    func compress(_ bytes: UnsafeRawBufferPointer, into sink: any ByteSink) throws {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size { _ = try step(&input, ZSTD_e_continue, sink) }
    }

    func end(into sink: any ByteSink) throws {
        var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try step(&nothing, ZSTD_e_end, sink) != 0 {}
    }

    private func step(_ input: inout ZSTD_inBuffer, _ directive: ZSTD_EndDirective, _ sink: any ByteSink) throws -> Int
    {
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let left = try check(ZSTD_compressStream2(context, &output, &input, directive))
        if output.pos > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<output.pos])) }
        return left
    }

    private func set(_ parameter: ZSTD_cParameter, _ value: Int32) throws {
        _ = try check(ZSTD_CCtx_setParameter(context, parameter, value))
    }

    private func check(_ code: Int) throws(ArchiveError) -> Int { try ZstdFormat.check(code, "compress", "frame") }
}
