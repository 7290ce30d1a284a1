public import Diagnostics
import Documents
import Glibc
import HTTP
import Hashing
public import Kubernetes
import Mutation
import Synchronization

/// Brings a registry into a cluster that has none, through its API server alone.
public final class Injection: Sendable {
    /// What may be chosen.
    public struct Options: Sendable {
        /// The package that asks for it; a label of all objects.
        public var package = ""
        /// An image that nodes have; nil looks for one.
        public var image: String?
        /// The port of every node the seed registry is reached at; 0 for any.
        public var port = 0
        /// A port it must not get, since the registry to come wants it.
        public var reservedPort = 31999
        /// Whether what was made stays after a failure.
        public var keeps = false
        /// Whether it stays, on the loopback of every node, for a registry that is reached by a proxy.
        public var isProxy = false
        /// The port of every node's loopback that it then has.
        // zarf v0.84 src/pkg/state/state.go ZarfInjectorHostPort.
        public var hostPort: Int { port == 0 ? 5001 : port }
        /// Seconds for a pod to get ready.
        public var podSeconds = 60

        /// The defaults.
        public init() {}
    }

    /// A seed registry that runs.
    public struct Running: Sendable {
        /// Where nodes reach it: `127.0.0.1:31234`.
        public let address: String
        /// Parts of the payload that were sent, and parts that were there already.
        public let sentPartCount: Int
        /// See `sentPartCount`.
        public let keptPartCount: Int
        /// The image that was borrowed.
        public let image: String
        /// The node that runs it.
        public let node: String
        /// Seconds until all parts were there, in tenths.
        public let sendSeconds: Double
        /// Seconds from then on until it served, in tenths.
        public let startSeconds: Double
    }

    let cluster: Cluster
    let reporter: any Reporter
    /// Whether the API server has refused Protocol Buffers.
    let refusesProtobuf = Atomic(false)

    /// - reporter: is told what was tried, and how far the payload is.
    public init(_ cluster: Cluster, reporting reporter: any Reporter = SilentReporter()) {
        self.cluster = cluster
        self.reporter = reporter
    }

    static let namespacePath = "/api/v1/namespaces/\(InjectorObjects.namespace)"

    // MARK: start

    /// Starts the seed registry, or finds it running with this payload, and returns when it serves.
    ///
    /// What an interrupted start has sent is used. After a failure, pod and service are removed, and parts that are right
    /// stay for the next run.
    public func start(
        _ payload: InjectionPayload, program: InjectorProgram, _ options: Options = Options()
    ) throws -> Running {
        let candidates =
            options.isProxy
            ? try sharedImages(program.architecture, options) : try candidates(program.architecture, options)
        if let worry = InjectionPayload.worry(about: payload.byteCount) { reporter.warn(worry) }
        try ensureNamespace()
        let family = try serviceFamily()
        let objects = InjectorObjects(package: options.package, isIPv6: family == .six)
        let began = monotonicSeconds()
        do {
            let sent = try send(payload, program, objects)
            let isSent = monotonicSeconds()
            // One of the other mode would answer in place of this one: its pods have the same label.
            if options.isProxy { _ = try removePodAndService(isDaemonSetKept: true) } else { _ = try removeDaemonSet() }
            let port = options.isProxy ? options.hostPort : try ensureService(objects, options)
            let (candidate, node) =
                options.isProxy
                ? try runOnEveryNode(candidates, objects, payload, options)
                : try run(candidates, objects, payload, options)
            let address = family == .six ? "[::1]:\(port)" : "127.0.0.1:\(port)"
            return Running(
                address: address, sentPartCount: sent, keptPartCount: payload.partCount - sent,
                image: candidate.image, node: node, sendSeconds: tenths(isSent - began),
                startSeconds: tenths(monotonicSeconds() - isSent))
        } catch {
            if !options.keeps { _ = try? removePodAndService() }
            throw error
        }
    }

    private func tenths(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }

    private func candidates(_ architecture: String, _ options: Options) throws -> [Candidate] {
        if let image = options.image { return [Candidate(image: image, node: nil)] }
        let nodes = try cluster.list(try cluster.discovery.resource(apiVersion: "v1", kind: "Node"), namespace: nil)
        let pods = try cluster.list(try cluster.discovery.resource(apiVersion: "v1", kind: "Pod"), namespace: nil)
        let found = Candidates(nodes: nodes.objects, pods: pods.objects, architecture: architecture)
        guard !found.list.isEmpty else {
            throw InjectionError.noCandidate(architecture: architecture, reasons: found.refusals)
        }
        return found.list
    }

