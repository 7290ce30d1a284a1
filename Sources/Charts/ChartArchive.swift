import Archive
import Documents
import FileIO
import GoTemplate
import Sprig

extension Chart {
    /// Writes the chart as `helm package` does: metadata first, then values, schema, templates, files, dependencies.
    ///
    /// The same chart gives the same bytes: no times, no owners, `Chart.lock` as it was.
    /// Throws `ChartError.missingDependencies` if `charts/` does not hold what `Chart.yaml` names.
    public func writeArchive(to sink: any ByteSink) throws {
        let missing = missingDependencies
        guard missing.isEmpty else { throw ChartError.missingDependencies(chart: metadata.name, names: missing) }
        let gzip = try GzipSink(sink, level: 9)
        let tar = TarWriter(gzip)
        try write(to: tar, prefix: "")
        try tar.finish()
        try gzip.finish()
    }

    // helm v4.2 pkg/chart/v2/util/save.go writeTarContents.
    private func write(to tar: TarWriter, prefix: String) throws {
        let base = prefix + metadata.name
        func add(_ name: String, _ bytes: [UInt8]) throws {
            try tar.addFile("\(base)/\(name)", mode: 0o644, bytes: bytes)
        }
        try add("Chart.yaml", yamlFile(writtenMetadata))
        if let lock, metadata.apiVersion == "v2" { try add("Chart.lock", yamlFile(lock)) }
        let special = ["values.yaml", "values.schema.json"]
        for name in special {
            guard let file = files.first(where: { $0.name == name }) else { continue }
            let bytes = try file.bytes()
            if name.hasSuffix(".json") { try checkJSON(bytes, name) }
            try add(name, bytes)
        }
        let rest = files.filter { !special.contains($0.name) }
        for file in rest where file.name.hasPrefix("templates/") { try add(file.name, try file.bytes()) }
        for file in rest where !file.name.hasPrefix("templates/") { try add(file.name, try file.bytes()) }
        for dependency in dependencies { try dependency.write(to: tar, prefix: "\(base)/charts/") }
    }

    /// Charts of the older form have their dependencies in `requirements.yaml`, which is one of the files.
    private var writtenMetadata: Value {
        guard metadata.apiVersion == "v1", case .object(var object) = metadata.document else {
            return metadata.document
        }
        object["dependencies"] = nil
        return .object(object)
    }

    private func checkJSON(_ bytes: [UInt8], _ name: String) throws {
        do {
            _ = try JSON.parse(bytes, file: name)
        } catch let error as DocumentError {
            throw ChartError.invalid(chart: metadata.name, file: name, reason: error.message)
        }
    }
}

/// A value as the text of a YAML file, as Helm writes `Chart.yaml`.
func yamlFile(_ value: Value) throws -> [UInt8] {
    try HelmYAML.text(GoValue(value)).bytes + [UInt8(ascii: "\n")]
}
