import Diagnostics
import FileIO
import Glibc
import Kubernetes
import SystemPackage
import ToolSupport

struct Exec: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Run a command in a container.",
        discussion: """
            TARGET is pod/NAME, or what selects pods (deployment/NAME, svc/NAME: one that runs); a bare name is a pod's. \
            Standard input is handed on with -i; with -t the command gets a terminal as large as ours. Standard output and \
            error come back apart, and the tool ends with the command's exit status.

            EXAMPLE:
              $ zarf-kube exec deployment/web -- cat /etc/hostname
              web-6bcc5cc888-vx9vx
            """)

    @Argument(help: ArgumentHelp("Pod, service or workload.", valueName: "target")) var target: String
    @Argument(parsing: .postTerminator, help: ArgumentHelp("What to run, after --.", valueName: "command"))
    var command: [String] = []
    @Option(name: .shortAndLong, help: ArgumentHelp("The container, if not the default one.", valueName: "name"))
    var container: String?
    @Flag(name: [.customShort("i"), .long], help: "Hand standard input on.") var stdin = false
    @Flag(name: [.customShort("t"), .long], help: "Give the command a terminal.") var tty = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("name what to run: -- COMMAND") }
    }

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        let (pod, chosen) = try cluster.container(of: cluster.location(named: target), named: container)
        var remote = RemoteCommand(command, in: pod, container: chosen)
        remote.input = stdin ? streams.input : nil
        remote.output = streams.output
        remote.error = OpenFile(descriptor: 2, path: "standard error", isOwned: false)
        var hasTerminal = tty
        if tty, stdin, isatty(0) == 0 {
            streams.progress.warn("standard input is no terminal, so the command gets none")
            hasTerminal = false
        }
        if hasTerminal {
            remote.terminal = .init(size: RawTerminal.size, changes: try RawTerminal.sizeChanges())
            if stdin { RawTerminal.begin() }
        }
        defer { RawTerminal.restore() }
        let status = try dyingOfBrokenPipe { try cluster.run(remote) }
        guard status == 0 else {
            RawTerminal.restore()
            throw ProgramStatus(status)
        }
    }
}

/// Ends the process as any filter ends whose reader has gone.
func dyingOfBrokenPipe<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch FileError.system(let operation, let path, errno: .brokenPipe) {
        raise(SIGPIPE)
        throw FileError.system(operation: operation, path: path, errno: .brokenPipe)
    }
}

extension Cluster {
    /// A pod that does the work of an object, and the container that is meant.
    func container(of location: Location, named name: String?) throws -> (Location, String?) {
        if let name, location.resource == Cluster.podResource { return (location, name) }
        let pod = try runningPod(behind: location)
        let place = Location(resource: Cluster.podResource, namespace: location.namespace, name: pod.name)
        return (place, name ?? pod.defaultContainer)
    }
}
