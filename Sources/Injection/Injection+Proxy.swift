import Diagnostics
import Documents
import Glibc
import HTTP
import Kubernetes

/// The injector of proxy mode: a DaemonSet that stays, so that nodes to come find what they need on their own loopback.
// zarf v0.84 src/pkg/cluster/injector.go, packages/zarf-registry/chart/templates/injector.yaml; spec/zarf-interop.md §6.5.
extension Injection {
    private static let daemonSetsPath = "/apis/apps/v1/namespaces/\(InjectorObjects.namespace)/daemonsets"
    private static let daemonSetPath = "\(daemonSetsPath)/\(InjectorObjects.daemonSetName)"
    private static let daemonSetName = "daemonset/\(InjectorObjects.daemonSetName)"
    private static let podsPath = "\(namespacePath)/pods?labelSelector=app%3D\(InjectorObjects.appLabel)"

    func sharedImages(_ architecture: String, _ options: Options) throws -> [Candidate] {
        if let image = options.image { return [Candidate(image: image, node: nil)] }
        let nodes = try cluster.list(try cluster.discovery.resource(apiVersion: "v1", kind: "Node"), namespace: nil)
        let found = SharedImages(nodes: nodes.objects, architecture: architecture)
        guard !found.list.isEmpty else {
            throw InjectionError.noCandidate(architecture: architecture, reasons: found.refusals)
        }
        for line in found.refusals { reporter.warn("left out: \(line)") }
        return found.list
    }

    /// Has a pod serve on every node, with the first image that does.
    func runOnEveryNode(
        _ candidates: [Candidate], _ objects: InjectorObjects, _ payload: InjectionPayload, _ options: Options
    ) throws -> (Candidate, node: String) {
        if let found = try servingDaemonSet(payload, port: options.hostPort) { return found }
        return try firstThatServes(candidates, payload, options) { candidate in
            try put(objects.daemonSet(candidate, payload: payload, port: options.hostPort))
            return try daemonSetFate(options.podSeconds)
        }
    }

    private func put(_ daemonSet: Value) throws {
        for _ in 0..<5 {
            var object = daemonSet
            let present = try read(Self.daemonSetPath, Self.daemonSetName)
            if let version = present?["metadata"]?["resourceVersion"] {
                object.set(["metadata", "resourceVersion"], to: version)
            }
            do {
                let path = present == nil ? Self.daemonSetsPath : Self.daemonSetPath
                try send(present == nil ? .post : .put, path, object, Self.daemonSetName)
                return
            } catch KubernetesError.refused(_, let status) where [404, 409].contains(status.code) {
                // Its controller writes to it as well.
            }
        }
        throw InjectionError.unusable("write \(Self.daemonSetName): somebody else changes it all the time")
    }

    /// How many pods of a DaemonSet serve, and how many should; nil while its controller has not seen its newest form.
    private static func counts(_ daemonSet: Value) -> (ready: Int64, wanted: Int64)? {
        let status = daemonSet["status"]
        guard let observed = status?["observedGeneration"]?.integer,
            observed == daemonSet["metadata"]?["generation"]?.integer,
            let wanted = status?["desiredNumberScheduled"]?.integer
        else { return nil }
        let ready = status?["numberReady"]?.integer ?? 0
        return (min(ready, status?["updatedNumberScheduled"]?.integer ?? 0), wanted)
    }

    private func servingDaemonSet(_ payload: InjectionPayload, port: Int) throws -> (Candidate, node: String)? {
        guard let daemonSet = try read(Self.daemonSetPath, Self.daemonSetName),
            let counts = Self.counts(daemonSet), counts.wanted > 0, counts.ready == counts.wanted,
            let container = daemonSet["spec"]?["template"]?["spec"]?["containers"]?.array?.first,
            container["command"]?.array?.dropFirst().first?.string == payload.digest.hex,
            container["ports"]?.array?.first?["hostPort"]?.integer == Int64(port)
        else { return nil }
        return (Candidate(image: container["image"]?.string ?? "", node: nil), "\(counts.ready) nodes")
    }

    private func daemonSetFate(_ seconds: Int) throws -> PodFate {
        let deadline = monotonicSeconds() + Double(seconds)
        var last = "nothing happened"
        while monotonicSeconds() < deadline {
            guard let daemonSet = try read(Self.daemonSetPath, Self.daemonSetName) else {
                return .failed(reason: "the daemonset was deleted by somebody else")
            }
            if let counts = Self.counts(daemonSet) {
                if counts.wanted > 0, counts.ready == counts.wanted { return .ready(node: "\(counts.ready) nodes") }
                last = "\(counts.ready) of \(counts.wanted) pods serve"
            }
            let generation = daemonSet["metadata"]?["generation"]?.integer.map { String($0) }
            let pods = try read(Self.podsPath, "pods")?["items"]?.array ?? []
            for pod in pods
            where pod["metadata"]?["labels"]?["pod-template-generation"]?.string == generation
                && pod["metadata"]?["deletionTimestamp"] == nil
            {
                guard let fate = try fate(of: pod, last: &last) else { continue }
                if case .ready = fate { continue }
                return fate
            }
            usleep(Self.pollMicroseconds)
        }
        return .failed(reason: shortened("not ready after \(seconds) seconds: \(last)"))
    }

    /// Removes the DaemonSet and its pods; the names of what was there.
    func removeDaemonSet() throws -> [String] {
        guard try delete(Self.daemonSetPath, Self.daemonSetName) else { return [] }
        for pod in try read(Self.podsPath, "pods")?["items"]?.array ?? [] {
            guard let name = pod["metadata"]?["name"]?.string, name != InjectorObjects.podName else { continue }
            try delete("\(Self.namespacePath)/pods/\(name)", "pod/\(name)", graceSeconds: 0)
        }
        return [Self.daemonSetName]
    }

    /// What is there of a DaemonSet: its port, whether all of it serves, its image.
    func daemonSetStatus() throws -> (port: Int?, isReady: Bool, image: String, pods: String)? {
        guard let daemonSet = try read(Self.daemonSetPath, Self.daemonSetName) else { return nil }
        let container = daemonSet["spec"]?["template"]?["spec"]?["containers"]?.array?.first
        let counts = Self.counts(daemonSet) ?? (0, 0)
        return (
            container?["ports"]?.array?.first?["hostPort"]?.integer.map { Int($0) },
            counts.wanted > 0 && counts.ready == counts.wanted, container?["image"]?.string ?? "",
            "\(counts.ready) of \(counts.wanted) nodes"
        )
    }
}
