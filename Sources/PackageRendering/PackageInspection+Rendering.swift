public import Diagnostics
public import Documents
public import PackageFormat
import PackageModel
import Variables

/// A text made from what a package holds.
public struct RenderedDocument: Sendable {
    /// What a text is.
    public enum Kind: Sendable {
        /// What a chart renders.
        case chart
        /// A manifest, or a kustomization that was built.
        case manifest
        /// A chart's values.
        case values
    }

    /// The component it belongs to.
    public let component: String
    /// What it is.
    public let kind: Kind
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
    /// Rendered charts, manifests and built kustomizations with variables filled in, as they would be deployed.
    ///
    /// - variables: chosen values; others have their defaults.
    /// - kubeVersion: the Kubernetes version that charts are rendered for; nil for Helm's default.
    // zarf v0.84 src/pkg/packager/inspect.go InspectPackageResources.
    public func manifests(
        variables: [String: String], kubeVersion: String? = nil, reporting reporter: any Reporter
    ) throws -> [RenderedDocument] {
        var variables = deployVariables(variables)
        let packageValues = try self.packageValues()
        variables.values = packageValues.object ?? [:]
        let templates = PackageGoTemplates(package, state: nil)
        return try package.components.flatMap { [variables] component -> [RenderedDocument] in
            let rendering = ComponentRendering(
                inspection: self, component: component, variables: variables, packageValues: packageValues,
                templates: templates, reporter: reporter)
            return try rendering.charts(kubeVersion: kubeVersion) + rendering.manifests()
        }
    }

    /// The values of each chart as it would be installed: files merged in order, then variables, then package values.
    public func chartValues(variables: [String: String], reporting reporter: any Reporter) throws -> [RenderedDocument]
    {
        var variables = deployVariables(variables)
        let packageValues = try self.packageValues()
        variables.values = packageValues.object ?? [:]
        let templates = PackageGoTemplates(package, state: nil)
        return try package.components.flatMap { [variables] component -> [RenderedDocument] in
            let rendering = ComponentRendering(
                inspection: self, component: component, variables: variables, packageValues: packageValues,
                templates: templates, reporter: reporter)
            return try rendering.chartValues().map { chart, values in
                let text = YAMLWriter.text(values.withSortedKeys)
                return RenderedDocument(component: component.name, kind: .values, name: chart.name, text: text)
            }
        }
    }

    /// The package's values; empty if it has none.
    public func packageValues() throws -> Value {
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
