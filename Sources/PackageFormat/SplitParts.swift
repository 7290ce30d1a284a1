import Archive
import Diagnostics
import Documents
import FileIO
import Glibc
import Hashing
import SystemPackage

/// A package cut into parts: `<file>.part001` and on, described by `<file>.part000`.
///
/// zarf v0.84 src/internal/split/split.go.
public struct SplitParts: Sendable, Equatable {
    /// Part numbers have three digits.
    public static let maximumCount = 999
    /// A header is 130 bytes at most.
    private static let maximumHeaderByteCount = 4096

    /// Digest of the whole package.
    public let digest: Digest
    /// Bytes of the whole package.
    public let byteCount: Int64
    /// Number of parts, the header not counted.
    public let count: Int

    /// The name of a part of `path`; 0 is the header.
    public static func path(of path: FilePath, part number: Int) -> FilePath {
        let digits = String(number)
        return FilePath(path.string + ".part" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits)
    }

    /// The name of the whole package if `header` is the name of a part 000.
    public static func wholePath(ofHeader header: FilePath) -> FilePath? {
        header.string.hasSuffix(".part000") ? FilePath(String(header.string.dropLast(".part000".count))) : nil
    }

    /// The header's bytes, keys as Go writes them.
    var encoded: [UInt8] { Array(#"{"Sha256Sum":"\#(digest.hex)","Bytes":\#(byteCount),"Count":\#(count)}"#.utf8) }

    init(digest: Digest, byteCount: Int64, count: Int) {
        self.digest = digest
        self.byteCount = byteCount
        self.count = count
    }

    /// Reads a header.
    public init(readingHeader path: FilePath) throws {
        let bytes = try readFile(path, limit: Self.maximumHeaderByteCount)
        let value = try JSON.parse(bytes, file: path.string)
        guard let hex = value["Sha256Sum"]?.string, let digest = try? Digest(hex: hex),
            let byteCount = value["Bytes"]?.integer, byteCount > 0,
            let count = value["Count"]?.integer, (1...Int64(Self.maximumCount)).contains(count)
        else { throw PackageError.badParts(package: path.string, reason: "not the header of a split package") }
        self.init(digest: digest, byteCount: byteCount, count: Int(count))
    }

    /// The parts of `path` that are there now, header included.
    static func existing(of path: FilePath) throws -> [FilePath] {
        let directory = path.removingLastComponent()
        let prefix = (path.lastComponent?.string ?? "") + ".part"
        let names = try directoryEntries(directory.isEmpty ? "." : directory).filter { name in
            let digits = name.utf8.dropFirst(prefix.utf8.count)
            return name.hasPrefix(prefix) && digits.count == 3 && digits.allSatisfy { (0x30...0x39).contains($0) }
        }
        return names.map { directory.appending($0) }
    }
}

/// Writes a package as one file, or in parts once it is larger than one may be. No joined copy is ever made.
///
/// Everything is written beside the target and appears at `commit`; older parts of the same package go then.
public final class SplitPartsSink: ByteSink {
    private let path: FilePath
    private let partByteCount: Int64
    private let directory: TemporaryDirectory
    private var part: OpenFile
    private var partLeft: Int64
    private var count = 1
    private var hasher = Hasher256()

    /// - path: the name of the whole package.
    /// - partByteCount: bytes of every part but the last. Upstream's `--max-package-size N` is N times 1,000,000.
    public init(_ path: FilePath, partByteCount: Int64) throws {
        precondition(partByteCount > 0)
        self.path = path
        self.partByteCount = partByteCount
        let parent = path.removingLastComponent()
        directory = try TemporaryDirectory(in: parent.isEmpty ? "." : parent, prefix: ".zarf-parts")
        part = try OpenFile.create(SplitParts.path(of: directory.path.appending("x"), part: 1), exclusive: true)
        partLeft = partByteCount
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        hasher.update(bytes)
        var rest = bytes[...]
        while !rest.isEmpty {
            if partLeft == 0 { try beginPart() }
            let piece = rest.prefix(Int(min(partLeft, Int64(rest.count))))
            try named { try part.write(UnsafeRawBufferPointer(rebasing: piece)) }
            partLeft -= Int64(piece.count)
            rest = rest.dropFirst(piece.count)
        }
    }

    /// Makes the file or its parts appear; returns the path of the file or of the header.
    public func commit() throws -> FilePath {
        try named { try finishPart() }
        let stale = try SplitParts.existing(of: path)
        let header = SplitParts.path(of: path, part: 0)
        let parts = SplitParts(digest: hasher.finalized(), byteCount: hasher.byteCount, count: count)
        if count > 1 { try writeFile(temporary(0), parts.encoded) }
        for old in stale { try remove(old) }
        if count == 1 {
            try move(temporary(1), path)
        } else {
            try remove(path)
            for number in 1...count { try move(temporary(number), SplitParts.path(of: path, part: number)) }
            // The header last: whoever finds it finds all of them.
            try move(temporary(0), header)
        }
        removeTree(directory.path)
        try synchronizeDirectory(path.removingLastComponent())
        return count == 1 ? path : header
    }

    private func beginPart() throws {
        guard count < SplitParts.maximumCount else {
            throw PackageError.tooManyParts(package: path.string, partByteCount: partByteCount)
        }
        try named { try finishPart() }
        count += 1
        part = try OpenFile.create(temporary(count), exclusive: true)
        partLeft = partByteCount
    }

    private func finishPart() throws(FileError) {
        try part.synchronize()
        try part.close()
    }

    /// Failures name the file that was asked for, not a temporary.
    private func named(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch FileError.system(let operation, _, let errno) {
            throw FileError.system(operation: operation, path: path.string, errno: errno)
        }
    }

    private func temporary(_ number: Int) -> FilePath {
        SplitParts.path(of: directory.path.appending("x"), part: number)
    }

    private func move(_ source: FilePath, _ target: FilePath) throws(FileError) {
        try systemCall("create", target.string) {
            source.withPlatformString { source in target.withPlatformString { rename(source, $0) } }
        }
    }

    private func remove(_ path: FilePath) throws(FileError) {
        if path.withPlatformString({ unlink($0) }) != 0, errno != ENOENT {
            throw .system(operation: "remove", path: path.string, errno: Errno(rawValue: errno))
        }
    }
}
