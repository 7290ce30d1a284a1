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

    /// Whether it was not there before.
    ///
    /// - migrates: whether it may be that the client merged its fields until now.
    func perform(_ method: Release.ApplyMethod, migrates: Bool) throws -> Bool {
        if actions.options.replacesObjects { return try replace() }
        switch method {
        case .serverSide: return try apply(migrates: migrates)
        case .clientSide: return try merge()
        }
    }

    private var manager: String { "fieldManager=\(percentEncoded(cluster.fieldManager))" }
    private var query: String { "?\(manager)" + (isDryRun ? "&dryRun=All" : "") }

    // MARK: by the server

    private func apply(migrates: Bool) throws -> Bool {
        if migrates, !isDryRun { try passOnOwnership() }
        do {
            return try applyOnce()
        } catch KubernetesError.refused(let operation, let status) where status.isFieldConflict && !isDryRun {
            guard try passOnOwnership() else { throw KubernetesError.refused(operation: operation, status) }
            return try applyOnce()
        }
    }

    private func applyOnce() throws -> Bool {
        let (_, result, outcome) = try cluster.apply(target, actions.application, definedHere: definedHere)
        // What a predecessor of another name owns would stay for ever: it is ours to leave out.
        if !isDryRun, ManagedFields.passedOn(of: result, to: cluster.fieldManager) != nil, try passOnOwnership() {
            _ = try cluster.apply(target, actions.application, definedHere: definedHere)
        }
        return outcome == .created
    }

    /// Makes what earlier managers of the release own ours. False if there is nothing of the kind.
    @discardableResult
    private func passOnOwnership() throws -> Bool {
        let location: Cluster.Location
        do {
            location = try self.location()
        } catch KubernetesError.unknownKind {
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
            try send(.patch, location.path + query, "application/json-patch+json", patch, "take over", location)
            return true
        } ?? false
    }

    // MARK: by the client

    // helm v4.2 pkg/kube/client.go createPatch, patchResourceClientSide.
    private func merge() throws -> Bool {
        let location = try location()
        let isThere: Bool? = try withRetries(reading: location) { present, version in
            let before = original?.value ?? present.value
            let patch =
                Self.isBuiltIn(target)
                ? MergePatch.between(
                    present.value,
                    ThreeWayMerge.merged(before: before, wanted: namespaced.value, present: present.value))
                : customPatch(before, present.value)
            guard case .object(var members)? = patch else { return true }
            var metadata = members["metadata"]?.object ?? [:]
            metadata["resourceVersion"] = .string(version)
            members["metadata"] = .object(metadata)
            try send(
                .patch, location.path + query, "application/merge-patch+json", .object(members), "patch", location)
            return true
        }
        if isThere == nil { try create(location) }
        return isThere == nil
    }

    /// Of objects that Kubernetes does not know by itself only what the release wants otherwise than before is changed.
    private func customPatch(_ before: Value, _ present: Value) -> Value? {
        guard actions.options.takesOwnership else { return MergePatch.between(before, namespaced.value) }
        return MergePatch.between(
            present, ThreeWayMerge.merged(before: before, wanted: namespaced.value, present: present))
    }

    // MARK: as a whole

    // helm v4.2 pkg/kube/client.go replaceResource.
    private func replace() throws -> Bool {
        let location = try location()
        let isThere: Bool? = try withRetries(reading: location) { _, version in
            var object = namespaced
            object.setMetadata("resourceVersion", .string(version))
            try send(.put, location.path + query, "application/json", object.value, "replace", location)
            return true
        }
        if isThere == nil { try create(location) }
        return isThere == nil
    }

    private func create(_ location: Cluster.Location) throws {
        let place = location.resource.path(namespace: location.namespace)
        try send(.post, place + query, "application/json", namespaced.value, "create", location)
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
    private func withRetries(
        reading location: Cluster.Location, _ change: (Object, String) throws -> Bool
    ) throws -> Bool? {
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
    ) throws {
        let request = try cluster.client.request(method, path, contentType: type, body: JSON.bytes(body))
        _ = try cluster.paced(request, operation: "\(verb) \(location.description)", seconds: 60)
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
