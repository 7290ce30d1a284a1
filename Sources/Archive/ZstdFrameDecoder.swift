import CZstd

/// Decompresses small frames that are held in memory, one after another with one context.
public final class ZstdFrameDecoder {
    private let context: OpaquePointer
    private let name: String

    /// - name: what is read, for messages.
    public init(name: String) throws {
        guard let context = ZSTD_createDCtx() else {
            throw ArchiveError.codec(operation: "read", archive: name, reason: "zstd: out of memory")
        }
        self.context = context
        self.name = name
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The content of a frame. Throws if it is not exactly `contentByteCount` bytes.
    public func content(of frame: [UInt8], contentByteCount: Int) throws -> [UInt8] {
        let content = try [UInt8](unsafeUninitializedCapacity: contentByteCount) { buffer, count in
            let result = frame.withUnsafeBytes {
                ZSTD_decompressDCtx(context, buffer.baseAddress, contentByteCount, $0.baseAddress, $0.count)
            }
            count = try ZstdFormat.check(result, "read", name)
        }
        guard content.count == contentByteCount else {
            throw ArchiveError.malformed(archive: name, reason: "zstd: a frame is not as long as announced")
        }
        return content
    }
}
