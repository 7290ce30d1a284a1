import Documents
import Kubernetes
import Synchronization

extension ReleaseActions {
    /// The last revision of a release, if it is what is deployed; nil if there is none, or something else came after it.
    public func deployed(_ name: String) throws -> Release? {
        guard let last = try store.entries(of: name).last, last.status == .deployed else { return nil }
        return try store.read(name, revision: last.revision).release
    }

    /// The namespaces that the objects of a revision are in.
    public func namespaces(of release: Release) throws -> Set<String> {
        Set(try targets(of: release).compactMap { try cluster.location(of: $0, namespace: namespace).namespace })
    }

    /// What differs in the cluster from a revision of a release; nil if nothing does. Changes nothing.
    ///
    /// The server is asked what applying each object again would change. Hooks do not count, nor do the changes that an
    /// object was made for: see `Object.mayVanish` and `withReplicasOfAutoscaler`.
    public func departure(from release: Release) throws -> String? {
        var options = Cluster.ApplyOptions()
        options.namespace = namespace
        options.forcesConflicts = true
        let found = Mutex<[String]>([])
        try cluster.all(try targets(of: release)) { [self, options] target in
            let location = try cluster.location(of: target, namespace: options.namespace)
            guard let change = try change(of: target, at: location, options) else { return }
            found.withLock { $0.append("\(location.description) \(change)") }
        }
        return found.withLock { $0.min() }
    }

    private func change(
        of target: Object, at location: Cluster.Location, _ options: Cluster.ApplyOptions
    ) throws -> String? {
        guard let present = try cluster.read(location) else { return target.mayVanish ? nil : "is gone" }
        guard try !cluster.difference(target, options).isEmpty else { return nil }
        if let scaled = withReplicasOfAutoscaler(target, present, at: location),
            try cluster.difference(scaled, options).isEmpty
        {
            return nil
        }
        return "was changed"
    }

    /// The object with as many replicas as there are, if an autoscaler is there to say how many; nil if none is, or the
    /// object says nothing of replicas.
    ///
    /// Newer servers tell in `managedFields` who scales, but that could be a person as well, whose change counts.
    private func withReplicasOfAutoscaler(
        _ target: Object, _ present: Object, at location: Cluster.Location
    ) -> Object? {
        guard target.value["spec"]?["replicas"] != nil, let replicas = present.value["spec"]?["replicas"],
            let autoscalers = try? cluster.discovery.resource(named: "horizontalpodautoscalers"),
            let found = try? cluster.list(autoscalers, namespace: location.namespace).objects,
            found.contains(where: { $0.scales(target) })
        else { return nil }
        var value = target.value
        value.set(path: "spec.replicas", to: replicas)
        return Object(value, place: target.place)
    }
}

extension Object {
    /// Whether the object was made to be removed by its own controller: that it is gone is then its end, not a change.
    // kubernetes pkg/controller/ttlafterfinished: a Job that finished is deleted after so many seconds.
    fileprivate var mayVanish: Bool {
        kind == "Job" && group(of: apiVersion) == "batch" && value["spec"]?["ttlSecondsAfterFinished"]?.integer != nil
    }

    /// Whether the object is a HorizontalPodAutoscaler of another one, whatever version of its kind either names.
    fileprivate func scales(_ target: Object) -> Bool {
        let reference = value["spec"]?["scaleTargetRef"]
        return reference?["kind"]?.string == target.kind && reference?["name"]?.string == target.name
            && group(of: reference?["apiVersion"]?.string ?? "") == group(of: target.apiVersion)
    }

    private func group(of apiVersion: String) -> Substring {
        apiVersion.contains("/") ? apiVersion.prefix { $0 != "/" } : ""
    }
}
