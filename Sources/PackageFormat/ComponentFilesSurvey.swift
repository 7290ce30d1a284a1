import Archive
import FileIO
import Hashing
import PackageModel
import SystemPackage
import Variables

/// What the tar of a component holds of its files, after all of it was verified.
struct ComponentFilesSurvey {
    /// Where an entry belongs: below the target of a file.
    struct Place {
        let index: Int
        /// Path below the target; empty for the target itself.
        let rest: String
    }

    /// Entries that are placed, by name.
    private(set) var places: [String: Place] = [:]
    /// Entries that are text: their variables are replaced.
    private(set) var texts: Set<String> = []

    private let component: Component
    private let archive: String
    private var links: Set<String> = []
    private var roots: Set<Int> = []

    /// Reads the whole tar, checks its digest, the shasum of each file, and that no entry leads elsewhere.
    init(_ component: Component, of package: PackageReader, entryName: String) throws {
        self.component = component
        archive = "\(package.name): \(entryName)"
        let prefixes = try component.files.enumerated().map { index, file in
            "\(component.name)/files/" + (try Self.storedPath(index, file.target))
        }
        let content = try package.openVerified(entryName)
        let tar = TarReader(content, name: archive)
        while let entry = try tar.next() {
            guard let index = prefixes.firstIndex(where: { entry.name == $0 || entry.name.hasPrefix($0 + "/") }) else {
                continue
            }
            try add(entry, index: index, root: prefixes[index], content: tar)
        }
        // The digest is checked at the end.
        try content.drain()
        for index in component.files.indices where !roots.contains(index) {
            throw malformed("it does not hold \(component.files[index].target)")
        }
        for name in places.keys where links.contains(where: { name.hasPrefix($0 + "/") }) {
            throw malformed("\(name) is below a symbolic link")
        }
    }

    // zarf v0.84 src/pkg/packager/layout/layout.go ComponentFileRelPath: filepath.Join(index, filepath.Base(target)).
    private static func storedPath(_ index: Int, _ target: String) throws -> String {
        var trimmed = target[...]
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        let base = trimmed.split(separator: "/").last.map(String.init) ?? "."
        guard base != "..", !base.utf8.contains(0) else {
            throw PackageError.malformed(package: target, reason: "not a target")
        }
        return base == "." ? "\(index)" : "\(index)/\(base)"
    }

    private mutating func add(_ entry: TarEntry, index: Int, root: String, content: TarReader) throws {
        guard isPlainRelativePath(entry.name) else { throw malformed("\(entry.name) is not a plain path") }
        let rest = String(entry.name.dropFirst(root.count + 1))
        guard places.updateValue(Place(index: index, rest: rest), forKey: entry.name) == nil else {
            throw malformed("\(entry.name) is there twice")
        }
        if rest.isEmpty { roots.insert(index) }
        switch entry.kind {
        case .directory:
            guard rest.isEmpty, !component.files[index].shasum.isEmpty else { return }
            throw malformed("\(component.files[index].target) has a shasum, but is a folder")
        case .symbolicLink:
            guard Self.staysBelow(entry.linkTarget, from: rest) else {
                throw malformed("the symbolic link \(entry.name) leads outside its folder")
            }
            links.insert(entry.name)
        case .hardLink, .special: throw malformed("\(entry.name) is neither a file, a folder nor a symbolic link")
        case .file: try addFile(entry, shasum: rest.isEmpty ? component.files[index].shasum : "", content: content)
        }
    }

    private mutating func addFile(_ entry: TarEntry, shasum: String, content: TarReader) throws {
        let window = WindowSink()
        if shasum.isEmpty {
            try window.copy(from: content)
        } else {
            guard let expected = try? Digest(hex: shasum) else { throw malformed("\"\(shasum)\" is not a shasum") }
            let digesting = DigestingSink(window)
            try digesting.copy(from: content)
            guard digesting.digest == expected else {
                throw HashingError.mismatch(
                    name: "\(archive): \(entry.name)", expected: expected, found: digesting.digest)
            }
        }
        if TextSniffing.isText(head: window.head[...], tail: window.tail[...]) { texts.insert(entry.name) }
    }

    /// Whether a link in a folder, at `path` below it, points to something in the folder.
    private static func staysBelow(_ target: String, from path: String) -> Bool {
        guard !target.isEmpty, !target.hasPrefix("/"), !path.isEmpty else { return false }
        var depth = path.split(separator: "/").count - 1
        for part in target.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return false }
        }
        return true
    }

    private func malformed(_ reason: String) -> PackageError { .malformed(package: archive, reason: reason) }
}

/// Keeps the first and last 512 bytes of what passes.
private final class WindowSink: ByteSink {
    private(set) var head: [UInt8] = []
    private(set) var tail: [UInt8] = []

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        let limit = TextSniffing.windowByteCount
        if head.count < limit { head += bytes.prefix(limit - head.count) }
        tail += bytes.suffix(limit)
        if tail.count > limit { tail.removeFirst(tail.count - limit) }
    }
}
