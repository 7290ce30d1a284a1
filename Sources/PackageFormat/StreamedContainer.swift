import Archive
import FileIO

/// A package in zstd without an index of ours, as upstream writes it: one pass finds where everything is.
///
/// An entry is then read from the start of the frame it begins in; reading entries in their order goes on where the last one ended.
final class StreamedContainer: PackageContainer {
    private struct Place {
        let frame: ZstdSource.FrameStart
        let contentOffset: Int64
    }

    /// Entries that are always asked for are kept from the pass, if they are small.
    private static let keptNames: Set<String> = [
        PackageEntryName.definition, PackageEntryName.checksums, PackageEntryName.signatureBundle,
        PackageEntryName.legacySignature, PackageEntryName.imageIndex, PackageEntryName.imageLayout,
    ]
    private static let keptByteCount: Int64 = 1 << 20

    private(set) var entries: [PackageEntry] = []
    private let file: any PackageFile
    private var places: [Place] = []
    private var kept: [Int: [UInt8]] = [:]
    /// A decompressor that nobody uses, and where it stands.
    private var idle: (zstd: ZstdSource, frameOffset: Int64, contentOffset: Int64)?

    init(_ file: any PackageFile) throws {
        self.file = file
        let zstd = try ZstdSource(PackageFileSource(file, 0..<file.byteCount), name: file.name)
        var pass = PackageTarPass(limited(zstd), package: file.name)
        while let entry = try pass.next() {
            if Self.keptNames.contains(entry.name), entry.byteCount <= Self.keptByteCount {
                kept[entries.count] = try pass.content.readAll(limit: Int(Self.keptByteCount), name: entry.name)
            }
            places.append(Place(frame: zstd.frameStart, contentOffset: pass.contentOffset))
            entries.append(entry)
        }
    }

    func open(_ index: Int) throws -> any ByteSource {
        if let bytes = kept[index] { return MemorySource(bytes) }
        let place = places[index]
        let (zstd, from) = try takeIdle(for: place) ?? (begin(place), place.frame.contentOffset)
        try ExactSource(zstd, byteCount: place.contentOffset - from, name: file.name).drain()
        let byteCount = entries[index].byteCount
        return ReturningSource(zstd, byteCount: byteCount, name: file.name) { [weak self] in
            self?.idle = (zstd, place.frame.compressedOffset, place.contentOffset + byteCount)
        }
    }

    func readAll(_ body: (PackageEntry, any ByteSource) throws -> Void) throws {
        let zstd = try ZstdSource(PackageFileSource(file, 0..<file.byteCount), name: file.name)
        var pass = PackageTarPass(limited(zstd), package: file.name)
        while let entry = try pass.next() { try body(entry, pass.content) }
    }

    private func begin(_ place: Place) throws -> ZstdSource {
        try ZstdSource(PackageFileSource(file, place.frame.compressedOffset..<file.byteCount), name: file.name)
    }

    /// The idle decompressor, if going on with it is shorter than starting at the frame.
    private func takeIdle(for place: Place) -> (ZstdSource, Int64)? {
        guard let idle, idle.contentOffset <= place.contentOffset, idle.contentOffset >= place.frame.contentOffset
        else { return nil }
        self.idle = nil
        return (idle.zstd, idle.contentOffset)
    }

    private func limited(_ source: any ByteSource) -> LimitedSource {
        LimitedSource(source, limit: PackageLimits.contentByteCount(forFileOf: file.byteCount), package: file.name)
    }
}

/// The next bytes of a source, which is handed back once they were all read.
private final class ReturningSource: ByteSource {
    private let exact: ExactSource
    private var handBack: (() -> Void)?

    init(_ base: any ByteSource, byteCount: Int64, name: String, handBack: @escaping () -> Void) {
        exact = ExactSource(base, byteCount: byteCount, name: name)
        self.handBack = handBack
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try exact.read(into: buffer)
        if exact.remaining == 0, let handBack {
            self.handBack = nil
            handBack()
        }
        return count
    }
}
