import Charts
import Diagnostics
import Documents
import Kubernetes

extension ReleaseActions {
    /// Deletes what a release installed. Returns the release, and what was kept, a line each.
    ///
    /// Throws `ReleaseError`, `KubernetesError`.
    // helm v4.2 pkg/action/uninstall.go.
    @discardableResult
    public func uninstall(_ name: String) throws -> (release: Release, kept: [String]) {
        try uninstall(name, attempt: 1)
    }

    private func uninstall(_ name: String, attempt: Int) throws -> (release: Release, kept: [String]) {
        guard (try? Self.checkName(name)) != nil else {
            throw ReleaseError.refused("uninstall: Release name is invalid: \(name)")
        }
        let entries = try store.entries(of: name)
        guard let last = entries.last else {
            throw ContextualFailure("uninstall: Release not loaded: \(name)", ReleaseError.notFound)
        }
        var stored = try store.read(name, revision: last.revision)
        guard options.dryRun == .none else { return (stored.release, []) }
        let leftBehind = try abandoned(entries, of: name)
        guard last.status != .uninstalled else {
            guard !options.keepsHistory else {
                throw ReleaseError.refused("the release named \"\(name)\" is already deleted")
            }
            try purge(entries, name)
            return (stored.release, [])
        }
        stored.release.info.deleted = Self.now()
        stored.release.set(.uninstalling, "Deletion in progress (or silently failed)")
        let writer: RecordWriter
        do {
            writer = try RecordWriter.holding(stored, in: store)
        } catch ReleaseError.changedMeanwhile where attempt < Self.maximumAttempts {
            return try uninstall(name, attempt: attempt + 1)
        }
        defer { writer.stop() }
        let others = leftBehind.filter { $0.revision != last.revision }
        let kept = try perform(&stored.release, Self.sinceDeployed(entries), writer)
        if options.keepsHistory {
            try writer.finish(stored.release)
            try giveUp(others, of: name)
            try supersedeDeployed(name)
        } else {
            writer.stop()
            try purge(entries, name)
        }
        return (stored.release, kept)
    }

    private func perform(
        _ release: inout Release, _ others: [ReleaseStore.Entry], _ writer: RecordWriter
    ) throws -> [String] {
        let hooks = HookRunner(actions: self, record: writer.save)
        if options.runsHooks { try hooks.run("pre-delete", of: &release) }
        let own = try recorded(release)
        let (doomed, kept) = doomed(own)
        let further = try remains(of: others, release.name, besides: own)
        let all = doomed + further.filter { $0.annotations[Ownership.policyAnnotation] == nil }
        let deleted: [Cluster.Location]
        do {
            deleted = try cluster.delete(all, namespace: namespace, deletion) { _, _ in }
        } catch let failure as any Failure {
            throw ContextualFailure("failed to delete release: \(release.name)", failure)
        }
        if options.effectiveWait != .hookOnly {
            try cluster.wait(for: .deleted, deleted, timeoutSeconds: options.timeoutSeconds)
        }
        if options.runsHooks { try hooks.run("post-delete", of: &release) }
        release.set(
            .uninstalled, options.description.isEmpty ? "Uninstallation complete" : options.description)
        return kept
    }

    /// Those of a revision's objects that go, and those that stay.
    // helm v4.2 pkg/action/resource_policy.go filterManifestsToKeep.
    private func doomed(_ objects: [Object]) -> (objects: [Object], kept: [String]) {
        var doomed: [Object] = []
        var kept: [String] = []
        for object in objects {
            if object.annotations[Ownership.policyAnnotation] == nil {
                doomed.append(object)
            } else if Ownership.isKept(object.annotations) {
                kept.append("[\(object.kind)] \(object.name)")
            }
            // Quirk: what has a policy that Helm does not know is neither deleted nor told about.
        }
        return (doomed, kept)
    }

    /// Removes all records, the newest last: without it nobody could finish what was begun.
    private func purge(_ entries: [ReleaseStore.Entry], _ name: String) throws {
        for entry in entries { try store.delete(name, revision: entry.revision) }
    }
}
