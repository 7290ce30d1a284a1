import Glibc
import SystemPackage

/// What the file system knows about a path.
public struct FileInformation: Sendable, Equatable {
    /// The kinds of file we tell apart.
    public enum Kind: Sendable, Equatable { case file, directory, symbolicLink, other }

    /// What it is.
    public let kind: Kind
    /// Permission bits, without the kind.
    public let mode: mode_t
    /// Size in bytes; of a symbolic link, the length of its target.
    public let byteCount: Int64
    /// When the content last changed, in seconds since 1970.
    public let modifiedSeconds: Int
    /// The part of a second that goes with it.
    public let modifiedNanoseconds: Int

    /// Looks a path up. Throws `FileError.system` when it is not there.
    public init(of path: FilePath, followingLinks: Bool = true) throws(FileError) {
        var information = stat()
        try systemCall("read", path.string) {
            path.withPlatformString { followingLinks ? stat($0, &information) : lstat($0, &information) }
        }
        kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        mode = information.st_mode & 0o7777
        byteCount = Int64(information.st_size)
        modifiedSeconds = information.st_mtim.tv_sec
        modifiedNanoseconds = information.st_mtim.tv_nsec
    }
}

/// Whether anything is at `path`, a dangling symbolic link included.
public func fileExists(_ path: FilePath) -> Bool {
    (try? FileInformation(of: path, followingLinks: false)) != nil
}

/// Whether `path` is a directory, or a symbolic link to one.
public func isDirectory(_ path: FilePath) -> Bool {
    (try? FileInformation(of: path).kind) == .directory
}

/// The names in a directory without `.` and `..`, sorted bytewise.
public func directoryEntries(_ path: FilePath) throws(FileError) -> [String] {
    guard let stream = path.withPlatformString({ opendir($0) }) else {
        throw .system(operation: "read", path: path.string, errno: Errno(rawValue: errno))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(stream) else {
            guard errno == 0 else { throw .system(operation: "read", path: path.string, errno: Errno(rawValue: errno)) }
            break
        }
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Makes a directory and its missing parents; one that is there already is fine.
public func createDirectories(_ path: FilePath, mode: mode_t = 0o777) throws(FileError) {
    if isDirectory(path) || path.isEmpty { return }
    let parent = path.removingLastComponent()
    if !parent.isEmpty, parent != path { try createDirectories(parent, mode: mode) }
    if path.withPlatformString({ mkdir($0, mode) }) != 0, errno != EEXIST || !isDirectory(path) {
        throw .system(operation: "create directory", path: path.string, errno: Errno(rawValue: errno))
    }
}

/// Where a symbolic link points, as written in it.
public func readLink(_ path: FilePath) throws(FileError) -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try systemCall("read link", path.string) {
        path.withPlatformString { readlink($0, &buffer, buffer.count) }
    }
    return FilePath(String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
}

/// The working directory.
public func currentDirectory() throws(FileError) -> FilePath {
    guard let path = getcwd(nil, 0) else {
        throw .system(operation: "find", path: "the working directory", errno: Errno(rawValue: errno))
    }
    defer { free(path) }
    return FilePath(platformString: path)
}
