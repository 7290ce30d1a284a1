import Documents
import GoTemplate
import Sprig

/// A chart with its values read and its files in memory: what rendering works on, and changes.
///
/// A class, as dependencies with several aliases are copies of one chart and each is changed on its own.
package final class RenderedChart {
    /// Its name, or the alias it has in the chart above.
    package var name: String
    /// `Chart.yaml`, as Helm would write it.
    let metadata: Value
    /// The dependencies that `Chart.yaml` declares, less those that are off.
    var declared: [DeclaredDependency]
    /// `values.yaml`, and what is imported from below.
    package var values: GoMap
    /// The texts of `templates/`, by path in the chart.
    let templates: [(name: GoString, text: [UInt8])]
    /// The files that are neither templates nor the chart's own.
    let files: [GoString: [UInt8]]
    let schema: [UInt8]?
    /// The charts in `charts/`, less those that are off.
    package var dependencies: [RenderedChart]
    /// If no other chart holds this one.
    var isRoot = true

    /// Reads values and files. Throws `ChartError`, or `GoError` with Helm's words.
    package init(_ chart: Chart) throws {
        name = chart.metadata.name
        metadata = chart.metadata.document
        declared = (metadata["dependencies"]?.array ?? []).map { DeclaredDependency($0) }
        var templates: [(GoString, [UInt8])] = []
        var files: [GoString: [UInt8]] = [:]
        var values = GoMap()
        var schema: [UInt8]?
        for file in chart.files {
            let bytes = try file.bytes()
            switch file.name {
            case "values.yaml":
                do {
                    values = try ValuesFile.read(bytes)
                } catch let error as GoError {
                    throw GoError("cannot load values.yaml: cannot unmarshal yaml document: \(error.text)")
                }
            case "values.schema.json": schema = bytes
            case let name where name.hasPrefix("templates/"): templates.append((GoString(name), bytes))
            default: files[GoString(file.name)] = bytes
            }
        }
        (self.templates, self.files, self.values, self.schema) = (templates, files, values, schema)
        dependencies = try chart.dependencies.map { dependency in
            do {
                return try RenderedChart(dependency)
            } catch let error as GoError {
                let place = "error unpacking subchart \(dependency.metadata.name) in \(chart.metadata.name)"
                throw GoError("\(place): \(error.text)")
            }
        }
        for dependency in dependencies { dependency.isRoot = false }
    }

    /// A chart of which only these things are known.
    init(metadata: Value, values: GoMap) {
        name = metadata["name"]?.string ?? ""
        self.metadata = metadata
        declared = []
        self.values = values
        (templates, files, schema, dependencies) = ([], [:], nil, [])
    }

    /// A copy that shares values and charts below.
    private init(copying other: RenderedChart, name: String) {
        self.name = name
        metadata = other.metadata
        declared = other.declared.map { DeclaredDependency(copying: $0) }
        (values, templates, files, schema) = (other.values, other.templates, other.files, other.schema)
        dependencies = other.dependencies.map { RenderedChart(copying: $0, name: $0.name) }
        isRoot = false
    }

    /// The chart as a dependency of this alias.
    func copy(named alias: String) -> RenderedChart { RenderedChart(copying: self, name: alias.isEmpty ? name : alias) }

    /// The values that its templates see: its own, with those given over them; what is given is not changed.
    ///
    /// - throws: `GoError` if the values given for a chart are no map.
    package func values(under given: GoMap) throws -> GoMap { try Coalescing.values(of: self, given) }

    /// Whether only its named templates count.
    var isLibrary: Bool { metadata["type"]?.string == "library" }
    var version: String { metadata["version"]?.string ?? "" }
    /// The Kubernetes versions it is for; empty for all.
    package var kubeVersion: String { metadata["kubeVersion"]?.string ?? "" }
}

/// An entry of `dependencies` in `Chart.yaml`, as processing changes it.
final class DeclaredDependency {
    /// The chart's name; its alias once that is known to exist.
    var name: String
    let version: String
    let repository: String
    let condition: String
    let tags: [String]
    let alias: String
    var importValues: [Value]
    var isEnabled = false

    init(_ value: Value) {
        func text(_ key: String) -> String { value[key]?.string ?? "" }
        (name, version, repository) = (text("name"), text("version"), text("repository"))
        (condition, alias) = (text("condition"), text("alias"))
        tags = value["tags"]?.array?.compactMap(\.string) ?? []
        importValues = value["import-values"]?.array ?? []
        isEnabled = value["enabled"]?.bool == true
    }

    init(copying other: DeclaredDependency) {
        (name, version, repository) = (other.name, other.version, other.repository)
        (condition, alias, tags) = (other.condition, other.alias, other.tags)
        (importValues, isEnabled) = (other.importValues, other.isEnabled)
    }
}
