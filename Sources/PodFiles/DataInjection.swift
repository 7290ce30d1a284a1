public import Diagnostics
import FileIO
import Glibc
public import Kubernetes
public import SystemPackage

/// Data that is copied into containers that wait for it.
// zarf v0.84 src/pkg/cluster/data.go HandleDataInjection.
public struct DataInjection {
    /// The pods' namespace.
    public var namespace: String
    /// The labels that select the pods.
    public var selector: String
    /// The container; it may be one that begins the pod.
    public var container: String
    /// The folder in it.
    public var path: String
    /// Whether the data is compressed on the way.
    public var isCompressed = false
    /// The name of the file that appears when all is there: what the container waits for.
    public var marker: String

    /// An injection.
    public init(namespace: String, selector: String, container: String, path: String, marker: String) {
        self.namespace = namespace
        self.selector = selector
        self.container = container
        self.path = path
        self.marker = marker
    }

    /// Copies what is in a folder, or a file, into every pod whose container runs, and the marker last.
    ///
    /// - seconds: how long to wait for the first such pod.
    /// - returns: the pods.
    /// - throws: `KubernetesError.timedOut` if none comes.
    public func run(
        _ source: FilePath, in cluster: Cluster, seconds: Int, reporter: any Reporter = SilentReporter()
    ) throws -> [String] {
        let markers = try TemporaryDirectory(in: source.removingLastComponent())
        let file = markers.path.appending(marker)
        try writeFile(file, "zarf\n".utf8)
        let parts = isDirectory(source) ? try directoryEntries(source).map { source.appending($0) } : [source]
        let pods = try pods(in: cluster, seconds: seconds)
        for pod in pods {
            let files = PodFiles(cluster, pod: pod, container: container, reporter: reporter)
            let folder = path.hasSuffix("/") ? path : path + "/"
            for part in parts { try files.copy(part, to: folder, isCompressed: isCompressed) }
            try files.copy(file, to: folder)
        }
        return pods.map(\.name)
    }

    private func pods(in cluster: Cluster, seconds: Int) throws -> [Cluster.Location] {
        let resource = try cluster.discovery.resource(apiVersion: "v1", kind: "Pod")
        let end = time(nil) + seconds
        while true {
            let pods = try cluster.list(resource, namespace: namespace, .init(labels: selector)).objects
            let running = pods.filter(hasRunningContainer)
            if !running.isEmpty {
                return running.map { Cluster.Location(resource: resource, namespace: namespace, name: $0.name) }
            }
            guard time(nil) < end else {
                throw KubernetesError.timedOut(
                    operation: "wait for container \(container) of pods \(selector) in \(namespace)", seconds: seconds,
                    details: pods.isEmpty ? ["there are no such pods"] : [])
            }
            usleep(500_000)
        }
    }

    private func hasRunningContainer(_ pod: Object) -> Bool {
        let status = pod.value["status"]
        let containers =
            (status?["containerStatuses"]?.array ?? []) + (status?["initContainerStatuses"]?.array ?? [])
        return containers.contains { $0["name"]?.string == container && $0["state"]?["running"] != nil }
    }
}
