import Archive
import FileIO
import Glibc
import SystemPackage

/// A package that was unpacked: its files below a directory. Links are refused, and none is followed when a file is opened.
final class DirectoryContainer: PackageContainer {
    private(set) var entries: [PackageEntry] = []
    private let root: OpenFile
    private let name: String

    init(_ path: FilePath) throws {
        name = path.string
        root = try OpenFile.open(reading: path)
        try collect(path, prefix: "")
        entries.sort { PackageEntryName.precedes($0.name, $1.name) }
    }

    func open(_ index: Int) throws -> any ByteSource {
        let entry = entries[index]
        let file = try openBeneath(root, entry.name, flags: O_RDONLY)
        return ExactSource(FileSource(file), byteCount: entry.byteCount, name: file.path.string)
    }

    func readAll(_ body: (PackageEntry, any ByteSource) throws -> Void) throws {
        for index in entries.indices { try body(entries[index], try open(index)) }
    }

    private func collect(_ directory: FilePath, prefix: String) throws {
        for child in try directoryEntries(directory) {
            let (path, childName) = (directory.appending(child), prefix + child)
            if let objection = PortableName.objection(to: childName) { throw bad(childName, objection) }
            let information = try FileInformation(of: path, followingLinks: false)
            switch information.kind {
            case .directory: try collect(path, prefix: childName + "/")
            case .file:
                entries.append(PackageEntry(name: childName, mode: information.mode, byteCount: information.byteCount))
            case .symbolicLink: throw bad(childName, "a link, which no package holds")
            case .other: throw bad(childName, "neither file nor directory")
            }
        }
    }

    private func bad(_ entry: String, _ reason: String) -> PackageError {
        .badEntryName(package: name, name: entry, reason: reason)
    }
}
