import Charts
import Diagnostics
import Documents
import GoTemplate
import Kubernetes

/// Which values an upgrade starts from.
package enum ValuesReuse: Sendable {
    /// The ones given; without any, those of the last revision.
    case whenNoneGiven
    /// The ones given alone.
    case never
    /// Those of the last revision and of its chart below the ones given.
    case always
    /// Those of the last revision below the ones given, over the new chart's.
    case overNewChart
}

extension ReleaseActions {
    /// Upgrades a release. Returns the new revision; one that was only rendered if this is a dry run.
    ///
    /// Throws `ReleaseError`, `KubernetesError`, and what rendering throws.
    // helm v4.2 pkg/action/upgrade.go RunWithContext, prepareUpgrade.
    package func upgrade(_ name: String, _ chart: ReleaseChart, _ reuse: ValuesReuse = .whenNoneGiven) throws -> Release
    {
        try addingRevision { try upgradeOnce(name, $0 == 1 ? chart : chart.renewed(), reuse) }
    }

    private func upgradeOnce(_ name: String, _ chart: ReleaseChart, _ reuse: ValuesReuse) throws -> Release {
        guard (try? Self.checkName(name)) != nil else {
            throw ReleaseError.refused("release name is invalid: \(name)")
        }
        try checkSecretsAreHideable()
        let entries = try store.entries(of: name)
        guard let last = entries.last else { throw ReleaseError.notDeployed(name: name) }
        let leftBehind = options.dryRun == .none ? try abandoned(entries, of: name) : []
        let current = try current(entries, name)
        var chart = chart
        try reuseValues(reuse, &chart, current.release)
        try goErrors { try chart.processDependencies() }
        try checkLabels()
        let definitions = options.definitions == .upgrade ? try chart.definitions() : []
        if options.dryRun == .none { try install(definitions) }

        // Quirk: an upgrade asks the cluster what it can do even when it shall not look into it.
        var renderer = try ChartRenderer(cluster)
        if options.dryRun == .client { renderer.lookup = nil }
        var (release, shown) = try render(chart, renderer, name, revision: last.revision + 1, isUpgrade: true)
        try prepare(&release, after: current.release, try store.read(name, revision: last.revision).release)
        try checkSize(of: release)
        let targets = try targets(of: release)
        if options.dryRun != .client {
            try checkKinds(of: targets, hooks: release.hooks, definitions: definitions)
        }
        var originals = try recorded(current.release)
        let later = entries.filter { $0.revision > current.release.revision }
        originals += try remains(of: later, name, besides: originals)
        let known = Set(originals.map { key(of: $0) })
        try withContext("unable to continue with update") {
            try checkOwnership(of: targets.filter { !known.contains(key(of: $0)) }, name)
        }
        guard options.dryRun == .none else {
            try showDifference(release, over: originals, of: current.release.revision)
            release.info.description = options.description.isEmpty ? "Dry run complete" : options.description
            (release.manifest, release.hooks) = shown
            return release
        }
        if options.historyLimit > 0 { try store.prune(name, to: options.historyLimit - 1, entries) }
        let writer = try RecordWriter.creating(release, in: store)
        defer { writer.stop() }
        let changes = ObjectChanges()
        do {
            try giveUp(leftBehind, of: name)
            let upgrade = Upgrade(
                current: current, targets: targets, originals: originals, leftBehind: leftBehind)
            try perform(&release, upgrade, changes, writer)
        } catch let failure as any Failure {
            throw try fail(&release, failure, changes, writer)
        }
        return release
    }

    /// What an upgrade works on.
    private struct Upgrade {
        let current: ReleaseStore.Stored
        let targets: [Object]
        let originals: [Object]
        let leftBehind: [ReleaseStore.Entry]
    }

    private func perform(
        _ release: inout Release, _ upgrade: Upgrade, _ changes: ObjectChanges, _ writer: RecordWriter
    ) throws {
        let hooks = HookRunner(actions: self, record: writer.save)
        if options.runsHooks {
            try withContext("pre-upgrade hooks failed") { try hooks.run("pre-upgrade", of: &release) }
        }
        let method = release.applyMethod ?? .clientSide
        let migrates = method == .serverSide && upgrade.current.release.applyMethod != .serverSide
        try apply(upgrade.targets, over: upgrade.originals, method, migrates: migrates, changes)
        try delete(upgrade.originals, notIn: upgrade.targets)
        try wait(for: upgrade.targets)
        if options.runsHooks {
            try withContext("post-upgrade hooks failed") { try hooks.run("post-upgrade", of: &release) }
        }
        try supersede(upgrade.current)
        // What was left behind may have been finished late.
        if !upgrade.leftBehind.isEmpty { try supersedeDeployed(release.name) }
        release.set(.deployed, options.description.isEmpty ? "Upgrade complete" : options.description)
        try writer.finish(release)
    }

