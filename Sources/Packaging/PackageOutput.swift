import PackageFormat
import FileIO
import Glibc
import SystemPackage

/// Where a package goes.
public enum PackageOutput: Sendable, Equatable {
    /// A file of this name.
    case file(FilePath)
    /// A directory; the file gets the name upstream gives it.
    case directory(FilePath)
    /// An open descriptor, such as standard output.
    case stream(Int32)
    /// A pipe or a device that is there, such as a shell's `>(ssh host load)`.
    case pipe(FilePath)

    /// Reads the `-o` of the command line: `-` is standard output, an existing directory or a path that ends in `/` is a
    /// directory, what is no file is written as it is, anything else is a file. Without one, the working directory.
    public init(_ argument: String?) {
        switch argument {
        case nil: self = .directory(".")
        case "-", "/dev/stdout": self = .stream(1)
        case .some(let path) where path.hasSuffix("/") || isDirectory(FilePath(path)): self = .directory(FilePath(path))
        case .some(let path) where (try? FileInformation(of: FilePath(path)).kind) == .other:
            self = .pipe(FilePath(path))
        case .some(let path): self = .file(FilePath(path))
        }
    }

    /// Writes a package through `body`; it appears whole or not at all, unless it is streamed.
    ///
    /// - fileName: its name in a directory.
    /// - partByteCount: the size above which it is split, or nil.
    /// - Returns: the path of the file, or of the header of its parts; nil for a stream or a pipe.
    func write(
        fileName: String, partByteCount: Int64?, _ body: (any ByteSink) throws -> Void
    ) throws -> FilePath? {
        switch self {
        case .stream(let descriptor):
            try body(FileSink(OpenFile(descriptor: descriptor, path: "standard output", isOwned: false)))
            return nil
        case .pipe(let path):
            let file = try OpenFile.open(writing: path)
            try body(FileSink(file))
            try file.close()
            return nil
        case .directory(let directory):
            try createDirectories(directory)
            return try Self.writeFile(Self.join(directory, fileName), partByteCount, body)
        case .file(let path):
            return try Self.writeFile(path, partByteCount, body)
        }
    }

    /// `./name` would be correct too, but people type `name`.
    private static func join(_ directory: FilePath, _ name: String) -> FilePath {
        directory == "." ? FilePath(name) : directory.appending(name)
    }

    private static func writeFile(
        _ path: FilePath, _ partByteCount: Int64?, _ body: (any ByteSink) throws -> Void
    ) throws -> FilePath {
        if let partByteCount {
            let parts = try SplitPartsSink(path, partByteCount: partByteCount)
            try body(parts)
            return try parts.commit()
        }
        let file = try AtomicFile(path)
        try body(file)
        try file.commit()
        return path
    }

    /// The directory that holds the result, for temporaries: they are on the same disk and never in a small `/tmp`.
    public var parent: FilePath? {
        switch self {
        case .stream, .pipe: nil
        case .directory(let directory): directory
        case .file(let path): path.removingLastComponent().isEmpty ? "." : path.removingLastComponent()
        }
    }
}
