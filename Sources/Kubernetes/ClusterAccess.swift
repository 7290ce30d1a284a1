import Diagnostics
import Documents
import FileIO
import HTTP
import SystemPackage

/// How a cluster is reached and who we are there.
public struct ClusterAccess: Sendable {
    /// How a user proves who they are, beyond TLS.
    public enum Credential: Sendable {
        case none
        /// A bearer token.
        case token(String)
        /// A file with a bearer token, read again every minute: the kubelet renews those of pods.
        case tokenFile(FilePath)
        case basic(user: String, password: String)
        /// A program that gives out credentials.
        case program(CredentialProgram)
    }

    /// Whom to act as instead of ourselves.
    public struct Impersonation: Sendable {
        public var user: String
        public var uid: String?
        public var groups: [String] = []

        /// Somebody else.
        public init(user: String, uid: String? = nil, groups: [String] = []) {
            (self.user, self.uid, self.groups) = (user, uid, groups)
        }
    }

    /// The API server, without a slash at its end.
    public var server: HTTPURL
    /// The namespace of objects that name none.
    public var namespace = "default"
    /// Trust and client certificate.
    public var tls = ClientConfiguration.TLS()
    /// The proxy for this server, if it has one of its own.
    public var proxy: String?
    /// Who we are.
    public var credential = Credential.none
    /// Whom we act as.
    public var impersonation: Impersonation?
    /// The names of context, cluster and user, for messages.
    public var context = ""

    /// A server and nothing else.
    public init(server: HTTPURL) { self.server = server }

    /// What a caller wants otherwise than the files say.
    public struct Overrides: Sendable {
        public var context: String?
        public var cluster: String?
        public var user: String?
        public var namespace: String?
        public var server: String?
        public var token: String?
        public var impersonatedUser: String?
        public var impersonatedGroups: [String] = []
        public init() {}
    }
}

extension Kubeconfig {
    /// What a context says, with everything it needs read. Throws `KubernetesError.kubeconfig` at the place of the mistake.
    ///
    /// - environment: of the tool, handed on to programs that give out credentials.
    public func access(_ overrides: ClusterAccess.Overrides = .init(), environment: [String]) throws -> ClusterAccess {
        let contextName = overrides.context ?? currentContext
        let context = contextName.flatMap { contexts[$0] }
        let place = files.map(\.string).joined(separator: ":")
        if let contextName, context == nil {
            let near = nearestSpelling(of: contextName, among: contexts.keys.sorted())
            throw KubernetesError.kubeconfig(
                place: place,
                "there is no context \"\(contextName)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
        }
        guard let clusterName = try overrides.cluster ?? context.flatMap({ try text($0.node, "cluster") }) else {
            let reason =
                context == nil ? "no current-context is set" : "context \"\(contextName ?? "")\" names no cluster"
            throw KubernetesError.kubeconfig(place: place, reason)
        }
        guard let cluster = clusters[clusterName] else {
            throw KubernetesError.kubeconfig(place: place, "there is no cluster \"\(clusterName)\"")
        }
        var access = try clusterAccess(cluster, server: overrides.server)
        access.context = contextName ?? ""
        if let namespace = try overrides.namespace ?? context.flatMap({ try text($0.node, "namespace") }) {
            access.namespace = namespace
        }
        if let userName = try overrides.user ?? context.flatMap({ try text($0.node, "user") }) {
            guard let user = users[userName] else {
                throw KubernetesError.kubeconfig(place: place, "there is no user \"\(userName)\"")
            }
            try identify(user, &access, clusterNode: cluster.node, environment: environment)
        }
        access.apply(overrides)
        return access
    }

    /// The namespace that a context names; nil if it names none.
    ///
    /// - name: of the context; nil for the current one.
    public func namespace(ofContext name: String?) throws -> String? {
        try (name ?? currentContext).flatMap { contexts[$0] }.flatMap { try text($0.node, "namespace") }
    }

    private func clusterAccess(_ entry: Entry, server override: String?) throws -> ClusterAccess {
        let node = entry.node
        guard var server = try override ?? text(node, "server") else {
            throw problem(node, "the cluster has no server")
        }
        if !server.contains("://") { server = "http://" + server }
        while server.hasSuffix("/") { server.removeLast() }
        guard let url = try? HTTPURL(server) else {
            throw problem(node["server"] ?? node, "server is no http or https URL")
        }
        var access = ClusterAccess(server: url)
        access.tls.skipsVerification = try truth(node, "insecure-skip-tls-verify")
        access.tls.serverName = try text(node, "tls-server-name")
        access.tls.authorityBytes = try bytes(entry, "certificate-authority", isPEM: "CERTIFICATE")
        if access.tls.skipsVerification, access.tls.authorityBytes != nil {
            throw problem(node, "insecure-skip-tls-verify and a certificate authority exclude each other")
        }
        if let proxy = try text(node, "proxy-url") {
            let schemes = ["http://", "https://", "socks5://", "socks5h://"]
            guard schemes.contains(where: { proxy.hasPrefix($0) && proxy.utf8.count > $0.utf8.count }) else {
                throw problem(node["proxy-url"] ?? node, "proxy-url is no http, https or socks5 URL")
            }
            // golang.org/x/net/proxy resolves names at the proxy; libcurl calls that socks5h.
            access.proxy = proxy.hasPrefix("socks5://") ? "socks5h" + proxy.dropFirst(6) : proxy
        }
        return access
    }

    private func identify(
        _ entry: Entry, _ access: inout ClusterAccess, clusterNode: YAMLNode, environment: [String]
    ) throws {
        let node = entry.node
        access.tls.certificateBytes = try bytes(entry, "client-certificate", isPEM: "CERTIFICATE")
        access.tls.keyBytes = try bytes(entry, "client-key", isPEM: "PRIVATE KEY")
        if (access.tls.certificateBytes == nil) != (access.tls.keyBytes == nil) {
            let missing = access.tls.keyBytes == nil ? "client-key" : "client-certificate"
            throw problem(node, "\(missing) is missing: certificate and key go together")
        }
        if let provider = node["auth-provider"], !provider.isNull {
            throw problem(provider, "auth-provider was removed from Kubernetes in 1.26; use exec")
        }
        // client-go transport.go: a token file goes before a token, both before user and password, exec comes last.
        if let file = try text(node, "tokenFile") {
            access.credential = .tokenFile(entry.directory.pushing(FilePath(file)))
        } else if let token = try text(node, "token") {
            guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
                throw problem(node["token"] ?? node, "token has characters that no header may have")
            }
            access.credential = .token(token)
        } else if let user = try text(node, "username") {
            access.credential = .basic(user: user, password: try text(node, "password") ?? "")
        } else if let program = node["exec"], !program.isNull {
            let cluster = try clusterNode.value(.legacy)
            access.credential = .program(
                try CredentialProgram(program, directory: entry.directory, cluster: cluster, environment: environment))
        }
        if let user = try text(node, "as") {
            let groups = try node["as-groups"]?.elements?.compactMap { try $0.value(.legacy).string } ?? []
            access.impersonation = .init(user: user, uid: try text(node, "as-uid"), groups: groups)
        }
    }

