import CLinux
import Glibc
import SystemPackage

/// A directory that appears whole or not at all: filled under a temporary name beside its place, synced, renamed.
public final class AtomicDirectory {
    /// Where the directory will be.
    public let path: FilePath
    /// The temporary sibling to fill until `commit`.
    public let temporaryPath: FilePath
    private var isCommitted = false

    /// Makes the temporary sibling. `path` must not exist, or be an empty directory.
    public init(_ path: FilePath) throws(FileError) {
        let trimmed =
            path.string.utf8.count > 1 && path.string.hasSuffix("/") ? FilePath(String(path.string.dropLast())) : path
        self.path = trimmed
        if fileExists(trimmed) {
            let isEmptyDirectory = isDirectory(trimmed) ? try directoryEntries(trimmed).isEmpty : false
            guard isEmptyDirectory else { throw .system(operation: "create", path: trimmed.string, errno: .fileExists) }
        }
        guard let name = trimmed.lastComponent?.string, name != "..", name != "." else {
            throw .system(operation: "create", path: trimmed.string, errno: .fileExists)
        }
        temporaryPath = trimmed.removingLastComponent().appending(".\(name).\(getpid()).partial")
        removeTree(temporaryPath)
        let temporary = temporaryPath
        try systemCall("create", trimmed.string) { temporary.withPlatformString { mkdir($0, 0o777) } }
        Temporaries.register(temporaryPath)
    }

    /// The temporary directory, opened so that files can be put below it.
    public func open() throws(FileError) -> OpenFile {
        let temporary = temporaryPath
        let descriptor = try systemCall("open", path.string) {
            temporary.withPlatformString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    /// Makes the directory appear under its name, once everything in it is on the disk.
    public func commit() throws {
        let directory = try open()
        // One call for the whole file system is far cheaper than one for each of many small files.
        try systemCall("write", path.string) { syncfs(directory.descriptor) }
        try systemCall("create", path.string) {
            temporaryPath.withPlatformString { source in path.withPlatformString { rename(source, $0) } }
        }
        isCommitted = true
        Temporaries.forget(temporaryPath)
        try synchronizeDirectory(path.removingLastComponent())
    }

    deinit {
        guard !isCommitted else { return }
        removeTree(temporaryPath)
        Temporaries.forget(temporaryPath)
    }
}
