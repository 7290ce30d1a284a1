import Documents
import HTTP
import Kubernetes
import Mutation

/// What a cluster knows of a package that was deployed there.
// zarf v0.84 src/pkg/state/state.go DeployedPackage; spec/zarf-interop.md §6.3.
public struct PackageRecord: Sendable, Hashable {
    /// The whole JSON object; members we do not know stay.
    public var value: Value

    /// A record as it was written. Throws if it is none.
    public init(_ value: Value) throws {
        guard value.object != nil, let name = value["name"]?.string, !name.isEmpty else {
            throw StateError.malformed("the record of a package", "it has no name")
        }
        self.value = value
    }

    /// The package's name.
    public var name: String { value["name"]?.string ?? "" }
    /// The namespace it was told to use instead of its own; empty for none.
    public var namespaceOverride: String { value["namespaceOverride"]?.string ?? "" }
    /// Its version, if it has one.
    public var version: String { value["data"]?["metadata"]?["version"]?.string ?? "" }
    /// Counts deployments.
    public var generation: Int { Int(value["generation"]?.integer ?? 0) }
    /// `airgap` or `connected`.
    public var connectivity: String { value["packageConnectivity"]?.string ?? "airgap" }
    /// Name and status of the components that were deployed.
    public var components: [(name: String, status: String)] {
        (value["deployedComponents"]?.array ?? []).map {
            ($0["name"]?.string ?? "", $0["status"]?.string ?? "")
        }
    }

    /// The Secret's name.
    var secretName: String {
        namespaceOverride.isEmpty
            ? "zarf-package-\(name)" : "zarf-package-\(name)-override-\(namespaceOverride)"
    }

    /// This record over an older one: components of the older one that this one does not name stay.
    // Differs: upstream forgets the components that a run did not deploy.
    public func merged(over older: PackageRecord) -> PackageRecord {
        var result = self
        let own = value["deployedComponents"]?.array ?? []
        let names = Set(own.compactMap { $0["name"]?.string })
        let kept = (older.value["deployedComponents"]?.array ?? []).filter { component in
            component["name"]?.string.map { !names.contains($0) } ?? false
        }
        result.value.set(["deployedComponents"], to: .array(kept + own))
        for (key, member) in older.value.object ?? [:] where result.value[key] == nil {
            result.value.set([key], to: member)
        }
        result.value.set(["data", "components"], to: mergedDefinitions(older, kept))
        return result
    }

    /// Without the definition of a component that is deployed, nobody could remove it.
    private func mergedDefinitions(_ older: PackageRecord, _ kept: [Value]) -> Value {
        let own = value["data"]?["components"]?.array ?? []
        let ownNames = Set(own.compactMap { $0["name"]?.string })
        let keptNames = Set(kept.compactMap { $0["name"]?.string })
        let others = (older.value["data"]?["components"]?.array ?? []).filter { component in
            component["name"]?.string.map { keptNames.contains($0) && !ownNames.contains($0) } ?? false
        }
        return .array(others + own)
    }

    /// Without components of these names; nil if none is left.
    public func without(components names: Set<String>) -> PackageRecord? {
        let left = (value["deployedComponents"]?.array ?? []).filter {
            $0["name"]?.string.map { !names.contains($0) } ?? true
        }
        guard !left.isEmpty else { return nil }
        var result = self
        result.value.set(["deployedComponents"], to: .array(left))
        return result
    }
}

extension PackageRecord {
    fileprivate static let label = "package-deploy-info"
    fileprivate static let key = "data"

    /// The Secret it is kept in.
    var secret: Value {
        PullSecrets.secret(
            secretName, StateStore.namespace, type: "Opaque", [Self.key: JSON.bytes(value, .init(escapesHTML: true))],
            labels: [Self.label: name])
    }
}

extension StateStore {
    /// The records of all packages, by name.
    ///
    /// - unreadable: called with the name of a Secret that is no record, and why.
    public func records(unreadable: (String, String) -> Void = { _, _ in }) throws -> [PackageRecord] {
        let secrets = try cluster.list(
            try resource("Secret"), namespace: Self.namespace, .init(labels: PackageRecord.label)
        ).objects
        return secrets.compactMap { secret in
            do { return try record(secret) } catch {
                unreadable(secret.name, "\(error)")
                return nil
            }
        }.sorted { ($0.name, $0.namespaceOverride) < ($1.name, $1.namespaceOverride) }
    }

    /// The record of a package; nil if there is none.
    public func record(of name: String, namespaceOverride: String = "") throws -> PackageRecord? {
        let probe = try PackageRecord(["name": .string(name), "namespaceOverride": .string(namespaceOverride)])
        return try secret(probe.secretName, Self.namespace).map(record)
    }

    /// The record of a package that must have one. Throws `StateError.noSuchPackage`.
    public func existingRecord(of name: String, namespaceOverride: String = "") throws -> PackageRecord {
        guard let record = try record(of: name, namespaceOverride: namespaceOverride) else {
            throw StateError.noSuchPackage(name)
        }
        return record
    }

    func record(_ secret: Object) throws -> PackageRecord {
        guard let bytes = secret.value["data"]?[PackageRecord.key]?.string.flatMap({ base64Decoded($0) }) else {
            throw StateError.malformed("Secret zarf/\(secret.name)", "it has no key \"data\"")
        }
        return try PackageRecord(try JSON.parse(bytes, file: "Secret zarf/\(secret.name)"))
    }

    /// Writes a record over the one that is there.
    @discardableResult
    public func put(_ record: PackageRecord) throws -> PackageRecord {
        let older = try self.record(of: record.name, namespaceOverride: record.namespaceOverride)
        let merged = older.map { record.merged(over: $0) } ?? record
        try write(merged, version: nil)
        return merged
    }

    /// - version: what the record was read at: a change by somebody else in between is an error; nil overwrites it.
    func write(_ record: PackageRecord, version: String?) throws {
        var secret = record.secret
        if let version, !version.isEmpty { secret.set(["metadata", "resourceVersion"], to: .string(version)) }
        try apply([secret])
    }

    /// Takes components out of a record, or removes all of it.
    public func remove(_ record: PackageRecord, components: [String]) throws {
        if !components.isEmpty, let left = record.without(components: Set(components)) {
            return try write(left, version: nil)
        }
        _ = try delete("Secret", record.secretName, Self.namespace)
    }
}