    private func truth(_ node: YAMLNode, _ key: String) throws -> Bool {
        guard let value = node[key], !value.isNull else { return false }
        guard let truth = try value.value(.legacy).bool else { throw problem(value, "\(key) is not true or false") }
        return truth
    }

    /// `NAME-data` in base64, else the file `NAME`; the data wins as in clientcmd.
    private func bytes(_ entry: Entry, _ key: String, isPEM label: String) throws -> [UInt8]? {
        let place: YAMLNode
        let bytes: [UInt8]
        if let data = try text(entry.node, "\(key)-data") {
            place = entry.node["\(key)-data"] ?? entry.node
            let plain = String(data.unicodeScalars.filter { !" \t\r\n".unicodeScalars.contains($0) })
            guard let decoded = base64Decoded(plain) else { throw problem(place, "\(key)-data is not base64") }
            bytes = decoded
        } else if let file = try text(entry.node, key) {
            place = entry.node[key] ?? entry.node
            do {
                bytes = try readFile(entry.directory.pushing(FilePath(file)), limit: Self.maximumByteCount)
            } catch let error as FileError {
                throw problem(place, "\(key): \(error.message)")
            }
        } else {
            return nil
        }
        guard String(decoding: bytes, as: UTF8.self).contains("\(label)-----") else {
            throw problem(place, "\(key) holds no PEM block with a \(label.lowercased())")
        }
        return bytes
    }
}

extension ClusterAccess {
    fileprivate mutating func apply(_ overrides: Overrides) {
        if let token = overrides.token { credential = .token(token) }
        guard let user = overrides.impersonatedUser else { return }
        impersonation = Impersonation(user: user, groups: overrides.impersonatedGroups)
    }

    /// Where the kubelet puts a pod's identity.
    public static let podDirectory: FilePath = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The cluster this process is a pod of; nil if it is none.
    ///
    /// - environment: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`.
    public static func inCluster(
        environment: [String: String], directory: FilePath = podDirectory
    ) throws -> ClusterAccess? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"],
            !host.isEmpty, !port.isEmpty, (try? FileInformation(of: directory.appending("token"))) != nil
        else { return nil }
        let shown = host.contains(":") ? "[\(host)]" : host
        var access = ClusterAccess(server: try HTTPURL("https://\(shown):\(port)"))
        access.credential = .tokenFile(directory.appending("token"))
        access.tls.authorityBytes = try? readFile(directory.appending("ca.crt"), limit: 16 << 20)
        if let namespace = try? readFile(directory.appending("namespace"), limit: 1 << 10) {
            access.namespace = String(decoding: namespace, as: UTF8.self).filter { !$0.isWhitespace }
        }
        access.context = "in-cluster"
        return access
    }
}
