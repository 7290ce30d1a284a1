import Documents

/// Which subschemas of a document have URIs and anchors.
struct SchemaIndex {
    /// A subschema with a URI of its own.
    struct Resource {
        let uri: String
        let path: [String]
        var anchors: [String: [String]] = [:]
        var dynamicAnchors: [String: [String]] = [:]
        let isRecursive: Bool
    }

    /// Keywords whose value is a schema.
    private static let single: Set<String> = [
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    ]
    /// Keywords whose value is a list of schemas.
    private static let lists: Set<String> = ["allOf", "anyOf", "items", "oneOf", "prefixItems"]
    /// Keywords whose value is an object of schemas.
    private static let maps: Set<String> = [
        "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
    ]

    private(set) var resources: [Resource] = []
    let root: Value
    private let dialect: Dialect

    init(_ root: Value, _ dialect: Dialect) {
        self.root = root
        self.dialect = dialect
        resources.append(Resource(uri: "", path: [], isRecursive: root["$recursiveAnchor"]?.bool == true))
        collect(root, [], resource: 0)
    }

    /// The value at a path of the document.
    func value(at path: [String]) -> Value? { root[path: path] }

    /// The resource that the schema at a path belongs to.
    func resource(of path: [String]) -> Int {
        var best = 0
        for (index, resource) in resources.enumerated()
        where path.starts(with: resource.path) && resource.path.count >= resources[best].path.count {
            best = index
        }
        return best
    }

    /// What a reference in the schema at a path stands for: a path, and the anchor's name if it names one.
    func resolve(_ reference: String, from path: [String]) -> (path: [String]?, isRemote: Bool, anchor: String?) {
        let parts = URIReference(reference)
        let own = resources[resource(of: path)]
        let uri = URIReference.join(own.uri, parts.base)
        let target = parts.base.isEmpty ? own : resources.last { $0.uri == uri }
        guard let target else { return (nil, true, nil) }
        guard let fragment = parts.fragment, !fragment.isEmpty else { return (target.path, false, nil) }
        guard fragment.hasPrefix("/") else {
            return (target.anchors[fragment] ?? target.dynamicAnchors[fragment], false, fragment)
        }
        let tokens = fragment.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(unescaped)
        let found = target.path + tokens
        return (value(at: found) == nil ? nil : found, false, nil)
    }

    /// RFC 6901: `~1` is a slash, `~0` a tilde.
    private func unescaped(_ token: Substring) -> String {
        token.split(separator: "~1", omittingEmptySubsequences: false).map { part in
            part.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }.joined(separator: "/")
    }

    private mutating func collect(_ schema: Value, _ path: [String], resource: Int) {
        guard case .object(let object) = schema else { return }
        var resource = resource
        // Up to draft 7, whatever stands beside $ref is ignored.
        if dialect > .draft7 || object["$ref"]?.string == nil {
            resource = enter(object, path, resource: resource)
        }
        for (keyword, value) in object {
            switch value {
            case .object(let members) where Self.maps.contains(keyword):
                for (key, member) in members { collect(member, path + [keyword, key], resource: resource) }
            case .object where Self.single.contains(keyword): collect(value, path + [keyword], resource: resource)
            case .array(let elements) where Self.lists.contains(keyword):
                for (index, element) in elements.enumerated() {
                    collect(element, path + [keyword, String(index)], resource: resource)
                }
            default: break
            }
        }
    }

    /// Notes a schema's identifier and anchors; gives the resource that its parts belong to.
    private mutating func enter(_ object: Value.Object, _ path: [String], resource: Int) -> Int {
        var resource = resource
        if let id = object[dialect.idKeyword]?.string {
            let parts = URIReference(id)
            if !parts.base.isEmpty {
                let uri = URIReference.join(resources[resource].uri, parts.base)
                let isRecursive = object["$recursiveAnchor"]?.bool == true
                let new = Resource(uri: uri, path: path, isRecursive: isRecursive)
                if path.isEmpty {
                    resources[0] = new
                } else {
                    resources.append(new)
                    resource = resources.count - 1
                }
            }
            if dialect <= .draft7, let name = parts.fragment, !name.isEmpty { resources[resource].anchors[name] = path }
        }
        if dialect >= .draft2019, let name = object["$anchor"]?.string { resources[resource].anchors[name] = path }
        if dialect >= .draft2020, let name = object["$dynamicAnchor"]?.string {
            resources[resource].dynamicAnchors[name] = path
        }
        return resource
    }
}

extension Value {
    /// The value that keys and indices lead to.
    subscript(path path: [String]) -> Value? {
        path.reduce(.some(self)) { value, component in
            guard case .array(let elements)? = value else { return value?[component] }
            guard let index = Int(component), elements.indices.contains(index) else { return nil }
            return elements[index]
        }
    }
}
