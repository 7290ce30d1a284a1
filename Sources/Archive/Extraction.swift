import FileIO
import Glibc
import SystemPackage

/// What an archive may hold at most.
public struct ExtractionLimits: Sendable {
    /// Entries. A million files is a whole system.
    public var entryCount: Int
    /// Bytes of all files together.
    public var byteCount: Int64

    /// A million entries and a tebibyte, unless told otherwise.
    public init(entryCount: Int = 1_000_000, byteCount: Int64 = 1 << 40) {
        self.entryCount = entryCount
        self.byteCount = byteCount
    }
}

/// Puts the entries of an archive below an open directory and nowhere else.
///
/// No name leads through a symbolic link or out of the directory, nothing is overwritten, devices are refused, set-user-id and
/// sticky bits are dropped, the umask applies. Symbolic links may only point to places inside.
public final class Extraction {
    private let root: OpenFile
    private let archive: String
    private let limits: ExtractionLimits
    private var entryCount = 0
    private var byteCount: Int64 = 0
    /// The directory of the last entry, because the next one is mostly in it too.
    private var lastParent: (path: String, directory: OpenFile)?
    /// Links with `..` after another component: what they mean depends on other links.
    private var windingLinks: [String] = []

    /// - archive: what is extracted, for messages.
    public init(into root: OpenFile, archive: String, limits: ExtractionLimits = ExtractionLimits()) {
        self.root = root
        self.archive = archive
        self.limits = limits
    }

    /// Extracts one entry under its own name; `content` must be the source of its content.
    public func extract(_ entry: TarEntry, from content: any ByteSource) throws {
        try extract(entry, as: entry.name, from: content)
    }

    /// Extracts one entry under another name.
    public func extract(_ entry: TarEntry, as name: String, from content: any ByteSource) throws {
        try count(entry)
        let path = PortableName.shortest(name)
        // `.` is the directory itself: upstream's documentation.tar starts with it.
        if path.isEmpty, entry.kind == .directory { return }
        if let objection = PortableName.objection(to: path) { throw unsafe(name, objection) }
        switch entry.kind {
        case .directory: try makeDirectory(path, mode: entry.mode)
        case .file: try makeFile(path, entry, content)
        case .symbolicLink: try makeSymbolicLink(path, target: entry.linkTarget)
        case .hardLink: try makeHardLink(path, target: entry.linkTarget)
        case .special: throw unsafe(name, "a device or a named pipe")
        }
    }

    /// Checks what can only be known when everything is there.
    public func finish() throws {
        for link in windingLinks where !leadsBeneath(root, link) {
            throw unsafe(link, "a symbolic link to a place outside")
        }
    }

    private func count(_ entry: TarEntry) throws {
        entryCount += 1
        guard entryCount <= limits.entryCount else {
            throw ArchiveError.overLimit(archive: archive, limit: "\(limits.entryCount) entries")
        }
        try checkByteCount(byteCount + entry.byteCount)
    }

    private func checkByteCount(_ byteCount: Int64) throws {
        guard byteCount <= limits.byteCount else {
            throw ArchiveError.overLimit(archive: archive, limit: "\(limits.byteCount) bytes of content")
        }
    }

    private func makeDirectory(_ path: String, mode: mode_t) throws {
        let (parent, name) = try split(path)
        // The owner must be able to fill it.
        guard mkdirat(parent.descriptor, name, mode & 0o777 | 0o700) != 0 else { return }
        guard errno == EEXIST else { throw failure("create", path) }
        _ = try beneath(path, flags: openPathOnly | O_DIRECTORY)
    }

