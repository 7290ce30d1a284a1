import Diagnostics
import Documents
import HTTP

/// One cluster to work with: its client, what it serves, and how hard it may be asked.
public final class Cluster: Sendable {
    /// The connection.
    public let client: APIClient
    /// The kinds.
    public let discovery: Discovery
    /// The field manager that owns what we apply.
    public let fieldManager: String
    let window = FlowWindow()

    /// - fieldManager: upstream applies as `zarf`.
    public init(_ client: APIClient, discovery: Discovery, fieldManager: String = "zarf") {
        self.client = client
        self.discovery = discovery
        self.fieldManager = fieldManager
    }

    /// Where one object is: its resource, and its namespace if its kind has any.
    public struct Location: Sendable, Hashable {
        /// The kind.
        public let resource: Resource
        /// Nil for kinds that live in no namespace.
        public let namespace: String?
        /// The name.
        public let name: String

        /// A location.
        public init(resource: Resource, namespace: String?, name: String) {
            self.resource = resource
            self.namespace = resource.isNamespaced ? namespace : nil
            self.name = name
        }

        /// The path at the API server.
        public var path: String { resource.path(namespace: namespace, name: name) }
        /// `deployment.apps/web`.
        public var shortName: String {
            let group = resource.groupVersion.group
            let kind = resource.kind.lowercased()
            return "\(group.isEmpty ? kind : "\(kind).\(group)")/\(name)"
        }
        /// `deployment.apps/web in shop`, for messages.
        public var description: String { shortName + (namespace.map { " in \($0)" } ?? "") }
    }

    /// Where an object is or will be; without a namespace of its own in `namespace`.
    public func location(of object: Object, namespace: String? = nil) throws -> Location {
        let resource = try discovery.resource(apiVersion: object.apiVersion, kind: object.kind)
        return Location(
            resource: resource, namespace: object.namespace ?? namespace ?? client.access.namespace, name: object.name)
    }

    /// Where an object is or will be; nil if the server does not have its kind, and so nothing of it.
    public func locationIfServed(of object: Object, namespace: String? = nil) throws -> Location? {
        do {
            return try location(of: object, namespace: namespace)
        } catch KubernetesError.unknownKind {
            return nil
        }
    }

    /// Reads an object; nil if there is none.
    public func read(_ location: Location) throws -> Object? {
        do {
            return Object(try client.get(location.path, operation: "get \(location.description)"))
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Which objects of a kind are meant.
    public struct Selection: Sendable, Hashable {
        /// A label selector.
        public var labels: String?
        /// A field selector.
        public var fields: String?

        /// Everything, or what selectors say.
        public init(labels: String? = nil, fields: String? = nil) {
            self.labels = labels
            self.fields = fields
        }

        /// As items that follow others in a query.
        public var query: String {
            var items: [String] = []
            if let labels { items.append("labelSelector=\(percentEncoded(labels))") }
            if let fields { items.append("fieldSelector=\(percentEncoded(fields))") }
            return items.map { "&" + $0 }.joined()
        }
    }

    /// Objects of a kind, in pages, with the version of the list.
    ///
    /// - namespace: nil for all namespaces.
    public func list(
        _ resource: Resource, namespace: String?, _ selection: Selection = Selection(),
        cancellation: Cancellation? = nil
    ) throws -> (objects: [Object], resourceVersion: String) {
        var objects: [Object] = []
        var version = ""
        var next: String?
        repeat {
            let page = next.map { "&continue=\(percentEncoded($0))" } ?? ""
            let path = resource.path(namespace: namespace) + "?limit=\(Self.pageCount)" + selection.query + page
            var request = try client.request(.get, path)
            request.cancellation = cancellation
            // Who can cancel tries again as they like.
            if cancellation != nil { request.maximumAttempts = 1 }
            let list = try client.send(request, operation: "list \(resource.qualifiedName)")
            // Items of a list leave out what the list says: kind and version.
            objects += (list["items"]?.array ?? []).map { item in
                var members: Value.Object = [
                    "apiVersion": .string(resource.groupVersion.description), "kind": .string(resource.kind),
                ]
                for (key, value) in item.object ?? [:] { members[key] = value }
                return Object(.object(members))
            }
            version = list[path: "metadata", "resourceVersion"]?.string ?? ""
            next = list[path: "metadata", "continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        } while next != nil
        return (objects, version)
    }

    /// Objects a list request asks for at a time, kubectl's number.
    static let pageCount = 500
}
