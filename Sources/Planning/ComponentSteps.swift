import Actions
import PackageModel

/// Makes the steps of one component.
struct ComponentSteps {
    let package: Package
    let component: Component
    let places: Plan.Places
    let options: DeployOptions
    /// Whether the plan is for a cluster, which then knows what becomes of the component.
    let usesCluster: Bool

    // MARK: without a cluster

    /// The step of one list of actions, or nil if it is empty.
    func actions(_ actions: [Action], of operation: String, _ moment: String, hasVariables: Bool = true) -> Step? {
        guard !actions.isEmpty else { return nil }
        let set = "\(component.name)/\(operation)/\(moment)"
        let variables = hasVariables ? ["--variables", places.variables] : []
        return Step(
            kind: .actions, name: "\(component.name).\(operation == "onRemove" ? "remove-" : "")\(moment)",
            command: ["zarf-action", "run", places.definition, set] + variables
                + state(if: actions.contains { $0.template == true }),
            details: actions.map(\.displayName))
    }

    /// The step that puts the files in their places, or nil if there are none.
    func files() -> Step? {
        guard !component.files.isEmpty else { return nil }
        return Step(
            kind: .files, name: "\(component.name).files",
            command: [
                "zarf-action", "files", places.package, component.name, "--variables", places.variables, "--temporary",
                places.temporary, "--list", places.placed(component.name),
            ] + state(if: component.files.contains { $0.template == true }),
            details: component.files.map(Self.text))
    }

    private static func text(_ file: ComponentFile) -> String {
        let links = file.symlinks.isEmpty ? "" : ", linked from \(file.symlinks.joined(separator: ", "))"
        return file.target + (file.isExecutable ? " (executable)" : "") + links
    }

    /// What templates are told about the cluster.
    private func state(if isNeeded: Bool) -> [String] { usesCluster && isNeeded ? ["--state", places.state] : [] }

    // MARK: what goes into a cluster

    /// The step that notes how far the component is, or nil without a cluster.
    func record(_ status: String, name: String) -> Step? {
        guard usesCluster else { return nil }
        return Step(
            kind: .record, name: "\(component.name).\(name)",
            command: ["zarf-plan", "record", component.name, status, "--journal", places.journal] + recordOptions,
            details: ["note in the cluster: \(component.name) \(status)"])
    }

    private var recordOptions: [String] {
        (options.isConnected ? ["--connected"] : []) + (options.namespace.map { ["--namespace", $0] } ?? [])
    }

    /// The step that pushes the images, or nil if there are none.
    func images() -> Step? {
        guard !component.allImages.isEmpty, !options.isConnected else { return nil }
        return Step(
            kind: .images, name: "\(component.name).images",
            command: [
                "zarf-oci", "mirror", places.package, "--component", component.name, "--state", places.state,
                "--retries", "\(options.retries)",
            ],
            details: component.allImages, runsAhead: true)
    }

    /// The step that pushes the repositories, or nil if there are none.
    func repositories() -> Step? {
        guard !component.repos.isEmpty, !options.isConnected else { return nil }
        return Step(
            kind: .repositories, name: "\(component.name).repositories",
            command: [
                "zarf-git", "push", places.package, "--component", component.name, "--state", places.state,
            ], details: component.repos)
    }

    /// Writing charts and values into the journal, and a step for each release; empty if there are none.
    func releases() -> [Step] {
        guard !component.charts.isEmpty || !component.manifests.isEmpty || !component.healthChecks.isEmpty else {
            return []
        }
        let prepare = Step(
            kind: .releases, name: "\(component.name).releases",
            command: ["zarf-plan", "releases", places.package, component.name, "--journal", places.journal],
            details: ["write charts and values into the journal"])
        return [prepare] + component.charts.enumerated().map(chart) + component.manifests.enumerated().map(manifest)
    }

    private func chart(_ index: Int, _ chart: ComponentChart) -> Step {
        let version = chart.version.isEmpty ? "" : " \(chart.version)"
        let skips = chart.schemaValidation == false ? ["--skip-schema-validation"] : []
        return Step(
            kind: .chart, name: "\(component.name).chart-\(index + 1)",
            command: upgrade(
                chart.release, "chart-\(index + 1)", in: chart.namespace, waits: !chart.noWait,
                serverSide: chart.serverSideApply, more: skips),
            details: ["\(chart.release) in namespace \(chart.namespace): chart \(chart.name)\(version)"],
            remedy: undo(chart.release, chart.namespace))
    }

