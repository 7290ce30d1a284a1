import Diagnostics
import Kubernetes
import ToolSupport

struct Wait: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Wait until objects are ready, there, gone, or as a condition or path says.",
        discussion: """
            Objects are named (TYPE/NAME, TYPE NAME…, TYPE -l SELECTOR) or those of files (-f). --for is one of
              ready                       as kstatus judges each kind (the default)
              exists, create              it is there
              delete                      it is gone
              condition=NAME[=STATUS]     a condition has this status, true unless given
              jsonpath={PATH}[=VALUE]     the path has this value, any unless given

            They are watched, not polled. Prints a line for each object that is there. When time runs out (status 4) or \
            an object cannot get ready (status 1), says what is in the way: conditions, events, images that cannot be \
            pulled, the last lines of a container that crashes.

            EXAMPLE:
              $ zarf-kube wait deployment/web --timeout 5m
              deployment.apps/web ready
            """)

    @Argument(help: ArgumentHelp("What to wait for.", valueName: "type-and-names")) var operands: [String] = []
    @Option(name: .shortAndLong, help: ArgumentHelp("File, directory, or - for standard input.", valueName: "file"))
    var filename: [String] = []
    @Option(name: .customLong("for"), help: ArgumentHelp("What to wait for.", valueName: "goal"))
    var goal = WaitGoal(goal: .ready(jobsMustComplete: false), word: "ready")
    @Option(name: [.customShort("l"), .long], help: "Label selector.") var selector: String?
    @Flag(help: "All objects of the type.") var all = false
    @Flag(help: "Jobs have to be done to be ready.") var jobs = false
    @Option(help: ArgumentHelp("Wait no longer than this.", valueName: "duration"))
    var timeout = TimeSpan(seconds: 300)
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard filename.isEmpty != operands.isEmpty else {
            throw ValidationError("name what to wait for: TYPE/NAME, or -f FILE")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        var wanted = goal.goal
        if case .ready = wanted { wanted = .ready(jobsMustComplete: jobs) }
        let locations = try locations(cluster, streams)
        let lines = CallbackLines(streams)
        try cluster.wait(for: wanted, locations, timeoutSeconds: timeout.seconds) { location in
            lines.write("\(location.shortName) \(goal.word)")
        }
        try lines.check()
    }

    private func locations(_ cluster: Cluster, _ streams: StandardStreams) throws -> [Cluster.Location] {
        guard filename.isEmpty else {
            return try readObjects(filename, streams).map { try cluster.location(of: $0) }
        }
        let targets = try Targets(operands, cluster)
        guard targets.areNamed || selector != nil || all else {
            throw ValidationError("name the objects, or use -l or --all")
        }
        let namespace = cluster.client.access.namespace
        let found = try targets.list.flatMap { target -> [Cluster.Location] in
            if let name = target.name {
                return [Cluster.Location(resource: target.resource, namespace: namespace, name: name)]
            }
            return try cluster.list(target.resource, namespace: namespace, .init(labels: selector)).objects.map {
                Cluster.Location(resource: target.resource, namespace: namespace, name: $0.name)
            }
        }
        if case .deleted = goal.goal { return found }
        guard !found.isEmpty else {
            streams.writeError("zarf-kube: error: wait: no such objects\n")
            throw ExitStatus.answeredNo
        }
        return found
    }
}

/// `--for`.
struct WaitGoal: ExpressibleByArgument {
    let goal: Cluster.Goal
    /// What is printed of an object that got there.
    let word: String

    init(goal: Cluster.Goal, word: String) {
        self.goal = goal
        self.word = word
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("ready", 1): self.init(goal: .ready(jobsMustComplete: false), word: "ready")
        case ("exists", 1), ("create", 1): self.init(goal: .exists, word: "exists")
        case ("delete", 1), ("deleted", 1): self.init(goal: .deleted, word: "deleted")
        case ("condition", 2):
            let condition = parts[1].split(separator: "=", maxSplits: 1).map(String.init)
            self.init(
                goal: .condition(condition[0], status: condition.count == 2 ? condition[1] : "True"),
                word: "condition met")
        case ("jsonpath", 2):
            guard let (path, value) = Self.path(parts[1]) else { return nil }
            self.init(goal: .path(path, value: value), word: "condition met")
        default: return nil
        }
    }

    /// The template, and what follows its last brace and an equals sign.
    private static func path(_ text: String) -> (JSONPath, String?)? {
        let end = text.lastIndex(of: "}").map { text.index(after: $0) } ?? text.firstIndex(of: "=") ?? text.endIndex
        guard let path = try? JSONPath(String(text[..<end])) else { return nil }
        let rest = text[end...]
        guard rest.isEmpty || rest.first == "=" else { return nil }
        return (path, rest.isEmpty ? nil : String(rest.dropFirst()))
    }

    var defaultValueDescription: String { word }
}
