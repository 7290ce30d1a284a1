import Diagnostics

/// Reads YAML text into nodes that know their places. Never crashes, whatever the bytes.
public enum YAMLReader {
    /// What differs between the YAML that Zarf reads and the YAML that Helm reads.
    public struct Options: Sendable {
        /// What happens when a mapping has a key twice.
        public enum DuplicateKeys: Sendable { case refused, lastWins }
        /// Which member wins when a merge key brings one that is there already.
        public enum Merging: Sendable {
            /// goccy/go-yaml v1.19 decode.go keyToNodeMap, into structs: one mapping is merged, and a key that is there already is a duplicate.
            case distinct
            /// goccy/go-yaml v1.19 decode.go setToMapValue, into maps: members are set in the order written, a merge key's among them.
            case inOrder
            /// YAML 1.1 and gopkg.in/yaml: members written in the mapping win, then the first merged mapping.
            case writtenWins
        }
        /// What happens when a mapping has a key twice.
        public var duplicateKeys: DuplicateKeys
        /// Which member wins when a merge key brings one that is there already.
        public var merging: Merging

        /// As upstream reads package definitions.
        public static let definition = Options(duplicateKeys: .refused, merging: .distinct)
        /// As upstream reads package values.
        public static let values = Options(duplicateKeys: .refused, merging: .inOrder)
        /// As Helm reads values and manifests.
        public static let helm = Options(duplicateKeys: .lastWins, merging: .writtenWins)
    }

    /// All documents of a text, in order; an empty one is a null scalar, a text of comments has none.
    ///
    /// - file: the name that marks and errors carry.
    /// - throws: `DocumentError` for bytes that are no YAML, repeat a key or exceed a limit.
    public static func documents(
        _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard, options: Options = .definition
    ) throws -> [YAMLNode] {
        guard bytes.count <= limits.byteCount else {
            throw DocumentError.overLimit("bytes", limits.byteCount, SourceMark(file: file, line: 1, column: 1))
        }
        return try bytes.withUnsafeBufferPointer { buffer in
            var composer = YAMLComposer(buffer, file: file, limits: limits, options: options)
            return try composer.documents()
        }
    }

    /// The one document of a text; an empty text is a null scalar.
    ///
    /// - throws: `DocumentError`, also if a second document follows.
    public static func document(
        _ bytes: [UInt8], file: String, limits: DocumentLimits = .standard, options: Options = .definition
    ) throws -> YAMLNode {
        let all = try documents(bytes, file: file, limits: limits, options: options)
        if all.count > 1 { throw DocumentError.severalDocuments(all[1].mark) }
        let empty = YAMLNode(
            content: .scalar(text: "", style: .plain), mark: SourceMark(file: file, line: 1, column: 1))
        return all.first ?? empty
    }
}
