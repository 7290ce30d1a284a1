import Documents
import HTTP

/// A kind as the API server serves it.
public struct Resource: Sendable, Hashable {
    /// Group and version.
    public let groupVersion: GroupVersion
    /// `Deployment`.
    public let kind: String
    /// `deployments`, as paths have it.
    public let plural: String
    /// `deployment`.
    public let singular: String
    /// `deploy`.
    public let shortNames: [String]
    /// `all`.
    public let categories: [String]
    /// Whether its objects live in namespaces.
    public let isNamespaced: Bool
    /// `get`, `list`, `watch`, `patch`…
    public let verbs: [String]

    /// Secrets, which every server has.
    package static let secrets = Resource(
        groupVersion: GroupVersion("v1"), kind: "Secret", plural: "secrets", singular: "secret", shortNames: [],
        categories: [], isNamespaced: true, verbs: ["get", "list", "watch", "create", "patch", "delete"])

    /// `deployments.apps`.
    public var qualifiedName: String {
        groupVersion.group.isEmpty ? plural : "\(plural).\(groupVersion.group)"
    }

    /// Where its objects are; without a namespace those of all namespaces.
    public func path(namespace: String? = nil, name: String? = nil) -> String {
        var path = groupVersion.path
        if isNamespaced, let namespace { path += "/namespaces/\(percentEncoded(namespace))" }
        path += "/\(plural)"
        if let name { path += "/\(percentEncoded(name))" }
        return path
    }
}

extension Resource {
    // Kubernetes APIResourceList; subresources have a slash in their name.
    init?(_ value: Value, in groupVersion: GroupVersion) {
        guard let plural = value["name"]?.string, !plural.contains("/"), let kind = value["kind"]?.string else {
            return nil
        }
        // Quirk: a resource may be of another group and version than its list says.
        let group = value["group"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? groupVersion.group
        let version = value["version"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? groupVersion.version
        guard group == groupVersion.group, version == groupVersion.version else { return nil }
        let singular = value["singularName"]?.string ?? ""
        self.init(
            groupVersion: groupVersion, kind: kind, plural: plural,
            singular: singular.isEmpty ? kind.lowercased() : singular, shortNames: value.strings("shortNames"),
            categories: value.strings("categories"), isNamespaced: value["namespaced"]?.bool ?? false,
            verbs: value.strings("verbs"))
    }

    // apidiscovery.k8s.io v2 APIResourceDiscovery.
    init?(aggregated value: Value, in groupVersion: GroupVersion) {
        guard let plural = value["resource"]?.string, let kind = value["responseKind"]?["kind"]?.string else {
            return nil
        }
        let singular = value["singularResource"]?.string ?? ""
        self.init(
            groupVersion: groupVersion, kind: kind, plural: plural,
            singular: singular.isEmpty ? kind.lowercased() : singular, shortNames: value.strings("shortNames"),
            categories: value.strings("categories"), isNamespaced: value["scope"]?.string == "Namespaced",
            verbs: value.strings("verbs"))
    }

    /// As the APIResourceList has it.
    var cached: Value {
        [
            "name": .string(plural), "kind": .string(kind), "singularName": .string(singular),
            "namespaced": .bool(isNamespaced), "shortNames": .array(shortNames.map { .string($0) }),
            "categories": .array(categories.map { .string($0) }), "verbs": .array(verbs.map { .string($0) }),
        ]
    }
}

extension Value {
    /// The strings of a member that is a list.
    func strings(_ key: String) -> [String] { self[key]?.array?.compactMap(\.string) ?? [] }

    /// The value at a path of keys.
    subscript(path path: String...) -> Value? {
        path.reduce(.some(self)) { value, key in value?[key] }
    }
}
