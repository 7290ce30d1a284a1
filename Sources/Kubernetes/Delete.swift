import Diagnostics
import Documents
import HTTP

extension Cluster {
    /// What becomes of objects that a deleted one owns.
    public enum Propagation: String, Sendable, CaseIterable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    /// How objects are deleted.
    public struct DeleteOptions: Sendable {
        /// What becomes of owned objects.
        public var propagation = Propagation.background
        /// Seconds pods get to end; nil for what they ask for themselves.
        public var gracePeriodSeconds: Int?
        /// Whether the server only says what it would do.
        public var isDryRun = false
        /// Seconds for a server that has too much to do.
        public var timeoutSeconds = 60

        /// The defaults.
        public init() {}
    }

    /// Asks for an object's deletion; false if it is not there. It may take a while until it is gone.
    public func delete(_ location: Location, _ options: DeleteOptions = DeleteOptions()) throws -> Bool {
        var body: Value.Object = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(options.propagation.rawValue),
        ]
        if let seconds = options.gracePeriodSeconds { body["gracePeriodSeconds"] = .integer(Int64(seconds)) }
        if options.isDryRun { body["dryRun"] = ["All"] }
        let request = try client.request(
            .delete, location.path, contentType: "application/json", body: JSON.bytes(.object(body)))
        do {
            let operation = "delete \(location.description)"
            _ = try paced(request, operation: operation, seconds: options.timeoutSeconds)
            return true
        } catch let error as KubernetesError where error.isNotFound {
            return false
        }
    }

    /// Deletes objects in waves, Helm's order backwards.
    ///
    /// - done: called for each object; whether it was there.
    ///
    /// Returns where those are that were there.
    public func delete(
        _ objects: [Object], namespace: String?, _ options: DeleteOptions = DeleteOptions(),
        done: @escaping @Sendable (Object, Bool) -> Void
    ) throws -> [Location] {
        let deleted = Collected<Location>()
        for wave in KindOrder.deletionWaves(objects) {
            try all(wave) { object in
                let found = try self.locationIfServed(of: object, namespace: namespace)
                let wasThere = try found.map { try self.delete($0, options) } ?? false
                deleted.add(wasThere ? found : nil) { done(object, wasThere) }
            }
        }
        return deleted.items
    }
}
