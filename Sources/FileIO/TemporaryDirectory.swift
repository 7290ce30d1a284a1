import Glibc
import SystemPackage
import Synchronization

/// Paths to remove if the process is told to stop: temporaries register here, and a tool's signal handler calls `removeAll`.
public enum Temporaries {
    private static let paths = Mutex<Set<String>>([])

    /// Remembers a path until `forget`.
    package static func register(_ path: FilePath) { paths.withLock { _ = $0.insert(path.string) } }

    /// The path was removed or has become a result.
    package static func forget(_ path: FilePath) { paths.withLock { _ = $0.remove(path.string) } }

    /// Removes everything that is registered. Called from the thread that waits for signals, not from a handler.
    public static func removeAll() {
        let doomed = paths.withLock { held in
            defer { held = [] }
            return held
        }
        for path in doomed { removeTree(FilePath(path)) }
    }
}

/// A directory of our own below the given parent, removed with everything in it when nobody holds it any more.
public final class TemporaryDirectory {
    /// Where it is.
    public let path: FilePath
    private var isKept = false

    /// Makes `<parent>/<prefix>.XXXXXX` with mode 0700.
    public init(in parent: FilePath, prefix: String = "zarf") throws(FileError) {
        let template = parent.appending("\(prefix).XXXXXX")
        var name = Array(template.string.utf8CString)
        guard mkdtemp(&name) != nil else {
            throw .system(operation: "create directory in", path: parent.string, errno: Errno(rawValue: errno))
        }
        path = FilePath(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        Temporaries.register(path)
    }

    /// Leaves the directory in place: it is a result now.
    public func keep() {
        isKept = true
        Temporaries.forget(path)
    }

    deinit {
        guard !isKept else { return }
        removeTree(path)
        Temporaries.forget(path)
    }
}

/// Removes a file or a directory with everything in it, following no symbolic link. What cannot be removed stays.
public func removeTree(_ path: FilePath) {
    guard let kind = try? FileInformation(of: path, followingLinks: false).kind else { return }
    guard kind == .directory else {
        _ = path.withPlatformString { unlink($0) }
        return
    }
    // Packages hold read-only directories; without this their files could not be removed.
    _ = path.withPlatformString { chmod($0, 0o700) }
    for name in (try? directoryEntries(path)) ?? [] { removeTree(path.appending(name)) }
    _ = path.withPlatformString { rmdir($0) }
}
