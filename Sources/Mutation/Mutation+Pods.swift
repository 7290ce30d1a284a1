import Diagnostics
import Documents
import OCI
import Variables

/// Where in each kind the template of a pod is.
// Kubernetes API reference; a Pod is its own template.
private let templatePaths: [String: [String]] = [
    "Pod": [], "PodTemplate": ["template"], "Deployment": ["spec", "template"], "StatefulSet": ["spec", "template"],
    "DaemonSet": ["spec", "template"], "ReplicaSet": ["spec", "template"],
    "ReplicationController": ["spec", "template"],
    "Job": ["spec", "template"], "CronJob": ["spec", "jobTemplate", "spec", "template"],
]

extension Mutation {
    /// Changes every template of a pod in an object: of the kinds we know at its place, of others wherever there is one.
    func changePodTemplates(_ object: inout Value, _ body: (inout Value) throws -> Void) rethrows {
        if let path = templatePaths[object["kind"]?.string ?? ""] {
            try change(&object, path[...], body)
        } else {
            try changeForeignTemplates(&object, depth: 0, body)
        }
    }

    private func change(
        _ value: inout Value, _ path: ArraySlice<String>, _ body: (inout Value) throws -> Void
    ) rethrows {
        guard let key = path.first else { return try body(&value) }
        try value.change(key) { try change(&$0, path.dropFirst(), body) }
    }

    /// Operators have kinds of their own with templates in them, such as Argo's Rollout.
    private func changeForeignTemplates(
        _ value: inout Value, depth: Int, _ body: (inout Value) throws -> Void
    ) rethrows {
        // The documents were read with a limit of their own.
        switch value {
        case .array: try value.changeElements { try changeForeignTemplates(&$0, depth: depth + 1, body) }
        case .object(let object):
            if depth > 0, isTemplate(value) { return try body(&value) }
            for (key, member) in object {
                switch member {
                case .object, .array: try value.change(key) { try changeForeignTemplates(&$0, depth: depth + 1, body) }
                default: break
                }
            }
        default: break
        }
    }

    /// `spec.containers` is a list whose members have a name and an image.
    private func isTemplate(_ value: Value) -> Bool {
        guard let containers = value["spec"]?["containers"]?.array, !containers.isEmpty else { return false }
        return containers.allSatisfy { $0["name"]?.string != nil && $0["image"]?.string != nil }
    }

    /// Redirects the images of a pod or of a template of one, and adds the pull secret.
    // zarf v0.84 src/internal/agent/hooks/pods.go. Differs: pull secrets that are there stay.
    func redirectPod(_ template: inout Value) throws {
        guard template["spec"]?.object != nil else { return }
        var originals: Value.Object = [:]
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            try template.change("spec", list) { list in
                try list.changeElements { container in
                    let name = container["name"]?.string ?? ""
                    try container.change("image") { image in
                        try redirect(
                            &image, "container \"\(name)\"", note: "zarf.dev/original-image-\(name)", &originals)
                    }
                }
            }
        }
        try template.change("spec", "volumes") { volumes in
            try volumes.changeElements { volume in
                let name = volume["name"]?.string ?? ""
                try volume.change("image", "reference") { image in
                    try redirect(&image, "volume \"\(name)\"", note: "zarf.dev/original-volume-\(name)", &originals)
                }
            }
        }
        for (key, value) in originals { template.set(["metadata", "annotations", key], to: value) }
        if options.addsPullSecrets { template.change("spec") { addPullSecret(&$0) } }
    }

    private func redirect(_ image: inout Value, _ owner: String, note: String, _ originals: inout Value.Object) throws {
        guard case .string(let written) = image else { return }
        // Differs: "auto" is no image but what Istio puts its own in place of, when it sees the pod.
        guard !written.isEmpty, written != "auto" else { return }
        let new = try withContext("redirect \(owner)") { try images.rewrite(written) }
        guard new != written else { return }
        image = .string(new)
        originals[annotationKey(note)] = .string(written)
    }

    /// The part of an annotation's key after the slash has at most 63 characters and does not end in a dash.
    // zarf v0.84 src/internal/agent/hooks/pods.go getImageAnnotationKey.
    private func annotationKey(_ key: String) -> String {
        let parts = key.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return key }
        var name = parts[1].prefix(63)
        while name.hasSuffix("-") { name.removeLast() }
        return "\(parts[0])/\(name)"
    }

    private func addPullSecret(_ specification: inout Value) {
        let secret: Value = ["name": .string(MutationNames.registrySecret)]
        let present = specification["imagePullSecrets"]?.array ?? []
        guard !present.contains(where: { $0["name"] == secret["name"] }) else { return }
        specification[member: "imagePullSecrets"] = .array(present + [secret])
    }
}
