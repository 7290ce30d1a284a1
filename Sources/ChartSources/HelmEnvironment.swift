import Documents
import FileIO
public import SystemPackage

/// Where Helm keeps what it knows of repositories.
// helm v4.2 pkg/helmpath/lazypath.go, pkg/cli/environment.go.
public struct HelmEnvironment: Sendable {
    /// `repositories.yaml`: names, addresses and credentials of repositories.
    public let repositoryFile: FilePath
    /// The folder of the repositories' indexes, as last fetched.
    public let repositoryCache: FilePath
    /// Folders of plugins, a folder each.
    public let pluginFolders: [FilePath]

    /// - variables: the environment.
    public init(_ variables: [String: String], repositoryFile: String? = nil, repositoryCache: String? = nil) {
        func folder(_ own: String, _ shared: String, _ usual: String) -> FilePath {
            if let path = variables[own], !path.isEmpty { return FilePath(path) }
            let base = variables[shared].flatMap { $0.isEmpty ? nil : FilePath($0) }
            return (base ?? FilePath(variables["HOME"] ?? "/").appending(usual)).appending("helm")
        }
        func path(_ given: String?, _ variable: String, _ usual: FilePath) -> FilePath {
            [given, variables[variable]].lazy.compactMap { $0 }.first { !$0.isEmpty }.map { FilePath($0) } ?? usual
        }
        self.repositoryFile = path(
            repositoryFile, "HELM_REPOSITORY_CONFIG",
            folder("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config").appending("repositories.yaml"))
        self.repositoryCache = path(
            repositoryCache, "HELM_REPOSITORY_CACHE",
            folder("HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache").appending("repository"))
        let plugins = variables["HELM_PLUGINS"].flatMap { $0.isEmpty ? nil : $0 }
        pluginFolders =
            plugins.map { $0.split(separator: ":").map { FilePath(String($0)) } }
            ?? [folder("HELM_DATA_HOME", "XDG_DATA_HOME", ".local/share").appending("plugins")]
    }

    /// The repositories that `helm repo add` made known; none if there is no such file.
    ///
    /// - throws: `FileError`, `DocumentError`.
    public func repositories() throws -> [ChartRepository] {
        guard fileExists(repositoryFile) else { return [] }
        let bytes = try readFile(repositoryFile, limit: 16 << 20)
        let document = try YAMLReader.document(bytes, file: repositoryFile.string, options: .helm)
        return document["repositories"]?.elements?.map { ChartRepository($0) } ?? []
    }
}

/// A repository of charts, and how to speak to it.
public struct ChartRepository: Sendable {
    /// What `helm repo add` called it; empty for one that is only known by its address.
    public var name = ""
    public var url: String
    public var server = ChartServer()

    /// A repository that is known by its address.
    public init(url: String, server: ChartServer = ChartServer()) {
        self.url = url
        self.server = server
    }

    // helm v4.2 pkg/repo/v1/chartrepo.go Entry.
    init(_ node: YAMLNode) {
        func text(_ key: String) -> String? { node[key]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        url = text("url") ?? ""
        name = text("name") ?? ""
        server.username = text("username")
        server.password = text("password")
        server.certificate = text("certFile").map { FilePath($0) }
        server.key = text("keyFile").map { FilePath($0) }
        server.authorities = text("caFile").map { FilePath($0) }
        server.skipsVerification = text("insecure_skip_tls_verify") == "true"
        server.passesCredentialsOn = text("pass_credentials_all") == "true"
    }
}

/// How to speak to a server that has charts.
public struct ChartServer: Sendable, Hashable {
    public var username: String?
    public var password: String?
    /// PEM files.
    public var certificate: FilePath?
    public var key: FilePath?
    public var authorities: FilePath?
    /// Whether any certificate is accepted.
    public var skipsVerification = false
    /// Whether registries may be spoken to without TLS.
    public var allowsPlainHTTP = false
    /// Whether archives on other hosts get the credentials, too.
    public var passesCredentialsOn = false

    public init() {}
}
