import Archive
import FileIO
import Glibc

/// A file in a package.
public struct PackageEntry: Sendable, Hashable {
    /// Its name, in the shortest form.
    public let name: String
    /// Permission bits.
    public let mode: mode_t
    /// Bytes of content.
    public let byteCount: Int64
}

/// One of the forms a package comes in: framed as we write it, any zstd stream, a plain tar, a directory.
protocol PackageContainer: AnyObject {
    /// The files, in the order in which they can be read fastest.
    var entries: [PackageEntry] { get }
    /// The content of the entry at `index` of `entries`.
    func open(_ index: Int) throws -> any ByteSource
    /// Calls `body` for every file with its content, in one pass over everything; what an index says is held against it.
    func readAll(_ body: (PackageEntry, any ByteSource) throws -> Void) throws
    /// Checks that any other reader would see the same entries, without reading their content.
    func checkStructure() throws
}

extension PackageContainer {
    /// Entries that were found by reading the archive are the ones that others see.
    func checkStructure() throws {}
}

/// Limits on what a hostile package may make us read.
enum PackageLimits {
    /// A package with a million files would be refused; real ones have thousands.
    static let entryCount = 1_000_000
    /// Bytes of a tar header with its extensions and the padding before it, as our writer frames them.
    static let headerFrameByteCount: Int64 = 64 << 10

    /// What a compressed package may grow to: packing zeros makes more than 2000 to 1 of them, software does not.
    static func contentByteCount(forFileOf byteCount: Int64) -> Int64 {
        (4 << 30) + byteCount.multipliedCapped(by: 2000)
    }
}

extension Int64 {
    fileprivate func multipliedCapped(by factor: Int64) -> Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: factor)
        return overflows ? .max / 2 : product
    }
}

/// Reads the files of a package's tar, names checked: only plain files and directories, each name once.
struct PackageTarPass {
    private let tar: TarReader
    private let package: String
    private var names: Set<String> = []

    init(_ source: any ByteSource, package: String) {
        tar = TarReader(source, name: package)
        self.package = package
    }

    /// The content of the entry that `next` returned.
    var content: any ByteSource { tar }
    /// Where the content begins in the tar.
    var contentOffset: Int64 { tar.offset }

    /// The next file, or nil at the end.
    mutating func next() throws -> PackageEntry? {
        while let entry = try tar.next() {
            let name = PortableName.shortest(entry.name)
            if entry.kind == .directory, name.isEmpty { continue }
            if let objection = PortableName.objection(to: name) { throw bad(entry.name, objection) }
            switch entry.kind {
            case .directory: continue
            case .file: break
            case .symbolicLink, .hardLink: throw bad(name, "a link, which no package holds")
            case .special: throw bad(name, "a device or a named pipe")
            }
            guard names.insert(name).inserted else { throw bad(name, "the name is there twice") }
            guard names.count <= PackageLimits.entryCount else {
                throw PackageError.overLimit(package: package, limit: "\(PackageLimits.entryCount) entries")
            }
            return PackageEntry(name: name, mode: entry.mode, byteCount: entry.byteCount)
        }
        return nil
    }

    private func bad(_ name: String, _ reason: String) -> PackageError {
        .badEntryName(package: package, name: name, reason: reason)
    }
}

/// A source that refuses to give more than a limit.
final class LimitedSource: ByteSource {
    private let base: any ByteSource
    private let package: String
    private let limit: Int64
    private var total: Int64 = 0

    init(_ base: any ByteSource, limit: Int64, package: String) {
        self.base = base
        self.limit = limit
        self.package = package
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        total += Int64(count)
        guard total <= limit else {
            throw PackageError.overLimit(package: package, limit: "\(limit >> 20) MiB of content")
        }
        return count
    }
}
