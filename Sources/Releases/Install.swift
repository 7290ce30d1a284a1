import Charts
import Diagnostics
import Documents
import GoTemplate
import Kubernetes

extension ReleaseActions {
    /// Installs a chart. Returns the release; one that was only rendered if this is a dry run.
    ///
    /// Throws `ReleaseError`, `KubernetesError`, and what rendering throws.
    // helm v4.2 pkg/action/install.go RunWithContext.
    package func install(_ name: String, _ chart: ReleaseChart) throws -> Release {
        try addingRevision { try installOnce(name, $0 == 1 ? chart : chart.renewed()) }
    }

    private func installOnce(_ name: String, _ chart: ReleaseChart) throws -> Release {
        let isReal = options.dryRun == .none
        try checkSecretsAreHideable()
        let entries = isReal ? try store.entries(of: name) : []
        let leftBehind = try checkAvailable(entries, name)
        try goErrors("chart dependencies processing failed: ") { try chart.processDependencies() }
        try checkLabels()
        let definitions = options.definitions == .skip ? [] : try chart.definitions()
        if isReal { try checkChartSize(chart, name) }
        if isReal { try install(definitions) }
        if options.dryRun == .server, !definitions.isEmpty { warnOfDefinitions() }

        let revision = (entries.last?.revision ?? 0) + 1
        let renderer = options.dryRun == .client ? ChartRenderer() : try ChartRenderer(cluster)
        var (release, shown) = try render(chart, renderer, name, revision: revision, isUpgrade: false)
        release.set(.pendingInstall, "Initial install underway")
        release.applyMethod = options.merging == .client ? .clientSide : .serverSide
        try checkSize(of: release)
        let targets = try targets(of: release)
        if options.dryRun != .client {
            try checkKinds(of: targets, hooks: release.hooks, definitions: definitions)
            try withContext("unable to continue with install") { try checkOwnership(of: targets, name) }
        }
        guard isReal else {
            try showDifference(release, over: [], of: nil)
            release.info.description = "Dry run complete"
            (release.manifest, release.hooks) = shown
            return release
        }
        if options.createsNamespace { try createNamespace() }
        let writer = try RecordWriter.creating(release, in: store)
        defer { writer.stop() }
        do {
            try giveUp(leftBehind, of: name)
            try supersede(entries.last, name)
            try performInstall(&release, targets, over: try remains(of: leftBehind, name, besides: []), writer)
            // What was left behind may have been finished late.
            if !leftBehind.isEmpty { try supersedeDeployed(name) }
            release.set(.deployed, options.description.isEmpty ? "Install complete" : options.description)
            try writer.finish(release)
        } catch let failure as any Failure {
            throw try fail(&release, failure, writer)
        }
        return release
    }

    /// - originals: what whoever was stopped before has made.
    private func performInstall(
        _ release: inout Release, _ targets: [Object], over originals: [Object], _ writer: RecordWriter
    ) throws {
        let hooks = HookRunner(actions: self, record: writer.save)
        if options.runsHooks {
            try withContext("failed pre-install") { try hooks.run("pre-install", of: &release) }
        }
        let method = release.applyMethod ?? .serverSide
        try apply(targets, over: originals, method, migrates: true, ObjectChanges())
        try delete(originals, notIn: targets)
        try wait(for: targets)
        if options.runsHooks {
            try withContext("failed post-install") { try hooks.run("post-install", of: &release) }
        }
    }

    /// Records a failed installation, or undoes it. Returns what to throw.
    private func fail(
        _ release: inout Release, _ failure: any Failure, _ writer: RecordWriter
    ) throws -> any Failure {
        if case ReleaseError.changedMeanwhile = failure { return failure }
        release.set(.failed, "Release \"\(release.name)\" failed: \(failure.message)")
        do {
            try writer.finish(release)
            guard options.rollsBackOnFailure else { return failure }
            var actions = self
            actions.options.keepsHistory = false
            _ = try actions.uninstall(release.name)
        } catch let second as any Failure {
            guard options.rollsBackOnFailure else { return failure }
            return ContextualFailure(
                "an error occurred while uninstalling the release. original install error: \(failure.message)", second)
        }
        return ContextualFailure(
            "release \(release.name) failed, and has been uninstalled due to rollback-on-failure being set", failure)
    }

    /// Tells that a dry run does not know the kinds that a chart defines.
    package func warnOfDefinitions() {
        reporter.warn("This chart or one of its subcharts contains CRDs. Rendering may fail or contain inaccuracies.")
    }

    /// Refuses a manifest with objects that are none, whose kinds nobody defines, or that belong to others.
    ///
    /// - definitions: of the chart's `crds/`.
    /// - mayBeThere: whether it is no matter to whom present objects belong.
    package func checkInstallable(
        _ manifest: String, _ hooks: [ManifestDocument], _ definitions: [Object], _ name: String, mayBeThere: Bool
    ) throws {
        let objects = try objects(of: manifest, place: "manifest of release \(name)")
        try checkKinds(of: objects, hooks: hooks.map { Hook($0) }, definitions: definitions)
        guard !mayBeThere else { return }
        try withContext("unable to continue with install") { try checkOwnership(of: objects, name) }
    }

    // MARK: steps

