import Charts
import Diagnostics
import Documents
import GoTemplate
import Kubernetes

/// A chart to be released, with what users give over its values.
package struct ReleaseChart {
    /// The chart as it was loaded.
    package let source: Chart
    /// Its values, dependencies and files; changed by rendering, so it is used once.
    package private(set) var chart: RenderedChart
    /// What users give.
    package var values: GoMap
    /// Whether values are checked against the charts' schemas.
    package var skipsSchemas = false
    /// Whether notes of the charts below are shown, too.
    package var includesSubchartNotes = false
    /// Whether `getHostByName` asks the network.
    package var resolvesHostNames = false
    /// A program that everything rendered goes through.
    package var postRender: (([UInt8]) throws -> [UInt8])?

    /// A chart with values. Throws `ChartError`, `GoError`.
    package init(_ source: Chart, values: GoMap) throws {
        self.source = source
        chart = try RenderedChart(source)
        self.values = values
    }

    /// The same chart, not rendered yet.
    func renewed() throws -> ReleaseChart {
        var result = self
        result.chart = try RenderedChart(source)
        return result
    }

    /// What a release of it would have.
    package struct Rendering {
        package let manifest: String
        package let manifestWithoutSecrets: String
        package let hooks: [Hook]
        package let hooksWithoutSecrets: [Hook]
        package let notes: String
        package let chart: Value
        package let config: Value
    }

    /// Leaves out dependencies that are off. Throws `GoError`.
    package func processDependencies() throws {
        try chart.processDependencies(values) { isCompatible($0, range: $1) }
    }

    /// The objects of `crds/`, in the order of their files.
    func definitions() throws -> [Object] {
        try chart.definitions.flatMap { try Object.read($0.text, file: $0.path) }
    }

    /// Renders it for a revision. Throws `GoError`, `RenderFailure`, and what the post-renderer throws.
    package func rendered(_ renderer: ChartRenderer) throws -> Rendering {
        var renderer = renderer
        renderer.skipsSchemas = skipsSchemas
        renderer.resolvesHostNames = resolvesHostNames
        let manifest = try ReleaseManifest(
            chart, values, renderer, includesSubchartNotes: includesSubchartNotes
        ) { files in
            try postRender.map { try PostRendering.rewritten(files, by: $0) } ?? files
        }
        return Rendering(
            manifest: String(decoding: manifest.definitionsAndDocuments, as: UTF8.self),
            manifestWithoutSecrets: String(
                decoding: manifest.withoutSecrets.definitionsAndDocuments, as: UTF8.self),
            hooks: manifest.hooks.map { Hook($0) }, hooksWithoutSecrets: manifest.withoutSecrets.hooks.map { Hook($0) },
            notes: String(decoding: manifest.notes, as: UTF8.self),
            chart: try chart.record(of: source), config: Value(.map(values)))
    }
}

extension Hook {
    init(_ document: ManifestDocument) {
        self.init(
            name: document.name, kind: document.kind, path: document.path.text,
            manifest: String(decoding: document.text, as: UTF8.self), events: document.events)
        weight = document.weight
        deletePolicies = document.words("helm.sh/hook-delete-policy")
        logPolicies = document.words("helm.sh/hook-output-log-policy")
    }
}
