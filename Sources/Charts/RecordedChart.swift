import Documents
import GoTemplate
import Sprig

extension RenderedChart {
    /// What a release remembers of its chart: values and dependencies as they were used, but none of the charts below.
    ///
    /// - source: the chart as it was loaded.
    // helm v4.2 pkg/chart/v2/chart.go Chart, pkg/chart/common/file.go File.
    package func record(of source: Chart) throws -> Value {
        func time(_ moment: ChartFile.Moment?) -> Value? {
            moment.map { .string(Timestamp(seconds: $0.seconds, nanoseconds: $0.nanoseconds).text) }
        }
        func entry(_ file: ChartFile) throws -> Value {
            var entry: Value.Object = ["name": .string(file.name), "data": .string(Self.base64(try file.bytes()))]
            entry["modtime"] = time(file.modified)
            return .object(entry)
        }
        let special: Set<String> = ["values.yaml", "values.schema.json"]
        let rest = source.files.filter { !special.contains($0.name) }
        let schema = source.files.first { $0.name == "values.schema.json" }
        var record: Value.Object = [
            "metadata": .object(recordedMetadata), "lock": source.lock.map { $0 } ?? .null,
            "templates": .array(try rest.filter { $0.name.hasPrefix("templates/") }.map(entry)),
            "values": Value(.map(values)),
            "schema": try schema.map { .string(Self.base64(try $0.bytes())) } ?? .null,
            "schemamodtime": time(schema?.modified) ?? .string(Self.noTime),
            "files": .array(try rest.filter { !$0.name.hasPrefix("templates/") }.map(entry)),
        ]
        record["modtime"] = time(source.modified)
        return .object(record)
    }

    private static func base64(_ bytes: [UInt8]) -> String { String(decoding: Base64.encode(bytes), as: UTF8.self) }

    /// Go's zero time.
    private static let noTime = "0001-01-01T00:00:00Z"

    /// `Chart.yaml` in the order of Helm's fields, with the dependencies that are on.
    private var recordedMetadata: Value.Object {
        let order = [
            "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiVersion",
            "condition", "tags", "appVersion", "deprecated", "annotations", "kubeVersion", "dependencies", "type",
        ]
        var result: Value.Object = [:]
        for key in order {
            if key == "dependencies" {
                if !declared.isEmpty { result[key] = .array(declared.map(\.record)) }
            } else {
                result[key] = metadata[key]
            }
        }
        return result
    }

    /// A chart from the record of a release: its values and what it says of itself, nothing to render.
    package convenience init(record: Value) {
        var values = GoMap()
        if case .map(let map) = GoValue(record["values"] ?? .null) { values = map }
        self.init(metadata: record["metadata"] ?? [:], values: values)
    }
}

extension DeclaredDependency {
    /// As a release remembers it.
    fileprivate var record: Value {
        var record: Value.Object = ["name": .string(name)]
        if !version.isEmpty { record["version"] = .string(version) }
        record["repository"] = .string(repository)
        if !condition.isEmpty { record["condition"] = .string(condition) }
        if !tags.isEmpty { record["tags"] = .array(tags.map { .string($0) }) }
        if isEnabled { record["enabled"] = true }
        if !importValues.isEmpty { record["import-values"] = .array(importValues) }
        if !alias.isEmpty { record["alias"] = .string(alias) }
        return .object(record)
    }
}
