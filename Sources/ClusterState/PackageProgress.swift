public import Documents
import Kubernetes
import Mutation

/// How far a component of a package is.
// zarf v0.84 src/pkg/state/state.go ComponentStatus.
public enum ComponentStatus: String, Sendable, CaseIterable {
    case deploying = "Deploying"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case removing = "Removing"
    /// It is gone: the record forgets it.
    case removed = "Removed"
}

/// A chart that a component installed, as the record has it.
public struct InstalledChart: Sendable, Hashable {
    /// Where the release is.
    public let namespace: String
    /// The release's name.
    public let release: String
    /// Whether it was installed; false if that failed.
    public let isInstalled: Bool
    /// Services that `zarf connect` finds: description and path by name.
    public let connections: Value
    /// The digest of what was rendered; nil if nobody needs it.
    public let manifestDigest: String?

    /// A chart.
    public init(
        namespace: String, release: String, isInstalled: Bool, connections: Value = [:], manifestDigest: String? = nil
    ) {
        self.namespace = namespace
        self.release = release
        self.isInstalled = isInstalled
        self.connections = connections
        self.manifestDigest = manifestDigest
    }

    // zarf v0.84 src/pkg/state/state.go InstalledChart.
    var value: Value {
        var value: Value = [
            "namespace": .string(namespace), "chartName": .string(release),
            "status": isInstalled ? "Succeeded" : "Failed",
        ]
        if connections.object?.isEmpty == false { value.set(["connectStrings"], to: connections) }
        if let manifestDigest { value.set([PackageRecord.manifestKey], to: .string(manifestDigest)) }
        return value
    }
}

/// What a deployment notes of one of its components.
public struct ComponentProgress: Sendable {
    /// The whole definition.
    public var definition: Value
    /// The component.
    public var component: String
    /// How far it is.
    public var status: ComponentStatus
    /// What it has installed by now.
    public var charts: [InstalledChart] = []
    /// The digest of all that it was deployed from; nil until it is.
    public var inputs: String?
    /// Counts the deployments of the package.
    public var generation: Int
    /// Whether images come from outside the cluster.
    public var isConnected = false
    /// The namespace the package was told to use; empty for none.
    public var namespaceOverride = ""

    /// What is noted.
    public init(definition: Value, component: String, status: ComponentStatus, generation: Int) {
        self.definition = definition
        self.component = component
        self.status = status
        self.generation = generation
    }

    var package: String { definition["metadata"]?["name"]?.string ?? "" }
}

extension PackageRecord {
    /// Name and namespace of the releases of a component, in the order they were installed.
    public func releases(of component: String) -> [(name: String, namespace: String)] {
        let found = (value["deployedComponents"]?.array ?? []).first { $0["name"]?.string == component }
        return (found?["installedCharts"]?.array ?? []).compactMap { chart in
            guard let name = chart["chartName"]?.string, let namespace = chart["namespace"]?.string else { return nil }
            return (name, namespace)
        }
    }

    /// The record after a component got further; nil if nothing is left of the package.
    // Differs: upstream forgets components that this run does not deploy, and what a component installed before.
    package static func following(_ older: PackageRecord?, _ progress: ComponentProgress) throws -> PackageRecord? {
        if progress.status == .removed { return older?.without(components: [progress.component]) }
        let before = (older?.value["deployedComponents"]?.array ?? []).first {
            $0["name"]?.string == progress.component
        }
        let charts = progress.charts.map(\.value)
        let known = Set(progress.charts.map { "\($0.namespace)/\($0.release)" })
        let kept = (before?["installedCharts"]?.array ?? []).filter { chart in
            !known.contains("\(chart["namespace"]?.string ?? "")/\(chart["chartName"]?.string ?? "")")
        }
        var component: Value = [
            "name": .string(progress.component), "status": .string(progress.status.rawValue),
            "observedGeneration": .integer(Int64(progress.generation)), "installedCharts": .array(kept + charts),
        ]
        if let inputs = progress.inputs { component.set([inputsKey], to: .string(inputs)) }
        if progress.status == .removing { return older?.replacing(component, order: []) }
        let all = progress.definition["components"]?.array ?? []
        var definition = progress.definition
        definition.set(["components"], to: .array(all.filter { $0["name"]?.string == progress.component }))
        var value: Value = [
            "name": .string(progress.package), "data": definition, "cliVersion": "v0.84.0",
            "generation": .integer(Int64(progress.generation)), "deployedComponents": [component],
            "packageConnectivity": progress.isConnected ? "connected" : "airgap",
        ]
        if !progress.namespaceOverride.isEmpty {
            value.set(["namespaceOverride"], to: .string(progress.namespaceOverride))
        }
        let record = try PackageRecord(value)
        let merged = older.map { record.merged(over: $0) } ?? record
        return merged.replacing(component, order: all.compactMap { $0["name"]?.string })
    }

    /// The record with a component in its place: those of the package in the package's order, older ones before.
    private func replacing(_ component: Value, order: [String]) -> PackageRecord {
        func position(_ value: Value) -> Int { order.firstIndex(of: value["name"]?.string ?? "") ?? -1 }
        func sorted(_ values: [Value]) -> [Value] {
            values.enumerated().sorted { (position($0.element), $0.offset) < (position($1.element), $1.offset) }
                .map(\.element)
        }
        var result = self
        let components = (value["deployedComponents"]?.array ?? []).map {
            $0["name"] == component["name"] ? component : $0
        }
        var connections: Value = [:]
        for installed in components {
            for chart in installed["installedCharts"]?.array ?? [] { connections.merge(chart["connectStrings"] ?? [:]) }
        }
        result.value.set(["connectStrings"], to: connections)
        guard !order.isEmpty else {
            result.value.set(["deployedComponents"], to: .array(components))
            return result
        }
        result.value.set(["deployedComponents"], to: .array(sorted(components)))
        result.value.set(["data", "components"], to: .array(sorted(value["data"]?["components"]?.array ?? [])))
        return result
    }
}

extension StateStore {
    /// Notes how far a component is. What others note of the same package in the meantime stays.
    public func note(_ progress: ComponentProgress) throws {
        let probe = try PackageRecord([
            "name": .string(progress.package), "namespaceOverride": .string(progress.namespaceOverride),
        ])
        for attempt in 1... {
            let secret = try secret(probe.secretName, Self.namespace)
            let older = try secret.map { try record($0) }
            guard let newer = try PackageRecord.following(older, progress) else {
                _ = try delete("Secret", probe.secretName, Self.namespace)
                return
            }
            // A cluster that reaches its registries itself need not be initialised.
            if secret == nil, progress.isConnected { try ensureNamespace() }
            do {
                guard let secret else { return try create(newer.secret) }
                return try write(newer, version: secret.resourceVersion)
            } catch KubernetesError.refused(_, let status) where status.code == 409 && attempt < Self.maximumAttempts {
                continue
            }
        }
    }

    /// Writers of one record that meet more often than this are not taking turns.
    private static let maximumAttempts = 10
}
