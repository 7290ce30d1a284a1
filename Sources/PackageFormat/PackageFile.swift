import Archive
import FileIO
import Hashing
import SystemPackage

/// The bytes of a package, read at any offset: one file, or parts that act as one.
protocol PackageFile: AnyObject {
    /// Bytes in total.
    var byteCount: Int64 { get }
    /// Its name, for messages.
    var name: String { get }
    /// Reads once at `offset`; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int
}

extension PackageFile {
    /// Exactly `byteCount` bytes at `offset`.
    func bytes(_ byteCount: Int, at offset: Int64) throws -> [UInt8] {
        try PackageFileSource(self, offset..<(offset + Int64(byteCount))).readAll(limit: byteCount, name: name)
    }
}

/// A package in one file.
final class WholePackageFile: PackageFile {
    private let file: OpenFile
    let byteCount: Int64
    let name: String

    init(_ file: OpenFile, name: String) throws {
        self.file = file
        self.name = name
        byteCount = try file.byteCount()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        try file.read(into: buffer, at: offset)
    }
}

/// A package in parts, read where they are.
final class SplitPackageFile: PackageFile {
    private let parts: [(file: OpenFile, range: Range<Int64>)]
    let byteCount: Int64
    let name: String

    /// Opens all parts and holds their number and sizes against the header; `verify` does the rest.
    init(header: FilePath, whole: FilePath) throws {
        name = header.string
        let expected = try SplitParts(readingHeader: header)
        let found = try SplitParts.existing(of: whole).filter { $0 != header }
        guard found.count == expected.count else {
            throw PackageError.badParts(
                package: name, reason: "\(expected.count) parts announced, \(found.count) found")
        }
        var parts: [(OpenFile, Range<Int64>)] = []
        var offset: Int64 = 0
        for number in 1...expected.count {
            let file = try OpenFile.open(reading: SplitParts.path(of: whole, part: number))
            let end = offset + (try file.byteCount())
            parts.append((file, offset..<end))
            offset = end
        }
        guard offset == expected.byteCount else {
            throw PackageError.badParts(package: name, reason: "\(expected.byteCount) bytes announced, \(offset) found")
        }
        self.parts = parts
        byteCount = offset
        // Upstream only counts the parts; the digest is there to be checked.
        let digest = try Digest.sha256(of: PackageFileSource(self, 0..<offset))
        guard digest == expected.digest else {
            throw HashingError.mismatch(name: "\(name) and its parts", expected: expected.digest, found: digest)
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        guard let index = parts.firstIndex(where: { $0.range.contains(offset) }) else { return 0 }
        let part = parts[index]
        let wanted = Int(min(Int64(buffer.count), part.range.upperBound - offset))
        let rebased = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let count = try part.file.read(into: rebased, at: offset - part.range.lowerBound)
        guard count > 0 || wanted == 0 else { throw FileError.endedEarly(path: part.file.path.string) }
        return count
    }
}

/// A range of a package's bytes as a stream.
final class PackageFileSource: SkippingSource {
    private let file: any PackageFile
    private var range: Range<Int64>

    init(_ file: any PackageFile, _ range: Range<Int64>) {
        self.file = file
        self.range = range
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !range.isEmpty, buffer.count > 0 else { return 0 }
        let wanted = Int(min(Int64(buffer.count), Int64(range.count)))
        let count = try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: range.lowerBound)
        guard count > 0 else { throw FileError.endedEarly(path: file.name) }
        range = (range.lowerBound + Int64(count))..<range.upperBound
        return count
    }

    func skip(_ byteCount: Int64) throws {
        guard byteCount <= Int64(range.count) else { throw FileError.endedEarly(path: file.name) }
        range = (range.lowerBound + byteCount)..<range.upperBound
    }
}
