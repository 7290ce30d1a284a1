import Charts
public import Diagnostics
public import Documents
import FileIO
import GoTemplate
public import PackageFormat
public import PackageModel
public import Variables

/// A release of a component, ready to be installed.
public struct PreparedRelease: Sendable {
    /// `chart-1`, `manifest-2`: its place in the component.
    public let file: String
    /// The release's name.
    public let name: String
    /// Where it goes.
    public let namespace: String
    /// The chart, packed.
    public let archive: [UInt8]
    /// The values that are given to the chart.
    public let values: Value
}

extension PackageInspection {
    /// The releases of a component, in the order in which they are installed.
    ///
    /// - component: as the deployment has it.
    /// - variables: what variables and values are now.
    /// - seconds: since 1970; it makes the versions of charts made of manifests grow.
    // zarf v0.84 src/pkg/packager/deploy.go installCharts, installManifests.
    public func releases(
        of component: Component, variables: DeployVariables, templates: PackageGoTemplates, seconds: Int64,
        reporting reporter: any Reporter
    ) throws -> [PreparedRelease] {
        guard !component.charts.isEmpty || !component.manifests.isEmpty else { return [] }
        let contents = try contents(
            of: component, below: ["charts", "values", "manifests"], limit: Int(ChartLimits.chartByteCount))
        let rendering = ComponentRendering(
            inspection: self, component: component, variables: variables, templates: templates, reporter: reporter)
        let charts = try rendering.chartValues(texts: texts(contents["values"])).enumerated().map { index, item in
            PreparedRelease(
                file: "chart-\(index + 1)", name: item.chart.release, namespace: item.chart.namespace,
                archive: try rendering.archive(of: item.chart, in: contents["charts"] ?? [:]), values: item.values)
        }
        let manifests = try component.manifests.enumerated().map { index, manifest in
            PreparedRelease(
                file: "manifest-\(index + 1)",
                name: manifest.release(package: package.metadata.name, component: component.name),
                namespace: manifest.releaseNamespace,
                archive: try rendering.archive(
                    of: manifest, version: "0.1.\(seconds)", texts: texts(contents["manifests"])),
                values: [:])
        }
        return charts + manifests
    }

    private func texts(_ contents: [String: [UInt8]]?) -> [String: String] {
        (contents ?? [:]).mapValues { String(decoding: $0, as: UTF8.self) }
    }
}

extension ComponentRendering {
    /// The packed chart as it is in the package.
    func archive(of chart: ComponentChart, in charts: [String: [UInt8]]) throws -> [UInt8] {
        let name = "\(Self.fileName(of: chart)).tgz"
        guard let archive = charts[name] else {
            throw PackageError.malformed(
                package: inspection.reader.name, reason: "component \(component.name) has no charts/\(name)")
        }
        return archive
    }

    /// A chart made of manifests, each file one string that is written as it is, so that braces in it are no template.
    // zarf v0.84 src/internal/packager/helm/chart.go NewFromZarfManifest; spec/zarf-interop.md §11.
    func archive(of manifest: ComponentManifest, version: String, texts: [String: String]) throws -> [UInt8] {
        let name = manifest.chartName(package: inspection.package.metadata.name, component: component.name)
        let metadata = YAMLWriter.text(["apiVersion": "v1", "name": .string(name), "version": .string(version)])
        let files = try Self.fileNames(of: manifest).map { file in
            guard var text = texts[file] else {
                throw PackageError.malformed(
                    package: inspection.reader.name, reason: "component \(component.name) has no manifests/\(file)")
            }
            if manifest.template == true {
                text = try variables.replaced(in: text, name: file, reporting: reporter)
                text = try templates.text(text, name: file, variables)
            }
            let quoted = GoFormat.quoted(GoString(text)).bytes
            return ChartFile(name: "templates/\(file)", content: .bytes(Array("{{".utf8) + quoted + Array("}}".utf8)))
        }
        let chart = try Chart(
            files: [ChartFile(name: "Chart.yaml", content: .bytes(Array(metadata.utf8)))] + files, name: name)
        let sink = MemorySink()
        try chart.writeArchive(to: sink)
        return sink.bytes
    }

    /// What the files of a manifest are called in the package.
    static func fileNames(of manifest: ComponentManifest) -> [String] {
        manifest.files.indices.map { "\(manifest.name)-\($0).yaml" }
            + manifest.kustomizations.indices.map { "kustomization-\(manifest.name)-\($0).yaml" }
    }
}
