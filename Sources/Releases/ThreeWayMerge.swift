import Documents
import Kubernetes

/// What an object becomes when a release changes what it wants of it, and others have changed it meanwhile.
///
/// Three states meet: what the release wanted before, what it wants now, and what is there. What it no longer wants goes,
/// what it wants is set, and what others have added stays.
// k8s.io/apimachinery pkg/util/strategicpatch CreateThreeWayMergePatch, whose patch the server then merges;
// here the merged object is made at once.
package enum ThreeWayMerge {
    /// The merged state of an object of a kind that Kubernetes has by itself.
    package static func merged(before: Value, wanted: Value, present: Value) -> Value {
        merge(before, wanted, present, field: "")
    }

    // MARK: members

    private static func merge(_ before: Value?, _ wanted: Value, _ present: Value?, field: String) -> Value {
        switch (wanted, present) {
        case (.object(let wanted), .object(let present)?):
            return .object(merge(before?.object ?? [:], wanted, present, field: field))
        case (.array(let wanted), .array(let present)?):
            guard let keys = listKeys[field] else { return .array(wanted) }
            let before = before?.array ?? []
            if keys.isEmpty { return .array(mergeSet(before, wanted, present)) }
            return .array(merge(before, wanted, present, keys: keys, field: field))
        case (.object(let members), _): return .object(withoutNulls(members))
        default: return wanted
        }
    }

    private static func merge(
        _ before: Value.Object, _ wanted: Value.Object, _ present: Value.Object, field: String
    ) -> Value.Object {
        var result = present
        for key in before.keys where wanted[key] == nil { result[key] = nil }
        for (key, value) in wanted {
            // A null asks for the default: it removes what is there.
            if value == .null {
                result.removeValue(forKey: key)
            } else {
                result[key] = merge(before[key], value, present[key], field: key)
            }
        }
        if retainedFields.contains(field) {
            for key in present.keys where wanted[key] == nil { result[key] = nil }
        }
        return result
    }

    private static func withoutNulls(_ members: Value.Object) -> Value.Object { members.filter { $0.value != .null } }

    // MARK: lists

    /// Lists whose elements are told apart by fields, by the name of the list; without fields they are sets.
    // The patchMergeKey tags of k8s.io/api v0.36. Quirk: a Service's ports are told apart by number alone there, and
    // those of TCP and UDP with one number become one; here the protocol counts, too.
    private static let listKeys: [String: [String]] = [
        "containers": ["name"], "initContainers": ["name"], "ephemeralContainers": ["name"], "volumes": ["name"],
        "env": ["name"], "volumeMounts": ["mountPath"], "volumeDevices": ["devicePath"],
        "imagePullSecrets": ["name"], "hostAliases": ["ip"], "resourceClaims": ["name"], "secrets": ["name"],
        "topologySpreadConstraints": ["topologyKey", "whenUnsatisfiable"],
        "ports": ["containerPort", "port", "protocol"], "conditions": ["type"], "ownerReferences": ["uid"],
        "webhooks": ["name"], "finalizers": [],
    ]

    /// Objects of which nothing stays but what is wanted: their members exclude one another.
    // The patchStrategy tags `retainKeys` of k8s.io/api v0.36: volumes and the strategy of Deployments.
    private static let retainedFields: Set<String> = ["strategy", "volumes[]"]

    private static func identity(_ element: Value, _ keys: [String]) -> [Value] {
        keys.map { key in
            // The server fills in the protocol, so that it is there in what is present and often not in what is wanted.
            element[key] ?? (key == "protocol" ? "TCP" : .null)
        }
    }

    private static func merge(
        _ before: [Value], _ wanted: [Value], _ present: [Value], keys: [String], field: String
    ) -> [Value] {
        func indexed(_ list: [Value]) -> [[Value]: Value] {
            Dictionary(list.map { (identity($0, keys), $0) }, uniquingKeysWith: { _, last in last })
        }
        let (old, found) = (indexed(before), indexed(present))
        let wantedKeys = Set(wanted.map { identity($0, keys) })
        let merged = wanted.map { element in
            let key = identity(element, keys)
            return merge(old[key], element, found[key], field: "\(field)[]")
        }
        // What others have added stays, behind what is wanted.
        let foreign = present.filter { element in
            let key = identity(element, keys)
            return !wantedKeys.contains(key) && old[key] == nil
        }
        return merged + foreign
    }

    private static func mergeSet(_ before: [Value], _ wanted: [Value], _ present: [Value]) -> [Value] {
        wanted + present.filter { !wanted.contains($0) && !before.contains($0) }
    }
}

/// Patches as RFC 7396 has them.
package enum MergePatch {
    /// What makes one value of another; nil if they are the same.
    package static func between(_ old: Value, _ new: Value) -> Value? {
        // Not `? nil :`, which would be a value: null.
        if old == new { return nil }
        guard case .object(let old) = old, case .object(let new) = new else { return new }
        var patch: Value.Object = [:]
        for key in old.keys where new[key] == nil { patch[key] = .null }
        for (key, value) in new {
            guard let before = old[key] else {
                patch[key] = value
                continue
            }
            if let change = between(before, value) { patch[key] = change }
        }
        return .object(patch)
    }
}
