import Documents
import HTTP
import Kubernetes

/// One object on its way to what it shall be.
struct ObjectUpdate {
    let actions: ReleaseActions
    let target: Object
    /// What the release wanted of it before.
    let original: Object?
    let definedHere: Set<String>

    private var cluster: Cluster { actions.cluster }
    private var isDryRun: Bool { actions.options.dryRun == .server }

    /// What became of it.
    struct Outcome {
        /// Whether it was not there before.
        let isNew: Bool
        /// As it is now; in a dry run, as it would be.
        let object: Object
    }

    /// Makes it what it shall be.
    ///
    /// - migrates: whether it may be that the client merged its fields until now.
    func perform(_ method: Release.ApplyMethod, migrates: Bool) throws -> Outcome {
        if actions.options.replacesObjects { return try replace() }
        switch method {
        case .serverSide: return try apply(migrates: migrates)
        case .clientSide: return try merge()
        }
    }

    private var manager: String { "fieldManager=\(percentEncoded(cluster.fieldManager))" }
    private var query: String { "?\(manager)" + (isDryRun ? "&dryRun=All" : "") }

    // MARK: by the server

    private func apply(migrates: Bool) throws -> Outcome {
        if isDryRun { return try applyPretended() }
        if migrates { try passOnOwnership() }
        do {
            return try applyOnce()
        } catch KubernetesError.refused(let operation, let status) where status.isFieldConflict {
            if isOnlyClaimed(status) { return try applyOnce(byForce: true) }
            guard try passOnOwnership() else { throw KubernetesError.refused(operation: operation, status) }
            return try applyOnce()
        }
    }

    /// Whether a conflict is about nothing but the list that cannot change: before Kubernetes 1.22 the controller of a
    /// StatefulSet whose claims have labels owns it as soon as it has written the status.
    private func isOnlyClaimed(_ status: APIStatus) -> Bool {
        target.kind == "StatefulSet" && status.conflictingFields == [".spec.volumeClaimTemplates"]
            && status.conflictingManagers == ["kube-controller-manager"]
    }

    private func applyOnce(byForce: Bool = false) throws -> Outcome {
        var application = actions.application
        if byForce { application.forcesConflicts = true }
        let (_, result, outcome) = try cluster.apply(target, application, definedHere: definedHere)
        // What a predecessor of another name owns would stay for ever: it is ours to leave out.
        if ManagedFields.passedOn(of: result, to: cluster.fieldManager) != nil, try passOnOwnership() {
            let again = try cluster.apply(target, application, definedHere: definedHere)
            return Outcome(isNew: outcome == .created, object: again.1)
        }
        return Outcome(isNew: outcome == .created, object: result)
    }

    /// In a dry run ownership does not pass on: what the release's earlier managers own is taken by force.
    private func applyPretended() throws -> Outcome {
        var application = actions.application
        do {
            let (_, result, outcome) = try cluster.apply(target, application, definedHere: definedHere)
            return Outcome(isNew: outcome == .created, object: result)
        } catch KubernetesError.refused(let operation, let status) where status.isFieldConflict {
            let predecessors = ManagedFields.releaseManagers.union([cluster.fieldManager])
            guard isOnlyClaimed(status) || status.conflictingManagers.isSubset(of: predecessors) else {
                throw KubernetesError.refused(operation: operation, status)
            }
            application.forcesConflicts = true
            let (_, result, _) = try cluster.apply(target, application, definedHere: definedHere)
            return Outcome(isNew: false, object: result)
        }
    }

    /// Makes what earlier managers of the release own ours. False if there is nothing of the kind.
    @discardableResult
    private func passOnOwnership() throws -> Bool {
        guard let location = try cluster.locationIfServed(of: target, namespace: actions.namespace) else {
            return false
        }
        return try withRetries(reading: location) { present, version in
            guard Ownership.fault(present, actions.releaseName(of: target), actions.namespace) == nil,
                let entries = ManagedFields.passedOn(of: present, to: cluster.fieldManager)
            else { return false }
            let patch: Value = [
                ["op": "replace", "path": "/metadata/managedFields", "value": .array(entries)],
                ["op": "replace", "path": "/metadata/resourceVersion", "value": .string(version)],
            ]
            _ = try send(.patch, location.path + query, "application/json-patch+json", patch, "take over", location)
            return true
        } ?? false
    }

