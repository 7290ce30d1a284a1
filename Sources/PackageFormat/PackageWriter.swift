import Archive
import FileIO
import Glibc
import Hashing

/// Writes a package: a tar in many zstd frames with an index at the end, or a plain tar. Same entries, same bytes.
///
/// Each entry's content starts a frame and shares its frames with nothing; the tar headers between stand in small frames of their own.
/// Any reader of `.tar.zst` sees one tar, ours goes straight to an entry.
public final class PackageWriter {
    private let sink: any ByteSink
    private let frames: ZstdFrameWriter?
    private var index = FrameIndex()
    private var lastName: String?
    /// Zeros owed after the content of the last entry.
    private var padding = 0

    /// - isCompressed: false writes a plain tar without frames and index.
    /// - options: two workers take 12 MiB more than none; a third would bring us near our 64 MiB.
    public init(to sink: any ByteSink, isCompressed: Bool = true, options: ZstdOptions = ZstdOptions(workerCount: 2))
        throws
    {
        self.sink = sink
        frames = isCompressed ? try ZstdFrameWriter(sink, options: options) : nil
    }

    /// Adds the next entry. Entries come in the order of `PackageEntryName.precedes`.
    ///
    /// - byteCount: what `source` holds; more or less is an error.
    /// - isIncompressible: true if compressing is known to be of no use; gzip, zstd, xz, bzip2 and zip content is recognised anyway.
    /// - Returns: the digest of the content.
    @discardableResult
    public func add(
        _ name: String, mode: mode_t = 0o644, byteCount: Int64, isIncompressible: Bool = false,
        from source: any ByteSource
    ) throws -> Digest {
        if let objection = PortableName.objection(to: name) {
            throw ArchiveError.unwritable(name: name, reason: objection)
        }
        precondition(lastName.map { PackageEntryName.precedes($0, name) } ?? true, "entries out of order")
        lastName = name
        try writeBetweenContents(
            try TarHeader.blocks(for: TarEntry(name: name, kind: .file, mode: mode, byteCount: byteCount)))
        let hashed = DigestingSource(ExactSource(source, byteCount: byteCount, name: name))
        let first = frames?.table.frames.count ?? 0
        try writeContent(hashed, byteCount: byteCount, isIncompressible: isIncompressible)
        guard try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1, { try source.read(into: $0) }) == 0 else {
            throw ArchiveError.unwritable(name: name, reason: "it holds more than the \(byteCount) bytes announced")
        }
        let digest = hashed.digest
        let last = frames?.table.frames.count ?? 0
        index.entries.append(
            FrameIndex.Entry(
                name: name, mode: mode & 0o7777, byteCount: byteCount, digest: digest, frames: first..<last))
        padding = TarFormat.padding(after: byteCount)
        return digest
    }

    /// Adds an entry held in memory.
    @discardableResult
    public func add(_ name: String, mode: mode_t = 0o644, bytes: [UInt8]) throws -> Digest {
        try add(name, mode: mode, byteCount: Int64(bytes.count), from: MemorySource(bytes))
    }

    /// Writes the end of the tar, the index and the seek table.
    public func finish() throws {
        try writeBetweenContents([UInt8](repeating: 0, count: TarFormat.trailerByteCount))
        try frames?.writeSkippableFrame(magic: FrameIndex.magic, index.payload)
        try frames?.writeSeekTable()
    }

    private func writeBetweenContents(_ blocks: [UInt8]) throws {
        let bytes = [UInt8](repeating: 0, count: padding) + blocks
        padding = 0
        if let frames { try frames.writeFrame(bytes) } else { try sink.write(bytes) }
    }

    private func writeContent(_ source: any ByteSource, byteCount: Int64, isIncompressible: Bool) throws {
        guard let frames else {
            try sink.copy(from: source)
            return
        }
        let content = SniffingSource(source)
        let isStored = try isIncompressible || content.isCompressedAlready()
        var left = byteCount
        while left > 0 {
            let count = min(left, Int64(ZstdFormat.maximumFrameContentByteCount))
            try frames.writeFrame(
                ExactSource(content, byteCount: count, name: "content"), byteCount: count, isStored: isStored)
            left -= count
        }
    }
}

/// A source whose first bytes can be looked at before they are read.
final class SniffingSource: ByteSource {
    private static let magics: [[UInt8]] = [
        [0x1f, 0x8b],  // gzip
        [0x28, 0xb5, 0x2f, 0xfd],  // zstd
        [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],  // xz
        [0x42, 0x5a, 0x68],  // bzip2
        [0x50, 0x4b, 0x03, 0x04],  // zip
    ]

    private let base: any ByteSource
    private var head: ArraySlice<UInt8> = []

    init(_ base: any ByteSource) { self.base = base }

    /// Whether the content starts like something compressed.
    func isCompressedAlready() throws -> Bool {
        let bytes = try peek(6)
        return Self.magics.contains { bytes.starts(with: $0) }
    }

    /// The next bytes, fewer only if the source ends; they are still to be read.
    func peek(_ byteCount: Int) throws -> ArraySlice<UInt8> {
        guard head.isEmpty else { return head }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let count = try bytes.withUnsafeMutableBytes { try base.readFully(into: $0) }
        head = bytes[..<count]
        return head
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !head.isEmpty else { return try base.read(into: buffer) }
        let count = min(head.count, buffer.count)
        buffer.copyBytes(from: head.prefix(count))
        head = head.dropFirst(count)
        return count
    }
}
