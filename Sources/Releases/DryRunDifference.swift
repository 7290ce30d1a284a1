import Diagnostics
import Kubernetes
import Synchronization

extension ReleaseActions {
    /// Shows what a dry run would change, an object at a time: what is installed in the order of installation, then
    /// what is deleted. Hooks are no part of it.
    ///
    /// Without the cluster the manifests of the two revisions are compared, else what is there and what the server says
    /// that would become of it.
    ///
    /// - release: the revision that would be made.
    /// - originals: the objects that the release had until now.
    /// - revision: the revision that has those; nil if there is none.
    // Differs: Helm shows the new manifest alone.
    func showDifference(_ release: Release, over originals: [Object], of revision: Int?) throws {
        guard let showDifference else { return }
        let isLive = options.dryRun == .server
        // Manifests are compared as they are written, without the marks of the release.
        let targets = isLive ? try targets(of: release) : try objects(of: release.manifest, place: "the manifest")
        let wanted = Set(targets.map { key(of: $0) })
        let doomed = KindOrder.deletionWaves(originals.filter { !wanted.contains(key(of: $0)) }).flatMap { $0 }
        let installed = KindOrder.waves(targets).flatMap { $0 }
        let known = Dictionary(originals.map { (key(of: $0), $0) }, uniquingKeysWith: { _, last in last })
        let texts = Mutex<[Int: String]>([:])
        try cluster.all(Array((installed + doomed).enumerated())) { index, object in
            let (target, original) = (index < installed.count ? object : nil, known[key(of: object)])
            let text =
                isLive
                ? try liveDifference(target, over: original, release)
                : recordedDifference(target, over: original, of: revision, release)
            texts.withLock { $0[index] = text }
        }
        for (_, text) in texts.withLock({ $0 }).sorted(by: { $0.key < $1.key }) where !text.isEmpty {
            try showDifference(text)
        }
    }

    /// How the manifests of two revisions differ about an object.
    private func recordedDifference(
        _ after: Object?, over before: Object?, of revision: Int?, _ release: Release
    ) -> String {
        if let before, after == nil, Ownership.isKept(before.annotations) { return "" }
        let shown = after ?? before
        let name = (shown?.shortName ?? "") + (shown?.namespace.map { " in \($0)" } ?? "")
        return ObjectDifference(before: before, after: after).text(
            before: revision.map { "\(name) (revision \($0))" } ?? "\(name) (not there)",
            after: "\(name) (revision \(release.revision))")
    }

    /// What is there of an object, and what the server would make of it.
    private func liveDifference(_ target: Object?, over original: Object?, _ release: Release) throws -> String {
        guard let object = target ?? original else { return "" }
        var (name, present, result) = (object.shortName, Object?.none, target)
        do {
            let location = try cluster.location(of: object, namespace: namespace)
            name = location.description
            present = try cluster.read(location)
            if let target {
                let update = ObjectUpdate(actions: self, target: target, original: original, definedHere: [])
                result = try update.perform(release.applyMethod ?? .clientSide, migrates: false).object
            } else if let present, Ownership.isKept(present.annotations) {
                return ""
            }
        } catch KubernetesError.unknownKind {
            // Its definition would come with the release, or has gone: then nothing of it is there.
        } catch KubernetesError.refused(_, let status) where status.isNamespaceMissing {
            // The release's own, with --create-namespace, or one that comes with the release.
        }
        return ObjectDifference(before: present, after: result).text(
            before: "\(name) (cluster)", after: "\(name) (revision \(release.revision))")
    }
}
