import Glibc
import SystemPackage

/// A file that appears whole or not at all: written to a temporary sibling, synced, renamed, its directory synced.
public final class AtomicFile: ByteSink {
    /// Where the file will be.
    public let path: FilePath
    /// The temporary it is written to until `commit`.
    public let file: OpenFile
    private var isCommitted = false

    /// Opens a temporary sibling of `path`; `mode` is what the finished file has, less the umask.
    ///
    /// - temporaryName: the sibling's name where it must be the same each time, so that what a killed process left is
    ///   found and replaced; then only one process may write the file.
    /// - throws: `FileError.notReplaceable` for a device or a pipe: `-o /dev/null` must not put a file in its place.
    public init(_ path: FilePath, mode: mode_t = 0o666, temporaryName: String? = nil) throws(FileError) {
        guard Self.isReplaceable(path) else { throw .notReplaceable(path: path.string) }
        self.path = path
        let name = path.lastComponent?.string ?? "output"
        let sibling = path.removingLastComponent().appending(temporaryName ?? ".\(name).\(getpid()).partial")
        _ = sibling.withPlatformString { unlink($0) }
        do {
            file = try OpenFile.create(sibling, mode: mode, exclusive: true)
        } catch FileError.system(_, _, let errno) {
            throw .system(operation: "create", path: path.string, errno: errno)
        }
        Temporaries.register(sibling)
    }

    /// Whether nothing is lost but a file's content. `/dev/stdout` and its like are links to links below `/proc`.
    private static func isReplaceable(_ path: FilePath) -> Bool {
        guard let what = try? FileInformation(of: path, followingLinks: false) else { return true }
        if what.kind == .symbolicLink, let target = try? readLink(path), target.starts(with: "/proc") {
            return false
        }
        return (try? FileInformation(of: path).kind) != .other
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        do {
            try file.write(bytes)
        } catch FileError.system(_, _, let errno) {
            throw FileError.system(operation: "write", path: path.string, errno: errno)
        }
    }

    /// Makes the file appear under its name, replacing an older one.
    ///
    /// - durably: false leaves the disk to itself, for caches that are verified when they are read.
    public func commit(durably: Bool = true) throws {
        if durably { try file.synchronize() }
        try file.close()
        try systemCall("create", path.string) {
            file.path.withPlatformString { source in path.withPlatformString { rename(source, $0) } }
        }
        isCommitted = true
        Temporaries.forget(file.path)
        if durably { try synchronizeDirectory(path.removingLastComponent()) }
    }

    deinit {
        guard !isCommitted else { return }
        _ = file.path.withPlatformString { unlink($0) }
        Temporaries.forget(file.path)
    }
}

/// Writes a whole small file atomically.
public func writeFile(_ path: FilePath, _ bytes: some Sequence<UInt8>, mode: mode_t = 0o666) throws {
    let output = try AtomicFile(path, mode: mode)
    try output.write(bytes)
    try output.commit()
}

/// Waits until a directory's entries are on the disk.
public func synchronizeDirectory(_ path: FilePath) throws(FileError) {
    let directory = path.isEmpty ? FilePath(".") : path
    let descriptor = try systemCall("open", directory.string) {
        directory.withPlatformString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }
    try OpenFile(descriptor: descriptor, path: directory).synchronize()
}
