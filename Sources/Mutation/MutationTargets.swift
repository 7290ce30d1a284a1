/// Where things are found after the air gap: what redirected objects are pointed at.
public struct MutationTargets: Sendable {
    /// The cluster's git server.
    public struct GitServer: Sendable {
        /// `http://zarf-gitea-http.zarf.svc.cluster.local:3000`.
        public var address: String
        /// The user that repositories are pushed as: part of their paths.
        public var pushUser: String
        /// Who reads them; nil if it is not known.
        public var pull: Credentials?

        /// A server.
        public init(address: String, pushUser: String, pull: Credentials? = nil) {
            self.address = address
            self.pushUser = pushUser
            self.pull = pull
        }
    }

    /// A user and a password.
    public struct Credentials: Sendable {
        /// The name.
        public var user: String
        /// The secret.
        public var password: String

        /// Credentials.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// Host and port, and a path if it has one, as nodes reach the registry: `127.0.0.1:31999`.
    public var registry: String
    /// Who reads images; nil if it is not known.
    public var registryPull: Credentials?
    /// Whether the registry is the one that runs in the cluster.
    public var registryIsInternal = false
    /// How pods reach it, if it is internal and its service is known: `zarf-docker-registry.zarf.svc.cluster.local:5000`.
    public var registryService: String?
    /// The service by its address, `10.43.0.7:5000`: replaced by its name where it is found.
    public var registryServiceAddress: String?
    /// Whether clients of the registry show certificates.
    public var usesMutualTLS = false
    /// The git server; nil leaves git addresses alone.
    public var gitServer: GitServer?
    /// Whether what has no label about it is redirected: false for the policy `labeled`.
    public var redirectsUnlabelled = true

    /// A registry alone.
    public init(registry: String) { self.registry = registry }

    /// How objects that pods act upon name the registry.
    // zarf v0.84 src/internal/agent/hooks: the service's name where there is one, since 127.0.0.1 is another in each pod.
    var registryForPods: String { registryService ?? registry }
}

/// What is done to objects beside redirecting them.
public struct MutationOptions: Sendable {
    /// The package whose label all objects get; nil for none.
    public var package: String?
    /// The namespace that the package was told to use instead of its own.
    public var namespaceOverride: String?
    /// Nothing is redirected, and the agent is told to leave everything alone.
    public var isConnected = false
    /// Whether imagePullSecrets are added.
    public var addsPullSecrets = true
    /// The namespace of objects that name none.
    public var namespace = "default"

    /// The defaults.
    public init() {}
}

/// Names that upstream gave to objects, labels and annotations.
// zarf v0.84 src/pkg/state/state.go, src/pkg/cluster/cluster.go.
public enum MutationNames {
    /// `mutate`, `ignore` or `skip`.
    public static let agentLabel = "zarf.dev/agent"
    /// The package that brought an object.
    public static let packageLabel = "zarf.dev/package"
    /// The namespace a package was told to use.
    public static let namespaceOverrideLabel = "zarf.dev/namespace-override"
    /// `zarf` on what we made ourselves.
    public static let managedByLabel = "app.kubernetes.io/managed-by"
    /// On pods that the agent has changed.
    public static let patchedLabel = "zarf-agent"
    /// The secret with which nodes pull.
    public static let registrySecret = "private-registry"
    /// The secret with which GitOps tools read repositories.
    public static let gitSecret = "private-git-server"
    /// The certificate that clients of the registry show.
    public static let registryClientSecret = "zarf-registry-client-tls"
}
