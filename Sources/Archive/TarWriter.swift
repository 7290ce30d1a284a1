import FileIO
import Glibc
import SystemPackage

/// Writes a tar to a sink, the same bytes for the same entries: no times, no owners.
///
/// zarf v0.84 src/pkg/packager/assemble/assemble.go createReproducibleTarballFromDir: ours are the bytes it gets from Go.
public final class TarWriter {
    private let sink: any ByteSink

    /// A tar written to `sink`; it is complete after `finish`.
    public init(_ sink: any ByteSink) { self.sink = sink }

    /// Adds an entry without content: a directory or a link.
    public func add(_ entry: TarEntry) throws {
        try sink.write(try TarHeader.blocks(for: entry))
    }

    /// Adds a file with everything `source` has, which must be `byteCount` bytes.
    public func addFile(_ name: String, mode: mode_t, byteCount: Int64, from source: any ByteSource) throws {
        try add(TarEntry(name: name, kind: .file, mode: mode, byteCount: byteCount))
        try sink.copy(from: ExactSource(source, byteCount: byteCount, name: name))
        guard try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1, { try source.read(into: $0) }) == 0 else {
            throw ArchiveError.unwritable(name: name, reason: "it holds more than the \(byteCount) bytes announced")
        }
        try pad(after: byteCount)
    }

    /// Adds a file held in memory.
    public func addFile(_ name: String, mode: mode_t, bytes: [UInt8]) throws {
        try addFile(name, mode: mode, byteCount: Int64(bytes.count), from: MemorySource(bytes))
    }

    /// Adds a directory.
    public func addDirectory(_ name: String, mode: mode_t) throws {
        try add(TarEntry(name: name, kind: .directory, mode: mode))
    }

    /// Adds a symbolic link.
    public func addSymbolicLink(_ name: String, target: String) throws {
        try add(TarEntry(name: name, kind: .symbolicLink, mode: 0o777, linkTarget: target))
    }

    /// Adds a directory of the file system with everything in it, each directory in bytewise order.
    ///
    /// - prefix: the name of the directory itself; empty means `.`, with its entries having no prefix, as upstream has it.
    /// - isPrivate: clears the mode bits of group and others.
    public func addTree(_ directory: FilePath, as prefix: String, isPrivate: Bool = false) throws {
        let information = try FileInformation(of: directory, followingLinks: false)
        let name = prefix.isEmpty ? "." : prefix
        let mode = isPrivate ? information.mode & ~0o077 : information.mode
        switch information.kind {
        case .directory:
            try addDirectory(name, mode: mode)
            for child in try directoryEntries(directory) {
                let childName = prefix.isEmpty ? child : "\(prefix)/\(child)"
                try addTree(directory.appending(child), as: childName, isPrivate: isPrivate)
            }
        case .file:
            let source = try FileSource(path: directory)
            try addFile(name, mode: mode, byteCount: try source.file.byteCount(), from: source)
        case .symbolicLink:
            let target = try readLink(directory).string
            try add(TarEntry(name: name, kind: .symbolicLink, mode: mode, linkTarget: target))
        case .other:
            throw ArchiveError.unwritable(name: directory.string, reason: "neither file, directory nor symbolic link")
        }
    }

    /// Writes the two blocks of zeros that end a tar. Nothing may be added after that.
    public func finish() throws {
        try sink.write([UInt8](repeating: 0, count: TarFormat.trailerByteCount))
    }

    private func pad(after byteCount: Int64) throws {
        try sink.write([UInt8](repeating: 0, count: TarFormat.padding(after: byteCount)))
    }
}
