import Documents
import Kubernetes
import Mutation

/// An image that a node has already, and the node if it must be that one.
package struct Candidate: Hashable, Sendable {
    /// As the pod that runs it names it.
    package let image: String
    /// Nil for any node, when a person named the image.
    package let node: String?

    package init(image: String, node: String?) { (self.image, self.node) = (image, node) }

    var description: String { image + (node.map { " on node \($0)" } ?? "") }
}

/// What can be borrowed in a cluster, best first, and why nothing else can.
// zarf v0.84 src/pkg/cluster/injector.go getInjectorImageAndNode; spec/zarf-interop.md §10.
package struct Candidates {
    /// What to try, in this order.
    package private(set) var list: [Candidate] = []
    /// One line for each node or image that does not do.
    package private(set) var refusals: [String] = []

    /// What the injector asks for: it could not run on a node with less.
    private static let neededCPU = Quantity(0.5)
    private static let neededMemory = Quantity(64 * 1_048_576)
    /// More attempts than this only take time.
    private static let maximumCount = 12

    /// - architecture: in Go's words.
    package init(nodes: [Object], pods: [Object], architecture: String) {
        var perNode: [[Candidate]] = []
        for node in nodes {
            let own = pods.filter { $0.value["spec"]?["nodeName"]?.string == node.name && !Self.isOver($0) }
            if let reason = Self.reason(against: node, pods: own, architecture: architecture) {
                refusals.append("node \(node.name): \(reason)")
                continue
            }
            let found = Self.images(of: own, on: node)
            if found.isEmpty { refusals.append("node \(node.name): no image of a running pod, nor any other") }
            perNode.append(found)
        }
        // The best of every node first: what stops one pod may be the node's.
        for rank in 0..<(perNode.map(\.count).max() ?? 0) {
            for images in perNode where rank < images.count { list.append(images[rank]) }
        }
        list = Array(list.prefix(Self.maximumCount))
        if nodes.isEmpty { refusals.append("the cluster has no nodes") }
    }

    // MARK: nodes

    /// Why a node cannot run the injector; nil if it can.
    private static func reason(against node: Object, pods: [Object], architecture: String) -> String? {
        let status = node.value["status"]
        let found = status?["nodeInfo"]?["architecture"]?.string ?? ""
        guard found == architecture else { return "its architecture is \(found)" }
        let conditions = status?["conditions"]?.array ?? []
        guard conditions.contains(where: { $0["type"] == "Ready" && $0["status"] == "True" }) else {
            return "it is not ready"
        }
        for taint in node.value["spec"]?["taints"]?.array ?? [] {
            guard let effect = taint["effect"]?.string, ["NoSchedule", "NoExecute"].contains(effect) else { continue }
            return "its taint \(taint["key"]?.string ?? "") says \(effect)"
        }
        for (resource, needed) in [("cpu", neededCPU), ("memory", neededMemory)] {
            let allocatable = status?["allocatable"]?[resource]?.string.flatMap { Quantity($0)?.value } ?? 0
            let free = allocatable - pods.reduce(0) { $0 + requested(resource, by: $1) }
            guard free >= needed.value else { return "too little \(resource) is left unreserved" }
        }
        return nil
    }

    /// What a pod has reserved: all of its containers at once, or one of those that run before them.
    private static func requested(_ resource: String, by pod: Object) -> Double {
        func requests(_ list: String) -> [Double] {
            (pod.value["spec"]?[list]?.array ?? []).map { container in
                let request = container["resources"]?["requests"]?[resource]
                let text = request?.string ?? request?.integer.map { String($0) }
                return text.flatMap { Quantity($0)?.value } ?? 0
            }
        }
        return max(requests("containers").reduce(0, +), requests("initContainers").max() ?? 0)
    }

    private static func isOver(_ pod: Object) -> Bool {
        ["Succeeded", "Failed"].contains(pod.value["status"]?["phase"]?.string ?? "")
    }

    // MARK: images

    /// Images that a node has, of running pods first, those that need no secret before the others; then what else is there.
    private static func images(of pods: [Object], on node: Object) -> [Candidate] {
        let running = pods.filter { pod in
            pod.value["status"]?["phase"]?.string == "Running" && pod.value["metadata"]?["deletionTimestamp"] == nil
                && pod.labels["app"] != InjectorObjects.appLabel
        }
        let sorted = running.filter { !needsSecret($0) } + running.filter(needsSecret)
        var images: [String] = []
        for pod in sorted {
            for list in ["containers", "initContainers", "ephemeralContainers"] {
                images += (pod.value["spec"]?[list]?.array ?? []).compactMap { $0["image"]?.string }
            }
        }
        // Smallest first: the least of what could be odd is in them.
        let others = (node.value["status"]?["images"]?.array ?? []).sorted {
            $0["sizeBytes"]?.integer ?? 0 < $1["sizeBytes"]?.integer ?? 0
        }
        images += others.prefix(3).compactMap { $0["names"]?.array?.compactMap(\.string).first { !$0.contains("@") } }
        var seen: Set<String> = []
        return images.filter { isForeign($0) && seen.insert($0).inserted }
            .map { Candidate(image: $0, node: node.name) }
    }

    private static func needsSecret(_ pod: Object) -> Bool {
        !(pod.value["spec"]?["imagePullSecrets"]?.array ?? []).isEmpty
    }

    /// An image of a registry that we are about to replace may be gone from the node any moment.
    static func isForeign(_ image: String) -> Bool {
        !image.isEmpty && !image.hasPrefix("127.0.0.1:") && !image.hasPrefix("[::1]:")
    }
}
