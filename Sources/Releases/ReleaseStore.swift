import Diagnostics
import Documents
import HTTP
public import Kubernetes
import Sprig

/// The records of releases in a cluster: one Secret a revision, as Helm keeps them.
// helm v4.2 pkg/storage/driver/secrets.go.
public struct ReleaseStore: Sendable {
    /// Where the records are.
    public let cluster: Cluster
    /// The namespace of the releases; nil for all.
    public let namespace: String?

    /// Kubernetes core/v1 MaxSecretSize.
    public static let maximumByteCount = 1 << 20
    private static let type = "helm.sh/release.v1"
    private static let systemLabels = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    /// The records of one namespace, or of all.
    public init(_ cluster: Cluster, namespace: String?) {
        self.cluster = cluster
        self.namespace = namespace
    }

    /// What is known of a revision without reading it.
    public struct Entry: Sendable {
        /// Counted from 1.
        public let revision: Int
        /// How far it is.
        public let status: Release.Status
        /// All labels of the record.
        public let labels: [String: String]
        /// All annotations of the record.
        public let annotations: [String: String]
        /// The version of the record.
        public let resourceVersion: String
    }

    /// A revision, and the version of its record.
    public struct Stored: Sendable {
        /// The revision.
        public var release: Release
        /// The version of the record.
        public var resourceVersion: String
    }

    // MARK: reading

    /// The revisions of a release, oldest first; none if there is no such release. Reads no records.
    public func entries(of name: String) throws -> [Entry] {
        // Kubernetes documentation "API concepts", "Receiving resources as Tables", PartialObjectMetadataList.
        let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
        let list = try cluster.client.send(
            try cluster.client.request(.get, listPath("name=\(name),owner=helm"), accept: accept),
            operation: "list records of release \(name)")
        return (list["items"]?.array ?? []).compactMap { item -> Entry? in
            let object = Object(item)
            guard let revision = object.labels["version"].flatMap({ Int($0) }) else { return nil }
            return Entry(
                revision: revision, status: object.labels["status"].flatMap { .init(rawValue: $0) } ?? .unknown,
                labels: object.labels, annotations: object.annotations,
                resourceVersion: object.resourceVersion ?? "")
        }.sorted { $0.revision < $1.revision }
    }

    /// One revision. Throws `ReleaseError.notFound`.
    public func read(_ name: String, revision: Int) throws -> Stored {
        do {
            let value = try cluster.client.get(
                path(name, revision), operation: "read revision \(revision) of release \(name)")
            return try Self.stored(Object(value))
        } catch let error as KubernetesError where error.isNotFound {
            throw ReleaseError.notFound
        }
    }

    /// Every revision of a release, oldest first. Throws `ReleaseError.notFound` if there is none.
    public func history(of name: String) throws -> [Release] {
        let found = try releases("name=\(name),owner=helm")
        guard !found.isEmpty else { throw ReleaseError.notFound }
        return found.sorted { $0.revision < $1.revision }
    }

    /// Every revision of every release, records that are none left out.
    public func all() throws -> [Release] { try releases("owner=helm") }

    private func releases(_ selector: String) throws -> [Release] {
        let list = try cluster.client.get(listPath(selector), operation: "list release records")
        return (list["items"]?.array ?? []).compactMap { try? Self.stored(Object($0)).release }
    }

    private static func stored(_ object: Object) throws -> Stored {
        let place = object.name
        guard let data = object.value["data"]?["release"]?.string.flatMap({ base64Decoded($0) }) else {
            throw ReleaseError.malformed(place: place, reason: "the Secret has no key release")
        }
        let labels = object.labels.filter { !systemLabels.contains($0.key) }
        let text = String(decoding: data, as: UTF8.self)
        var release = try Release(encoded: text, labels: labels, place: place)
        // Quirk: records of a release have the namespace of their Secret if they name none.
        if release.namespace.isEmpty { release.namespace = object.namespace ?? "" }
        return Stored(release: release, resourceVersion: object.resourceVersion ?? "")
    }

    // MARK: writing

    /// Adds a revision. Throws `ReleaseError.exists`, `.tooLarge`.
    ///
    /// Returns the version of the record.
    public func create(_ release: Release, annotations: [String: String] = [:]) throws -> String {
        let body = try secret(release, annotations, stamp: "createdAt")
        let request = try cluster.client.request(
            .post, listPath(nil), contentType: "application/json", body: JSON.bytes(body))
        do {
            let answer = try cluster.client.send(
                request, operation: "record revision \(release.revision) of release \(release.name)")
            return Object(answer).resourceVersion ?? ""
        } catch KubernetesError.refused(_, let status) where status.code == 409 {
            throw ReleaseError.exists
        }
    }

