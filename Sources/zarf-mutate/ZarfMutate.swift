import ClusterState
import ClusterTools
import Documents
import FileIO
import Mutation
import SystemPackage
import ToolSupport
import Variables

@main struct ZarfMutate: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-mutate",
        abstract: "Point objects at the cluster's registry and git server: standard input to standard output.",
        discussion: """
            Images of pods and of everything that has a template of one, and the addresses in objects of Flux and Argo CD \
            are redirected as the agent in the cluster does it; pods get the pull secret. What is labelled \
            zarf.dev/agent: ignore, or is in a Namespace of the input that says so, stays. Output can be the input again.

            It is a post-renderer for Helm. With --journal, state and variables are those of a deployment, ###ZARF_…### is \
            replaced first, and Namespaces and pull secrets go to the cluster at once. With --prerequisites, Namespaces leave the stream, so that no release owns \
            them; the file gets them, one for every other namespace that is used, and with --state the pull secrets of \
            each: apply it first.

            EXAMPLE:
              $ zarf-mutate --registry 127.0.0.1:31999 <web.yaml | grep image:
                    - image: 127.0.0.1:31999/library/nginx:1-zarf-3793515731
            """,
        version: toolchainVersion
    )

    @Option(help: ArgumentHelp("The state, as zarf-state show --json prints it with secrets.", valueName: "file"))
    var state: String?
    @Option(help: ArgumentHelp("The registry, as nodes reach it.", valueName: "host:port")) var registry: String?
    @Option(help: ArgumentHelp("The git server.", valueName: "url")) var git: String?
    @Option(help: ArgumentHelp("Whose repositories the git server has.", valueName: "name"))
    var gitPushUser = "zarf-git-user"
    @Option(help: ArgumentHelp("Label everything as of this package.", valueName: "name")) var package: String?
    @Option(help: ArgumentHelp("The namespace the package was told to use.", valueName: "name"))
    var namespaceOverride: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("Namespace of objects that name none.", valueName: "name"))
    var namespace = "default"
    @Option(help: ArgumentHelp("Move Namespaces here, with pull secrets.", valueName: "file"))
    var prerequisites: String?
    @Option(help: ArgumentHelp("The journal of a deployment into the current cluster.", valueName: "dir"))
    var journal: String?
    @Option(help: ArgumentHelp("Write down here what zarf connect can find.", valueName: "file"))
    var connections: String?
    @Flag(help: "Namespaces that are there already are taken over.") var takeOwnership = false
    @Option(help: ArgumentHelp("Print the new name of this image, and read no objects.", valueName: "name"))
    var image: [String] = []
    @Flag(help: "Redirect nothing, and have the agent leave everything alone.") var connected = false
    @Flag(help: "Add no imagePullSecrets.") var noPullSecrets = false

    func validate() throws {
        guard state != nil || registry != nil || connected || journal != nil else {
            throw ValidationError("say where images are: --state FILE or --registry HOST:PORT")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        let targets = try targets(streams)
        guard image.isEmpty else {
            let rewrite = ImageRewrite(target: targets.registry)
            return try streams.write(try image.map { try rewrite.rewrite($0) + "\n" }.joined())
        }
        var options = MutationOptions()
        options.package = package
        options.namespaceOverride = namespaceOverride
        options.namespace = namespace
        options.isConnected = connected
        options.addsPullSecrets = !noPullSecrets
        var input = try FileSource(streams.input).readAll(limit: 256 << 20, name: "standard input")
        if let journal { input = try filledIn(input, FilePath(journal).appending("variables.json"), streams) }
        let store = journal == nil ? nil : StateStore(try ClusterOptions.parse([]).connect(streams))
        defer { store?.cluster.discovery.save() }
        var mutation = Mutation(targets, options)
        if let store, !connected { mutation.note(try store.namespaces()) }
        let stream = try MutatedStream(
            input, file: "standard input", mutation, takesNamespaces: prerequisites != nil || journal != nil)
        if let connections {
            try writeFile(FilePath(connections), JSON.bytes(stream.connections), mode: 0o600)
        }
        if let store {
            try store.prepare(stream, connected ? nil : try journalState(), takesOwnership: takeOwnership)
        } else if let prerequisites {
            let secrets =
                connected ? [] : stream.namespaceNames.flatMap { PullSecrets.secrets(targets, namespace: $0) }
            // There are passwords in it.
            try writeFile(FilePath(prerequisites), try MutatedStream.text(stream.namespaces + secrets), mode: 0o600)
        }
        let output = try MutatedStream.text(stream.objects)
        try output.withUnsafeBytes { try streams.output.write($0) }
    }

    /// What is rendered has variables in it, as values and manifests have.
    private func filledIn(_ input: [UInt8], _ file: FilePath, _ streams: StandardStreams) throws -> [UInt8] {
        let sink = MemorySink()
        try DeployVariables(reading: file).replace(
            from: MemorySource(input), to: sink, name: "what was rendered", reporting: streams.progress)
        return sink.bytes
    }

    private func journalState() throws -> ZarfState? {
        guard let journal else { return nil }
        let file = FilePath(journal).appending("state.json")
        guard fileExists(file) else { return nil }
        return try ZarfState(reading: try readFile(file, limit: 1 << 20), file: file.string)
    }

    private func targets(_ streams: StandardStreams) throws -> MutationTargets {
        var targets = MutationTargets(registry: registry ?? "")
        if let found = try journalState() {
            targets = found.targets()
        } else if let state {
            let bytes = try FileSource(streams.input(state)).readAll(limit: 1 << 20, name: state)
            targets = try ZarfState(reading: bytes, file: state).targets()
            if let registry { targets.registry = registry }
            guard connected || !targets.registry.isEmpty else {
                throw StateError.malformed(state, "registryInfo.address is missing")
            }
        }
        if let git { targets.gitServer = .init(address: git, pushUser: gitPushUser, pull: targets.gitServer?.pull) }
        return targets
    }
}