    /// The revision that is replaced is one of the past now.
    private func supersede(_ current: ReleaseStore.Stored) throws {
        try amend(current.release.name, revision: current.release.revision, current) { release in
            guard release.info.status == .deployed else { return false }
            release.info.status = .superseded
            return true
        }
    }

    /// Records a failed upgrade, and undoes it as far as it is to be undone. Returns what to throw.
    // helm v4.2 pkg/action/upgrade.go failRelease.
    private func fail(
        _ release: inout Release, _ failure: any Failure, _ changes: ObjectChanges, _ writer: RecordWriter
    ) throws -> any Failure {
        if case ReleaseError.changedMeanwhile = failure { return failure }
        release.set(.failed, "Upgrade \"\(release.name)\" failed: \(failure.message)")
        try? writer.finish(release)
        if options.cleansUpOnFailure {
            do {
                _ = try cluster.delete(changes.created, namespace: namespace, deletion) { _, _ in }
            } catch let second as any Failure {
                return ContextualFailure(
                    "an error occurred while cleaning up resources. original upgrade error: \(failure.message): "
                        + "unable to cleanup resources", second)
            }
        }
        guard options.rollsBackOnFailure else { return failure }
        let good = try store.entries(of: release.name).last { $0.status == .superseded || $0.status == .deployed }
        guard let good else {
            return ContextualFailure(
                "unable to find a previously successful release when attempting to rollback. original upgrade error",
                failure)
        }
        do {
            var actions = self
            actions.options.description = ""
            _ = try actions.rollback(release.name, to: good.revision)
        } catch let second as any Failure {
            return ContextualFailure(
                "an error occurred while rolling back the release. original upgrade error: \(failure.message)", second)
        }
        return ContextualFailure(
            "release \(release.name) failed, and has been rolled back due to rollback-on-failure being set", failure)
    }

    // MARK: preparation

    /// The revision whose objects are in the cluster.
    private func current(_ entries: [ReleaseStore.Entry], _ name: String) throws -> ReleaseStore.Stored {
        if let deployed = entries.last(where: { $0.status == .deployed }) {
            return try store.read(name, revision: deployed.revision)
        }
        guard let last = entries.last, [.failed, .superseded].contains(last.status) || last.status.isPending else {
            throw ReleaseError.notDeployed(name: name)
        }
        return try store.read(name, revision: last.revision)
    }

    // helm v4.2 pkg/action/upgrade.go prepareUpgrade.
    private func prepare(_ release: inout Release, after current: Release, _ last: Release) throws {
        release.info.firstDeployed = current.info.firstDeployed
        release.set(.pendingUpgrade, "Preparing upgrade")
        release.applyMethod = method(after: last)
        release.labels = last.labels.merging(options.labels) { _, new in new }.filter { $0.value != "null" }
    }

    /// Who merges fields, after a revision.
    // helm v4.2 pkg/action/upgrade.go getUpgradeServerSideValue.
    func method(after release: Release) -> Release.ApplyMethod {
        switch options.merging {
        case .auto: release.applyMethod == .serverSide ? .serverSide : .clientSide
        case .server: .serverSide
        case .client: .clientSide
        }
    }

    // helm v4.2 pkg/action/upgrade.go reuseValues.
    private func reuseValues(_ reuse: ValuesReuse, _ chart: inout ReleaseChart, _ current: Release) throws {
        guard case .map(let config) = GoValue(current.config) else { return }
        switch reuse {
        case .never: return
        case .always:
            let old = RenderedChart(record: current.chart)
            let values = try goErrors("failed to rebuild old values: ") { try old.values(under: config) }
            chart.values = Coalescing.values(chart.values, over: config)
            chart.chart.values = values
        case .overNewChart: chart.values = Coalescing.values(chart.values, over: config)
        case .whenNoneGiven: if chart.values.isEmpty, !config.isEmpty { chart.values = config }
        }
    }
}
