import FileIO

/// The sizes of all frames of a zstd file, as the seekable format keeps them at its end.
///
/// zstd contrib/seekable_format/zstd_seekable_compression_format.md: a skippable frame 0x184D2A5E with two 32-bit sizes a frame,
/// then a footer: number of frames, descriptor, magic 0x8F92EAB1.
public struct SeekTable: Sendable, Equatable {
    /// One frame: where it starts and how long it is, compressed and as content.
    public struct Frame: Sendable, Equatable {
        /// Bytes of the frame.
        public let compressedByteCount: Int64
        /// Bytes of its content; 0 for a skippable frame.
        public let contentByteCount: Int64
        /// Where the frame starts in the file.
        public let compressedOffset: Int64
        /// Where its content starts in the whole content.
        public let contentOffset: Int64
    }

    /// A table longer than this is not one of ours: it would cover 20 TB.
    public static let maximumByteCount = 16 << 20
    static let magic: UInt32 = 0x184D_2A5E
    static let footerMagic: UInt32 = 0x8F92_EAB1
    static let footerByteCount = 9

    /// The frames in file order, without the table's own.
    public private(set) var frames: [Frame] = []

    /// An empty table.
    public init() {}

    /// Bytes of all frames, compressed.
    public var compressedByteCount: Int64 { frames.last.map { $0.compressedOffset + $0.compressedByteCount } ?? 0 }
    /// Bytes of all content.
    public var contentByteCount: Int64 { frames.last.map { $0.contentOffset + $0.contentByteCount } ?? 0 }

    /// Adds the next frame.
    public mutating func append(compressedByteCount compressed: Int64, contentByteCount content: Int64) {
        let frame = Frame(
            compressedByteCount: compressed, contentByteCount: content,
            compressedOffset: compressedByteCount, contentOffset: contentByteCount)
        frames.append(frame)
    }

    /// The skippable frame that holds this table.
    public var frame: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + frames.count * 8 + Self.footerByteCount)
        appendLittleEndian(Self.magic, to: &bytes)
        appendLittleEndian(UInt32(frames.count * 8 + Self.footerByteCount), to: &bytes)
        for frame in frames {
            appendLittleEndian(UInt32(frame.compressedByteCount), to: &bytes)
            appendLittleEndian(UInt32(frame.contentByteCount), to: &bytes)
        }
        appendLittleEndian(UInt32(frames.count), to: &bytes)
        bytes.append(0)
        appendLittleEndian(Self.footerMagic, to: &bytes)
        return bytes
    }

    /// Reads the table at the end of a file, or nil if there is none. Throws when there is one that cannot be true.
    ///
    /// - byteCount: size of the file.
    /// - read: gives so many bytes at an offset of the file.
    public init?(
        fileByteCount byteCount: Int64, name: String, read: (_ byteCount: Int, _ offset: Int64) throws -> [UInt8]
    ) throws {
        func malformed(_ reason: String) -> ArchiveError { .malformed(archive: name, reason: "seek table: \(reason)") }
        let footerByteCount = Self.footerByteCount
        guard byteCount >= Int64(8 + footerByteCount) else { return nil }
        let footer = try read(footerByteCount, byteCount - Int64(footerByteCount))
        guard littleEndian(footer[5...], as: UInt32.self) == Self.footerMagic else { return nil }
        // Descriptor: bit 7 says that each entry has a checksum, bits 2 to 6 are reserved.
        guard footer[4] & 0b0111_1100 == 0 else { throw malformed("reserved bits are set") }
        let entryByteCount = footer[4] & 0x80 != 0 ? 12 : 8
        let payload = Int(littleEndian(footer, as: UInt32.self)) * entryByteCount + footerByteCount
        guard payload <= Self.maximumByteCount, Int64(payload + 8) <= byteCount else {
            throw malformed("larger than possible")
        }
        let table = try read(payload + 8, byteCount - Int64(payload + 8))
        guard littleEndian(table, as: UInt32.self) == Self.magic,
            littleEndian(table[4...], as: UInt32.self) == UInt32(payload)
        else { throw malformed("wrong magic or size") }
        for offset in stride(from: 8, to: table.count - footerByteCount, by: entryByteCount) {
            append(
                compressedByteCount: Int64(littleEndian(table[offset...], as: UInt32.self)),
                contentByteCount: Int64(littleEndian(table[(offset + 4)...], as: UInt32.self)))
        }
        guard compressedByteCount == byteCount - Int64(table.count) else {
            throw malformed("its sizes are not the file's")
        }
    }
}
