import Archive
import FileIO
import Glibc
import SystemPackage

/// Reads a package in any of its forms. Nothing is trusted before `verifiedMetadata` has said that it may be.
public final class PackageReader {
    /// Metadata is read into memory; real files have kilobytes.
    public static let maximumMetadataByteCount = 16 << 20

    /// The package as the user named it.
    public let name: String
    let container: any PackageContainer
    private let positions: [String: Int]
    var verified: PackageMetadata?

    /// Opens a package: a file, the header `.part000` of a split one, or a directory it was unpacked into.
    public convenience init(_ path: FilePath) throws {
        if isDirectory(path) {
            try self.init(name: path.string, container: try DirectoryContainer(path))
        } else if let whole = SplitParts.wholePath(ofHeader: path) {
            try self.init(try SplitPackageFile(header: path, whole: whole))
        } else {
            let file = try OpenFile.open(reading: path)
            guard file.isSeekable else { throw PackageError.notAFile(path: path.string) }
            try self.init(try WholePackageFile(file, name: path.string))
        }
    }

    /// Reads a package from a stream such as standard input, kept in a file of `directory` that has no name.
    public convenience init(spooling stream: any ByteSource, name: String, in directory: FilePath) throws {
        let path = directory.appending(".zarf-spool.\(getpid())")
        let file = try OpenFile.create(path, mode: 0o600, exclusive: true)
        _ = path.withPlatformString { unlink($0) }
        do {
            try FileSink(file).copy(from: stream)
        } catch FileError.system("write", _, let errno) {
            throw FileError.system(operation: "write", path: directory.string, errno: errno)
        }
        try self.init(try WholePackageFile(file, name: name))
    }

    /// Opens what a command line names: `-` is standard input, kept in `spoolDirectory`; everything else is a path.
    public convenience init(operand: String, standardInput: OpenFile, spoolDirectory: FilePath) throws {
        let path = FilePath(operand)
        if operand == "-" {
            try self.init(spooling: FileSource(standardInput), name: standardInput.path.string, in: spoolDirectory)
        } else if !isDirectory(path), let file = try? OpenFile.open(reading: path), !file.isSeekable {
            try self.init(spooling: FileSource(file), name: operand, in: spoolDirectory)
        } else {
            try self.init(path)
        }
    }

    convenience init(_ file: any PackageFile) throws {
        let head = try file.bytes(Int(min(file.byteCount, 512)), at: 0)
        let isZstd = head.count >= 4 && Self.isZstdMagic(littleEndian(head, as: UInt32.self))
        if isZstd {
            try self.init(name: file.name, container: try FramedContainer(file) ?? StreamedContainer(file))
        } else if head.count == 512, head[257..<262].elementsEqual("ustar".utf8) {
            try self.init(name: file.name, container: try TarContainer(file))
        } else {
            throw PackageError.malformed(package: file.name, reason: "not a package: neither zstd nor tar")
        }
    }

    private init(name: String, container: any PackageContainer) throws {
        self.name = name
        self.container = container
        positions = Dictionary(uniqueKeysWithValues: container.entries.enumerated().map { ($1.name, $0) })
    }

    private static func isZstdMagic(_ magic: UInt32) -> Bool {
        magic == ZstdFormat.frameMagic || ZstdFormat.skippableMagics.contains(magic)
    }

    /// All files, in the order in which they can be read fastest.
    public var entries: [PackageEntry] { container.entries }

    /// The file of that name, or nil.
    public func entry(named name: String) -> PackageEntry? { positions[name].map { container.entries[$0] } }

    /// The content of an entry, not verified. Throws `PackageError.noEntry`.
    public func open(_ entryName: String) throws -> any ByteSource {
        guard let position = positions[entryName] else { throw PackageError.noEntry(package: name, name: entryName) }
        return try container.open(position)
    }

    /// The bytes of a small entry, not verified. Throws `PackageError.overLimit` if it is larger than `limit`.
    public func readMetadata(_ entryName: String, limit: Int = PackageReader.maximumMetadataByteCount) throws -> [UInt8]
    {
        if let entry = entry(named: entryName), entry.byteCount > limit {
            throw PackageError.overLimit(package: name, limit: "\(limit) bytes for \(entryName)")
        }
        return try open(entryName).readAll(limit: limit, name: entryName)
    }
}
