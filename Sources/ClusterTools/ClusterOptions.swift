import FileIO
import HTTP
public import Kubernetes
import SystemPackage
public import ToolSupport

/// Which cluster, and who we are there.
public struct ClusterOptions: ParsableArguments, Sendable {
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
    public var namespace: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("URL of the API server.", valueName: "url"))
    var server: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Act as this user.", valueName: "user"))
    var impersonatedUser: String?

    @Option(name: .customLong("as-group"), help: ArgumentHelp("Act as a member of this group.", valueName: "group"))
    var impersonatedGroups: [String] = []

    /// For the parser.
    public init() {}

    /// The cluster that is meant.
    public func connect(_ streams: StandardStreams, fieldManager: String = "zarf") throws -> Cluster {
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
