import Documents
import Kubernetes

/// Which field managers own what of an object, and how ownership passes on.
package enum ManagedFields {
    /// The names that Helm and those who speak for it apply by. What one of them has applied is the release's, whoever upgrades it.
    static let releaseManagers: Set<String> = ["helm", "Helm", "zarf"]

    /// The owners of an object when everything that predecessors own is `manager`'s; nil if they own nothing.
    ///
    /// Differs: Helm takes over from itself alone, and only what was merged by the client.
    // k8s.io/client-go util/csaupgrade UpgradeManagedFields.
    package static func passedOn(of object: Object, to manager: String) -> [Value]? {
        let entries = object.value["metadata"]?["managedFields"]?.array ?? []
        func isOwn(_ entry: Value) -> Bool {
            entry["manager"]?.string == manager && entry["operation"]?.string == "Apply" && !hasSubresource(entry)
        }
        func isPredecessor(_ entry: Value) -> Bool {
            guard let name = entry["manager"]?.string, !isOwn(entry), !hasSubresource(entry) else { return false }
            return name == manager || releaseManagers.contains(name)
        }
        let predecessors = entries.filter(isPredecessor)
        guard !predecessors.isEmpty else { return nil }
        let own = entries.filter(isOwn)
        var fields = (own + predecessors).map { $0["fieldsV1"] ?? [:] }.reduce(.object([:]), union)
        fields = without(["f:metadata", "f:annotations", lastApplied], in: fields)
        let first = own.first ?? predecessors[0]
        var entry: Value.Object = ["manager": .string(manager), "operation": "Apply"]
        for key in ["apiVersion", "time", "fieldsType"] { entry[key] = first[key] }
        entry["fieldsV1"] = fields
        return [.object(entry)] + entries.filter { !isOwn($0) && !isPredecessor($0) }
    }

    /// What `kubectl apply` remembers in an annotation nobody applies by hand.
    private static let lastApplied = "f:kubectl.kubernetes.io/last-applied-configuration"

    private static func hasSubresource(_ entry: Value) -> Bool {
        !(entry["subresource"]?.string ?? "").isEmpty
    }

    private static func union(_ one: Value, _ other: Value) -> Value {
        guard case .object(var members) = one, case .object(let more) = other else { return one }
        for (key, value) in more { members[key] = members[key].map { union($0, value) } ?? value }
        return .object(members)
    }

    private static func without(_ path: [String], in value: Value) -> Value {
        guard let first = path.first, case .object(var members) = value, let inner = members[first] else {
            return value
        }
        if path.count == 1 {
            members.removeValue(forKey: first)
        } else {
            members[first] = without(Array(path.dropFirst()), in: inner)
        }
        return .object(members)
    }
}
