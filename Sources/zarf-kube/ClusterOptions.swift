import FileIO
import HTTP
import Kubernetes
import SystemPackage
import ToolSupport

/// Which cluster, and who we are there.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Kubeconfig; otherwise $KUBECONFIG, ~/.kube/config, or the pod's own.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The kubeconfig's context.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("The kubeconfig's cluster.", valueName: "name"))
    var cluster: String?

    @Option(help: ArgumentHelp("The kubeconfig's user.", valueName: "name"))
    var user: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Namespace of objects that name none.", valueName: "name"))
    var namespace: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("URL of the API server.", valueName: "url"))
    var server: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Act as this user.", valueName: "user"))
    var impersonatedUser: String?

    @Option(name: .customLong("as-group"), help: ArgumentHelp("Act as a member of this group.", valueName: "group"))
    var impersonatedGroups: [String] = []

    /// The cluster that is meant.
    func connect(_ streams: StandardStreams, fieldManager: String = "zarf") throws -> Cluster {
        let variables = streams.variables
        let client = APIClient(
            try access(streams), environmentProxy: ProxySettings(environment: variables),
            userAgent: "zarf/\(toolchainVersion)")
        return Cluster(
            client, discovery: Discovery(client, cache: cacheDirectory(variables)), fieldManager: fieldManager)
    }

    private func cacheDirectory(_ variables: [String: String]) -> FilePath? {
        let base =
            variables["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
            ?? variables["HOME"].map { FilePath($0).appending(".cache") }
        return base?.appending("zarf").appending("discovery")
    }

    private func access(_ streams: StandardStreams) throws -> ClusterAccess {
        var overrides = ClusterAccess.Overrides()
        overrides.context = context
        overrides.cluster = cluster
        overrides.user = user
        overrides.namespace = namespace
        overrides.server = server
        overrides.impersonatedUser = impersonatedUser
        overrides.impersonatedGroups = impersonatedGroups
        let files = files(streams.variables)
        // client-go tools/clientcmd: a pod's own identity counts where no file says anything.
        let isNamed = kubeconfig != nil || files.contains { fileExists($0) }
        guard isNamed else {
            if var access = try ClusterAccess.inCluster(environment: streams.variables) {
                if let namespace { access.namespace = namespace }
                return access
            }
            throw KubernetesError.noConfiguration(searched: files.map(\.string))
        }
        return try Kubeconfig(files: files).access(overrides, environment: streams.environment)
    }

    private func files(_ variables: [String: String]) -> [FilePath] {
        if let kubeconfig { return [FilePath(kubeconfig)] }
        if let variable = variables["KUBECONFIG"], !variable.isEmpty { return Kubeconfig.files(ofVariable: variable) }
        return [FilePath(variables["HOME"] ?? "/").appending(".kube/config")]
    }
}

/// Reads the objects of the files, directories and `-` that `-f` names.
func readObjects(_ operands: [String], _ streams: StandardStreams) throws -> [Object] {
    guard operands.filter({ $0 == "-" }).count <= 1 else {
        throw ValidationError("standard input can be read once only")
    }
    return try operands.flatMap { operand -> [Object] in
        guard operand != "-", isDirectory(FilePath(operand)) else { return try readFileObjects(operand, streams) }
        let names = try directoryEntries(FilePath(operand)).filter { name in
            [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }
        return try names.flatMap { try readFileObjects(FilePath(operand).appending($0).string, streams) }
    }
}

private func readFileObjects(_ operand: String, _ streams: StandardStreams) throws -> [Object] {
    let file = try streams.input(operand)
    let bytes = try FileSource(file).readAll(limit: maximumInputByteCount, name: file.path.string)
    return try Object.read(bytes, file: file.path.string)
}

/// The largest rendering we were shown has 40 MiB.
private let maximumInputByteCount = 256 << 20
