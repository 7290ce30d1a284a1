import FileIO

/// A source that can leave bytes out faster than by reading them.
public protocol SkippingSource: ByteSource {
    /// Leaves out the next `byteCount` bytes. Ending before that is an error.
    func skip(_ byteCount: Int64) throws
}

/// Reads a tar entry by entry, without going back: USTAR, PAX, GNU long names and big numbers.
///
/// What is malformed, ambiguous or sparse is refused, never skipped: two readers must not see two archives in the same bytes.
/// After `next` has returned an entry, the reader is the source of its content.
public final class TarReader: ByteSource {
    private let source: any ByteSource
    private let name: String
    private var remaining: Int64 = 0
    private var padding = 0
    private var isFinished = false
    /// Bytes of the tar read so far; right after `next`, where the entry's content begins.
    public private(set) var offset: Int64 = 0

    /// - name: what is read, for messages.
    public init(_ source: any ByteSource, name: String) {
        self.source = source
        self.name = name
    }

    /// The next entry, or nil after the trailer. Content of the entry before that was not read is skipped.
    public func next() throws -> TarEntry? {
        guard !isFinished else { return nil }
        try skip(remaining + Int64(padding))
        (remaining, padding) = (0, 0)
        var extensions = TarExtensions(archive: name)
        while true {
            guard let header = try readHeader() else {
                guard extensions.isEmpty else { throw malformed("an extended header without an entry") }
                return nil
            }
            guard let size = try extensionByteCount(header) else {
                let entry = try extensions.entry(for: header)
                (remaining, padding) = (entry.byteCount, TarFormat.padding(after: entry.byteCount))
                return entry
            }
            try extensions.add(kind: header.kindByte, try readExtension(byteCount: size))
        }
    }

    /// Reads the content of the current entry; 0 at its end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = Int(min(Int64(buffer.count), remaining))
        guard wanted > 0 else { return 0 }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw ArchiveError.endedEarly(archive: name) }
        remaining -= Int64(count)
        offset += Int64(count)
        return count
    }

    /// The next header, or nil after the trailer and whatever zeros follow it.
    private func readHeader() throws -> TarRawHeader? {
        let block = try readBlock()
        if block.contains(where: { $0 != 0 }) { return try TarRawHeader(block, archive: name) }
        guard try readBlock().allSatisfy({ $0 == 0 }) else { throw malformed("a single block of zeros") }
        isFinished = true
        let rest = ZerosSink()
        offset += try rest.copy(from: source, chunkByteCount: 64 << 10)
        guard rest.isAllZeros else { throw malformed("more data after the end") }
        return nil
    }

    private func readBlock() throws -> [UInt8] { try readBytes(TarFormat.blockByteCount) }

    private func readBytes(_ byteCount: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let count = try bytes.withUnsafeMutableBytes { try source.readFully(into: $0) }
        guard count == byteCount else { throw ArchiveError.endedEarly(archive: name) }
        offset += Int64(byteCount)
        return bytes
    }

    /// Size of an extension's data if this header is one of an extension.
    private func extensionByteCount(_ header: TarRawHeader) throws -> Int? {
        guard TarExtensions.kinds.contains(header.kindByte) else { return nil }
        let limit = TarFormat.maximumExtendedHeaderByteCount
        guard header.byteCount <= limit else {
            throw ArchiveError.overLimit(archive: name, limit: "\(limit) bytes in an extended tar header")
        }
        return Int(header.byteCount)
    }

    private func readExtension(byteCount: Int) throws -> [UInt8] {
        let bytes = try readBytes(byteCount)
        try skip(Int64(TarFormat.padding(after: Int64(byteCount))))
        return bytes
    }

    private func skip(_ byteCount: Int64) throws {
        guard byteCount > 0 else { return }
        do {
            if let skipping = source as? any SkippingSource {
                try skipping.skip(byteCount)
            } else {
                try ExactSource(source, byteCount: byteCount, name: name).drain()
            }
        } catch FileError.endedEarly {
            throw ArchiveError.endedEarly(archive: name)
        }
        offset += byteCount
    }

    private func malformed(_ reason: String) -> ArchiveError {
        .malformed(archive: name, reason: "\(reason) at byte \(offset)")
    }
}

private final class ZerosSink: ByteSink {
    var isAllZeros = true

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if isAllZeros { isAllZeros = bytes.allSatisfy { $0 == 0 } }
    }
}
