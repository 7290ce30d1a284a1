import Charts
import FileIO
import GoTemplate
import SystemPackage

let templateCommand = Command(
    name: "template", operands: "[NAME] [CHART]", summary: "render templates locally",
    details: "Prints the documents that an installation of the chart would apply, in the order of installation.",
    operandCount: 1...Int.max,
    flags: { flags in
        flags.add("show-only", "s", .array, help: "only show manifests rendered from the given templates")
        flags.add("output-dir", help: "write the rendered templates to files in this folder instead of stdout")
        flags.add("include-crds", nil, .toggle, help: "include CRDs in the output")
        flags.add("skip-tests", nil, .toggle, help: "leave test hooks out")
        flags.add("is-upgrade", nil, .toggle, help: "set .Release.IsUpgrade instead of .Release.IsInstall")
        flags.add("kube-version", help: "Kubernetes version used for Capabilities.KubeVersion")
        flags.add("api-versions", "a", .list, help: "Kubernetes API versions used for Capabilities.APIVersions")
        flags.add("release-name", nil, .toggle, help: "use the release's name in the path of the output folder")
        flags.add("no-hooks", nil, .toggle, help: "leave hooks out")
        flags.add("skip-crds", nil, .toggle, help: "include no CRDs")
        flags.add("name-template", help: "template used to name the release")
        flags.add("generate-name", "g", .toggle, help: "generate the name")
        flags.add("skip-schema-validation", nil, .toggle, help: "do not check values against the charts' schemas")
        flags.add("enable-dns", nil, .toggle, help: "look up host names when rendering templates")
        flags.add("dependency-update", nil, .toggle, help: "fetch missing dependencies first")
        flags.add("devel", nil, .toggle, help: "use development versions, too")
        flags.add("dry-run", nil, .optional(value: "unset"), help: "accepted and ignored: nothing is installed")
        flags.add("render-subchart-notes", nil, .toggle, help: "accepted and ignored: notes are not shown")
        flags.addChartPath()
        flags.addValues()
    },
    run: { call in try TemplateRun(call).run() })

/// One run of `template`.
// helm v4.2 pkg/cmd/template.go newTemplateCmd, pkg/action/install.go Run.
private struct TemplateRun {
    let call: Invocation
    private var flags: FlagSet { call.flags }

    init(_ call: Invocation) { self.call = call }

    func run() throws {
        var renderer = ChartRenderer()
        if let text = flags.text("kube-version"), !text.isEmpty {
            guard let version = KubeVersion(text) else {
                throw HelmFailure("invalid kube version '\(text)': could not parse \"\(text)\" as version")
            }
            renderer.capabilities.kubeVersion = version
        }
        renderer.capabilities.apiVersions += flags.texts("api-versions")
        renderer.release.namespace = call.namespace
        renderer.release.isUpgrade = flags.isOn("is-upgrade")
        renderer.skipsSchemas = flags.isOn("skip-schema-validation")
        let (name, operand) = try releaseAndChart()
        renderer.release.name = name
        let chart = try call.loadChart(operand)
        let values = try call.values()
        try check(chart)
        let manifest = try rendered(chart, values, renderer)
        try print(manifest)
    }

    private func releaseAndChart() throws -> (name: String, chart: String) {
        guard call.operands.count <= 2 else {
            throw HelmFailure(
                "expected at most two arguments, unexpected arguments: \(call.operands[2...].joined(separator: ", "))")
        }
        guard call.operands.count == 2 else { return ("release-name", call.operands[0]) }
        return (call.operands[0], call.operands[1])
    }

    // helm v4.2 pkg/cmd/install.go runInstall.
    private func check(_ chart: Chart) throws {
        guard ["", "application"].contains(chart.metadata.type) else {
            throw HelmFailure("\(chart.metadata.type) charts are not installable")
        }
        let missing = chart.missingDependencies
        guard missing.isEmpty else {
            throw HelmFailure(
                "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
                    + "fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                    + missing.joined(separator: ", "))
        }
    }

    private func rendered(_ source: Chart, _ values: GoMap, _ renderer: ChartRenderer) throws -> ReleaseManifest {
        do {
            let chart = try RenderedChart(source)
            do {
                try chart.processDependencies(values) { isCompatible($0, range: $1) }
            } catch let error as GoError {
                throw HelmFailure("chart dependencies processing failed: \(error.text)")
            }
            let includesCRDs = flags.isOn("include-crds") && !flags.isOn("skip-crds")
            return try ReleaseManifest(chart, values, renderer, includesCRDs: includesCRDs)
        } catch let error as GoError {
            throw HelmFailure(error.text.text)
        } catch let failure as RenderFailure {
            throw HelmFailure("\(failure.text)\n\nUse --debug flag to render out invalid YAML")
        }
    }

    private func print(_ manifest: ReleaseManifest) throws {
        let text = manifest.text(includesHooks: !flags.isOn("no-hooks"), includesTests: !flags.isOn("skip-tests"))
        try text.withUnsafeBytes { try call.streams.output.write($0) }
    }
}
