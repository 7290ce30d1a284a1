import Charts
import FileIO
import GoTemplate
import Kubernetes
import Releases
import Sprig
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
        flags.add(
            "dry-run", nil, .optional(value: "unset"), help: "client, or server to render with what the cluster has")
        flags.add("validate", nil, .toggle, help: "the old name of --dry-run=server")
        flags.addPostRenderer()
        flags.addInstallation()
        flags.addChartPath()
        flags.addValues()
    },
    run: { call in try TemplateRun(call).run() })

extension FlagSet {
    /// Flags of an installation, which change nothing of what is rendered.
    // helm v4.2 pkg/cmd/install.go addInstallFlags.
    fileprivate mutating func addInstallation() {
        let toggles = [
            "create-namespace", "force-replace", "force", "force-conflicts", "server-side", "replace", "wait-for-jobs",
            "disable-openapi-validation", "rollback-on-failure", "atomic", "hide-notes", "render-subchart-notes",
            "take-ownership",
        ]
        for name in toggles { add(name, nil, .toggle, help: "accepted: nothing is installed") }
        add("labels", "l", .array, help: "accepted: nothing is installed")
        add("description", help: "accepted: nothing is installed")
        add("timeout", help: "accepted: nothing is installed")
        add("wait", nil, .optional(value: "watcher"), help: "accepted: nothing is installed")
    }
}

/// One run of `template`.
// helm v4.2 pkg/cmd/template.go newTemplateCmd, pkg/action/install.go Run.
private struct TemplateRun {
    let call: Invocation
    private var flags: FlagSet { call.flags }

    init(_ call: Invocation) { self.call = call }

    func run() throws {
        let isServed = try call.templateDryRun() == .server
        var renderer = ChartRenderer()
        if let text = flags.text("kube-version"), !text.isEmpty {
            do {
                renderer.capabilities.kubeVersion = try KubeVersion(text)
            } catch let error as GoError {
                throw HelmFailure("invalid kube version '\(text)': \(error.text)")
            }
        }
        renderer.capabilities.apiVersions += flags.texts("api-versions")
        renderer.release.namespace = call.namespace
        renderer.release.isUpgrade = flags.isOn("is-upgrade")
        renderer.skipsSchemas = flags.isOn("skip-schema-validation")
        renderer.resolvesHostNames = flags.isOn("enable-dns")
        let (name, operand) = try call.releaseAndChart(required: false)
        renderer.release.name = name
        let place = try call.locateChart(operand)
        let values = try call.values()
        let source = try call.complete(try call.loadChart(at: place), at: place)
        let chart = try Self.helmErrors { try RenderedChart(source) }
        try call.checkInstallable(source)
        try Self.helmErrors("release name check failed: ") { try renderer.release.checkName() }
        try Self.helmErrors("chart dependencies processing failed: ") {
            try chart.processDependencies(values) { isCompatible($0, range: $1) }
        }
        let manifest =
            isServed
            ? try helmFailures { try served(chart, values, renderer) }
            : try rendered(chart, values, renderer)
        if let folder = flags.text("output-dir"), !folder.isEmpty {
            try write(manifest, below: flags.isOn("release-name") ? "\(folder)/\(name)" : folder, definitions: folder)
        } else {
            try print(manifest)
        }
    }

    /// Turns what the libraries throw into a message.
    private static func helmErrors<Result>(_ prefix: String = "", _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as GoError {
            throw HelmFailure(prefix + error.text.text)
        }
    }

    private func rendered(
        _ chart: RenderedChart, _ values: GoMap, _ renderer: ChartRenderer
    ) throws -> ReleaseManifest {
        let postRenderer = try call.postRenderer()
        do {
            return try ReleaseManifest(chart, values, renderer, includesCRDs: flags.isOn("include-crds")) { files in
                try postRenderer.map { try PostRendering.rewritten(files, by: $0) } ?? files
            }
        } catch let error as GoError {
            throw HelmFailure(error.text.text)
        } catch let failure as RenderFailure {
            if call.isDebugging {
                let text = trimmed(failure.rendered) + [UInt8(ascii: "\n")]
                try text.withUnsafeBytes { try call.streams.output.write($0) }
                throw HelmFailure(failure.text)
            }
            throw HelmFailure("\(failure.text)\n\nUse --debug flag to render out invalid YAML")
        }
    }

    /// Renders with what a cluster can do and has, and makes sure that the objects could be installed there.
    // helm v4.2 pkg/action/install.go RunWithContext with DryRunServer.
    private func served(
        _ chart: RenderedChart, _ values: GoMap, _ local: ChartRenderer
    ) throws -> ReleaseManifest {
        var options = ReleaseActions.Options()
        options.dryRun = .server
        options.takesOwnership = flags.isOn("take-ownership")
        return try call.withActions(options) { actions in
            // Of the command line's capabilities nothing counts, as with Helm.
            var renderer = try ChartRenderer(actions.cluster)
            renderer.release = local.release
            renderer.skipsSchemas = local.skipsSchemas
            renderer.resolvesHostNames = local.resolvesHostNames
            let definitions =
                try flags.isOn("skip-crds")
                ? [] : chart.definitions.flatMap { try Object.read($0.text, file: $0.path) }
            if !definitions.isEmpty { actions.warnOfDefinitions() }
            let manifest = try rendered(chart, values, renderer)
            try actions.checkInstallable(
                String(decoding: manifest.definitionsAndDocuments, as: UTF8.self), manifest.hooks, definitions,
                local.release.name, mayBeThere: local.release.isUpgrade)
            return manifest
        }
    }

    private func print(_ manifest: ReleaseManifest) throws {
        var text = manifest.text(includesHooks: !flags.isOn("no-hooks"), includesTests: !flags.isOn("skip-tests"))
        let patterns = flags.texts("show-only")
        if !patterns.isEmpty {
            text = try Self.helmErrors { try ReleaseManifest.selected(patterns, from: text) }
        }
        try text.withUnsafeBytes { try call.streams.output.write($0) }
    }

    /// Writes each document to the file it comes from, in the order of installation.
    ///
    /// - definitions: the folder for what `crds/` holds.
    // helm v4.2 pkg/cmd/template.go and pkg/action/action.go writeToFile.
    private func write(_ manifest: ReleaseManifest, below folder: String, definitions: String) throws {
        var files: [String: [UInt8]] = [:]
        var places: [String] = []
        func add(_ path: String, _ text: [UInt8], below folder: String) {
            let place = "\(folder)/\(path)"
            files[place, default: []] += "---\n# Source: \(path)\n".utf8
            files[place, default: []] += text
            files[place, default: []].append(UInt8(ascii: "\n"))
            places.append(place)
        }
        for definition in manifest.definitions { add(definition.path, definition.text, below: definitions) }
        for document in manifest.documents { add(document.path.text, document.text, below: folder) }
        if !flags.isOn("no-hooks") {
            for hook in manifest.hooks where !(flags.isOn("skip-tests") && hook.events.contains("test")) {
                let place = FilePath("\(folder)/\(hook.path.text)")
                if files[place.string] == nil, fileExists(place) {
                    // Quirk: hooks go behind whatever is there, an earlier run's documents too.
                    files["\(folder)/\(hook.path.text)"] = try readFile(place, limit: Int.max)
                }
                add(hook.path.text, hook.text, below: folder)
            }
        }
        for (place, text) in files {
            try createDirectories(FilePath(place).removingLastComponent())
            try writeFile(FilePath(place), text)
        }
        for place in places { try call.streams.writeLine("wrote \(place)") }
        try call.streams.writeLine("")
    }
}
