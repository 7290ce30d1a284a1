import Documents
import Kubernetes

/// Whose an object is: what Helm writes on everything it installs.
// helm v4.2 pkg/action/validate.go.
enum Ownership {
    private static let label = "app.kubernetes.io/managed-by"
    private static let manager = "Helm"
    static let nameAnnotation = "meta.helm.sh/release-name"
    private static let namespaceAnnotation = "meta.helm.sh/release-namespace"

    /// Selects the objects of all releases.
    static let selector = "\(label)=\(manager)"

    /// What is to become of an object when its release goes.
    static let policyAnnotation = "helm.sh/resource-policy"

    /// An object with the marks of a release.
    static func marked(_ object: Object, _ name: String, _ namespace: String) -> Object {
        var object = object
        func merged(_ key: String, _ texts: [String: String]) -> Value {
            var members = object.value["metadata"]?[key]?.object ?? [:]
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) { members[key] = .string(text) }
            return .object(members)
        }
        object.setMetadata("labels", merged("labels", [label: manager]))
        object.setMetadata(
            "annotations", merged("annotations", [nameAnnotation: name, namespaceAnnotation: namespace]))
        return object
    }

    /// What keeps an object from being the release's; nil if nothing does.
    static func fault(_ object: Object, _ name: String, _ namespace: String) -> String? {
        func fault(_ kind: String, _ texts: [String: String], _ key: String, _ wanted: String) -> String? {
            guard let actual = texts[key] else {
                return "\(kind) validation error: missing key \"\(key)\": must be set to \"\(wanted)\""
            }
            if actual == wanted { return nil }
            return "\(kind) validation error: key \"\(key)\" must equal \"\(wanted)\": current value is \"\(actual)\""
        }
        let faults = [
            fault("label", object.labels, label, manager),
            fault("annotation", object.annotations, nameAnnotation, name),
            fault("annotation", object.annotations, namespaceAnnotation, namespace),
        ].compactMap { $0 }
        return faults.isEmpty ? nil : "invalid ownership metadata; \(faults.joined(separator: "; "))"
    }

    /// Whether an object stays when its release goes.
    // helm v4.2 pkg/kube/resource_policy.go.
    static func isKept(_ annotations: [String: String]) -> Bool {
        annotations[policyAnnotation]?.trimmingSpaces.lowercased() == "keep"
    }
}

extension String {
    /// Without spaces at its ends.
    var trimmingSpaces: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
