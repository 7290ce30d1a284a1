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
    /// The server is asked what applying each object again would change. Hooks do not count.
    public func departure(from release: Release) throws -> String? {
        var options = Cluster.ApplyOptions()
        options.namespace = namespace
        options.forcesConflicts = true
        let found = Mutex<[String]>([])
        try cluster.all(try targets(of: release)) { [cluster, options] target in
            let location = try cluster.location(of: target, namespace: options.namespace)
            let present = try cluster.read(location)
            if try present == nil || !cluster.difference(target, options).isEmpty {
                let text = "\(location.description) \(present == nil ? "is gone" : "was changed")"
                found.withLock { $0.append(text) }
            }
        }
        return found.withLock { $0.min() }
    }
}
