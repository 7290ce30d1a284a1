import Diagnostics
import Documents

/// The documents of a definition file, one for each form (`apiVersion`) at most.
public struct DefinitionDocuments: Sendable {
    /// A form of the definition.
    public enum Form: String, Sendable {
        case v1alpha1 = "zarf.dev/v1alpha1"
        case v1beta1 = "zarf.dev/v1beta1"

        /// The newer form wins.
        var priority: Int { self == .v1beta1 ? 2 : 1 }
    }

    /// The file, as messages name it.
    public let file: String
    /// All documents that are not empty, in order.
    public let nodes: [YAMLNode]

    /// Reads a definition file.
    ///
    /// - throws: `DocumentError` for text that is no YAML, `DefinitionError.empty` if it holds nothing.
    public init(_ bytes: [UInt8], file: String) throws {
        self.file = file
        // Upstream takes the mark for part of the first key, which is unknown then.
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw DefinitionError.byteOrderMark(file: file) }
        nodes = try YAMLReader.documents(bytes, file: file).filter { !DefinitionScalar.isNull($0) }
        guard !nodes.isEmpty else { throw DefinitionError.empty(file: file) }
    }

    /// The document of the newest form we know.
    ///
    /// - throws: `DefinitionError` if no form is known or one is there twice.
    public func newest() throws -> (form: Form, node: YAMLNode) {
        var best: (form: Form, node: YAMLNode)?
        var seen: Set<Form> = []
        for node in nodes {
            guard let form = try Self.form(of: node) else { continue }
            guard seen.insert(form).inserted else {
                throw DefinitionError.duplicateDocument(apiVersion: form.rawValue, at: node.mark)
            }
            if best.map({ form.priority > $0.form.priority }) ?? true { best = (form, node) }
        }
        guard let best else { throw DefinitionError.noKnownDocument(file: file) }
        return best
    }

    /// The first document of `form`, or nil.
    public func first(_ form: Form) throws -> YAMLNode? {
        try nodes.first { try Self.form(of: $0) == form }
    }

    /// The document's form; without `apiVersion` it is v1alpha1, which is older than that key.
    private static func form(of node: YAMLNode) throws -> Form? {
        let members = try DefinitionDecoder.members(of: node) ?? []
        let version = try members.first { $0.key == "apiVersion" }.flatMap { try DefinitionScalar.string($0.value) }
        guard let version, !version.isEmpty else { return .v1alpha1 }
        return Form(rawValue: version)
    }
}

extension Package {
    /// The v1alpha1 package in a file: what every package carries, whatever it was authored in.
    ///
    /// - throws: `DefinitionError` or `DocumentError`.
    public init(reading bytes: [UInt8], file: String) throws {
        let documents = try DefinitionDocuments(bytes, file: file)
        guard let node = try documents.first(.v1alpha1) else { throw DefinitionError.noKnownDocument(file: file) }
        self = try DefinitionDecoder.decode(node)
    }
}
