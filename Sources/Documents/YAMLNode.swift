import Diagnostics

/// A YAML document as written: scalars as text with their style, every node with its place. Aliases are expanded.
public struct YAMLNode: Sendable {
    /// How a scalar was written; only plain ones are resolved to numbers, booleans and null.
    public enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    /// One key and its value.
    public struct Member: Sendable {
        /// The key, always a scalar.
        public let key: YAMLNode
        /// What it stands for.
        public let value: YAMLNode

        /// A member made of its parts.
        public init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }

        /// The key's text as written.
        public var name: String { key.text ?? "" }
    }

    /// The three shapes of a node.
    public enum Content: Sendable {
        case scalar(text: String, style: Style)
        case sequence([YAMLNode])
        /// In the order written; keys are unique, a duplicate is an error of the reader.
        case mapping([Member])
    }

    /// What is there.
    public let content: Content
    /// An explicit tag such as `!!str`, in long form `tag:yaml.org,2002:str`; nil if none was written.
    public let tag: String?
    /// Where it starts.
    public let mark: SourceMark

    /// A node made of its parts.
    public init(content: Content, tag: String? = nil, mark: SourceMark) {
        self.content = content
        self.tag = tag
        self.mark = mark
    }
}

extension YAMLNode {
    /// The text of a scalar as written, quotes and escapes undone; nil for a collection.
    public var text: String? { if case .scalar(let text, _) = content { text } else { nil } }
    /// The members, if this is a mapping.
    public var members: [Member]? { if case .mapping(let members) = content { members } else { nil } }
    /// The elements, if this is a sequence.
    public var elements: [YAMLNode]? { if case .sequence(let elements) = content { elements } else { nil } }
    /// True for a plain scalar that means null: nothing at all, `~`, `null`, or anything tagged `!!null`.
    public var isNull: Bool { (try? scalarValue(.core)) == .some(.null) }

    /// The value of a mapping's member; nil if this is no mapping or has no such key.
    public subscript(key: String) -> YAMLNode? { member(key)?.value }

    /// A mapping's member with this key, for the place of the key itself.
    public func member(_ key: String) -> Member? { members?.first { $0.key.text == key } }

    /// The node at a path of keys and, in sequences, decimal indices; nil where the path leaves the document.
    public subscript(path path: [String]) -> YAMLNode? {
        path.reduce(.some(self)) { node, component in
            guard let elements = node?.elements else { return node?[component] }
            return Int(component).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        }
    }

    /// What the node is, for messages: `a mapping`, `a list`, `a string`, `a number`, `true or false`, `null`.
    public var shape: String {
        switch content {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar:
            switch try? scalarValue(.core) {
            case .integer, .double: return "a number"
            case .bool: return "true or false"
            case .null: return "null"
            default: return "a string"
            }
        }
    }
}