    private func ensureNamespace() throws {
        let path = "/api/v1/namespaces/\(InjectorObjects.namespace)"
        guard let namespace = try read(path, "namespace/\(InjectorObjects.namespace)") else {
            let object: Value = [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": .string(InjectorObjects.namespace), "labels": [MutationNames.managedByLabel: "zarf"],
                ],
            ]
            return try cluster.apply([Object(object)])
        }
        guard namespace["status"]?["phase"]?.string != "Terminating" else {
            throw InjectionError.unusable(
                "use namespace/\(InjectorObjects.namespace): it is being deleted; wait until it is gone")
        }
    }

    private enum Family { case four, six }

    /// The family that services have: that of the API server's own.
    private func serviceFamily() throws -> Family {
        let service = try read("/api/v1/namespaces/default/services/kubernetes", "service/kubernetes")
        return service?["spec"]?["clusterIP"]?.string?.contains(":") == true ? .six : .four
    }

    // MARK: the payload

    /// Sends the program and every part that is not there already, removes parts of another payload.
    ///
    /// - returns: parts sent.
    private func send(
        _ payload: InjectionPayload, _ program: InjectorProgram, _ objects: InjectorObjects
    ) throws -> Int {
        let present = try digestsOfParts()
        let digests = try (0..<payload.partCount).map { Digest.sha256(try payload.part($0)).hex }
        let wanted = Dictionary(
            uniqueKeysWithValues: digests.enumerated().map { (InjectionPayload.partName($0), $1) })
        let missing = digests.indices.filter { present[InjectionPayload.partName($0)] != digests[$0] }
        let stale = present.keys.filter { wanted[$0] == nil && $0 != InjectorObjects.binaryName }
        let binaryDigest = Digest.sha256(program.bytes).hex
        if present[InjectorObjects.binaryName] != binaryDigest {
            try put(
                objects.configMap(
                    InjectorObjects.binaryName, key: InjectorObjects.binaryKey, program.bytes, digest: binaryDigest,
                    isPart: false), isThere: present[InjectorObjects.binaryName] != nil)
        }
        let task = "send the payload"
        reporter.report(.began(task: task, byteCount: payload.byteCount))
        defer { reporter.report(.finished(task: task)) }
        let pacing = PartPacing()
        try forEachConcurrently(missing, limit: PartPacing.maximum) { number, _ in
            let name = InjectionPayload.partName(number)
            let bytes = try payload.part(number)
            let part = objects.configMap(name, key: name, bytes, digest: digests[number], isPart: true)
            pacing.enter()
            let began = monotonicSeconds()
            defer { pacing.leave(afterSeconds: monotonicSeconds() - began) }
            try self.put(part, isThere: present[name] != nil)
            self.reporter.report(.advanced(task: task, byteCount: Int64(bytes.count)))
        }
        try removeConfigMaps(Array(stale))
        return missing.count
    }

    /// The ConfigMaps of an injection that are there, with the digests they say they have: their content stays where it is.
    private func digestsOfParts() throws -> [String: String] {
        var digests: [String: String] = [:]
        for query in [
            "labelSelector=\(InjectorObjects.payloadLabel)%3Dpayload",
            "fieldSelector=metadata.name%3D\(InjectorObjects.binaryName)",
        ] {
            let request = try cluster.client.request(
                .get, "\(Self.namespacePath)/configmaps?\(query)", accept: Self.metadata("List"))
            let list = try cluster.paced(request, operation: "list configmaps", seconds: Self.requestSeconds).1
            for item in list["items"]?.array ?? [] {
                let metadata = item["metadata"]
                guard let name = metadata?["name"]?.string else { continue }
                digests[name] = metadata?["annotations"]?[InjectorObjects.digestAnnotation]?.string ?? ""
            }
        }
        return digests
    }

    /// Which parts are not in the cluster as they were sent: the injector knows only how far it came.
    func damagedParts(of payload: InjectionPayload) throws -> [String] {
        try (0..<payload.partCount).filter { number in
            let name = InjectionPayload.partName(number)
            let there = try read("\(Self.namespacePath)/configmaps/\(name)", "configmap/\(name)")
            let bytes = there?["binaryData"]?[name]?.string.flatMap { base64Decoded($0) }
            return try bytes != payload.part(number)
        }.map { InjectionPayload.partName($0) }
    }

    /// The names of an injection's ConfigMaps that are there.
    func partNames() throws -> [String] { try digestsOfParts().keys.sorted() }

    /// Writes a ConfigMap whole: no field managers to merge with, which takes an API server time for large ones.
    private func put(_ object: BinaryConfigMap, isThere: Bool) throws {
        let path = "\(Self.namespacePath)/configmaps"
        do {
            try send(isThere ? .put : .post, isThere ? "\(path)/\(object.name)" : path, object)
        } catch KubernetesError.refused(_, let status) where !isThere && status.code == 409 {
            try put(object, isThere: true)
        } catch let error as KubernetesError where isThere && error.isNotFound {
            try put(object, isThere: false)
        }
    }
}
