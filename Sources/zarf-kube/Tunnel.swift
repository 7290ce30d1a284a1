import Diagnostics
import FileIO
import Glibc
import Kubernetes
import ToolSupport

struct OpenTunnel: Tool {
    static let configuration = CommandConfiguration(
        commandName: "tunnel",
        abstract: "Reach a port of a pod or service from this machine.",
        discussion: """
            TARGET is pod/NAME, svc/NAME, deployment/NAME or anything else that selects pods; a bare name is a pod's. Each \
            PORT is [[ADDRESS:]LOCAL:]REMOTE: it listens at LOCAL of this machine (0 or nothing before the colon: a free \
            port) and every connection to it ends at REMOTE, a number or a name. Any number of connections may be open at \
            once. When the pod or the API server goes, those that are open break, and new ones reach what took its place.

            Prints the address it listens at, a line for each PORT, and serves until it is ended. With a command after \
            --, runs that instead, with the address in ZARF_TUNNEL and ZARF_TUNNEL_REMOTE (for instance ZARF_TUNNEL_5000), \
            and ends with its status; nothing is printed then.

            EXAMPLE:
              $ zarf-kube tunnel svc/web :80 -- sh -c 'curl -s $ZARF_TUNNEL/hello'
              good morning
            """)

    @Argument(help: ArgumentHelp("Pod, service or workload.", valueName: "target")) var target: String
    @Argument(help: ArgumentHelp("[[ADDRESS:]LOCAL:]REMOTE", valueName: "port")) var ports: [PortMapping]
    @Argument(parsing: .postTerminator, help: ArgumentHelp("Run this while the tunnel is open.", valueName: "command"))
    var command: [String] = []
    @Option(help: ArgumentHelp("Hold connections this long while nothing runs.", valueName: "duration"))
    var patience = TimeSpan(seconds: 30)
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        let location = try cluster.location(named: target)
        let tunnels = try ports.map { mapping in
            var options = Tunnel.Options()
            options.address = mapping.address
            options.port = mapping.local
            options.patienceSeconds = patience.seconds
            return try Tunnel(to: location, port: mapping.remote, in: cluster, options, reporter: streams.progress)
        }
        guard command.isEmpty else {
            let status = try run(tunnels, streams)
            for tunnel in tunnels { tunnel.close() }
            guard status == 0 else { throw ProgramStatus(status) }
            return
        }
        cluster.discovery.save()
        for tunnel in tunnels { try streams.writeLine(tunnel.address) }
        // They close when they are let go.
        withExtendedLifetime(tunnels) { while true { pause() } }
    }

    /// Runs the command; its status as a shell would show it.
    private func run(_ tunnels: [Tunnel], _ streams: StandardStreams) throws -> Int32 {
        var environment = streams.environment.filter { !$0.hasPrefix("ZARF_TUNNEL=") }
        environment.append("ZARF_TUNNEL=\(tunnels[0].address)")
        for (mapping, tunnel) in zip(ports, tunnels) {
            let name = mapping.remote.description.uppercased().map { $0 == "-" ? "_" : $0 }
            environment.append("ZARF_TUNNEL_\(String(name))=\(tunnel.address)")
        }
        var program = Command(command[0], Array(command.dropFirst()), environment: environment)
        (program.input, program.output, program.error) = (.inherited, .inherited, .inherited)
        // A job of a terminal has to stay in its group to read from it; otherwise it ends when we are told to.
        program.leadsGroup = isatty(0) == 0
        return try program.start().wait().status
    }
}

/// `[[ADDRESS:]LOCAL:]REMOTE`.
struct PortMapping: ExpressibleByArgument {
    let address: String
    let local: Int
    let remote: RemotePort

    init?(argument: String) {
        var rest = argument[...]
        func cut() -> Substring? {
            guard let colon = rest.lastIndex(of: ":") else { return nil }
            defer { rest = rest[..<colon] }
            return rest[rest.index(after: colon)...]
        }
        let last = cut()
        guard let remote = RemotePort(String(last ?? rest)) else { return nil }
        self.remote = remote
        guard last != nil else {
            // As kubectl has it, one number is both.
            (address, local) = ("127.0.0.1", Int(rest) ?? 0)
            return
        }
        let middle = cut()
        let number = middle ?? rest
        guard let local = number.isEmpty ? 0 : Int(number), (0...65_535).contains(local) else { return nil }
        self.local = local
        let host = middle == nil ? "127.0.0.1" : String(rest)
        address = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard !address.isEmpty else { return nil }
    }
}

extension Cluster {
    /// What `TYPE/NAME` names; a bare name is a pod's.
    func location(named operand: String) throws -> Location {
        let parts = operand.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.contains("/") }) else {
            throw ValidationError("\"\(operand)\" is not TYPE/NAME")
        }
        let isPod = parts.count == 1 || ["pod", "pods", "po"].contains(parts[0])
        let resource = try isPod ? Cluster.podResource : discovery.resource(named: parts[0])
        return Location(resource: resource, namespace: client.access.namespace, name: parts[parts.count - 1])
    }
}
