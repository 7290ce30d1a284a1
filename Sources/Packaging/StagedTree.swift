import Archive
import FileIO
import Glibc
import SystemPackage

/// A folder that does not exist: its files stand anywhere on the disk until it is written as a tar.
///
/// Nothing is copied: a file of many gigabytes is read once, when the tar is written.
struct StagedTree {
    private enum Node {
        case directory(mode: mode_t, children: [String: Node])
        case file(FilePath, mode: mode_t)
        case symbolicLink(target: String)
    }

    private var root: Node

    /// An empty folder.
    init(mode: mode_t) { root = .directory(mode: mode, children: [:]) }

    /// Whether nothing was added.
    var isEmpty: Bool {
        guard case .directory(_, let children) = root else { return false }
        return children.isEmpty
    }

    /// Adds a folder; one that is there keeps its mode.
    mutating func addDirectory(_ name: String, mode: mode_t) { insert(.directory(mode: mode, children: [:]), at: name) }

    /// Adds a file of the disk; missing folders above it get mode 0700, as upstream makes them.
    mutating func addFile(_ name: String, mode: mode_t, from path: FilePath) {
        insert(.file(path, mode: mode), at: name)
    }

    /// Adds a file or a folder with everything in it.
    ///
    /// Differs: upstream keeps modes as they are; ours are what git would keep, so that a checkout under another umask
    /// gives the same bytes. What only its owner may read stays so.
    /// - mode: of the file or folder itself, if not the one it has.
    /// - throws: `PackagingError` for what a package cannot carry, such as a device or a link that leads out.
    mutating func addTree(_ name: String, from path: FilePath, mode: mode_t? = nil) throws {
        insert(try Self.node(path, below: 0, mode: mode), at: name)
    }

    private static func node(_ path: FilePath, below depth: Int, mode: mode_t? = nil) throws -> Node {
        // A link named by the author is followed; links within a folder are kept.
        let information = try FileInformation(of: path, followingLinks: depth == 0)
        switch information.kind {
        case .file:
            return .file(path, mode: mode ?? portableMode(information.mode, isDirectory: false))
        case .directory:
            guard depth < maximumDepth else {
                throw PackagingError.unsupportedFile(path: path.string, reason: "nested too deeply")
            }
            var children: [String: Node] = [:]
            for child in try directoryEntries(path) {
                children[child] = try node(path.appending(child), below: depth + 1)
            }
            return .directory(mode: mode ?? portableMode(information.mode, isDirectory: true), children: children)
        case .symbolicLink:
            let target = try readLink(path)
            guard target.isRelative, !leadsOut(target, depth: depth - 1) else {
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

    /// Whether a link `depth` folders below its root can climb above that root.
    private static func leadsOut(_ target: FilePath, depth: Int) -> Bool {
        var level = depth
        for component in target.components {
            level += component.kind == .parentDirectory ? -1 : component.kind == .regular ? 1 : 0
            if level < 0 { return true }
        }
        return false
    }

    private static func portableMode(_ mode: mode_t, isDirectory: Bool) -> mode_t {
        let wide: mode_t = isDirectory || mode & 0o111 != 0 ? 0o755 : 0o644
        return mode & 0o077 == 0 ? wide & 0o700 : wide
    }

    private mutating func insert(_ node: Node, at name: String) {
        Self.insert(node, at: name.split(separator: "/").map(String.init)[...], into: &root)
    }

    private static func insert(_ node: Node, at path: ArraySlice<String>, into parent: inout Node) {
        guard case .directory(let mode, var children) = parent, let name = path.first else { return }
        if path.count == 1 {
            if case .directory = children[name], case .directory(_, let added) = node, added.isEmpty { return }
            children[name] = node
        } else {
            var child = children[name] ?? .directory(mode: 0o700, children: [:])
            insert(node, at: path.dropFirst(), into: &child)
            children[name] = child
        }
        parent = .directory(mode: mode, children: children)
    }

    /// Writes the folder, called `name`, and everything in it in bytewise order; an empty name is `.`, as upstream has it.
    func write(to tar: TarWriter, as name: String) throws { try Self.write(root, to: tar, as: name) }

    private static func write(_ node: Node, to tar: TarWriter, as name: String) throws {
        switch node {
        case .directory(let mode, let children):
            try tar.addDirectory(name.isEmpty ? "." : name, mode: mode)
            for child in children.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                guard let node = children[child] else { continue }
                try write(node, to: tar, as: name.isEmpty ? child : "\(name)/\(child)")
            }
        case .file(let path, let mode):
            let source = try FileSource(path: path)
            try tar.addFile(name, mode: mode, byteCount: try source.file.byteCount(), from: source)
        case .symbolicLink(let target):
            try tar.addSymbolicLink(name, target: target)
        }
    }
}
