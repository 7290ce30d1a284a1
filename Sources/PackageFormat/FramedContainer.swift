import Archive
import FileIO

/// A package as we write it: the index at its end says in which frames each entry stands.
final class FramedContainer: PackageContainer {
    let entries: [PackageEntry]
    private let file: any PackageFile
    private let table: SeekTable
    private let index: FrameIndex
    private let decoder: ZstdFrameDecoder
    /// Entries whose headers were found where the index says.
    private var checkedCount = 0

    /// Reads the end of a file; nil if there is no index of ours.
    init?(_ file: any PackageFile) throws {
        guard
            let table = try SeekTable(
                fileByteCount: file.byteCount, name: file.name, read: { try file.bytes($0, at: $1) }),
            let frame = table.frames.last, frame.contentByteCount == 0, frame.compressedByteCount >= 8
        else { return nil }
        let header = try file.bytes(8, at: frame.compressedOffset)
        guard littleEndian(header, as: UInt32.self) == FrameIndex.magic else { return nil }
        guard frame.compressedByteCount <= FrameIndex.maximumByteCount,
            littleEndian(header[4...], as: UInt32.self) == frame.compressedByteCount - 8
        else { throw PackageError.falseIndex(package: file.name, reason: "its size is not its frame's") }
        let payload = try file.bytes(Int(frame.compressedByteCount) - 8, at: frame.compressedOffset + 8)
        index = try FrameIndex(payload: payload, table: table, package: file.name)
        entries = index.entries.map { PackageEntry(name: $0.name, mode: $0.mode, byteCount: $0.byteCount) }
        guard Set(entries.map(\.name)).count == entries.count else {
            throw PackageError.falseIndex(package: file.name, reason: "a name is there twice")
        }
        decoder = try ZstdFrameDecoder(name: file.name)
        self.file = file
        self.table = table
    }

    func open(_ position: Int) throws -> any ByteSource {
        let entry = index.entries[position]
        try checkHeaders(through: position)
        let content = try frames(entry.frames)
        return ClosedSource(content, byteCount: entry.byteCount, package: file.name)
    }

    func readAll(_ body: (PackageEntry, any ByteSource) throws -> Void) throws {
        let whole = try ZstdSource(PackageFileSource(file, 0..<file.byteCount), name: file.name)
        let limited = LimitedSource(whole, limit: table.contentByteCount, package: file.name)
        var pass = PackageTarPass(limited, package: file.name)
        var expected = entries[...]
        while let entry = try pass.next() {
            guard entry == expected.popFirst() else {
                throw lie("the archive holds \(quoted(entry.name)) in its place")
            }
            try body(entry, pass.content)
        }
        guard expected.isEmpty else { throw lie("the archive holds less than it says") }
    }

    /// Checks that the archive holds what the index says in the frames before the entry at `position`, and its header.
    ///
    /// Each header says how long its content is, so after all headers before an entry were found true, any reader of tar
    /// sees that entry there.
    private func checkHeaders(through position: Int) throws {
        while checkedCount <= position {
            let entry = index.entries[checkedCount]
            let blocks = try blocks(inFrame: entry.frames.lowerBound - 1)
            let header = TarReader(MemorySource(blocks), name: file.name)
            guard let found = try header.next(), header.offset == Int64(blocks.count), found.kind == .file,
                found.name == entry.name, found.byteCount == entry.byteCount, found.mode == entry.mode
            else { throw lie("the archive does not hold \(quoted(entry.name)) in its place") }
            checkedCount += 1
        }
    }

    func checkStructure() throws {
        try checkHeaders(through: index.entries.count - 1)
        let trailer = try blocks(inFrame: table.frames.count - 2)
        guard trailer.count == TarFormat.trailerByteCount, trailer.allSatisfy({ $0 == 0 }) else {
            throw lie("the archive holds more than it says")
        }
    }

    /// A frame between contents without the zeros that pad the content before it.
    private func blocks(inFrame number: Int) throws -> ArraySlice<UInt8> {
        let frame = table.frames[number]
        guard frame.contentByteCount <= PackageLimits.headerFrameByteCount,
            frame.compressedByteCount <= PackageLimits.headerFrameByteCount
        else { throw lie("a header of impossible size") }
        let bytes = try decoder.content(
            of: file.bytes(Int(frame.compressedByteCount), at: frame.compressedOffset),
            contentByteCount: Int(frame.contentByteCount))
        let padding = TarFormat.padding(after: frame.contentOffset)
        guard bytes.count > padding, bytes[..<padding].allSatisfy({ $0 == 0 }) else {
            throw lie("no header before an entry")
        }
        return bytes[padding...]
    }

    /// The content of some frames.
    private func frames(_ numbers: Range<Int>) throws -> any ByteSource {
        guard let first = numbers.first, let last = numbers.last else { return MemorySource([]) }
        let end = table.frames[last].compressedOffset + table.frames[last].compressedByteCount
        return try ZstdSource(PackageFileSource(file, table.frames[first].compressedOffset..<end), name: file.name)
    }

    private func lie(_ reason: String) -> PackageError { .falseIndex(package: file.name, reason: reason) }
}

/// A source that must hold exactly so many bytes and end then.
private final class ClosedSource: ByteSource {
    private let base: any ByteSource
    private let exact: ExactSource
    private let package: String

    init(_ base: any ByteSource, byteCount: Int64, package: String) {
        self.base = base
        self.package = package
        exact = ExactSource(base, byteCount: byteCount, name: package)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try exact.read(into: buffer)
        guard count == 0, buffer.count > 0 else { return count }
        guard try base.read(into: buffer) == 0 else {
            throw PackageError.falseIndex(package: package, reason: "a frame holds more than it says")
        }
        return 0
    }
}
