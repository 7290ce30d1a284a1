import Diagnostics

/// Writes a document anew as kustomize's kyaml does: scalars and brackets stay as they were written, indentation becomes
/// two spaces, sequences begin where their key does, comments stay with what follows them.
///
/// Differs: of comments, only those on lines of their own within a document and those behind a value are kept.
// sigs.k8s.io/kustomize/kyaml kio.ParseAll and kio.StringAll, over go-yaml v3's nodes.
public enum YAMLReflow {
    /// The first document of a text, with a newline at its end; nil if there is none.
    ///
    /// - throws: `DocumentError` for bytes that are no YAML.
    public static func text(_ bytes: [UInt8], file: String) throws -> [UInt8]? {
        try ReflowedDocument(bytes, file: file)?.bytes
    }
}

/// A document that keeps how it was written, so that it can be written anew.
public struct ReflowedDocument {
    private var root: ReflowNode

    /// The first document of a text; nil if there is none.
    ///
    /// - throws: `DocumentError` for bytes that are no YAML.
    public init?(_ bytes: [UInt8], file: String) throws {
        let found = try bytes.withUnsafeBufferPointer { buffer in
            var reader = ReflowReader(LibYAML(buffer, file: file, maximumDepth: DocumentLimits.standard.depth))
            return try reader.document()
        }
        guard var found else { return nil }
        var comments = ReflowComments(bytes, found)
        comments.attach(to: &found)
        root = found
    }

    /// The text, with a newline at its end.
    public var bytes: [UInt8] {
        var writer = ReflowWriter()
        writer.write(root, indent: 0, isInLine: false)
        return writer.bytes
    }

    /// The value of one of the object's annotations.
    public func annotation(_ name: String) -> String? {
        guard case .scalar(let text, _)? = root["metadata"]?["annotations"]?[name]?.content else { return nil }
        return text
    }

    /// Sets or removes one of the object's annotations; annotations that are none afterwards go as a whole.
    // kustomize kyaml yaml/fns.go AnnotationSetter, AnnotationClearer, ClearEmptyAnnotations.
    public mutating func setAnnotation(_ name: String, _ value: String?) {
        var metadata = root["metadata"] ?? .mapping([])
        var annotations = metadata["annotations"] ?? .mapping([])
        if let value {
            annotations.set(name, .scalar(value, .singleQuoted))
        } else if annotations[name] == nil {
            return
        } else {
            annotations.remove(name)
        }
        if case .mapping(let members) = annotations.content, members.isEmpty {
            metadata.remove("annotations")
        } else {
            metadata.set("annotations", annotations)
        }
        root.set("metadata", metadata)
    }
}

extension ReflowNode {
    fileprivate static func mapping(_ members: [(key: ReflowNode, value: ReflowNode)]) -> ReflowNode {
        ReflowNode(.mapping(members))
    }
    fileprivate static func scalar(_ text: String, _ style: YAMLNode.Style) -> ReflowNode {
        ReflowNode(.scalar(text, style))
    }

    private init(_ content: Content) {
        let nowhere = SourceMark(file: "", line: 0, column: 0)
        self.init(content: content, start: nowhere, end: nowhere)
    }

    private func index(_ name: String) -> Int? {
        guard case .mapping(let members) = content else { return nil }
        return members.firstIndex { if case .scalar(name, _) = $0.key.content { true } else { false } }
    }

    fileprivate subscript(name: String) -> ReflowNode? {
        guard let index = index(name), case .mapping(let members) = content else { return nil }
        return members[index].value
    }

    fileprivate mutating func set(_ name: String, _ value: ReflowNode) {
        guard case .mapping(var members) = content else { return }
        if let index = index(name) {
            members[index].value = value
        } else {
            members.append((.scalar(name, .plain), value))
        }
        content = .mapping(members)
    }

    fileprivate mutating func remove(_ name: String) {
        guard let index = index(name), case .mapping(var members) = content else { return }
        members.remove(at: index)
        content = .mapping(members)
    }
}

/// A node as it was written.
struct ReflowNode {
    indirect enum Content {
        case scalar(String, YAMLNode.Style)
        case alias(String)
        case sequence([ReflowNode])
        case mapping([(key: ReflowNode, value: ReflowNode)])
    }

    var content: Content
    var isFlow = false
    var anchor: String?
    var tag: String?
    var start: SourceMark
    var end: SourceMark
    /// Lines of comment that stand above it.
    var above: [String] = []
    /// Lines of comment below its last member or element.
    var below: [String] = []
    /// The comment behind it.
    var behind: String?
}
