import ClusterState
import ClusterTools
import FileIO
import Glibc
import Synchronization
import ToolSupport

struct Lock: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Run a command while nobody else changes the cluster's registry and state.",
        discussion: """
            The lock is a Lease of namespace zarf. Somebody else who has it is waited for; one who was killed is not: on the \
            same machine at once, elsewhere after fifteen seconds. Ends with the status of the command.

            EXAMPLE:
              $ zarf-state lock -- make -f plan
            """)

    @Option(help: ArgumentHelp("Seconds to wait for somebody else.", valueName: "seconds")) var wait = 600
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @Argument(parsing: .postTerminator, help: "The command and its arguments.") var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("name a command after --") }
    }

    func execute(_ streams: StandardStreams) throws {
        let store = StateStore(try cluster.connect(streams))
        let lock = ClusterLock(store, name: "zarf-init")
        try lock.acquire(waitSeconds: wait) { holder in
            streams.progress.report(.note("\(holder) is at work in this cluster: waiting for it"))
        }
        store.cluster.discovery.save()
        let (status, isLost) = try run(lock, streams)
        try? lock.release()
        if isLost { throw StateError.lockLost }
        if let status = ExitStatus(rawValue: status) { if status != .done { throw status } } else { Glibc.exit(status) }
    }

    /// Runs the command, and goes on saying that we are there.
    private func run(_ lock: ClusterLock, _ streams: StandardStreams) throws -> (status: Int32, isLost: Bool) {
        var program = Command(command[0], Array(command.dropFirst()), environment: streams.environment)
        (program.input, program.output, program.error) = (.inherited, .inherited, .inherited)
        program.leadsGroup = true
        let running = try program.start()
        var isOurs = true
        var untilRenewal = 0
        while true {
            if let ending = try running.poll() { return (ending.status, !isOurs) }
            if isOurs, untilRenewal <= 0 {
                // An API server that is away for a moment is nothing yet; another holder is.
                isOurs = (try? lock.renew(for: running.process)) ?? true
                if !isOurs { running.signal(SIGTERM) }
                untilRenewal = ClusterLock.renewalSeconds * 20
            }
            untilRenewal -= 1
            usleep(50_000)
        }
    }
}