    private func manifest(_ index: Int, _ manifest: ComponentManifest) -> Step {
        let release = manifest.release(package: package.metadata.name, component: component.name)
        let sources = manifest.files + manifest.kustomizations
        return Step(
            kind: .manifest, name: "\(component.name).manifest-\(index + 1)",
            command: upgrade(
                release, "manifest-\(index + 1)", in: manifest.releaseNamespace, waits: !manifest.noWait,
                serverSide: manifest.serverSideApply, more: []),
            details: ["\(manifest.name) in namespace \(manifest.releaseNamespace): \(sources.joined(separator: ", "))"],
            remedy: undo(release, manifest.releaseNamespace))
    }

    // zarf v0.84 src/internal/packager/helm/chart.go: 10 revisions; waiting is off where data is injected.
    private func upgrade(
        _ release: String, _ file: String, in namespace: String, waits: Bool, serverSide: String, more: [String]
    ) -> [String] {
        let chart = places.release(component.name, file)
        var command = [
            "zarf-helm", "upgrade", "--install", release, "\(chart).tgz", "--namespace", namespace, "--values",
            "\(chart).yaml", "--create-namespace", "--history-max", "10", "--timeout", options.timeout,
            "--status-by-kind",
        ]
        if waits, component.dataInjections.isEmpty { command.append("--wait") }
        if !serverSide.isEmpty, serverSide != "auto" { command.append("--server-side=\(serverSide)") }
        if options.takesOwnership { command.append("--take-ownership") }
        if options.forcesConflicts { command.append("--force-conflicts") }
        command += more + ["--post-renderer", "zarf-mutate"]
        return command + rendererOptions(namespace, chart).flatMap { ["--post-renderer-args", $0] }
    }

    // zarf v0.84 src/internal/packager/helm/chart.go: an upgrade that failed goes back to what was deployed.
    private func undo(_ release: String, _ namespace: String) -> [String] {
        ["zarf-plan", "undo", release, "--namespace", namespace, "--timeout", options.timeout]
    }

    /// What the post-renderer is told.
    private func rendererOptions(_ namespace: String, _ chart: String) -> [String] {
        var words = ["--journal=\(places.journal)", "--namespace=\(namespace)", "--package=\(package.metadata.name)"]
        if let override = options.namespace { words.append("--namespace-override=\(override)") }
        if options.isConnected { words.append("--connected") }
        if options.takesOwnership { words.append("--take-ownership") }
        return words + ["--connections=\(chart).connections.json"]
    }

    /// The step that copies data into containers, or nil if there is none.
    func data() -> Step? {
        guard !component.dataInjections.isEmpty else { return nil }
        return Step(
            kind: .data, name: "\(component.name).data",
            command: [
                "zarf-action", "data", places.package, component.name, "--variables", places.variables, "--temporary",
                places.temporary,
            ],
            details: component.dataInjections.map {
                "\($0.target.path) in container \($0.target.container) of pods \($0.target.selector)"
            })
    }

    /// The step that waits for objects, or nil if there are none.
    func health() -> Step? {
        guard !component.healthChecks.isEmpty else { return nil }
        return Step(
            kind: .health, name: "\(component.name).health",
            command: [
                "zarf-kube", "wait", "--filename", places.release(component.name, "health.yaml"), "--timeout",
                options.timeout,
            ],
            details: component.healthChecks.map { "\($0.kind) \($0.name) in namespace \($0.namespace)" })
    }

    /// The step that removes a release.
    func uninstall(_ release: InstalledRelease, _ number: Int) -> Step {
        Step(
            kind: .uninstall, name: "\(component.name).uninstall-\(number)",
            command: [
                "zarf-helm", "uninstall", release.name, "--namespace", release.namespace, "--ignore-not-found",
                "--wait", "--timeout", options.timeout, "--status-by-kind",
            ],
            details: ["\(release.name) in namespace \(release.namespace)"])
    }

    // MARK: what it needs

    /// What the component needs a cluster for; empty if for nothing.
    static func clusterNeeds(_ component: Component, _ lists: [(name: String, actions: [Action])]) -> [String] {
        let assets: [(String, Bool)] = [
            ("images", component.images.isEmpty), ("image archives", component.imageArchives.isEmpty),
            ("charts", component.charts.isEmpty), ("manifests", component.manifests.isEmpty),
            ("repos", component.repos.isEmpty), ("data injections", component.dataInjections.isEmpty),
            ("health checks", component.healthChecks.isEmpty),
        ]
        let waits = lists.filter { $0.actions.contains { $0.wait?.cluster != nil } }
        return assets.filter { !$0.1 }.map(\.0) + waits.map { "waiting for the cluster in \($0.name)" }
    }
}

extension ActionSet {
    /// The lists by the names they have in a definition.
    func lists(_ operation: String) -> [(name: String, actions: [Action])] {
        [("before", before), ("after", after), ("onSuccess", onSuccess), ("onFailure", onFailure)]
            .map { ("\(operation).\($0.0)", $0.1) }
    }
}
