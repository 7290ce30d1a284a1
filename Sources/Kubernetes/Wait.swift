import Diagnostics
import Documents
import HTTP
import Synchronization

extension Cluster {
    /// What is waited for.
    public enum Goal: Sendable {
        /// As kstatus judges; with `jobsMustComplete`, Jobs have to be done.
        case ready(jobsMustComplete: Bool)
        /// Jobs have completed and pods succeeded; anything else only has to be there.
        case finished
        case exists
        case deleted
        /// A condition has a status, `True` unless said otherwise.
        case condition(String, status: String)
        /// A path has a value; without one, it has any.
        case path(JSONPath, value: String?)
    }

    /// What is known about an object that is waited for.
    private struct Progress {
        var object: Object?
        var readiness = Readiness(.progressing, "is not there")
    }

    /// Waits until all objects have reached the goal, watching them.
    ///
    /// - done: called once for each object that has, from any thread, one at a time.
    ///
    /// Throws `KubernetesError.timedOut` with what is in the way, or `.failedObjects` as soon as one cannot get ready.
    public func wait(
        for goal: Goal, _ locations: [Location], timeoutSeconds: Int,
        done: @escaping @Sendable (Location) -> Void = { _ in }
    ) throws {
        let deadline = Deadline(seconds: Double(timeoutSeconds))
        let state = Mutex<[Location: Progress]>(
            Dictionary(locations.map { ($0, Progress()) }, uniquingKeysWith: { first, _ in first }))
        let groups = Dictionary(grouping: Set(locations)) { WatchGroup(resource: $0.resource, namespace: $0.namespace) }
        try forEachConcurrently(Array(groups), limit: max(groups.count, 1)) { group, failure in
            let key = failure.add { deadline.cancel() }
            defer { failure.remove(key) }
            try self.wait(for: goal, group.key, Set(group.value), deadline, state, done)
        }
        let left = locations.filter { location in state.withLock { $0[location]?.readiness.state } != .ready }
        guard !left.isEmpty else { return }
        let known = state.withLock { $0 }
        let failed = left.filter { known[$0]?.readiness.state == .failed }
        let details = (failed.isEmpty ? left : failed).prefix(Self.explainedCount).flatMap { location in
            explain(location, known[location]?.object, known[location]?.readiness.message ?? "")
        }
        let operation = "wait for \(left.count == 1 ? left[0].description : "\(left.count) objects")"
        guard failed.isEmpty else { throw KubernetesError.failedObjects(operation: operation, details: details) }
        throw KubernetesError.timedOut(operation: operation, seconds: timeoutSeconds, details: details)
    }

    /// A failure tells about this many objects.
    private static let explainedCount = 10

    private struct WatchGroup: Hashable, Sendable {
        let resource: Resource
        let namespace: String?
    }

    private func wait(
        for goal: Goal, _ group: WatchGroup, _ locations: Set<Location>, _ deadline: Deadline,
        _ state: borrowing Mutex<[Location: Progress]>, _ done: (Location) -> Void
    ) throws {
        let only = locations.count == 1 ? locations.first : nil
        let selection = Selection(fields: only.map { "metadata.name=\($0.name)" })
        let byName = Dictionary(locations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        func note(_ name: String, _ object: Object?) throws {
            guard let location = byName[name] else { return }
            let readiness = try Self.judge(object, goal)
            let wasReady = state.withLock { state in
                defer { state[location] = Progress(object: object, readiness: readiness) }
                return state[location]?.readiness.state == .ready
            }
            if readiness.state == .ready, !wasReady { done(location) }
        }
        try follow(group.resource, namespace: group.namespace, selection, deadline) { event in
            switch event {
            case .listed(let objects):
                let present = Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
                for name in byName.keys { try note(name, present[name]) }
            case .changed(let object): try note(object.name, object)
            case .deleted(let object): try note(object.name, nil)
            }
            let states = state.withLock { state in locations.map { state[$0]?.readiness.state } }
            if states.contains(.failed) {
                deadline.cancel()
                return false
            }
            return !states.allSatisfy { $0 == .ready }
        }
    }

    // helm v4.2 internal/statusreaders/job_status_reader.go, pod_status_reader.go.
    private static func judgeEnd(of object: Object) -> Readiness {
        switch (object.group, object.kind) {
        case ("batch", "Job"): return Readiness(object, jobsMustComplete: true)
        case ("", "Pod"):
            let phase = object.value[path: "status", "phase"]?.string ?? ""
            switch phase {
            case "Succeeded": return .ready("succeeded")
            case "Failed": return Readiness(.failed, "failed")
            default: return .progressing(phase.isEmpty ? "has no phase yet" : "is \(phase)")
            }
        default: return .ready("is there")
        }
    }

    private static func judge(_ object: Object?, _ goal: Goal) throws -> Readiness {
        guard let object else {
            if case .deleted = goal { return .ready("is gone") }
            return .progressing("is not there")
        }
        switch goal {
        case .ready(let jobsMustComplete): return Readiness(object, jobsMustComplete: jobsMustComplete)
        case .finished: return Self.judgeEnd(of: object)
        case .exists: return .ready("is there")
        case .deleted:
            let finalizers = object.value["metadata"]?.strings("finalizers") ?? []
            let reason = finalizers.isEmpty ? "" : ": finalizers \(finalizers.joined(separator: ", "))"
            return .progressing("is still there\(reason)")
        case .condition(let name, let status):
            guard let condition = object.condition(name) else { return .progressing("has no condition \(name)") }
            // kubectl wait: a condition counts when it was set for this generation.
            let isSame = condition.status.lowercased() == status.lowercased()
            return isSame ? .ready(condition.text) : .progressing(condition.text)
        case .path(let path, let wanted):
            let found = try path.string(object.value)
            let isReached = wanted.map { $0 == found } ?? !found.isEmpty
            return isReached ? .ready(found) : .progressing("the path gives \"\(oneLine(found, limit: 80))\"")
        }
    }
}
