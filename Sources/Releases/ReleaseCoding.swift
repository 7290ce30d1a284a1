import Archive
public import Documents
import FileIO
import HTTP
import Sprig

extension Release {
    /// The record as a value, members in Helm's order, empty ones left out.
    // encoding/json over helm v4.2 pkg/release/v1/release.go, info.go, hook.go.
    public var record: Value {
        var record: Value.Object = [:]
        record.setText("name", name)
        record["info"] = .object(info.record)
        record["chart"] = chart
        if let members = config.object, !members.isEmpty { record["config"] = config }
        record.setText("manifest", manifest)
        if !hooks.isEmpty { record["hooks"] = .array(hooks.map { .object($0.record) }) }
        record["version"] = .integer(Int64(revision))
        record.setText("namespace", namespace)
        if let applyMethod { record["apply_method"] = .string(applyMethod.rawValue) }
        return .object(record)
    }

    /// From a record, whoever wrote it. Throws `ReleaseError.malformed` for what is none.
    public init(record: Value, labels: [String: String] = [:], place: String) throws {
        guard record.object != nil, let name = record["name"]?.string, !name.isEmpty else {
            throw ReleaseError.malformed(place: place, reason: "it names no release")
        }
        guard let revision = record["version"]?.integer, (1...Int64(Int32.max)).contains(revision) else {
            throw ReleaseError.malformed(place: place, reason: "it has no revision")
        }
        self.name = name
        self.revision = Int(revision)
        namespace = record["namespace"]?.string ?? ""
        info = Info(record["info"] ?? [:])
        chart = record["chart"] ?? .null
        config = record["config"] ?? [:]
        manifest = record["manifest"]?.string ?? ""
        hooks = (record["hooks"]?.array ?? []).map { Hook($0) }
        applyMethod = record["apply_method"]?.string.flatMap { ApplyMethod(rawValue: $0) }
        self.labels = labels
    }

    // MARK: text

    /// The record as a Secret keeps it: JSON, gzipped, in base 64.
    // helm v4.2 pkg/storage/driver/util.go encodeRelease.
    public func encoded() throws -> String {
        let sink = MemorySink()
        let gzip = try GzipSink(sink, level: 9)
        let json = JSON.bytes(record, .init(escapesHTML: true))
        try json.withUnsafeBytes { try gzip.write($0) }
        try gzip.finish()
        return base64(sink.bytes)
    }

    /// Reads what `encoded` or Helm wrote; records of old were not gzipped.
    // helm v4.2 pkg/storage/driver/util.go decodeRelease.
    public init(encoded text: String, labels: [String: String], place: String) throws {
        guard var bytes = base64Decoded(text) else {
            throw ReleaseError.malformed(place: place, reason: "it is not base64")
        }
        do {
            if bytes.starts(with: [0x1f, 0x8b, 8]) {
                bytes = try GzipSource(MemorySource(bytes), name: place).readAll(
                    limit: Self.maximumByteCount, name: place)
            }
            var limits = DocumentLimits(byteCount: Self.maximumByteCount)
            limits.nodeCount = 4_000_000
            try self.init(record: try JSON.parse(bytes, file: place, limits: limits), labels: labels, place: place)
        } catch let error as DocumentError {
            throw ReleaseError.malformed(place: place, reason: error.message)
        } catch let error as ArchiveError {
            throw ReleaseError.malformed(place: place, reason: error.message)
        } catch let error as FileError {
            throw ReleaseError.malformed(place: place, reason: error.message)
        }
    }

    /// A Secret holds 1 MiB; what gzip makes more than 256 of it is a bomb, not a release.
    static let maximumByteCount = 256 << 20
}

extension Release.Info {
    fileprivate init(_ value: Value) {
        func text(_ key: String) -> String { value[key]?.string ?? "" }
        self.init()
        (firstDeployed, lastDeployed, deleted) = (text("first_deployed"), text("last_deployed"), text("deleted"))
        (description, notes) = (text("description"), text("notes"))
        status = Release.Status(rawValue: text("status")) ?? .unknown
    }

    fileprivate var record: Value.Object {
        var record: Value.Object = [:]
        record.setText("first_deployed", firstDeployed)
        record.setText("last_deployed", lastDeployed)
        record.setText("deleted", deleted)
        record.setText("description", description)
        record.setText("status", status.rawValue)
        record.setText("notes", notes)
        return record
    }
}

extension Hook {
    fileprivate init(_ value: Value) {
        func text(_ key: String) -> String { value[key]?.string ?? "" }
        func texts(_ key: String) -> [String] { value[key]?.array?.compactMap(\.string) ?? [] }
        self.init(
            name: text("name"), kind: text("kind"), path: text("path"), manifest: text("manifest"),
            events: texts("events"))
        weight = value["weight"]?.integer.map { Int($0) } ?? 0
        (deletePolicies, logPolicies) = (texts("delete_policies"), texts("output_log_policies"))
        let run = value["last_run"]
        lastRun.startedAt = run?["started_at"]?.string ?? ""
        lastRun.completedAt = run?["completed_at"]?.string ?? ""
        lastRun.phase = run?["phase"]?.string ?? ""
    }

    fileprivate var record: Value.Object {
        func texts(_ list: [String]) -> Value? { list.isEmpty ? nil : .array(list.map { .string($0) }) }
        var record: Value.Object = [:]
        record.setText("name", name)
        record.setText("kind", kind)
        record.setText("path", path)
        record.setText("manifest", manifest)
        record["events"] = texts(events)
        var run: Value.Object = [:]
        run.setText("started_at", lastRun.startedAt)
        run.setText("completed_at", lastRun.completedAt)
        run["phase"] = .string(lastRun.phase)
        record["last_run"] = .object(run)
        if weight != 0 { record["weight"] = .integer(Int64(weight)) }
        record["delete_policies"] = texts(deletePolicies)
        record["output_log_policies"] = texts(logPolicies)
        return record
    }
}

extension Value.Object {
    /// Sets a member unless it is empty: Go's `omitempty`.
    fileprivate mutating func setText(_ key: String, _ text: String) {
        if !text.isEmpty { self[key] = .string(text) }
    }
}
