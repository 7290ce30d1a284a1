import Diagnostics
import Documents

/// A Kubernetes object: anything with `apiVersion`, `kind` and a name.
public struct Object: Sendable, Hashable {
    /// Everything in it, members in the order they came.
    public var value: Value
    /// Where it was read, for messages; nil for what came from the cluster.
    public var place: SourceMark?

    /// Takes a value for an object; what is missing reads as empty.
    public init(_ value: Value, place: SourceMark? = nil) {
        self.value = value
        self.place = place
    }

    /// `v1`, `apps/v1`.
    public var apiVersion: String { value["apiVersion"]?.string ?? "" }
    /// `ConfigMap`.
    public var kind: String { value["kind"]?.string ?? "" }
    /// The name; empty if the server is to make one up.
    public var name: String { value["metadata"]?["name"]?.string ?? "" }
    /// What the server is to begin the name with that it makes up; nil for objects with a name.
    public var generatedNamePrefix: String? {
        name.isEmpty ? value["metadata"]?["generateName"]?.string.flatMap { $0.isEmpty ? nil : $0 } : nil
    }
    /// The namespace, if the object names one.
    public var namespace: String? {
        value["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
    /// The group of `apiVersion`; empty for the core group.
    public var group: String { GroupVersion(apiVersion).group }
    /// Version of this state of the object.
    public var resourceVersion: String? { value["metadata"]?["resourceVersion"]?.string }
    /// Labels.
    public var labels: [String: String] { strings(value["metadata"]?["labels"]) }
    /// Annotations.
    public var annotations: [String: String] { strings(value["metadata"]?["annotations"]) }

    private func strings(_ value: Value?) -> [String: String] {
        guard let object = value?.object else { return [:] }
        return Dictionary(uniqueKeysWithValues: object.compactMap { key, value in value.string.map { (key, $0) } })
    }

    /// The same object in a namespace.
    public func inNamespace(_ namespace: String) -> Object {
        var result = self
        result.setMetadata("namespace", .string(namespace))
        return result
    }

    /// Sets or removes a member of `metadata`.
    public mutating func setMetadata(_ key: String, _ member: Value?) {
        guard var object = value.object else { return }
        var metadata = object["metadata"]?.object ?? [:]
        metadata[key] = member
        object["metadata"] = .object(metadata)
        value = .object(object)
    }

    /// `deployment.apps/web`: how kubectl names an object in what it prints.
    public var shortName: String {
        let kind = kind.lowercased()
        return "\(group.isEmpty ? kind : "\(kind).\(group)")/\(name)"
    }
}

/// `group/version` taken apart.
public struct GroupVersion: Sendable, Hashable, CustomStringConvertible {
    /// Empty for the core group.
    public let group: String
    /// `v1`.
    public let version: String

    /// From `apiVersion`.
    public init(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1)
        group = parts.count == 2 ? String(parts[0]) : ""
        version = parts.last.map { String($0) } ?? ""
    }

    /// As `apiVersion` has it.
    public var description: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// Where the API server serves it.
    public var path: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
}

extension Object {
    /// All objects of a YAML or JSON text; lists are taken apart, empty documents passed over.
    ///
    /// - allowsGeneratedNames: whether an object may leave its name to the server.
    ///
    /// Throws `DocumentError`, or `KubernetesError.notAnObject` for a document without apiVersion, kind or name.
    public static func read(
        _ bytes: [UInt8], file: String, allowsGeneratedNames: Bool = false
    ) throws -> [Object] {
        let limits = DocumentLimits(byteCount: maximumInputByteCount)
        return try YAMLReader.documents(bytes, file: file, limits: limits, options: .helm).flatMap { document in
            document.isNull ? [] : try objects(document, allowsGeneratedNames: allowsGeneratedNames)
        }
    }

    /// The largest rendering we were shown has 40 MiB.
    static let maximumInputByteCount = 256 << 20

    private static func objects(_ node: YAMLNode, allowsGeneratedNames: Bool) throws -> [Object] {
        func refuse(_ reason: String) -> KubernetesError {
            .notAnObject(place: node.mark.description, reason)
        }
        guard node.members != nil else { throw refuse("is \(node.shape), not an object") }
        guard let kind = node["kind"]?.text, !kind.isEmpty else { throw refuse("the object has no kind") }
        guard let version = node["apiVersion"]?.text, !version.isEmpty else {
            throw refuse("\(kind) has no apiVersion")
        }
        // meta.IsListType: a kind that ends in List and has items.
        if kind.hasSuffix("List"), let items = node["items"] {
            if items.isNull { return [] }
            guard let elements = items.elements else { throw refuse("\(kind): items is \(items.shape), not a list") }
            return try elements.flatMap { try objects($0, allowsGeneratedNames: allowsGeneratedNames) }
        }
        guard let metadata = node["metadata"], metadata.members != nil else { throw refuse("\(kind) has no metadata") }
        let object = Object(try node.value(.legacy), place: node.mark)
        guard !object.name.isEmpty else {
            let isGenerated = metadata["generateName"] != nil
            if allowsGeneratedNames, object.generatedNamePrefix != nil { return [object] }
            throw refuse(isGenerated ? "\(kind) has generateName: give it a name" : "\(kind) has no name")
        }
        guard !object.name.contains("/"), object.name != ".", object.name != ".." else {
            throw refuse("\(kind): \"\(object.name.prefix(80))\" is no name")
        }
        return [object]
    }
}
