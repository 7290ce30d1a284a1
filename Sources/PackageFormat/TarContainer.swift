import Archive
import FileIO

/// A package in a plain tar: each entry is a range of the file.
final class TarContainer: PackageContainer {
    private(set) var entries: [PackageEntry] = []
    private let file: any PackageFile
    private var offsets: [Int64] = []

    init(_ file: any PackageFile) throws {
        self.file = file
        var pass = PackageTarPass(PackageFileSource(file, 0..<file.byteCount), package: file.name)
        while let entry = try pass.next() {
            entries.append(entry)
            offsets.append(pass.contentOffset)
        }
    }

    func open(_ index: Int) throws -> any ByteSource {
        PackageFileSource(file, offsets[index]..<(offsets[index] + entries[index].byteCount))
    }

    func readAll(_ body: (PackageEntry, any ByteSource) throws -> Void) throws {
        var pass = PackageTarPass(PackageFileSource(file, 0..<file.byteCount), package: file.name)
        while let entry = try pass.next() { try body(entry, pass.content) }
    }
}
