import Diagnostics
import Kubernetes
import ToolSupport

struct Delete: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Delete objects and wait until they are gone.",
        discussion: """
            Objects come from files, directories or standard input (-f), or are named: TYPE NAME…, TYPE/NAME…, TYPE -l. \
            They are deleted in Helm's order of kinds backwards. One that is not there is no failure: it is gone already.

            Prints a line for each object that was there.

            EXAMPLE:
              $ zarf-kube delete -f site.yaml
              configmap/site deleted
            """)

    @Argument(help: ArgumentHelp("What to delete.", valueName: "type-and-names")) var operands: [String] = []
    @Option(name: .shortAndLong, help: ArgumentHelp("File, directory, or - for standard input.", valueName: "file"))
    var filename: [String] = []
    @Option(name: [.customShort("l"), .long], help: "Label selector.") var selector: String?
    @Flag(help: "All objects of the type.") var all = false
    @Option(help: ArgumentHelp("Owned objects: background, foreground or orphan.", valueName: "how"))
    var cascade = Cascade.background
    @Option(help: ArgumentHelp("Seconds pods get to end.", valueName: "seconds")) var gracePeriod: Int?
    @Flag(inversion: .prefixedNo, help: "Wait until everything is gone.") var wait = true
    @Option(help: ArgumentHelp("Wait no longer than this.", valueName: "duration"))
    var timeout = TimeSpan(seconds: 300)
    @Flag(help: "Let the server check everything and change nothing.") var dryRun = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard filename.isEmpty != operands.isEmpty else {
            throw ValidationError("name what to delete: -f FILE, or TYPE/NAME")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        var options = Cluster.DeleteOptions()
        options.propagation = cascade.propagation
        options.gracePeriodSeconds = gracePeriod
        options.isDryRun = dryRun
        options.timeoutSeconds = timeout.seconds
        let objects = try filename.isEmpty ? named(cluster) : readObjects(filename, streams)
        let suffix = dryRun ? " (server dry run)" : ""
        let lines = CallbackLines(streams)
        let deleted = try cluster.delete(objects, namespace: nil, options) { object, wasThere in
            if wasThere { lines.write("\(object.shortName) deleted\(suffix)") }
        }
        try lines.check()
        guard wait, !dryRun, !deleted.isEmpty else { return }
        try cluster.wait(for: .deleted, deleted, timeoutSeconds: timeout.seconds)
    }

    private func named(_ cluster: Cluster) throws -> [Object] {
        let targets = try Targets(operands, cluster)
        guard targets.areNamed || selector != nil || all else {
            throw ValidationError("name the objects, or use -l or --all")
        }
        let namespace = cluster.client.access.namespace
        return try targets.list.flatMap { target -> [Object] in
            guard let name = target.name else {
                return try cluster.list(target.resource, namespace: namespace, .init(labels: selector)).objects
            }
            var object = Object([
                "apiVersion": .string(target.resource.groupVersion.description), "kind": .string(target.resource.kind),
            ])
            object.setMetadata("name", .string(name))
            return [object]
        }
    }
}

/// kubectl's words for what becomes of owned objects.
enum Cascade: String, ExpressibleByArgument, CaseIterable {
    case background, foreground, orphan

    var propagation: Cluster.Propagation {
        switch self {
        case .background: .background
        case .foreground: .foreground
        case .orphan: .orphan
        }
    }
}
