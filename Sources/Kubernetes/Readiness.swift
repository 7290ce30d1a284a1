import Documents

/// How far an object is from what it was asked to be: the rules of kstatus (sigs.k8s.io/cli-utils pkg/kstatus/status).
public struct Readiness: Sendable, Equatable {
    /// The four answers that matter.
    public enum State: Sendable, Equatable {
        case ready
        case progressing
        /// It will not get ready by waiting.
        case failed
        /// It is being deleted.
        case terminating
    }

    /// The answer.
    public let state: State
    /// Why, for people.
    public let message: String

    /// Looks at an object as it is in the cluster.
    ///
    /// - jobsMustComplete: a Job that has begun is ready for kstatus; with this it has to be done.
    public init(_ object: Object, jobsMustComplete: Bool = false) {
        self = Self.generic(object) ?? Self.known(object, jobsMustComplete) ?? Self.readyCondition(object)
    }

    init(_ state: State, _ message: String) {
        self.state = state
        self.message = message
    }

    static func progressing(_ message: String) -> Readiness { Readiness(.progressing, message) }
    static func ready(_ message: String) -> Readiness { Readiness(.ready, message) }

    // kstatus generic.go checkGenericProperties.
    private static func generic(_ object: Object) -> Readiness? {
        let metadata = object.value["metadata"]
        if metadata?["deletionTimestamp"]?.string != nil { return Readiness(.terminating, "is being deleted") }
        if let wanted = metadata?["generation"]?.integer,
            let seen = object.value[path: "status", "observedGeneration"]?.integer, seen != wanted
        {
            return .progressing("generation \(wanted) is not observed yet, only \(seen)")
        }
        if let condition = object.condition("Stalled"), condition.isTrue { return Readiness(.failed, condition.text) }
        if let condition = object.condition("Reconciling"), condition.isTrue { return .progressing(condition.text) }
        return nil
    }

    private static func known(_ object: Object, _ jobsMustComplete: Bool) -> Readiness? {
        switch (object.group, object.kind) {
        case ("apps", "Deployment"), ("extensions", "Deployment"): deployment(object)
        case ("apps", "StatefulSet"): statefulSet(object)
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): daemonSet(object)
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"), ("", "ReplicationController"): replicaSet(object)
        case ("batch", "Job"): job(object, mustComplete: jobsMustComplete)
        case ("", "Pod"): pod(object)
        case ("", "PersistentVolumeClaim"): claim(object)
        case ("", "Service"): service(object)
        case ("", "Namespace"): namespace(object)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): definition(object)
        case ("apiregistration.k8s.io", "APIService"): condition(object, "Available")
        default: nil
        }
    }

    /// kstatus generic.go checkReadyCondition; what has no such condition is ready once it is there.
    private static func readyCondition(_ object: Object) -> Readiness {
        guard let condition = object.condition("Ready") else { return .ready("is there") }
        return condition.isTrue ? .ready(condition.text) : .progressing(condition.text)
    }

    private static func condition(_ object: Object, _ name: String) -> Readiness {
        guard let condition = object.condition(name) else { return .progressing("has no condition \(name) yet") }
        return condition.isTrue ? .ready(condition.text) : .progressing(condition.text)
    }
}

/// One of `status.conditions`.
public struct Condition: Sendable {
    /// `Available`.
    public let type: String
    /// `True`, `False`, `Unknown`.
    public let status: String
    /// One word.
    public let reason: String
    /// For people.
    public let message: String

    var isTrue: Bool { status == "True" }
    /// `Available=False MinimumReplicasUnavailable: …`.
    var text: String {
        "\(type)=\(status)" + (reason.isEmpty ? "" : " \(reason)")
            + (message.isEmpty ? "" : ": \(oneLine(message, limit: 300))")
    }
}

extension Object {
    /// All conditions.
    public var conditions: [Condition] {
        (value[path: "status", "conditions"]?.array ?? []).map { item in
            Condition(
                type: item["type"]?.string ?? "", status: item["status"]?.string ?? "",
                reason: item["reason"]?.string ?? "", message: item["message"]?.string ?? "")
        }
    }

    /// A condition by its type; kubectl ignores case, and so do we.
    public func condition(_ type: String) -> Condition? {
        conditions.first { $0.type.lowercased() == type.lowercased() }
    }

    /// A whole number of `status`; 0 if it is not there.
    func count(_ key: String) -> Int64 { value[path: "status", key]?.integer ?? 0 }
    /// `spec.replicas`, 1 unless given.
    var wantedReplicas: Int64 { value[path: "spec", "replicas"]?.integer ?? 1 }
    /// Whether the controller has not looked at the object at all.
    var isUnobserved: Bool { value[path: "status", "observedGeneration"]?.integer == nil }
}
