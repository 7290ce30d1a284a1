import FileIO
import HTTP
public import Kubernetes
import SystemPackage
public import ToolSupport

/// Which cluster is meant, and who we are there, however a tool was told.
public struct ClusterChoice: Sendable {
    /// The kubeconfig; otherwise $KUBECONFIG, ~/.kube/config, or the pod's own.
    public var kubeconfig: String?
    /// What is wanted otherwise than the files say.
    public var overrides = ClusterAccess.Overrides()
    /// Authorities that the server's certificate is checked against.
    public var authorityFile: String?
    /// The name that the server's certificate must have.
    public var serverName: String?
    /// Whether the server's certificate is not checked.
    public var skipsVerification = false

    /// Nothing in particular.
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

    /// The namespace of objects that name none; `default` if what could tell it cannot be read.
    // client-go tools/clientcmd ClientConfig.Namespace, errors of which Helm passes over: contexts alone are looked at.
    public func namespace(_ streams: StandardStreams) -> String {
        if let namespace = overrides.namespace { return namespace }
        let files = files(streams.variables)
        if kubeconfig != nil || files.contains(where: { fileExists($0) }) {
            return (try? Kubeconfig(files: files).namespace(ofContext: overrides.context)) ?? "default"
        }
        return (try? ClusterAccess.inCluster(environment: streams.variables))?.namespace ?? "default"
    }

    /// A cluster for work that asks it nothing; whoever asks finds nobody there.
    public static func unreachable(namespace: String, fieldManager: String) -> Cluster {
        // Port 0 of loopback: nothing can listen there.
        guard let nowhere = try? HTTPURL("http://127.0.0.1:0") else { preconditionFailure("a URL that is one") }
        var access = ClusterAccess(server: nowhere)
        access.namespace = namespace
        let client = APIClient(access, environmentProxy: ProxySettings(environment: [:]), userAgent: "zarf")
        return Cluster(client, discovery: Discovery(client, cache: nil), fieldManager: fieldManager)
    }

    private func cacheDirectory(_ variables: [String: String]) -> FilePath? {
        let base =
            variables["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
            ?? variables["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0).appending(".cache") }
        return base?.appending("zarf").appending("discovery")
    }

    private func access(_ streams: StandardStreams) throws -> ClusterAccess {
        var access = try configuredAccess(streams)
        if let authorityFile {
            access.tls.authorityBytes = try readFile(FilePath(authorityFile), limit: 16 << 20)
            access.tls.skipsVerification = false
        }
        if let serverName { access.tls.serverName = serverName }
        if skipsVerification {
            access.tls.skipsVerification = true
            access.tls.authorityBytes = nil
        }
        return access
    }

    private func configuredAccess(_ streams: StandardStreams) throws -> ClusterAccess {
        let files = files(streams.variables)
        // client-go tools/clientcmd: a pod's own identity counts where no file says anything.
        let isNamed = kubeconfig != nil || files.contains { fileExists($0) }
        if isNamed { return try Kubeconfig(files: files).access(overrides, environment: streams.environment) }
        if let server = overrides.server { return try access(to: server) }
        guard var access = try ClusterAccess.inCluster(environment: streams.variables) else {
            throw KubernetesError.noConfiguration(searched: files.map(\.string))
        }
        if let namespace = overrides.namespace { access.namespace = namespace }
        return access
    }

    /// A server that no file tells about.
    private func access(to server: String) throws -> ClusterAccess {
        guard let url = try? HTTPURL(server.contains("://") ? server : "http://" + server) else {
            throw KubernetesError.unusable("find a cluster: the server's address is no http or https URL")
        }
        var access = ClusterAccess(server: url)
        if let namespace = overrides.namespace { access.namespace = namespace }
        if let token = overrides.token { access.credential = .token(token) }
        if let user = overrides.impersonatedUser {
            access.impersonation = .init(user: user, groups: overrides.impersonatedGroups)
        }
        return access
    }

    private func files(_ variables: [String: String]) -> [FilePath] {
        if let kubeconfig { return [FilePath(kubeconfig)] }
        if let variable = variables["KUBECONFIG"], !variable.isEmpty { return Kubeconfig.files(ofVariable: variable) }
        return [FilePath(variables["HOME"] ?? "/").appending(".kube/config")]
    }
}
