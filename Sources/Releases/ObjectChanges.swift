import Diagnostics
import HTTP
import Kubernetes
import Synchronization

/// What was done to the objects of a release.
final class ObjectChanges: Sendable {
    private let state = Mutex<[Object]>([])

    /// Objects that were not there before.
    var created: [Object] { state.withLock { $0 } }

    func addCreated(_ object: Object) { state.withLock { $0.append(object) } }
}

extension ReleaseActions {
    /// Objects that are there and may become the release's. Throws if one belongs to somebody else.
    // helm v4.2 pkg/action/validate.go existingResourceConflict, requireAdoption.
    func checkOwnership(of objects: [Object], _ name: String) throws {
        // Server-side apply neither knows nor cares whether an object is there.
        if options.takesOwnership { return }
        try cluster.all(objects) { object in
            guard let location = try cluster.locationIfServed(of: object, namespace: namespace),
                let present = try cluster.read(location),
                let fault = Ownership.fault(present, name, namespace)
            else { return }
            throw ReleaseError.foreign(
                "\(object.kind) \"\(object.name)\" in namespace \"\(location.namespace ?? "")\" exists and cannot be "
                    + "imported into the current release: \(fault)")
        }
    }

    /// Refuses objects of kinds that the cluster does not have and that nothing of the release defines.
    ///
    /// - definitions: what is installed before.
    // helm v4.2 pkg/action/install.go, upgrade.go. Differs: Helm wants definitions in crds/, or there before, and in a
    // dry run always there before.
    func checkKinds(of targets: [Object], hooks: [Hook], definitions: [Object]) throws {
        let hooks = try hooks.filter { $0.kind == "CustomResourceDefinition" }.flatMap {
            try objects(of: $0.manifest, place: "hook \($0.path)")
        }
        let defined = Cluster.kinds(definedBy: definitions + targets + hooks)
        for target in targets where !defined.contains("\(target.group)/\(target.kind)") {
            try withContext("unable to build kubernetes objects from release manifest") {
                _ = try cluster.location(of: target, namespace: namespace)
            }
        }
    }

    /// Makes objects what they shall be, in waves by kind, many at a time.
    ///
    /// - originals: what the release had before.
    func apply(
        _ targets: [Object], over originals: [Object], _ method: Release.ApplyMethod, migrates: Bool,
        _ changes: ObjectChanges
    ) throws {
        let defined = Cluster.kinds(definedBy: targets)
        let known = Dictionary(originals.map { (key(of: $0), $0) }, uniquingKeysWith: { _, last in last })
        for wave in KindOrder.waves(targets) {
            try cluster.all(wave) { target in
                let update = ObjectUpdate(
                    actions: self, target: target, original: known[key(of: target)], definedHere: defined)
                if try update.perform(method, migrates: migrates).isNew { changes.addCreated(target) }
            }
        }
    }

    /// The release that an object is marked as a part of.
    func releaseName(of object: Object) -> String { object.annotations[Ownership.nameAnnotation] ?? "" }

    /// What revisions have that is not among `known`, as far as it is there and still the release's.
    ///
    /// Differs: Helm compares two revisions alone. What a third one that failed has made, or one has not come to
    /// delete, stays behind.
    func remains(
        of entries: [ReleaseStore.Entry], _ name: String, besides known: [Object]
    ) throws -> [Object] {
        var seen = Set(known.map { key(of: $0) })
        return try entries.flatMap { entry in
            let release = try store.read(name, revision: entry.revision).release
            return try recorded(release).filter { object in
                guard seen.insert(key(of: object)).inserted,
                    let location = try? cluster.location(of: object, namespace: namespace),
                    let present = try cluster.read(location)
                else { return false }
                return Ownership.fault(present, name, namespace) == nil
            }
        }
    }

    /// Deletes what a release had and no longer has, but for what is to be kept.
    // helm v4.2 pkg/kube/client.go update.
    func delete(_ originals: [Object], notIn targets: [Object]) throws {
        let kept = Set(targets.map { key(of: $0) })
        for wave in KindOrder.deletionWaves(originals.filter { !kept.contains(key(of: $0)) }) {
            try cluster.all(wave) { object in
                guard let location = try cluster.locationIfServed(of: object, namespace: namespace),
                    let present = try cluster.read(location), !Ownership.isKept(present.annotations)
                else { return }
                _ = try cluster.delete(location, deletion)
            }
        }
    }

    /// How objects are deleted.
    var deletion: Cluster.DeleteOptions {
        var deletion = Cluster.DeleteOptions()
        deletion.propagation = options.propagation
        return deletion
    }

    /// How objects are applied.
    var application: Cluster.ApplyOptions {
        var application = Cluster.ApplyOptions()
        application.namespace = namespace
        application.forcesConflicts = options.forcesConflicts
        // Servers before 1.25 know no such thing and pass it over.
        application.fieldValidation = options.validatesFields ? "Strict" : "Ignore"
        application.isDryRun = options.dryRun == .server
        return application
    }
}
