import Charts
import Diagnostics
import Documents
import FileIO
import GoTemplate
import PackageFormat
import PackageModel
import Variables

/// What one component of a package would apply.
struct ComponentRendering {
    let inspection: PackageInspection
    let component: Component
    let variables: DeployVariables
    let templates: PackageGoTemplates
    let reporter: any Reporter

    /// Manifests and kustomizations, variables filled in.
    func manifests() throws -> [RenderedDocument] {
        guard !component.manifests.isEmpty else { return [] }
        let texts = try inspection.texts(of: component, below: "manifests")
        return try component.manifests.flatMap { manifest in
            try Self.fileNames(of: manifest).map { name in
                var text = try variables.replaced(in: texts[name] ?? "", name: name, reporting: reporter)
                if manifest.template == true { text = try templates.text(text, name: name, variables) }
                return RenderedDocument(component: component.name, kind: .manifest, name: name, text: text)
            }
        }
    }

    /// The component's charts with their values: files merged in order, then variables, then package values.
    func chartValues() throws -> [(chart: ComponentChart, values: Value)] {
        guard !component.charts.isEmpty else { return [] }
        return try chartValues(texts: try inspection.texts(of: component, below: "values"))
    }

    /// The same of values files that are read already.
    func chartValues(texts: [String: String]) throws -> [(chart: ComponentChart, values: Value)] {
        try component.charts.map { chart in
            var values = Value.object([:])
            for index in 0..<(chart.valuesFiles.count + chart.templatedValuesFiles.count) {
                let name = "\(Self.fileName(of: chart))-\(index)"
                var text = try variables.replaced(in: texts[name] ?? "", name: name, reporting: reporter)
                // Text first, then Go templates: spec/zarf-interop.md §9.
                if index >= chart.valuesFiles.count { text = try templates.text(text, name: name, variables) }
                let document = try YAMLReader.documents(Array(text.utf8), file: name, options: .helm).first
                values.merge(try document?.value(.legacy) ?? [:])
            }
            for variable in chart.variables {
                guard let entry = variables.variables[variable.name.uppercased()] else { continue }
                values.set(path: variable.path, to: .string(entry.text))
            }
            for mapping in chart.values { values.apply(mapping, from: .object(variables.values)) }
            return (chart, values)
        }
    }

    /// Rendered charts, variables filled in.
    // zarf v0.84 src/internal/packager/helm/template.go TemplateChart.
    func charts(kubeVersion: String?) throws -> [RenderedDocument] {
        let all = try chartValues()
        guard !all.isEmpty else { return [] }
        let archives = try inspection.contents(of: component, below: "charts", limit: Int(ChartLimits.chartByteCount))
        return try all.map { chart, values in
            let archive = try archive(of: chart, in: archives)
            let text: String
            do {
                text = try render(
                    chart, try Chart.load(archive: MemorySource(archive), name: "\(Self.fileName(of: chart)).tgz"),
                    values,
                    kubeVersion)
            } catch let error as GoError {
                throw ChartRenderingError(chart: chart.name, reason: error.text.text)
            } catch let error as RenderFailure {
                throw ChartRenderingError(chart: chart.name, reason: error.text)
            }
            return RenderedDocument(component: component.name, kind: .chart, name: chart.name, text: text)
        }
    }

    private func render(
        _ chart: ComponentChart, _ source: Chart, _ values: Value, _ kubeVersion: String?
    ) throws -> String {
        var renderer = ChartRenderer()
        renderer.release.name = chart.release
        renderer.release.namespace = chart.namespace
        renderer.skipsSchemas = chart.schemaValidation == false
        if let kubeVersion { renderer.capabilities.kubeVersion = try KubeVersion(kubeVersion) }
        let rendered = try RenderedChart(source)
        guard case .map(let given) = GoValue(values) else { return "" }
        try rendered.processDependencies(given) { isCompatible($0, range: $1) }
        let manifest = try ReleaseManifest(rendered, given, renderer, includesCRDs: true) { files in
            try PostRendering.rewritten(files) { merged in
                let text = String(decoding: merged, as: UTF8.self)
                return Array(try variables.replaced(in: text, name: chart.name, reporting: reporter).utf8)
            }
        }
        var text = String(decoding: manifest.definitionsAndDocuments, as: UTF8.self)
        for hook in manifest.hooks { text += "\n---\n" + String(decoding: hook.text, as: UTF8.self) }
        return text + "\n"
    }

    /// zarf v0.84 src/pkg/packager/layout/assemble.go: what files of a chart are called.
    static func fileName(of chart: ComponentChart) -> String {
        chart.version.isEmpty ? chart.name : "\(chart.name)-\(chart.version)"
    }
}

/// A chart that does not render.
struct ChartRenderingError: Failure {
    let chart: String
    let reason: String
    var message: String { "render chart \"\(chart)\": \(reason)" }
}
