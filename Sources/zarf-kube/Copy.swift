import Kubernetes
import PodFiles
import SystemPackage
import ToolSupport

struct Copy: Tool {
    static let configuration = CommandConfiguration(
        commandName: "cp",
        abstract: "Copy files into a container, or out of it.",
        discussion: """
            One of the two is TARGET:PATH, where TARGET is [NAMESPACE/]POD, pod/NAME, or what selects pods \
            (deployment/NAME: one that runs). Directories are copied with everything in them. A target that is a directory \
            gets the copy inside. The container needs a tar. Out of a container, nothing gets outside of the target: links \
            to other places, devices and pipes are left out with a warning. A file here appears whole or not at all.

            Prints where the copy is.

            EXAMPLE:
              $ zarf-kube cp site web-0:/var/www
              web-0:/var/www
            """)

    @Argument(help: ArgumentHelp("What to copy.", valueName: "source")) var source: String
    @Argument(help: ArgumentHelp("Where to.", valueName: "target")) var destination: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The container, if not the default one.", valueName: "name"))
    var container: String?
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard (Self.remote(source) == nil) != (Self.remote(destination) == nil) else {
            throw ValidationError("one of the two is in a container: POD:PATH")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        if let (target, path) = Self.remote(destination) {
            try files(target, cluster, streams).copy(FilePath(source), to: path)
        } else if let (target, path) = Self.remote(source) {
            try files(target, cluster, streams).copy(path, to: FilePath(destination))
        }
        try streams.writeLine(destination)
    }

    private func files(_ target: String, _ cluster: Cluster, _ streams: StandardStreams) throws -> PodFiles {
        var location: Cluster.Location?
        let parts = target.split(separator: "/").map(String.init)
        // kubectl cp has NAMESPACE/POD; what names a kind is the kind.
        if parts.count == 2, (try? cluster.discovery.resource(named: parts[0])) == nil {
            location = Cluster.Location(resource: Cluster.podResource, namespace: parts[0], name: parts[1])
        }
        let (pod, chosen) = try cluster.container(of: location ?? cluster.location(named: target), named: container)
        return PodFiles(cluster, pod: pod, container: chosen, reporter: streams.progress)
    }

    /// Target and path of `TARGET:PATH`; nil for a path of this machine, which may have a colon after a slash or dot.
    private static func remote(_ operand: String) -> (target: String, path: String)? {
        guard let colon = operand.firstIndex(of: ":"), colon != operand.startIndex,
            let first = operand.first, first != ".", first != "/"
        else { return nil }
        let path = operand[operand.index(after: colon)...]
        return path.isEmpty ? nil : (String(operand[..<colon]), String(path))
    }
}
