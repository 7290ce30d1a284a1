import PackageModel

/// What a person chooses about deploying into a cluster.
public struct DeployOptions: Sendable, Hashable {
    /// The cluster reaches the registries of the images itself: nothing is pushed, nothing redirected.
    public var isConnected = false
    /// The namespace to use instead of the package's own; nil for its own.
    public var namespace: String?
    /// How long a release may take to get ready, as Go writes durations.
    public var timeout = "15m"
    /// How often pushing is tried.
    public var retries = 3
    /// Whether objects that are there already become part of the releases.
    public var takesOwnership = false
    /// Whether fields that others manage are taken over.
    public var forcesConflicts = false

    /// The defaults.
    // zarf v0.84 src/config/config.go ZarfDefaultTimeout, ZarfDefaultRetries.
    public init() {}
}

/// A release that a component installed, as the cluster's record has it.
public struct InstalledRelease: Sendable, Hashable {
    /// The release.
    public let name: String
    /// Where it is.
    public let namespace: String

    /// A release.
    public init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }
}

extension Package {
    /// The package with everything in another namespace.
    ///
    /// - throws: `PlanError.noOtherNamespace` if it is in several already, forbids it, or prepares clusters.
    // zarf v0.84 src/pkg/packager/deploy.go OverridePackageNamespace.
    public func moved(to namespace: String) throws -> Package {
        guard !isInit, allowsNamespaceOverride else {
            throw PlanError.noOtherNamespace(package: metadata.name, reason: "it does not allow that")
        }
        let names = Set(components.flatMap { $0.charts.map(\.namespace) + $0.manifests.map(\.namespace) })
        guard names.count <= 1 else {
            throw PlanError.noOtherNamespace(
                package: metadata.name, reason: "it uses several: \(names.sorted().joined(separator: ", "))")
        }
        var moved = self
        for index in moved.components.indices { moved.components[index].move(from: names.first, to: namespace) }
        return moved
    }
}

extension Component {
    fileprivate mutating func move(from old: String?, to namespace: String) {
        for index in charts.indices { charts[index].namespace = namespace }
        for index in manifests.indices { manifests[index].namespace = namespace }
        for index in healthChecks.indices where healthChecks[index].namespace == old {
            healthChecks[index].namespace = namespace
        }
        actions.onDeploy.move(from: old, to: namespace)
        actions.onRemove.move(from: old, to: namespace)
    }
}

extension ActionSet {
    fileprivate mutating func move(from old: String?, to namespace: String) {
        for list in [\ActionSet.before, \.after, \.onSuccess, \.onFailure] {
            for index in self[keyPath: list].indices where self[keyPath: list][index].wait?.cluster?.namespace == old {
                self[keyPath: list][index].wait?.cluster?.namespace = namespace
            }
        }
    }
}