    private func makeFile(_ path: String, _ entry: TarEntry, _ content: any ByteSource) throws {
        let (parent, name) = try split(path)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(parent.descriptor, name, flags, entry.mode & 0o777)
        guard descriptor >= 0 else { throw failure("create", path) }
        let file = OpenFile(descriptor: descriptor, path: root.path.appending(path))
        // Some archives do not say beforehand how long an entry is, and some lie.
        try withUnsafeTemporaryAllocation(byteCount: copyChunkByteCount, alignment: 16) { buffer in
            while true {
                let count = try content.read(into: buffer)
                guard count > 0 else { return }
                byteCount += Int64(count)
                try checkByteCount(byteCount)
                try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        try file.close()
    }

    private func makeSymbolicLink(_ path: String, target: String) throws {
        let depth = path.utf8.count { $0 == UInt8(ascii: "/") }
        switch linkDirection(target, depth: depth) {
        case .inside: break
        case .winding: windingLinks.append(path)
        case .outside: throw unsafe(path, "a symbolic link to a place outside")
        }
        let (parent, name) = try split(path)
        guard symlinkat(target, parent.descriptor, name) == 0 else { throw failure("create", path) }
    }

    private func makeHardLink(_ path: String, target: String) throws {
        let targetPath = PortableName.shortest(target)
        if PortableName.objection(to: targetPath) != nil { throw unsafe(path, "a hard link to a place outside") }
        let (targetParent, targetName) = try split(targetPath)
        var information = stat()
        guard fstatat(targetParent.descriptor, targetName, &information, AT_SYMLINK_NOFOLLOW) == 0,
            information.st_mode & S_IFMT == S_IFREG
        else { throw unsafe(path, "a hard link to what is no file before it") }
        let (parent, name) = try split(path)
        guard linkat(targetParent.descriptor, targetName, parent.descriptor, name, 0) == 0 else {
            throw failure("create", path)
        }
    }

    /// The open parent directory of a path, made if it is missing, and the last component.
    private func split(_ path: String) throws -> (OpenFile, String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (root, path) }
        let (parentPath, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
        if let lastParent, lastParent.path == parentPath { return (lastParent.directory, name) }
        let directory: OpenFile
        do {
            directory = try beneath(parentPath, flags: openPathOnly | O_DIRECTORY)
        } catch FileError.system(_, _, .noSuchFileOrDirectory) {
            try makeDirectory(parentPath, mode: 0o777)
            directory = try beneath(parentPath, flags: openPathOnly | O_DIRECTORY)
        }
        lastParent = (parentPath, directory)
        return (directory, name)
    }

    private func beneath(_ path: String, flags: Int32) throws -> OpenFile {
        do {
            return try openBeneath(root, path, flags: flags)
        } catch FileError.system(_, _, let errno)
            where [.tooManySymbolicLinkLevels, .notDirectory, .improperLink].contains(errno)
        {
            throw unsafe(path, "an earlier entry of that name is no directory")
        }
    }

    private func failure(_ operation: String, _ path: String) -> any Error {
        if errno == EEXIST { return unsafe(path, "an earlier entry has the same name") }
        return FileError.system(
            operation: operation, path: root.path.appending(path).string, errno: Errno(rawValue: errno))
    }

    private func unsafe(_ name: String, _ reason: String) -> ArchiveError {
        .unsafeEntry(archive: archive, name: name, reason: reason)
    }
}

/// Where the target of a symbolic link lies.
enum LinkDirection { case inside, winding, outside }

/// - depth: directories between the extraction's root and the link.
func linkDirection(_ target: String, depth: Int) -> LinkDirection {
    let bytes = target.utf8
    if bytes.isEmpty || bytes.first == UInt8(ascii: "/") || bytes.contains(UInt8(ascii: "\\")) { return .outside }
    var (depth, hasDescended, isWinding) = (depth, false, false)
    for component in bytes.split(separator: UInt8(ascii: "/")) {
        if component.elementsEqual(".".utf8) { continue }
        if component.elementsEqual("..".utf8) {
            depth -= 1
            // The directory descended into may itself be a link, and its parent anywhere.
            if hasDescended { isWinding = true }
        } else {
            depth += 1
            hasDescended = true
        }
        if depth < 0 { return .outside }
    }
    return isWinding ? .winding : .inside
}

/// Extracts a whole tar into a directory that appears complete or not at all.
///
/// - directory: must not exist, or be empty.
/// - rename: the name an entry is extracted under, or nil to leave it out.
public func extractTar(
    _ source: any ByteSource, name: String, to directory: FilePath, limits: ExtractionLimits = ExtractionLimits(),
    rename: (String) throws -> String? = { $0 }
) throws {
    let output = try AtomicDirectory(directory)
    let extraction = Extraction(into: try output.open(), archive: name, limits: limits)
    try extraction.extractAll(TarReader(source, name: name), rename: rename)
    try extraction.finish()
    try output.commit()
}

extension Extraction {
    /// Extracts every entry that a tar has left.
    public func extractAll(_ reader: TarReader, rename: (String) throws -> String? = { $0 }) throws {
        while let entry = try reader.next() {
            guard let name = try rename(entry.name) else { continue }
            var renamed = entry
            if entry.kind == .hardLink {
                guard let target = try rename(entry.linkTarget) else { continue }
                renamed.linkTarget = target
            }
            try extract(renamed, as: name, from: reader)
        }
    }
}
