import Charts
import Documents
import FileIO
import Glibc
import GoTemplate
import Hashing
import Sprig
import SystemPackage

/// `Chart.lock`, or `requirements.lock` of charts of the older form: which versions `charts/` was filled with.
struct ChartLock {
    let digest: String
    let dependencies: [DependencyUpdate.Locked]

    /// The lock of a chart; nil if it has none.
    static func read(_ chart: Chart, in folder: FilePath) throws -> ChartLock? {
        if chart.metadata.apiVersion != "v1" { return chart.lock.map { ChartLock($0) } }
        let path = folder.appending("requirements.lock")
        guard fileExists(path) else { return nil }
        let bytes = try readFile(path, limit: 5 << 20)
        return ChartLock(try parseChartYAML(bytes, file: path.string, chart: chart.metadata.name))
    }

    private init(_ value: Value) {
        digest = value["digest"]?.string ?? ""
        dependencies = (value["dependencies"]?.array ?? []).map { entry in
            func text(_ key: String) -> String { entry[key]?.string ?? "" }
            return DependencyUpdate.Locked(name: text("name"), version: text("version"), repository: text("repository"))
        }
    }

    /// SHA-256 over what is asked for and what was found, as Go's encoding/json writes both.
    // helm v4.2 internal/resolver/resolver.go HashReq.
    static func digest(of requests: [Value], _ locked: [DependencyUpdate.Locked]) throws -> String {
        let answers = locked.map { entry -> Value in
            ["name": .string(entry.name), "version": .string(entry.version), "repository": .string(entry.repository)]
        }
        var text: [UInt8] = []
        for (opening, list) in [("[", requests), (",", answers)] {
            text += Array(opening.utf8) + [UInt8(ascii: "[")]
            text += try list.map(json).joined(separator: [UInt8(ascii: ",")])
            text.append(UInt8(ascii: "]"))
        }
        return Digest.sha256(text + [UInt8(ascii: "]")]).description
    }

    /// helm v4.2 pkg/chart/v2/dependency.go Dependency: these fields, in this order; two of them even if empty.
    private static let fields = [
        "name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias",
    ]

    private static func json(_ dependency: Value) throws -> [UInt8] {
        let members = try fields.compactMap { field -> [UInt8]? in
            let isKept = field == "name" || field == "repository"
            let value: Value = dependency[field] ?? ""
            guard isKept || value != "" else { return nil }
            return try Array("\"\(field)\":".utf8) + JSONText.text(GoValue(value))
        }
        return [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }

    /// Writes the lock beside `Chart.yaml`. A link there is not followed.
    static func write(
        _ locked: [DependencyUpdate.Locked], digest: String, for chart: Chart, in folder: FilePath
    ) throws {
        let name = chart.metadata.apiVersion == "v1" ? "requirements.lock" : "Chart.lock"
        let path = folder.appending(name)
        if fileExists(path), try FileInformation(of: path, followingLinks: false).kind == .symbolicLink {
            throw ChartSourceError("the \(name) file is a symlink")
        }
        let entries = locked.map { entry -> GoValue in
            .map([
                "name": .string(entry.name), "version": .string(entry.version),
                "repository": .string(entry.repository),
            ])
        }
        let lock = GoValue.map(["generated": .string(now()), "digest": .string(digest), "dependencies": .list(entries)])
        let text = try HelmYAML.text(lock).bytes
        try writeFile(path, text + [0x0A], mode: 0o644)
    }

    /// The time in UTC as RFC 3339 has it, with nanoseconds.
    private static func now() -> String {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        var seconds = clock.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let fraction = String(String(1_000_000_000 + clock.tv_nsec).dropFirst())
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) + ".\(fraction)Z"
    }
}
