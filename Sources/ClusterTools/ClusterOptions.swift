public import Kubernetes
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
        var choice = ClusterChoice()
        choice.kubeconfig = kubeconfig
        choice.overrides.context = context
        choice.overrides.cluster = cluster
        choice.overrides.user = user
        choice.overrides.namespace = namespace
        choice.overrides.server = server
        choice.overrides.impersonatedUser = impersonatedUser
        choice.overrides.impersonatedGroups = impersonatedGroups
        return try choice.connect(streams, fieldManager: fieldManager)
    }
}
