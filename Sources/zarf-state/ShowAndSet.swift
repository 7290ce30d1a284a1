import ClusterState
import ClusterTools
import Documents
import FileIO
import ToolSupport

struct Show: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Print the state as JSON.",
        discussion: """
            Passwords and keys are starred out but with --secrets. Ends with status 2 if the cluster is not initialised.

            EXAMPLE:
              $ zarf-state show | jq -r .registryInfo.address
              127.0.0.1:31999
            """)

    @Flag(help: "Show passwords and keys too.") var secrets = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let state = try StateStore(try cluster.connect(streams)).required().state
        try streams.writeLine(JSON.text((secrets ? state : state.withoutSecrets).value, style: .pretty))
    }
}

struct Get: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Print one member of the state.",
        discussion: """
            EXAMPLE:
              $ zarf-state get registryInfo.address
              127.0.0.1:31999
            """)

    @Argument(help: "Keys with dots between them.") var path: String
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let state = try StateStore(try cluster.connect(streams)).required().state
        guard let member = state.member(path.split(separator: ".").map { String($0) }) else {
            streams.writeError("zarf-state: there is no \(path) in the state\n")
            throw ExitStatus.answeredNo
        }
        try streams.writeLine(member.string ?? JSON.text(member))
    }
}

struct Set: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Change one member of the state.",
        discussion: """
            The value is a text, or with --json any JSON; - reads it from standard input, as secrets should be. Nothing but \
            the state changes: pull secrets follow with zarf-state secrets --all.

            EXAMPLE:
              $ zarf-state set storageClass local-path
            """)

    @Argument(help: "Keys with dots between them.") var path: String
    @Argument(help: "The value, or - for standard input.") var value: String
    @Flag(help: "The value is JSON.") var json = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let keys = path.split(separator: ".").map { String($0) }
        guard !keys.isEmpty else { throw UsageError("name a member of the state") }
        var text = value
        if value == "-" {
            let bytes = try FileSource(streams.input).readAll(limit: 1 << 20, name: "standard input")
            text = String(decoding: bytes, as: UTF8.self)
            if text.hasSuffix("\n") { text.removeLast() }
        }
        let member = json ? try JSON.parse(text, file: "value") : .string(text)
        let store = StateStore(try cluster.connect(streams))
        var (state, version) = try store.required()
        state.set(keys, member)
        // What cannot be read again must not be written.
        try store.write(try ZarfState(state.value), version: version)
    }
}

struct Creds: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Print users and passwords.",
        discussion: """
            Of all services as a table, or the password of one: registry, registry-readonly, git, git-readonly, artifact.

            EXAMPLE:
              $ zarf-state creds registry-readonly
              8kT2nYbq0cVtXo4HdLwEu3Zs
            """)

    @Argument(help: "Whose.") var service: String?
    @OptionGroup var output: ListOutput
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    private static let services = [
        ("registry", "registryInfo", "push"), ("registry-readonly", "registryInfo", "pull"),
        ("git", "gitServer", "push"), ("git-readonly", "gitServer", "pull"), ("artifact", "artifactServer", "push"),
    ]

    func execute(_ streams: StandardStreams) throws {
        let state = try StateStore(try cluster.connect(streams)).required().state
        if let service {
            guard let found = Self.services.first(where: { $0.0 == service }) else {
                throw UsageError("no service \(service): there is \(Self.services.map(\.0).joined(separator: ", "))")
            }
            let password = state.text([found.1, found.2 + "Password"])
            guard !password.isEmpty else {
                streams.writeError("zarf-state: \(service) is not configured\n")
                throw ExitStatus.answeredNo
            }
            return try streams.writeLine(password)
        }
        let rows = Self.services.filter { !state.text([$0.1, $0.2 + "Username"]).isEmpty }.map { service in
            [
                service.0, state.text([service.1, "address"]), state.text([service.1, service.2 + "Username"]),
                state.text([service.1, service.2 + "Password"]),
            ]
        }
        let list = rows.map { row -> Value in
            [
                "service": .string(row[0]), "address": .string(row[1]), "username": .string(row[2]),
                "password": .string(row[3]),
            ]
        }
        try output.write(["SERVICE", "ADDRESS", "USERNAME", "PASSWORD"], rows, document: .array(list), streams)
    }
}

struct Rotate: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Make new passwords or certificates for services of ours.",
        discussion: """
            Services are registry, git and agent. The state changes, then the registry, without a restart but where it has \
            certificates, then the pull secrets of all namespaces. Between the last two, pulls are refused for a moment. \
            What replicas of the registry share they get with the next zarf-init; so does the agent its certificate. \
            zarf-init also finishes what was interrupted.

            EXAMPLE:
              $ zarf-state rotate registry
              rotated registry
            """)

    @Argument(help: "registry, git, agent.") var services: [String]
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let store = StateStore(try cluster.connect(streams))
        defer { store.cluster.discovery.save() }
        var (state, version) = try store.required()
        for service in services { try state.rotate(service) }
        try store.write(state, version: version)
        if services.contains("registry") {
            try store.renewRegistryCertificates(state, isForced: true)
            try store.renewRegistryUsers(state)
        }
        try store.writePullSecrets(state, namespaces: try store.namespacesWithPullSecrets())
        for service in services { try streams.writeLine("rotated \(service)") }
    }
}

/// Rows with columns aligned, two spaces apart.
func table(_ rows: [[String]]) -> String {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        var line = ""
        for (column, text) in row.enumerated() {
            line += text
            guard column + 1 < row.count else { continue }
            line += String(repeating: " ", count: widths[column] - text.count + 2)
        }
        return printable(line) + "\n"
    }.joined()
}
