public import Diagnostics
public import Documents
public import PackageFormat
public import PackageModel
public import Variables

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
    /// - components: those that are wanted; by default all.
    /// - variables: variables, constants and package values, as a deployment would begin with them.
    /// - kubeVersion: the Kubernetes version that charts are rendered for; nil for Helm's default.
    // zarf v0.84 src/pkg/packager/inspect.go InspectPackageResources.
    public func manifests(
        of components: [Component]? = nil, variables: DeployVariables, kubeVersion: String? = nil,
        reporting reporter: any Reporter
    ) throws -> [RenderedDocument] {
        try (components ?? package.components).flatMap { component in
            let rendering = rendering(of: component, variables, reporter)
            return try rendering.charts(kubeVersion: kubeVersion) + rendering.manifests()
        }
    }

    /// The values of each chart as it would be installed: files merged in order, then variables, then package values.
    public func chartValues(
        of components: [Component]? = nil, variables: DeployVariables, reporting reporter: any Reporter
    ) throws -> [RenderedDocument] {
        try (components ?? package.components).flatMap { component in
            try rendering(of: component, variables, reporter).chartValues().map { chart, values in
                let text = YAMLWriter.text(values.withSortedKeys)
                return RenderedDocument(component: component.name, kind: .values, name: chart.name, text: text)
            }
        }
    }

    private func rendering(
        of component: Component, _ variables: DeployVariables, _ reporter: any Reporter
    ) -> ComponentRendering {
        ComponentRendering(
            inspection: self, component: component, variables: variables,
            templates: PackageGoTemplates(package, state: nil), reporter: reporter)
    }

    /// The package's values; empty if it has none.
    public func packageValues() throws -> Value {
        guard let bytes = try bytes(ofEntry: PackageEntryName.values) else { return [:] }
        return try YAMLReader.documents(bytes, file: PackageEntryName.values, options: .helm).first?.value(.legacy)
            ?? [:]
    }

    /// Holds values against the package's schema, if it has one.
    ///
    /// - isComplete: whether what the schema requires must be there.
    /// - throws: `PackageValuesError`.
    public func check(values: Value.Object, isComplete: Bool = true) throws {
        let name = PackageEntryName.valuesSchema
        guard let bytes = try bytes(ofEntry: name) else { return }
        let violations = try ValuesSchema(try JSON.parse(bytes, file: name)).violations(of: .object(values))
            .filter { isComplete || $0.keyword != "required" }
        guard violations.isEmpty else {
            throw PackageValuesError(package: package.metadata.name, violations: violations.map(\.description))
        }
    }

    private func bytes(ofEntry name: String) throws -> [UInt8]? {
        guard reader.entry(named: name) != nil else { return nil }
        return try reader.openVerified(name).readAll(limit: PackageReader.maximumMetadataByteCount, name: name)
    }
}

/// Values that the package's schema does not allow.
struct PackageValuesError: Failure {
    let package: String
    let violations: [String]
    var message: String { "check the values of \(package): \(violations.joined(separator: "; "))" }
}
