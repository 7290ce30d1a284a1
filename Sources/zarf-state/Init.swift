import ClusterState
import ClusterTools
import Documents
import FileIO
import SystemPackage
import ToolSupport

struct Init: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Make the state, or repair the one that is there.",
        discussion: """
            What is set stays, what is missing is made up: namespace, users, passwords from the kernel, the agent's \
            certificate, which is renewed sixty days before its end. Credentials of servers that are there already come \
            in a file of JSON, as the state has them:
              {"registryInfo": {"pushUsername": "…", "pushPassword": "…", "pullUsername": "…", "pullPassword": "…"}}
            The first time, namespaces that are there get the label zarf.dev/agent=ignore.

            EXAMPLE:
              $ zarf-state init --registry-url registry.test --credentials registry.json
              initialised: registry at registry.test (external)
            """)

    @Option(help: ArgumentHelp("nodeport, proxy or external.", valueName: "mode")) var registryMode: String?
    @Option(help: ArgumentHelp("A registry outside.", valueName: "host:port")) var registryUrl: String?
    @Option(help: ArgumentHelp("The registry's port of all nodes (31999; 5000 in proxy mode).", valueName: "port"))
    var registryPort: Int?
    @Option(help: ArgumentHelp("A git server outside.", valueName: "url")) var gitUrl: String?
    @Option(help: ArgumentHelp("A package registry outside.", valueName: "url")) var artifactUrl: String?
    @Option(help: ArgumentHelp("Storage class of claims.", valueName: "name")) var storageClass: String?
    @Option(help: ArgumentHelp("all, or labeled: what the agent changes.", valueName: "which"))
    var agentMutationPolicy: String?
    @Option(help: ArgumentHelp("Authority of an own certificate for the agent.", valueName: "file"))
    var agentTlsCa: String?
    @Option(help: ArgumentHelp("That certificate, for agent-hook.zarf.svc.", valueName: "file"))
    var agentTlsCert: String?
    @Option(help: ArgumentHelp("Its key.", valueName: "file")) var agentTlsKey: String?
    @Option(help: ArgumentHelp("Users and passwords (JSON), - for standard input.", valueName: "file"))
    var credentials: String?
    @Flag(help: "Print the state without its secrets as JSON.") var json = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        if let registryMode, ZarfState.RegistryMode(rawValue: registryMode) == nil {
            throw ValidationError("--registry-mode: nodeport, proxy or external")
        }
        if let registryPort, !(registryMode == "proxy" ? 1...65535 : ZarfState.nodePorts).contains(registryPort) {
            throw ValidationError("--registry-port: ports of nodes are 30000 to 32767")
        }
        guard [agentTlsCa, agentTlsCert, agentTlsKey].allSatisfy({ ($0 == nil) == (agentTlsCa == nil) }) else {
            throw ValidationError("--agent-tls-ca, --agent-tls-cert and --agent-tls-key go together")
        }
        if let agentMutationPolicy, !["all", "labeled"].contains(agentMutationPolicy) {
            throw ValidationError("--agent-mutation-policy: all or labeled")
        }
        guard registryMode != "external" || registryUrl != nil else {
            throw ValidationError("--registry-mode external needs --registry-url")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        var choices = InitialisationChoices()
        choices.registryMode = registryMode.flatMap { ZarfState.RegistryMode(rawValue: $0) }
        choices.registryPort = registryPort
        choices.storageClass = storageClass
        choices.isAgentLabelledOnly = agentMutationPolicy.map { $0 == "labeled" }
        choices.given = try given(streams)
        if let agentTlsCa, let agentTlsCert, let agentTlsKey {
            func text(_ path: String) throws -> String {
                String(decoding: try readFile(FilePath(path), limit: 1 << 20), as: UTF8.self)
            }
            choices.agentCertificate = .init(
                authority: try text(agentTlsCa), certificate: try text(agentTlsCert), key: try text(agentTlsKey))
        }
        let store = StateStore(try cluster.connect(streams))
        defer { store.cluster.discovery.save() }
        let result = try store.initialise(choices)
        for note in result.notes { streams.progress.report(.note(note)) }
        if json { return try streams.writeLine(JSON.text(result.state.withoutSecrets.value)) }
        let verb = result.isNew ? "initialised" : "initialised already"
        try streams.writeLine(
            "\(verb): registry at \(result.state.registryAddress) (\(result.state.registryMode.rawValue))")
    }

    private func given(_ streams: StandardStreams) throws -> [(path: [String], value: String)] {
        var given: [(path: [String], value: String)] = []
        if let registryUrl { given.append((["registryInfo", "address"], registryUrl)) }
        if let gitUrl { given.append((["gitServer", "address"], gitUrl)) }
        if let artifactUrl { given.append((["artifactServer", "address"], artifactUrl)) }
        guard let credentials else { return given }
        let bytes = try FileSource(streams.input(credentials)).readAll(limit: 1 << 20, name: credentials)
        guard let services = try JSON.parse(bytes, file: credentials).object else {
            throw StateError.malformed(credentials, "is no object")
        }
        let known = ["registryInfo", "gitServer", "artifactServer"]
        for (service, members) in services {
            guard known.contains(service), let members = members.object else {
                throw StateError.malformed(credentials, "\"\(service)\" is none of \(known.joined(separator: ", "))")
            }
            for (key, value) in members {
                guard let text = value.string else {
                    throw StateError.malformed(credentials, "\(service).\(key) is no text")
                }
                given.append(([service, key], text))
            }
        }
        return given
    }
}

extension ZarfState {
    /// What may be shown: passwords and keys are starred out.
    var withoutSecrets: ZarfState {
        var state = self
        let secrets = [
            ["registryInfo", "pushPassword"], ["registryInfo", "pullPassword"], ["registryInfo", "secret"],
            ["gitServer", "pushPassword"], ["gitServer", "pullPassword"], ["artifactServer", "pushPassword"],
            ["agentTLS", "key"],
        ]
        for path in secrets where !state.text(path).isEmpty { state.set(path, "**sanitized**") }
        return state
    }
}
