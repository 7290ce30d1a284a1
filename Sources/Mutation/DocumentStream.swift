import Diagnostics
public import Documents
import GoTemplate
import Sprig

/// What a stream of documents becomes: the objects of a release, and what must be there before it.
public struct MutatedStream: Sendable {
    /// The objects, changed, in their order.
    public let objects: [Value]
    /// The Namespaces that were taken out of the stream, and one for every other namespace that its objects are in; those
    /// that every cluster has only if they were in the stream.
    public let namespaces: [Value]
    /// The names of all namespaces that its objects are in or that it makes.
    public let namespaceNames: [String]
    /// The Services that `zarf connect` finds: description and path by name.
    public let connections: Value

    /// Changes all objects of a YAML or JSON text; lists are taken apart.
    ///
    /// - takesNamespaces: whether Namespaces leave the stream: a release must not delete what holds it.
    /// - throws: `DocumentError`, or a `Failure` that names the place of the object.
    public init(
        _ bytes: [UInt8], file: String, _ mutation: Mutation, takesNamespaces: Bool = false
    ) throws {
        let limits = DocumentLimits(byteCount: Self.maximumByteCount)
        let documents = try YAMLReader.documents(bytes, file: file, limits: limits, options: .helm)
        var found: [(Value, SourceMark)] = []
        for document in documents where !document.isNull { try Self.collect(document, into: &found) }
        let written = found.map(\.0).filter { $0["kind"] == "Namespace" && $0["apiVersion"] == "v1" }
        var mutation = mutation
        mutation.note(written)
        objects = try found.compactMap { object, place in
            if takesNamespaces, object["kind"] == "Namespace", object["apiVersion"] == "v1" { return nil }
            return try withContext("read \(place)") { try mutation.mutated(object) }
        }
        connections = .object(Self.connections(of: objects))
        var all = Self.namespaces(of: found.map(\.0), default: mutation.options.namespace)
        for namespace in written {
            guard let name = namespace["metadata"]?["name"]?.string else { continue }
            all[name] = PullSecrets.namespace(name, from: namespace)
        }
        namespaceNames = Array(all.keys)
        let names = Set(written.compactMap { $0["metadata"]?["name"]?.string })
        namespaces = all.filter { names.contains($0.key) || !Self.presentNamespaces.contains($0.key) }.map(\.value)
    }

    /// What Kubernetes makes itself.
    private static let presentNamespaces: Set = ["default", "kube-system", "kube-public", "kube-node-lease"]

    /// The largest rendering we were shown has 40 MiB.
    private static let maximumByteCount = 256 << 20

    private static func collect(_ node: YAMLNode, into found: inout [(Value, SourceMark)]) throws {
        guard node.members != nil else {
            throw MutationError.notAnObject(node.mark, "is \(node.shape), not an object")
        }
        guard let kind = node["kind"]?.text, !kind.isEmpty else {
            throw MutationError.notAnObject(node.mark, "the object has no kind")
        }
        // meta.IsListType: a kind that ends in List and has items.
        if kind.hasSuffix("List"), let items = node["items"]?.elements {
            for item in items { try collect(item, into: &found) }
        } else {
            found.append((try node.value(.legacy), node.mark))
        }
    }

    // zarf v0.84 src/pkg/state/state.go ConnectString; spec/zarf-interop.md §6.8.
    private static func connections(of objects: [Value]) -> Value.Object {
        var found: Value.Object = [:]
        for object in objects where object["kind"] == "Service" {
            let metadata = object["metadata"]
            guard let name = metadata?["labels"]?["zarf.dev/connect-name"]?.string, !name.isEmpty else { continue }
            func text(_ key: String) -> Value { .string(metadata?["annotations"]?[key]?.string ?? "") }
            found[name] = [
                "description": text("zarf.dev/connect-description"), "url": text("zarf.dev/connect-url"),
            ]
        }
        return found
    }

    /// One for every namespace that objects name, and for the one that others get, if there are such.
    private static func namespaces(of objects: [Value], default name: String) -> Value.Object {
        var result: Value.Object = [:]
        for object in objects where object["kind"] != "Namespace" {
            let written = object["metadata"]?["namespace"]?.string ?? ""
            let namespace = written.isEmpty ? name : written
            result[namespace] = PullSecrets.namespace(namespace)
        }
        return result
    }

    /// Objects as YAML documents, as Helm writes them.
    public static func text(_ objects: [Value]) throws -> [UInt8] {
        var text: [UInt8] = []
        for object in objects {
            text += "---\n".utf8
            text += try HelmYAML.text(goValue(object)).bytes
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }
}

/// Whole numbers stay whole: a double would lose digits of large ones.
private func goValue(_ value: Value) -> GoValue {
    switch value {
    case .integer(let number): .int(Int(number))
    case .array(let elements): .list(elements.map(goValue))
    case .object(let members):
        .map(
            Dictionary(
                members.map { (GoString($0.key), goValue($0.value)) }, uniquingKeysWith: { _, last in last }))
    default: GoValue(value)
    }
}

/// What can be wrong with a document that is to be changed.
public enum MutationError: Failure {
    /// A document is no object: where, and why.
    case notAnObject(SourceMark, String)

    public var message: String {
        switch self {
        case .notAnObject(let mark, let reason): "read \(mark): \(reason)"
        }
    }
    public var kind: FailureKind { .untrusted }
}