    // MARK: by the client

    // helm v4.2 pkg/kube/client.go createPatch, patchResourceClientSide.
    private func merge() throws -> Outcome {
        let location = try location()
        let merged = try withRetries(reading: location) { present, version in
            guard case .object(var members)? = mergePatch(present.value) else { return present }
            var metadata = members["metadata"]?.object ?? [:]
            metadata["resourceVersion"] = .string(version)
            members["metadata"] = .object(metadata)
            return try send(
                .patch, location.path + query, "application/merge-patch+json", .object(members), "patch", location)
        }
        return try merged.map { Outcome(isNew: false, object: $0) } ?? create(location)
    }

    /// What has to change; nil if nothing does. Of what others have made nothing goes that the release never had.
    // helm v4.2 pkg/action/validate.go requireAdoption: what is adopted counts as if it had been wanted like that before.
    private func mergePatch(_ present: Value) -> Value? {
        let wanted = namespaced.value
        if let original, !Self.isBuiltIn(target), !actions.options.takesOwnership {
            // Quirk: of kinds that Kubernetes does not have by itself only what is wanted otherwise than before changes.
            return MergePatch.between(original.value, wanted)
        }
        return MergePatch.between(
            present, ThreeWayMerge.merged(before: original?.value ?? wanted, wanted: wanted, present: present))
    }

    // MARK: as a whole

    // helm v4.2 pkg/kube/client.go replaceResource.
    private func replace() throws -> Outcome {
        let location = try location()
        let replaced = try withRetries(reading: location) { _, version in
            var object = namespaced
            object.setMetadata("resourceVersion", .string(version))
            return try send(.put, location.path + query, "application/json", object.value, "replace", location)
        }
        return try replaced.map { Outcome(isNew: false, object: $0) } ?? create(location)
    }

    private func create(_ location: Cluster.Location) throws -> Outcome {
        let place = location.resource.path(namespace: location.namespace)
        let object = try send(.post, place + query, "application/json", namespaced.value, "create", location)
        return Outcome(isNew: true, object: object)
    }

    // MARK: requests

    private var namespaced: Object {
        guard let location = try? location(), let namespace = location.namespace, target.namespace == nil else {
            return target
        }
        return target.inNamespace(namespace)
    }

    private func location() throws -> Cluster.Location {
        try cluster.location(of: target, namespace: actions.namespace)
    }

    /// Reads the object and changes it, again when somebody else was faster. Nil if it is not there.
    private func withRetries<Result>(
        reading location: Cluster.Location, _ change: (Object, String) throws -> Result
    ) throws -> Result? {
        // client-go util/retry DefaultRetry.
        for attempt in 1... {
            guard let present = try cluster.read(location) else { return nil }
            do {
                return try change(present, present.resourceVersion ?? "")
            } catch KubernetesError.refused(let operation, let status) where status.code == 409 {
                guard attempt < 5 else { throw KubernetesError.refused(operation: operation, status) }
            }
        }
        return nil
    }

    private func send(
        _ method: Method, _ path: String, _ type: String, _ body: Value, _ verb: String, _ location: Cluster.Location
    ) throws -> Object {
        let request = try cluster.client.request(method, path, contentType: type, body: JSON.bytes(body))
        return Object(try cluster.paced(request, operation: "\(verb) \(location.description)", seconds: 60).1)
    }

    /// Whether Kubernetes knows the kind by itself: those are merged list by list.
    // The groups of k8s.io/client-go kubernetes/scheme v0.36, and apiextensions.
    static func isBuiltIn(_ object: Object) -> Bool {
        builtInGroups.contains(object.group)
    }

    private static let builtInGroups: Set<String> = [
        "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apps", "authentication.k8s.io",
        "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io",
        "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io",
        "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
    ]
}
