import Diagnostics
import Documents

/// Fills records from YAML nodes as upstream's decoder fills its structs: unknown keys are passed over, null leaves what is there.
public enum DefinitionDecoder {
    /// A record read from `node`.
    ///
    /// - throws: `DefinitionError.wrongType` with the place of the offending node.
    public static func decode<Record: DefinitionRecord>(_ node: YAMLNode, as _: Record.Type = Record.self) throws
        -> Record
    {
        var record = Record()
        try decode(node, into: &record)
        return record
    }

    static func decode<Record: DefinitionRecord>(_ node: YAMLNode, into record: inout Record) throws {
        guard let members = try members(of: node) else { return }
        record.origin = DefinitionOrigin(node.mark)
        let fields = Record.fields
        for (key, value) in members {
            guard let field = fields.first(where: { $0.description.key == key }) else { continue }
            try field.decode(&record, value)
        }
    }

    /// Keys and values of a mapping, or nil for null. The reader has expanded merge keys and refused duplicates.
    package static func members(of node: YAMLNode) throws -> [(key: String, value: YAMLNode)]? {
        if DefinitionScalar.isNull(node) { return nil }
        guard case .mapping(let members) = node.content else {
            throw DefinitionError.wrongType(expected: "a mapping", found: node.kindName, at: node.mark)
        }
        return members.map { (DefinitionScalar.keyText($0.key), $0.value) }
    }

    /// The elements of a list, or nil for null.
    package static func elements(of node: YAMLNode) throws -> [YAMLNode]? {
        if DefinitionScalar.isNull(node) { return nil }
        guard case .sequence(let elements) = node.content else {
            throw DefinitionError.wrongType(expected: "a list", found: node.kindName, at: node.mark)
        }
        return elements
    }
}

extension YAMLNode {
    /// What the node is, in the words of a message.
    package var kindName: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar:
            switch DefinitionScalar.value(self) {
            case .null: "nothing"
            case .bool: "true or false"
            case .integer, .double: "a number"
            default: "text"
            }
        }
    }
}
