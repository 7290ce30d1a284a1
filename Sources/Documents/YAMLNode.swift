import Diagnostics

/// A YAML document as written: scalars as text with their style, every node with its place. Aliases are expanded.
public struct YAMLNode: Sendable {
    /// How a scalar was written; only plain ones are resolved to numbers, booleans and null.
    public enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    /// One key and its value.
    public struct Member: Sendable {
        /// The key, usually a scalar.
        public let key: YAMLNode
        /// What it stands for.
        public let value: YAMLNode
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
}