    /// Whether a name is free. Returns revisions that somebody left behind.
    // helm v4.2 pkg/action/install.go availableName.
    private func checkAvailable(
        _ entries: [ReleaseStore.Entry], _ name: String
    ) throws -> [ReleaseStore.Entry] {
        try goErrors("release name check failed: ") { try Self.checkName(name) }
        guard let last = entries.last else { return [] }
        let leftBehind = try abandoned(entries, of: name)
        let isReusable = last.status == .uninstalled || last.status == .failed
        let isLeftBehind = leftBehind.contains { $0.revision == last.revision }
        guard isLeftBehind || options.replacesRelease && isReusable else {
            throw ContextualFailure("release name check failed", ReleaseError.nameInUse)
        }
        return leftBehind
    }

    /// What was there under the name before has its day behind it.
    // helm v4.2 pkg/action/install.go replaceRelease.
    private func supersede(_ last: ReleaseStore.Entry?, _ name: String) throws {
        guard let last, last.status == .uninstalled || last.status == .uninstalling else { return }
        try amend(name, revision: last.revision) { release in
            guard release.info.status == .uninstalled || release.info.status == .uninstalling else { return false }
            release.set(.superseded, "superseded by new release")
            return true
        }
    }

    /// What a chart alone needs in a record, before the first request that changes anything.
    private func checkChartSize(_ chart: ReleaseChart, _ name: String) throws {
        var release = emptyRelease(name, revision: 1)
        release.chart = try chart.chart.record(of: chart.source)
        try checkSize(of: release)
    }

    /// Makes the definitions of a chart that are not there, or applies them all, and waits until they are served.
    // helm v4.2 pkg/action/install.go installCRDs.
    // Differs: with server-side apply Helm changes definitions that are there.
    func install(_ definitions: [Object]) throws {
        guard !definitions.isEmpty else { return }
        var application = application
        application.forcesConflicts = options.definitions == .upgrade
        for wave in KindOrder.waves(definitions) {
            try cluster.all(wave) { [application] definition in
                if options.definitions == .create {
                    let location = try cluster.location(of: definition, namespace: namespace)
                    guard try cluster.read(location) == nil else { return }
                }
                try withContext("failed to install CRD \(definition.name)") {
                    _ = try cluster.apply(definition, application)
                }
            }
        }
        let locations = try definitions.map { try cluster.location(of: $0, namespace: namespace) }
        try cluster.wait(for: .ready(jobsMustComplete: false), locations, timeoutSeconds: 60)
        for definition in definitions {
            for version in definition.value["spec"]?["versions"]?.array ?? [] {
                let group = definition.value["spec"]?["group"]?.string ?? ""
                cluster.discovery.forget(GroupVersion("\(group)/\(version["name"]?.string ?? "")"))
            }
        }
    }

    private func createNamespace() throws {
        let object = Object([
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(namespace), "labels": ["name": .string(namespace)]],
        ])
        let location = try cluster.location(of: object)
        // Differs: Helm applies it, and so puts its label on one that is there.
        guard try cluster.read(location) == nil else { return }
        _ = try cluster.apply(object, application)
    }
}

extension ReleaseActions {
    /// A revision with nothing in it.
    func emptyRelease(_ name: String, revision: Int) -> Release {
        Release(
            name: name, namespace: namespace, revision: revision, info: Release.Info(), chart: .null, config: [:],
            manifest: "", hooks: [],
            applyMethod: nil, labels: options.labels.filter { $0.value != "null" })
    }

    /// Renders a chart as a revision of a release. Returns it with what of its objects a dry run shows.
    func render(
        _ chart: ReleaseChart, _ renderer: ChartRenderer, _ name: String, revision: Int, isUpgrade: Bool
    ) throws -> (Release, shown: (manifest: String, hooks: [Hook])) {
        var renderer = renderer
        renderer.release.name = name
        renderer.release.namespace = namespace
        renderer.release.revision = revision
        renderer.release.isUpgrade = isUpgrade
        let rendering = try goErrors { try chart.rendered(renderer) }
        var release = emptyRelease(name, revision: revision)
        release.chart = rendering.chart
        release.config = rendering.config
        release.manifest = rendering.manifest
        release.hooks = rendering.hooks
        release.info.notes = rendering.notes
        let now = Self.now()
        (release.info.firstDeployed, release.info.lastDeployed) = (now, now)
        try checkHooks(of: release, isUpgrade: isUpgrade)
        return (
            release,
            options.hidesSecrets
                ? (rendering.manifestWithoutSecrets, rendering.hooksWithoutSecrets)
                : (rendering.manifest, rendering.hooks)
        )
    }

    /// Refuses hooks that cannot be made before anything is: a hook that runs last would be found out last.
    private func checkHooks(of release: Release, isUpgrade: Bool) throws {
        guard options.runsHooks else { return }
        let events = isUpgrade ? ["pre-upgrade", "post-upgrade"] : ["pre-install", "post-install"]
        for hook in release.hooks where hook.events.contains(where: events.contains) {
            _ = try objects(of: hook.manifest, place: "hook \(hook.path)")
        }
    }

    /// Secrets are hidden where nothing but words come of it.
    // helm v4.2 pkg/action/install.go RunWithContext, upgrade.go prepareUpgrade.
    func checkSecretsAreHideable() throws {
        guard options.hidesSecrets, options.dryRun == .none else { return }
        throw ReleaseError.refused("hiding Kubernetes secrets requires a dry-run mode")
    }

    /// The objects of a revision, marked as its release's.
    func targets(of release: Release) throws -> [Object] {
        try objects(of: release.manifest, place: "manifest of release \(release.name)").map {
            Ownership.marked($0, release.name, release.namespace)
        }
    }
}
