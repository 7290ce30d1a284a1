import Archive
import Diagnostics
import Documents
import FileIO
import Glibc
import SystemPackage

extension PackageReader {
    /// Writes every file of the package below `directory`, each verified on its way. The directory appears whole or not at all.
    ///
    /// - directory: must not exist, or be empty.
    public func extract(to directory: FilePath, reporter: any Reporter = SilentReporter()) throws {
        let metadata = try verifiedMetadata()
        let total = entries.reduce(Int64(0)) { $0 + $1.byteCount }
        let output = try AtomicDirectory(directory)
        try checkFreeSpace(for: total, at: output)
        let extraction = Extraction(into: try output.open(), archive: name)
        let task = "unpack \(name)"
        reporter.report(.began(task: task, byteCount: total))
        try container.readAll { entry, content in
            let verified = ReportingSource(try verifying(content, entry.name, metadata), task: task, reporter: reporter)
            let file = TarEntry(name: entry.name, kind: .file, mode: entry.mode, byteCount: entry.byteCount)
            try extraction.extract(file, from: verified)
        }
        try extraction.finish()
        try output.commit()
        reporter.report(.finished(task: task))
    }

    /// Unpacks the tars of some components below `directory/components/<name>/`, and nothing else.
    ///
    /// - directory: must not exist, or be empty.
    /// - throws: `PackageError.noComponent` before anything is written if the definition has no such component.
    public func extractComponents(
        _ wanted: [String], to directory: FilePath, reporter: any Reporter = SilentReporter()
    ) throws {
        let names = Set(wanted).sorted()
        try checkComponents(names)
        let tars = names.compactMap { entry(named: PackageEntryName.component($0)) }
        let output = try AtomicDirectory(directory)
        try checkFreeSpace(for: tars.reduce(0) { $0 + $1.byteCount }, at: output)
        let task = "unpack \(name)"
        reporter.report(.began(task: task, byteCount: tars.reduce(0) { $0 + $1.byteCount }))
        for component in names {
            try createDirectories(output.temporaryPath.appending("components").appending(component))
            // A component without anything to carry has no tar.
            guard entry(named: PackageEntryName.component(component)) != nil else { continue }
            try extractComponent(component, below: try output.open(), task: task, reporter: reporter)
        }
        try output.commit()
        reporter.report(.finished(task: task))
    }

    /// The content of an entry, or of a file inside one that is a tar: `components/web.tar/files/0/motd`. Verified like `openVerified`.
    public func openInside(_ path: String) throws -> any ByteSource {
        if entry(named: path) != nil { return try openVerified(path) }
        guard let (tarName, inside) = splitAtTar(path) else { throw PackageError.noEntry(package: name, name: path) }
        let stem = tarName.dropLast(".tar".count).split(separator: "/").last.map(String.init) ?? ""
        let reader = TarReader(try openVerified(tarName), name: "\(name): \(tarName)")
        while let found = try reader.next() {
            let foundName = PortableName.shortest(found.name)
            // Component tars have the component's name before everything; it may be left out.
            guard foundName == inside || foundName == "\(stem)/\(inside)" else { continue }
            guard found.kind == .file else { throw PackageError.notAFile(path: path) }
            return InnerSource(reader)
        }
        throw PackageError.noEntry(package: name, name: path)
    }

    /// The names of the components in the definition.
    private func componentNames() throws -> [String] {
        let definition = try verifiedMetadata().definition
        let documents = try YAMLReader.documents(definition, file: "\(name): \(PackageEntryName.definition)")
        return documents.first?["components"]?.elements?.compactMap { $0["name"]?.text } ?? []
    }

    private func checkComponents(_ names: [String]) throws {
        let known = try componentNames()
        for component in names {
            guard known.contains(component) else {
                let suggestion = nearestSpelling(of: component, among: known)
                throw PackageError.noComponent(package: name, name: component, suggestion: suggestion)
            }
            // The name becomes a directory.
            guard PortableName.objection(to: component) == nil, !component.contains("/") else {
                throw PackageError.malformed(
                    package: name, reason: "component name \(quoted(component)) is no file name")
            }
        }
    }

    private func extractComponent(
        _ component: String, below root: OpenFile, task: String, reporter: any Reporter
    ) throws {
        let tarName = PackageEntryName.component(component)
        let directory = try openBeneath(root, "components/\(component)", flags: O_RDONLY | O_DIRECTORY)
        let source = ReportingSource(try openVerified(tarName), task: task, reporter: reporter)
        let extraction = Extraction(into: directory, archive: "\(name): \(tarName)")
        try extraction.extractAll(TarReader(source, name: "\(name): \(tarName)")) { entryName in
            let path = PortableName.shortest(entryName)
            if path == component { return "." }
            guard path.hasPrefix(component + "/") else {
                throw PackageError.badEntryName(
                    package: "\(name): \(tarName)", name: entryName, reason: "not below \(component)/")
            }
            return String(path.dropFirst(component.count + 1))
        }
        try extraction.finish()
    }

    private func splitAtTar(_ path: String) -> (tar: String, inside: String)? {
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        for count in 1..<max(1, components.count) where components[count - 1].hasSuffix(".tar") {
            let tar = components[..<count].joined(separator: "/")
            if entry(named: tar) != nil { return (tar, components[count...].joined(separator: "/")) }
        }
        return nil
    }

    /// Better said before than after writing for minutes.
    private func checkFreeSpace(for byteCount: Int64, at output: AtomicDirectory) throws {
        var information = statvfs()
        try systemCall("write", output.path.string) {
            output.temporaryPath.withPlatformString { statvfs($0, &information) }
        }
        let (free, overflows) = UInt64(information.f_bavail).multipliedReportingOverflow(
            by: UInt64(information.f_frsize))
        guard !overflows, free < UInt64(max(0, byteCount)) else { return }
        throw PackageError.noSpace(
            path: output.path.string, neededByteCount: byteCount, freeByteCount: Int64(clamping: free))
    }
}

/// The content of one file in a tar; its end is reached only after the whole tar was read and found good.
private final class InnerSource: ByteSource {
    private let reader: TarReader

    init(_ reader: TarReader) { self.reader = reader }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try reader.read(into: buffer)
        if count == 0, buffer.count > 0 {
            while try reader.next() != nil {}
        }
        return count
    }
}
