import Diagnostics
import FileIO
import HTTP
import Kubernetes
import Synchronization
import ToolSupport

struct Logs: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Print what containers have written.",
        discussion: """
            TARGET is pod/NAME, or what selects pods (deployment/NAME, job/NAME: the first of them, all with --all-pods); a \
            bare name is a pod's. With -l, all pods that a label selector finds. The log is that of the pod's default \
            container unless -c or --all-containers say otherwise. Where there are several, lines stay whole; --prefix says \
            where each came from.

            EXAMPLE:
              $ zarf-kube logs job/migrate --tail 1
              42 tables migrated
            """)

    @Argument(help: ArgumentHelp("Pod or workload.", valueName: "target")) var target: String?
    @Option(name: [.customShort("l"), .long], help: "Label selector of pods.") var selector: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The container, if not the default one.", valueName: "name"))
    var container: String?
    @Flag(help: "All containers, those that begin the pod first.") var allContainers = false
    @Flag(help: "All pods of the target.") var allPods = false
    @Flag(name: .shortAndLong, help: "Go on with what is written from now on.") var follow = false
    @Flag(name: .shortAndLong, help: "Of the container before its last restart.") var previous = false
    @Option(help: ArgumentHelp("Lines from the end (10 with -l, else all).", valueName: "count")) var tail: Int?
    @Option(help: ArgumentHelp("Nothing older than this: 90s, 5m.", valueName: "duration")) var since: TimeSpan?
    @Option(help: ArgumentHelp("Nothing older than this time, RFC 3339.", valueName: "time")) var sinceTime: String?
    @Option(help: ArgumentHelp("Bytes at most of each log.", valueName: "count")) var limitBytes: Int?
    @Flag(help: "Begin each line with its time.") var timestamps = false
    @Flag(help: "Begin each line with its pod and container.") var prefix = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard (target == nil) != (selector == nil) else {
            throw ValidationError("name a pod or workload, or select pods with -l")
        }
        guard since == nil || sinceTime == nil else {
            throw ValidationError("--since and --since-time exclude each other")
        }
        guard container == nil || !allContainers else {
            throw ValidationError("-c and --all-containers exclude each other")
        }
    }

    private struct Source: Sendable {
        let pod: Cluster.Location
        let container: String
    }

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        let sources = try pods(cluster).flatMap { pod -> [Source] in
            let place = Cluster.Location(
                resource: Cluster.podResource, namespace: pod.namespace ?? cluster.client.access.namespace,
                name: pod.name)
            return containers(pod).map { Source(pod: place, container: $0) }
        }
        guard !sources.isEmpty else {
            streams.writeError("zarf-kube: error: logs: no such pods\n")
            throw ExitStatus.answeredNo
        }
        let output = Mutex<FileSink>(FileSink(streams.output))
        // Followed together; otherwise one after the other, so that each log is in one piece.
        let limit = follow ? sources.count : 1
        guard limit <= Self.maximumFollowedCount else {
            throw ValidationError("\(limit) logs are too many to follow, \(Self.maximumFollowedCount) are the most")
        }
        let isShared = follow && sources.count > 1
        try dyingOfBrokenPipe {
            try forEachConcurrently(sources, limit: limit) { source, _ in
                let log = try cluster.openLog(of: source.pod, container: source.container, options)
                guard prefix || isShared else {
                    _ = try FileSink(streams.output).copy(from: log, chunkByteCount: 64 << 10)
                    return
                }
                let head = prefix ? "[pod/\(source.pod.name)/\(source.container)] " : ""
                var lines = LineReader(log)
                while let line = try lines.next() {
                    try output.withLock { try $0.write(Array(head.utf8) + line + [10]) }
                }
            }
        }
    }

    /// Each log that is followed is a connection and a thread.
    private static let maximumFollowedCount = 50

    private var options: Cluster.LogOptions {
        var options = Cluster.LogOptions()
        options.follows = follow
        options.isPrevious = previous
        // kubectl logs: with a selector, the end is enough.
        options.tailLineCount = tail.map { $0 < 0 ? nil : $0 } ?? (selector == nil ? nil : 10)
        options.sinceSeconds = since?.seconds
        options.sinceTime = sinceTime
        options.byteCount = limitBytes
        options.hasTimestamps = timestamps
        return options
    }

    private func pods(_ cluster: Cluster) throws -> [Object] {
        if let selector {
            let namespace = cluster.client.access.namespace
            return try cluster.list(Cluster.podResource, namespace: namespace, .init(labels: selector)).objects
        }
        let pods = try cluster.pods(behind: cluster.location(named: target ?? ""))
        return allPods ? pods : Array(pods.prefix(1))
    }

    private func containers(_ pod: Object) -> [String] {
        if allContainers { return pod.containerNames }
        return container.map { [$0] } ?? pod.defaultContainer.map { [$0] } ?? []
    }
}
