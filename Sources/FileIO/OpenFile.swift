import Glibc
import SystemPackage

/// Calls `body` until it is not interrupted; a failure becomes a `FileError` naming `operation` and `path`.
@discardableResult
public func systemCall<Result: FixedWidthInteger>(
    _ operation: String, _ path: String, _ body: () -> Result
) throws(FileError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let error = errno
        if error == EINTR { continue }
        throw .system(operation: operation, path: path, errno: Errno(rawValue: error))
    }
}

/// A file descriptor that is closed when nobody holds it any more.
public final class OpenFile: @unchecked Sendable {
    /// The descriptor; -1 once closed.
    public private(set) var descriptor: Int32
    /// The path it was opened by, for messages.
    public let path: FilePath
    private let isOwned: Bool

    /// Takes over an open descriptor; `isOwned` false leaves it open at the end (standard streams).
    public init(descriptor: Int32, path: FilePath, isOwned: Bool = true) {
        self.descriptor = descriptor
        self.path = path
        self.isOwned = isOwned
    }

    /// Opens an existing file for reading.
    public static func open(reading path: FilePath) throws(FileError) -> OpenFile {
        let descriptor = try systemCall("read", path.string) {
            path.withPlatformString { Glibc.open($0, O_RDONLY | O_CLOEXEC) }
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    /// Opens what is there already for writing: a pipe, a device.
    public static func open(writing path: FilePath) throws(FileError) -> OpenFile {
        let descriptor = try systemCall("write", path.string) {
            path.withPlatformString { Glibc.open($0, O_WRONLY | O_CLOEXEC) }
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    /// Creates or truncates a file for reading and writing.
    public static func create(_ path: FilePath, mode: mode_t = 0o666, exclusive: Bool = false) throws(FileError)
        -> OpenFile
    {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (exclusive ? O_EXCL : O_TRUNC)
        let descriptor = try systemCall("create", path.string) {
            path.withPlatformString { Glibc.open($0, flags, mode) }
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    deinit { if isOwned, descriptor >= 0 { _ = Glibc.close(descriptor) } }

    /// Closes now and says whether the last writes failed.
    public func close() throws(FileError) {
        guard descriptor >= 0 else { return }
        let closing = descriptor
        descriptor = -1
        guard isOwned else { return }
        if Glibc.close(closing) != 0, errno != EINTR {
            throw .system(operation: "write", path: path.string, errno: Errno(rawValue: errno))
        }
    }

    /// Bytes in the file now.
    public func byteCount() throws(FileError) -> Int64 {
        var information = stat()
        try systemCall("read", path.string) { fstat(descriptor, &information) }
        return Int64(information.st_size)
    }

    /// Whether the descriptor can be read at any offset (a file, not a pipe).
    public var isSeekable: Bool { lseek(descriptor, 0, SEEK_CUR) >= 0 }

    /// Reads once at the file position; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try systemCall("read", path.string) { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }

    /// Reads once at `offset` without moving the file position; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
        try systemCall("read", path.string) { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
    }

    /// Reads exactly `byteCount` bytes at `offset`; fewer is an error.
    public func readBytes(_ byteCount: Int, at offset: Int64) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var filled = 0
        while filled < byteCount {
            let position = offset + Int64(filled)
            let count: Int = try systemCall("read", path.string) {
                bytes.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress.map { $0 + filled }, byteCount - filled, off_t(position))
                }
            }
            guard count > 0 else { throw .endedEarly(path: path.string) }
            filled += count
        }
        return bytes
    }

    /// Writes all of `bytes` at the file position.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var done = 0
        while done < bytes.count {
            done += try systemCall("write", path.string) {
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            }
        }
    }

    /// Waits until the bytes are on the disk. Descriptors that cannot be synced (pipes) are fine.
    public func synchronize() throws(FileError) {
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP, errno != EROFS {
            throw .system(operation: "write", path: path.string, errno: Errno(rawValue: errno))
        }
    }
}

/// A source over an open file, from where it stands or within a range of it.
public final class FileSource: ByteSource {
    /// The file read from.
    public let file: OpenFile
    private var range: Range<Int64>?

    /// Reads from the file position on.
    public init(_ file: OpenFile) { self.file = file }

    /// Reads `range` of the file, independent of the file position; a shorter file is an error.
    public init(_ file: OpenFile, range: Range<Int64>) {
        self.file = file
        self.range = range
    }

    /// Opens a file and reads it from its start.
    public convenience init(path: FilePath) throws { self.init(try OpenFile.open(reading: path)) }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let range else { return try file.read(into: buffer) }
        guard !range.isEmpty, buffer.count > 0 else { return 0 }
        let wanted = Int(min(Int64(buffer.count), range.upperBound - range.lowerBound))
        let count = try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: range.lowerBound)
        guard count > 0 else { throw FileError.endedEarly(path: file.path.string) }
        self.range = (range.lowerBound + Int64(count))..<range.upperBound
        return count
    }
}

/// A sink over an open file.
public final class FileSink: ByteSink {
    /// The file written to.
    public let file: OpenFile

    /// Writes at the file position.
    public init(_ file: OpenFile) { self.file = file }

    public func write(_ bytes: UnsafeRawBufferPointer) throws { try file.write(bytes) }
}

/// Reads a whole file of at most `limit` bytes.
public func readFile(_ path: FilePath, limit: Int) throws -> [UInt8] {
    let file = try OpenFile.open(reading: path)
    return try FileSource(file).readAll(limit: limit, name: path.string)
}
