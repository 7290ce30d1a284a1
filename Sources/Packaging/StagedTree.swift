import Archive
import FileIO
import Glibc
import SystemPackage

/// A folder that does not exist: its files stand anywhere until it is written as a tar.
///
/// Nothing is copied: a file of many gigabytes is read once, when the tar is written.
struct StagedTree {
    /// Where the bytes of a file come from.
    enum Content {
        /// A file of the disk.
        case file(FilePath)
        /// In memory.
        case bytes([UInt8])
        /// Opened when its turn comes.
        case stream(byteCount: Int64, open: () throws -> any ByteSource)
    }

    private enum Node {
        case directory(Folder)
        case file(Content, mode: mode_t)
        case symbolicLink(target: String)
    }

    /// A reference, so that adding a file to a folder of a hundred thousand does not copy their names.
    private final class Folder {
        let mode: mode_t
        var children: [String: Node] = [:]

        init(mode: mode_t) { self.mode = mode }
    }

    private let root: Folder

    /// An empty folder.
    init(mode: mode_t) { root = Folder(mode: mode) }

    /// Whether nothing was added.
    var isEmpty: Bool { root.children.isEmpty }

    /// Adds a folder; one that is there keeps its mode.
    func addDirectory(_ name: String, mode: mode_t, parentMode: mode_t = 0o700) throws {
        let (parent, last) = try place(name, parentMode: parentMode)
        switch parent.children[last] {
        case .directory: break
        case nil: parent.children[last] = .directory(Folder(mode: mode))
        default: throw PackagingError.unsupportedFile(path: name, reason: "a file has this name already")
        }
    }

    /// Adds a file of the disk; missing folders above it get mode 0700, as upstream makes them.
    func addFile(_ name: String, mode: mode_t, from path: FilePath) throws {
        try addFile(name, mode: mode, .file(path))
    }

    /// Adds a file.
    ///
    /// - parentMode: the mode of missing folders above it.
    func addFile(_ name: String, mode: mode_t, parentMode: mode_t = 0o700, _ content: Content) throws {
        try insert(.file(content, mode: mode), at: name, parentMode: parentMode)
    }

    /// Adds a symbolic link that was found to lead to a place inside.
    func addSymbolicLink(_ name: String, target: String, parentMode: mode_t) throws {
        try insert(.symbolicLink(target: target), at: name, parentMode: parentMode)
    }

    /// Adds a file or a folder with everything in it.
    ///
    /// Differs: upstream keeps modes as they are; ours are what git would keep, so that a checkout under another umask
    /// gives the same bytes. What only its owner may read stays so.
    /// - mode: of the file or folder itself, if not the one it has.
    /// - throws: `PackagingError` for what a package cannot carry, such as a device or a link that leads out.
    func addTree(_ name: String, from path: FilePath, mode: mode_t? = nil) throws {
        try insert(try Self.node(path, below: 0, mode: mode), at: name, parentMode: 0o700)
    }

    private static func node(_ path: FilePath, below depth: Int, mode: mode_t? = nil) throws -> Node {
        // A link named by the author is followed; links within a folder are kept.
        let information = try FileInformation(of: path, followingLinks: depth == 0)
        switch information.kind {
        case .file:
            return .file(.file(path), mode: mode ?? portableMode(information.mode, isDirectory: false))
        case .directory:
            guard depth < maximumDepth else {
                throw PackagingError.unsupportedFile(path: path.string, reason: "nested too deeply")
            }
            let folder = Folder(mode: mode ?? portableMode(information.mode, isDirectory: true))
            for child in try directoryEntries(path) {
                folder.children[child] = try node(path.appending(child), below: depth + 1)
            }
            return .directory(folder)
        case .symbolicLink:
            let target = try readLink(path)
            guard isLinkInside(target.string, depth: depth - 1) else {
                throw PackagingError.unsupportedFile(
                    path: path.string, reason: "a symbolic link that leads out of its folder, to \(target)")
            }
            return .symbolicLink(target: target.string)
        case .other:
            throw PackagingError.unsupportedFile(path: path.string, reason: "neither file, folder nor symbolic link")
        }
    }

    /// A hostile folder must not exhaust the stack; tar names are limited to 4 KiB anyway.
    private static let maximumDepth = 256

    /// Whether a link `depth` folders below its root stays inside, on a name that every system has.
    static func isLinkInside(_ target: String, depth: Int) -> Bool {
        let path = FilePath(target)
        guard path.isRelative, !target.isEmpty else { return false }
        var level = depth
        for component in path.components {
            switch component.kind {
            case .parentDirectory: level -= 1
            case .currentDirectory: break
            case .regular:
                level += 1
                guard PortableName.objection(to: component.string) == nil else { return false }
            }
            if level < 0 { return false }
        }
        return true
    }

    private static func portableMode(_ mode: mode_t, isDirectory: Bool) -> mode_t {
        let wide: mode_t = isDirectory || mode & 0o111 != 0 ? 0o755 : 0o644
        return mode & 0o077 == 0 ? wide & 0o700 : wide
    }

    private func insert(_ node: Node, at name: String, parentMode: mode_t) throws {
        let (parent, last) = try place(name, parentMode: parentMode)
        guard parent.children.updateValue(node, forKey: last) == nil else {
            throw PackagingError.unsupportedFile(path: name, reason: "something else has this name already")
        }
    }

    /// The folder that holds `name`, made if it is missing, and the name in it.
    private func place(_ name: String, parentMode: mode_t) throws -> (parent: Folder, last: String) {
        let parts = name.split(separator: "/").map(String.init)
        var folder = root
        for part in parts.dropLast() {
            switch folder.children[part] {
            case .directory(let child): folder = child
            case nil:
                let child = Folder(mode: parentMode)
                folder.children[part] = .directory(child)
                folder = child
            default: throw PackagingError.unsupportedFile(path: name, reason: "a file has the name of its folder")
            }
        }
        return (folder, parts.last ?? "")
    }

    /// Writes the folder, called `name`, and everything in it in bytewise order; an empty name is `.`, as upstream has it.
    ///
    /// - throws: `PackagingError.unsupportedFile` for a name that no reader of packages would unpack.
    func write(to tar: TarWriter, as name: String) throws { try Self.write(root, to: tar, as: name) }

    private static func write(_ folder: Folder, to tar: TarWriter, as name: String) throws {
        try tar.addDirectory(name.isEmpty ? "." : name, mode: folder.mode)
        for child in folder.children.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let path = name.isEmpty ? child : "\(name)/\(child)"
            if let objection = PortableName.objection(to: path) {
                throw PackagingError.unsupportedFile(path: quoted(path), reason: objection)
            }
            switch folder.children[child] {
            case .directory(let folder): try write(folder, to: tar, as: path)
            case .file(let content, let mode): try write(content, to: tar, as: path, mode: mode)
            case .symbolicLink(let target): try tar.addSymbolicLink(path, target: target)
            case nil: break
            }
        }
    }

    private static func write(_ content: Content, to tar: TarWriter, as name: String, mode: mode_t) throws {
        switch content {
        case .file(let path):
            let source = try FileSource(path: path)
            try tar.addFile(name, mode: mode, byteCount: try source.file.byteCount(), from: source)
        case .bytes(let bytes): try tar.addFile(name, mode: mode, bytes: bytes)
        case .stream(let byteCount, let open):
            try tar.addFile(name, mode: mode, byteCount: byteCount, from: try open())
        }
    }
}
