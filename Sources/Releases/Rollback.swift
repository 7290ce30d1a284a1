import Diagnostics
import Kubernetes

extension ReleaseActions {
    /// Makes an earlier revision the new one.
    ///
    /// - target: its number; 0 for the one before the last.
    ///
    /// Returns the new revision; throws `ReleaseError`, `KubernetesError`.
    // helm v4.2 pkg/action/rollback.go.
    @discardableResult
    public func rollback(_ name: String, to target: Int = 0) throws -> Release {
        guard (try? Self.checkName(name)) != nil else {
            throw ReleaseError.refused("prepareRollback: Release name is invalid: \(name)")
        }
        guard target >= 0 else { throw ReleaseError.refused("invalid release revision") }
        return try addingRevision { _ in try rollbackOnce(name, to: target) }
    }

    private func rollbackOnce(_ name: String, to target: Int) throws -> Release {
        let entries = try store.entries(of: name)
        guard let last = entries.last else { throw ReleaseError.notFound }
        let leftBehind = options.dryRun == .none ? try abandoned(entries, of: name) : []
        let revision = target == 0 ? last.revision - 1 : target
        guard entries.contains(where: { $0.revision == revision }) else {
            throw ReleaseError.refused("release has no \(revision) version")
        }
        let current = try store.read(name, revision: last.revision).release
        var release = try store.read(name, revision: revision).release
        release.applyMethod = method(after: release)
        release.revision = last.revision + 1
        release.namespace = namespace
        release.info.firstDeployed = current.info.firstDeployed
        release.info.lastDeployed = Self.now()
        release.info.deleted = ""
        release.set(.pendingRollback, "Rollback to \(revision)")
        let targets = try targets(of: release)
        var originals = try recorded(current)
        originals += try remains(of: Self.sinceDeployed(entries), name, besides: originals)
        guard options.dryRun == .none else {
            try showDifference(release, over: originals, of: current.revision)
            return release
        }
        if options.historyLimit > 0 { try store.prune(name, to: options.historyLimit - 1, entries) }
        let writer = try RecordWriter.creating(release, in: store)
        defer { writer.stop() }
        try giveUp(leftBehind, of: name)
        try perform(&release, targets, over: originals, writer)
        return release
    }

    /// The revision that is deployed and those after it, but for the last.
    static func sinceDeployed(_ entries: [ReleaseStore.Entry]) -> [ReleaseStore.Entry] {
        guard let deployed = entries.lastIndex(where: { $0.status == .deployed }) else { return [] }
        return Array(entries[deployed...].dropLast())
    }

    private func perform(
        _ release: inout Release, _ targets: [Object], over originals: [Object], _ writer: RecordWriter
    ) throws {
        let changes = ObjectChanges()
        do {
            let hooks = HookRunner(actions: self, record: writer.save)
            if options.runsHooks { try hooks.run("pre-rollback", of: &release) }
            let method = release.applyMethod ?? .clientSide
            try apply(targets, over: originals, method, migrates: method == .serverSide, changes)
            try delete(originals, notIn: targets)
            try wait(for: targets)
            if options.runsHooks { try hooks.run("post-rollback", of: &release) }
            try supersedeDeployed(release.name)
            release.info.status = .deployed
            if !options.description.isEmpty { release.info.description = options.description }
            try writer.finish(release)
        } catch let failure as any Failure {
            if case ReleaseError.changedMeanwhile = failure { throw failure }
            release.set(.failed, "Rollback \"\(release.name)\" failed: \(failure.message)")
            try? writer.finish(release)
            if options.cleansUpOnFailure {
                try withContext("an error occurred while cleaning up resources. original rollback error") {
                    _ = try cluster.delete(changes.created, namespace: namespace, deletion) { _, _ in }
                }
            }
            throw failure
        }
    }

    /// All revisions that count as deployed are of the past.
    func supersedeDeployed(_ name: String) throws {
        for entry in try store.entries(of: name) where entry.status == .deployed {
            try amend(name, revision: entry.revision) { release in
                guard release.info.status == .deployed else { return false }
                release.info.status = .superseded
                return true
            }
        }
    }
}
