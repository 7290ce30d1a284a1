/// What can be shown of a chart.
public enum ChartAspect: String, Sendable {
    case all
    case chart
    case values
    case readme
    case crds
}

extension Chart {
    /// What `helm show` prints of a chart.
    // helm v4.2 pkg/action/show.go Run.
    public func description(of aspect: ChartAspect) throws -> [UInt8] {
        var text: [UInt8] = []
        let newline = UInt8(ascii: "\n")
        func wants(_ one: ChartAspect) -> Bool { aspect == one || aspect == .all }
        func separator(_ isWanted: Bool) { if isWanted { text += "---\n".utf8 } }
        if wants(.chart) {
            text += try yamlFile(metadata.document)
            text.append(newline)
        }
        if wants(.values), let values = files.first(where: { $0.name == "values.yaml" }) {
            separator(aspect == .all)
            text += try values.bytes()
            text.append(newline)
        }
        if wants(.readme), let readme = readmeFile {
            separator(aspect == .all)
            text += try readme.bytes()
            text.append(newline)
        }
        if wants(.crds) {
            for file in customResourceDefinitionFiles {
                let bytes = try file.bytes()
                separator(!bytes.starts(with: "---".utf8))
                text += bytes
                text.append(newline)
            }
        }
        return text
    }

    /// The first file with one of the names of a readme, whatever its case.
    // helm v4.2 pkg/action/show.go findReadme.
    private var readmeFile: ChartFile? {
        files.first { ["readme.md", "readme.txt", "readme"].contains($0.name.lowercased()) }
    }

    /// The files of `crds/`, then those of the charts in `charts/`.
    // helm v4.2 pkg/chart/v2/chart.go CRDObjects.
    public var customResourceDefinitionFiles: [ChartFile] {
        let own = files.filter { file in
            file.name.hasPrefix("crds/") && [".yaml", ".yml", ".json"].contains { file.name.hasSuffix($0) }
        }
        return own + dependencies.flatMap(\.customResourceDefinitionFiles)
    }

    /// The chart with another version, or another version of what it installs; nil leaves either as it is.
    public func renumbered(version: String?, appVersion: String?) -> Chart {
        var chart = self
        if let version { chart.metadata.set("version", version) }
        if let appVersion { chart.metadata.set("appVersion", appVersion) }
        return chart
    }
}
