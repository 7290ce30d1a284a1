import Actions
import ClusterState
import ClusterTools
import PackageModel
import ToolSupport

struct WaitFor: Tool {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait for something in the cluster or on the network, as an action does.",
        discussion: """
            KIND is a kind of object, NAME its name or a label selector, CONDITION what it has to come to: exists (the \
            default), delete, a condition such as Available, or {JSONPATH}=VALUE. KIND can also be tcp, http or https, with \
            an address and, for the latter two, a status (200). A kind that the cluster does not know yet may still come.

            EXAMPLES:
              $ zarf-action wait deployment web Available -n shop
              $ zarf-action wait http 127.0.0.1:8080/health 200
            """)

    @Argument(help: ArgumentHelp("A kind of object, or tcp, http or https.", valueName: "kind")) var kind: String
    @Argument(help: ArgumentHelp("Name, label selector or address.", valueName: "name")) var name: String
    @Argument(help: ArgumentHelp("What it has to come to.", valueName: "condition")) var condition = ""
    @Option(help: ArgumentHelp("Wait no longer than this.", valueName: "duration")) var timeout = WaitingTime(
        seconds: 300)
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        guard ["tcp", "http", "https"].contains(kind.lowercased()) else {
            var wait = WaitCluster()
            (wait.kind, wait.name, wait.condition) = (kind, name, condition)
            wait.namespace = cluster.namespace ?? ""
            let cluster = try cluster.connect(streams)
            defer { cluster.discovery.save() }
            return try ClusterWait(wait).run(in: cluster, seconds: timeout.seconds)
        }
        var network = WaitNetwork()
        (network.protocol, network.address) = (kind.lowercased(), name)
        if !condition.isEmpty {
            guard let code = Int(condition) else { throw ValidationError("\"\(condition)\" is no HTTP status") }
            network.code = code
        }
        var action = Action()
        action.maxTotalSeconds = timeout.seconds
        action.wait = ActionWait()
        action.wait?.network = network
        var runner = ActionRunner(environment: streams.environment, directory: "/", reporter: streams.progress)
        try runner.run([action], defaults: ActionDefaults())
    }
}

/// Seconds, or a duration as Go writes it: `90`, `5m`, `1h30m`.
struct WaitingTime: ExpressibleByArgument {
    let seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        var (total, number) = (0, "")
        for character in argument {
            guard !character.isNumber else {
                number.append(character)
                continue
            }
            guard let count = Int(number), let factor = ["h": 3600, "m": 60, "s": 1][character], count < 1_000_000
            else {
                return nil
            }
            total += count * factor
            number = ""
        }
        if !number.isEmpty {
            guard total == 0, let count = Int(number) else { return nil }
            total = count
        }
        guard (1...31_536_000).contains(total) else { return nil }
        seconds = total
    }

    var defaultValueDescription: String { "\(seconds)s" }
}
