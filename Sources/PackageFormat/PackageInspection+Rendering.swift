import Diagnostics
import Documents
import FileIO
import PackageModel
import SystemPackage
import Variables

/// A text made from what a package holds.
public struct RenderedDocument: Sendable {
    /// The component it belongs to.
    public let component: String
    /// File name of a manifest, or name of a chart.
    public let name: String
    /// The text, with a line end after its last line.
    public let text: String

    /// The JSON form: `component`, `name`, `text`.
    public var value: Value {
        ["component": .string(component), "name": .string(name), "text": .string(text)]
    }
}

extension PackageInspection {
    /// The definition as text: the bytes of the package's `zarf.yaml`, first document only.
    public var definitionText: String { DefinitionText.text(of: package) }

    /// The definition for JSON.
    public var definitionValue: Value { package.value }

    /// Writes the documentation files into a folder; returns their paths.
    public func extractDocumentation(into directory: FilePath) throws -> [FilePath] {
        try createDirectories(directory)
        var paths: [FilePath] = []
        try forEachDocumentationFile { name, _, source in
            // CVE-2026-40090: names in a package must not choose the folder.
            guard let component = FilePath.Component(name), component.kind == .regular,
                FilePath(name).components.count == 1
            else {
                throw PackageError.malformed(package: reader.name, reason: "documentation \(name) is in no plain file")
            }
            let file = try AtomicFile(directory.appending(component))
            try file.copy(from: source)
            try file.commit()
            paths.append(file.path)
        }
        return paths
    }

    /// Manifests and built kustomizations with variables filled in. Charts need the Helm engine and are left out with a warning.
    ///
    /// - variables: chosen values; others have their defaults.
    public func manifests(variables: [String: String], reporting reporter: any Reporter) throws -> [RenderedDocument] {
        let variables = deployVariables(variables)
        return try package.components.flatMap { component -> [RenderedDocument] in
            for chart in component.charts {
                reporter.warn("chart \"\(chart.name)\" is not rendered: zarf-helm is not there yet")
            }
            guard !component.manifests.isEmpty else { return [] }
            let texts = try texts(of: component, below: "manifests")
            return try component.manifests.flatMap { manifest in
                manifest.files.indices.map { "\(manifest.name)-\($0).yaml" }
                    + manifest.kustomizations.indices.map { "kustomization-\(manifest.name)-\($0).yaml" }
            }.map { name in
                let text = try variables.replaced(in: texts[name] ?? "", name: name, reporting: reporter)
                return RenderedDocument(component: component.name, name: name, text: text)
            }
        }
    }

    /// The values of each chart as it would be installed: files merged in order, then variables, then package values.
    public func chartValues(variables: [String: String], reporting reporter: any Reporter) throws -> [RenderedDocument]
    {
        let variables = deployVariables(variables)
        let packageValues = try self.packageValues()
        return try package.components.flatMap { component -> [RenderedDocument] in
            guard !component.charts.isEmpty else { return [] }
            let texts = try texts(of: component, below: "values")
            return try component.charts.map { chart in
                var values = Value.object([:])
                for index in 0..<(chart.valuesFiles.count + chart.templatedValuesFiles.count) {
                    let name =
                        chart.version.isEmpty ? "\(chart.name)-\(index)" : "\(chart.name)-\(chart.version)-\(index)"
                    let text = try variables.replaced(in: texts[name] ?? "", name: name, reporting: reporter)
                    let document = try YAMLReader.documents(Array(text.utf8), file: name, options: .helm).first
                    values.merge(try document?.value(.legacy) ?? [:])
                }
                for variable in chart.variables {
                    guard let entry = variables.variables[variable.name.uppercased()] else { continue }
                    values.set(path: variable.path, to: .string(entry.text))
                }
                for mapping in chart.values { values.apply(mapping, from: packageValues) }
                let text = YAMLWriter.text(values.withSortedKeys)
                return RenderedDocument(component: component.name, name: chart.name, text: text)
            }
        }
    }

    private func packageValues() throws -> Value {
        guard reader.entry(named: PackageEntryName.values) != nil else { return [:] }
        let bytes = try reader.openVerified(PackageEntryName.values)
            .readAll(limit: PackageReader.maximumMetadataByteCount, name: PackageEntryName.values)
        return try YAMLReader.documents(bytes, file: PackageEntryName.values, options: .helm).first?.value(.legacy)
            ?? [:]
    }

    private func deployVariables(_ chosen: [String: String]) -> DeployVariables {
        var variables = DeployVariables()
        let names = Dictionary(chosen.map { ($0.key.uppercased(), $0.value) }, uniquingKeysWith: { _, last in last })
        for variable in package.variables {
            let text = names[variable.name] ?? variable.defaultValue
            let how = variable.variable
            variables.setVariable(
                variable.name,
                .init(text, isSensitive: how.isSensitive, autoIndents: how.autoIndents, isFile: how.isFile))
        }
        for (name, value) in names where variables.variables[name] == nil { variables.setVariable(name, .init(value)) }
        for constant in package.constants {
            variables.setConstant(constant.name, .init(constant.text, autoIndents: constant.autoIndents))
        }
        return variables
    }
}

extension Value {
    /// Merges another value into this one: objects member by member, everything else replaced.
    ///
    /// Helm v4 pkg/cli/values MergeValues.
    fileprivate mutating func merge(_ other: Value) {
        guard case .object(var members) = self, case .object(let others) = other else {
            self = other
            return
        }
        for (key, value) in others {
            if members[key] == nil { members[key] = value } else { members[key]?.merge(value) }
        }
        self = .object(members)
    }

    /// Sets the value at a dotted path, making objects on the way.
    fileprivate mutating func set(path: String, to value: Value) {
        set(path.split(separator: ".").map(String.init)[...], to: value)
    }

    private mutating func set(_ path: ArraySlice<String>, to value: Value) {
        guard let key = path.first else {
            self = value
            return
        }
        var members = object ?? [:]
        var member = members[key] ?? .object([:])
        member.set(path.dropFirst(), to: value)
        members[key] = member
        self = .object(members)
    }

    /// Copies a part of the package's values to its place among the chart's; `.` is the whole.
    fileprivate mutating func apply(_ mapping: ChartValue, from values: Value) {
        func keys(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }
        var source: Value? = values
        for key in keys(mapping.sourcePath) { source = source?[key] }
        guard var part = source else { return }
        for path in mapping.excludePaths { part.remove(keys(path).dropFirst(keys(mapping.sourcePath).count)) }
        let target = keys(mapping.targetPath)
        guard target.isEmpty else { return set(target[...], to: part) }
        merge(part)
    }

    private mutating func remove(_ path: ArraySlice<String>) {
        guard let key = path.first, case .object(var members) = self else { return }
        if path.count == 1 { members.removeValue(forKey: key) } else { members[key]?.remove(path.dropFirst()) }
        self = .object(members)
    }
}
