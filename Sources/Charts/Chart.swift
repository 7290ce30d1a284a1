import Documents
import FileIO
import SystemPackage

/// A file of a chart.
public struct ChartFile: Sendable, Hashable {
    /// Where its bytes are.
    public enum Content: Sendable, Hashable {
        /// A file on disk, read when it is needed.
        case file(FilePath)
        /// In memory.
        case bytes([UInt8])
    }

    /// The path in the chart, such as `templates/service.yaml`.
    public let name: String
    /// Where its bytes are.
    public let content: Content
    /// When it last changed; nil if nobody knows.
    public let modified: Moment?

    /// A moment, since 1970 in UTC.
    public struct Moment: Sendable, Hashable {
        let seconds: Int64
        let nanoseconds: Int
    }

    /// A file of a chart.
    public init(name: String, content: Content, modified: Moment? = nil) {
        self.name = name
        self.content = content
        self.modified = modified
    }

    /// Its bytes, a byte order mark at the start left out as Helm does. Throws if they cannot be read.
    public func bytes() throws -> [UInt8] {
        let bytes =
            switch content {
            case .file(let path): try readFile(path, limit: Int(ChartLimits.fileByteCount))
            case .bytes(let bytes): bytes
            }
        return bytes.starts(with: utf8ByteOrderMark) ? Array(bytes.dropFirst(utf8ByteOrderMark.count)) : bytes
    }
}

/// How much of a chart is read.
// helm v4.2 pkg/chart/loader/archive/archive.go MaxDecompressedChartSize, MaxDecompressedFileSize.
public enum ChartLimits {
    /// All files of a chart together.
    public static let chartByteCount: Int64 = 100 << 20
    /// One file of a chart.
    public static let fileByteCount: Int64 = 5 << 20
    /// Charts within charts, and folders within folders: deeper ones are links that go in circles. Linux follows 40.
    public static let depth = 32
}

/// A Helm chart, loaded far enough to be packaged.
public struct Chart: Sendable {
    /// What `Chart.yaml` says.
    public internal(set) var metadata: ChartMetadata
    /// `Chart.lock`, if there is one.
    public let lock: Value?
    /// When `Chart.yaml` last changed; nil if nobody knows.
    public let modified: ChartFile.Moment?
    /// Every file but `Chart.yaml`, `Chart.lock` and those of the charts in `charts/`, in the order they were read.
    public let files: [ChartFile]
    /// The charts in `charts/`, by the name of their folder or archive.
    public var dependencies: [Chart]

    /// Sorts the files of a chart. Throws `ChartError`.
    // helm v4.2 pkg/chart/v2/loader/load.go LoadFiles.
    package init(files all: [ChartFile], name: String, depth: Int = 0) throws {
        guard depth < ChartLimits.depth else {
            throw ChartError.invalid(chart: name, file: "charts", reason: "more than \(ChartLimits.depth) levels")
        }
        func content(_ file: String) throws -> [UInt8]? { try all.first { $0.name == file }?.bytes() }
        modified = all.first { $0.name == "Chart.yaml" }?.modified
        guard let yaml = try content("Chart.yaml") else { throw ChartError.noMetadata(chart: name) }
        metadata = try ChartMetadata(yaml, requirements: try content("requirements.yaml"), chart: name)
        lock = try content("Chart.lock").map { try Self.readLock($0, file: "Chart.lock", chart: name) }
        if let old = try content("requirements.lock") {
            _ = try Self.readLock(old, file: "requirements.lock", chart: name)
        }

        // Quirk: Helm leaves files that the older form of a chart had out of newer charts.
        let isOld = metadata.apiVersion == "v1"
        let dropped: Set<String> = isOld ? [] : ["requirements.yaml", "requirements.lock"]
        var own: [ChartFile] = []
        var nested: [String: [ChartFile]] = [:]
        for file in all where !["Chart.yaml", "Chart.lock"].contains(file.name) && !dropped.contains(file.name) {
            guard file.name.hasPrefix("charts/"), !file.name.hasSuffix(".prov") else {
                own.append(file)
                continue
            }
            let path = file.name.dropFirst("charts/".count)
            nested[String(path.prefix { $0 != "/" }), default: []].append(
                ChartFile(name: String(path), content: file.content, modified: file.modified))
        }
        files = own
        // Differs: Helm's order changes from run to run.
        let metadata = metadata
        dependencies = try nested.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { key in
            do {
                return try Self.dependency(key, nested[key] ?? [], in: name, depth: depth + 1)
            } catch let error as ChartError {
                let reason = "error unpacking subchart \(key) in \(metadata.name): \(error.helmText)"
                throw ChartError.refused(chart: name, reason: reason)
            }
        }
    }

    private static func readLock(_ bytes: [UInt8], file: String, chart: String) throws -> Value {
        let lock = try parseChartYAML(bytes, file: file, chart: chart)
        do {
            _ = try ChartRecord.lock.read(lock)
        } catch let mismatch as ChartRecord.Mismatch {
            throw ChartError.refused(chart: chart, reason: "cannot load \(file): \(mismatch.text)")
        }
        return lock
    }

    private static func dependency(_ key: String, _ files: [ChartFile], in chart: String, depth: Int) throws -> Chart? {
        let name = "\(chart)/charts/\(key)"
        if key.hasPrefix("_") || key.hasPrefix(".") { return nil }
        if key.hasSuffix(".tgz") {
            guard let file = files.first, files.count == 1, file.name == key else {
                throw ChartError.badArchive(chart: name, reason: "a folder with the name of an archive")
            }
            let bytes = try file.bytes()
            // Go's compress/gzip NewReader.
            guard bytes.count >= 10 else {
                throw ChartError.refused(chart: name, reason: bytes.isEmpty ? "EOF" : "unexpected EOF")
            }
            guard bytes.starts(with: [0x1f, 0x8b, 8]) else {
                throw ChartError.refused(chart: name, reason: "gzip: invalid header")
            }
            return try Chart(files: try chartArchiveFiles(MemorySource(bytes), name: name), name: name, depth: depth)
        }
        let inside = files.compactMap { file -> ChartFile? in
            guard let slash = file.name.firstIndex(of: "/") else { return nil }
            let name = String(file.name[file.name.index(after: slash)...])
            return ChartFile(name: name, content: file.content, modified: file.modified)
        }
        return try Chart(files: inside, name: name, depth: depth)
    }

    /// The names of dependencies that `charts/` does not hold.
    // helm v4.2 pkg/action/dependency.go CheckDependencies: the name alone decides.
    public var missingDependencies: [String] {
        let present = Set(dependencies.map(\.metadata.name))
        return metadata.dependencies.map(\.name).filter { !present.contains($0) }
    }
}
