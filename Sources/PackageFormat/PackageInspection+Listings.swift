import Archive
import Documents
import FileIO
import PackageModel

/// Lists of what a package's definition and files hold: each an array of objects with documented, stable keys.
extension PackageInspection {
    /// Every image once, in the order of the definition.
    public var images: [String] {
        var seen: Set<String> = []
        return package.components.flatMap(\.allImages).filter { seen.insert($0).inserted }
    }

    /// Charts: `component`, `name`, `version`, `namespace`, `release`, `source`.
    public var charts: [Value] {
        package.components.flatMap { component in
            component.charts.map { chart in
                [
                    "component": .string(component.name), "name": .string(chart.name),
                    "version": .string(chart.version), "namespace": .string(chart.namespace),
                    "release": .string(chart.release),
                    "source": .string(chart.localPath.isEmpty ? chart.url : chart.localPath),
                ]
            }
        }
    }

    /// Git repositories: `component`, `url`.
    public var repositories: [Value] {
        package.components.flatMap { component in
            component.repos.map { ["component": .string(component.name), "url": .string($0)] }
        }
    }

    /// Files placed at deploy: `component`, `source`, `target`, `bytes` (as packed), `executable`, `shasum`, `symlinks`.
    public func files() throws -> [Value] {
        try package.components.flatMap { component -> [Value] in
            guard !component.files.isEmpty else { return [] }
            var byteCounts = [Int64](repeating: 0, count: component.files.count)
            let prefix = "\(component.name)/files/"
            try forEachFile(of: component) { entry, _ in
                guard entry.name.hasPrefix(prefix) else { return }
                let index = Int(entry.name.dropFirst(prefix.count).prefix { $0 != "/" })
                if let index, byteCounts.indices.contains(index) { byteCounts[index] += entry.byteCount }
            }
            return zip(component.files, byteCounts).map { file, byteCount in
                [
                    "component": .string(component.name), "source": .string(file.source),
                    "target": .string(file.target), "bytes": .integer(byteCount),
                    "executable": .bool(file.isExecutable), "shasum": .string(file.shasum),
                    "symlinks": .array(file.symlinks.map { .string($0) }),
                ]
            }
        }
    }

    /// Documentation files: `name` in the package, `bytes`.
    public func documentation() throws -> [Value] {
        var rows: [Value] = []
        try forEachDocumentationFile { name, byteCount, _ in
            rows.append(["name": .string(name), "bytes": .integer(byteCount)])
        }
        return rows
    }

    /// Hands out each documentation file.
    public func forEachDocumentationFile(_ body: (String, Int64, any ByteSource) throws -> Void) throws {
        guard reader.entry(named: PackageEntryName.documentation) != nil else { return }
        let source = try reader.openVerified(PackageEntryName.documentation)
        let tar = TarReader(source, name: PackageEntryName.documentation)
        while let entry = try tar.next() {
            guard case .file = entry.kind else { continue }
            try body(entry.name, entry.byteCount, tar)
        }
        try source.drain()
    }
}