    /// Writes a revision anew.
    ///
    /// - resourceVersion: the version of the record that this one follows; nil for whatever is there.
    ///
    /// Returns the version of the record. Throws `ReleaseError.changedMeanwhile` if another one is there.
    @discardableResult
    public func update(
        _ release: Release, after resourceVersion: String?, annotations: [String: String] = [:]
    ) throws -> String {
        var object = Object(try secret(release, annotations, stamp: "modifiedAt"))
        if let resourceVersion { object.setMetadata("resourceVersion", .string(resourceVersion)) }
        var request = try cluster.client.request(
            .put, path(release.name, release.revision), contentType: "application/json",
            body: JSON.bytes(object.value))
        request.isIdempotent = resourceVersion == nil
        do {
            let answer = try cluster.client.send(
                request, operation: "record revision \(release.revision) of release \(release.name)")
            return Object(answer).resourceVersion ?? ""
        } catch KubernetesError.refused(_, let status) where status.code == 409 || status.code == 404 {
            throw ReleaseError.changedMeanwhile(name: release.name, revision: release.revision)
        }
    }

    /// Sets annotations of a record that still has the version, and returns its new one.
    func annotate(
        _ name: String, revision: Int, _ annotations: [String: String], after resourceVersion: String?
    ) throws -> String {
        var metadata: Value.Object = ["annotations": .object(Value.Object(annotations))]
        metadata["resourceVersion"] = resourceVersion.map { .string($0) }
        let patch: Value = ["metadata": .object(metadata)]
        let request = try cluster.client.request(
            .patch, path(name, revision), contentType: "application/merge-patch+json", body: JSON.bytes(patch))
        let answer = try cluster.client.send(request, operation: "hold revision \(revision) of release \(name)")
        return Object(answer).resourceVersion ?? ""
    }

    /// Removes a revision; what is not there is fine.
    public func delete(_ name: String, revision: Int) throws {
        do {
            let request = try cluster.client.request(.delete, path(name, revision))
            _ = try cluster.client.send(request, operation: "remove revision \(revision) of release \(name)")
        } catch let error as KubernetesError where error.isNotFound {}
    }

    /// Removes the oldest revisions so that not more than `limit` are left; never the one that is deployed.
    // helm v4.2 pkg/storage/storage.go removeLeastRecent.
    func prune(_ name: String, to limit: Int, _ entries: [Entry]) throws {
        let deployed = entries.last { $0.status == .deployed }?.revision
        var excess = entries.count - limit
        for entry in entries where excess > 0 && entry.revision != deployed {
            try delete(name, revision: entry.revision)
            excess -= 1
        }
    }

    // MARK: Secrets

    private func secret(_ release: Release, _ annotations: [String: String], stamp: String) throws -> Value {
        let text = try release.encoded()
        guard text.utf8.count <= Self.maximumByteCount else {
            throw ReleaseError.tooLarge(name: release.name, byteCount: text.utf8.count)
        }
        var labels = release.labels
        labels[stamp] = "\(Timestamp.now().seconds)"
        labels["name"] = release.name
        labels["owner"] = "helm"
        labels["status"] = release.info.status.rawValue
        labels["version"] = "\(release.revision)"
        var metadata: Value.Object = ["name": .string(Self.name(release.name, release.revision))]
        metadata["labels"] = .object(Value.Object(labels))
        if !annotations.isEmpty { metadata["annotations"] = .object(Value.Object(annotations)) }
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata), "type": .string(Self.type),
            "data": ["release": .string(base64(text.utf8))],
        ]
    }

    // helm v4.2 pkg/storage/storage.go makeKey.
    private static func name(_ release: String, _ revision: Int) -> String {
        "sh.helm.release.v1.\(release).v\(revision)"
    }

    private func path(_ release: String, _ revision: Int) -> String {
        Resource.secrets.path(namespace: namespace, name: Self.name(release, revision))
    }

    private func listPath(_ selector: String?) -> String {
        Resource.secrets.path(namespace: namespace)
            + (selector.map { "?labelSelector=\(percentEncoded($0))" } ?? "")
    }
}

extension Value.Object {
    /// Texts by name, ordered.
    init(_ texts: [String: String]) {
        self.init(
            uniqueKeysWithValues: texts.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) })
    }
}

extension ReleaseStore {
    /// Whether a label is one that records have anyway.
    static func isSystemLabel(_ name: String) -> Bool { systemLabels.contains(name) }
}
