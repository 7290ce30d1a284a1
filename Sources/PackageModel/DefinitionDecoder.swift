import Diagnostics
import Documents

/// Fills records from YAML nodes as upstream's decoder fills its structs: unknown keys are passed over, null leaves what is there.
public enum DefinitionDecoder {
    /// Mappings, lists and merge keys nested deeper than this are refused.
    /// The reader's own limit is 512; merge keys could chain further.
    static let maximumMergeDepth = 64

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

    /// Keys and values with `<<` expanded, or nil for null. Keys written beside a merge win over merged ones.
    package static func members(of node: YAMLNode, depth: Int = 0) throws -> [(key: String, value: YAMLNode)]? {
        if DefinitionScalar.isNull(node) { return nil }
        guard case .mapping(let written) = node.content, depth < maximumMergeDepth else {
            throw DefinitionError.wrongType(expected: "a mapping", found: node.kindName, at: node.mark)
        }
        var members: [(key: String, value: YAMLNode)] = []
        var positions: [String: Int] = [:]
        func set(_ key: String, _ value: YAMLNode, overriding: Bool) {
            if let position = positions[key] {
                if overriding { members[position].value = value }
            } else {
                positions[key] = members.count
                members.append((key, value))
            }
        }
        for member in written {
            if member.key.isMergeKey {
                for source in member.value.mergeSources {
                    for (key, value) in try Self.members(of: source, depth: depth + 1) ?? [] {
                        set(key, value, overriding: false)
                    }
                }
            } else {
                set(DefinitionScalar.keyText(member.key), member.value, overriding: true)
            }
        }
        return members
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
            case nil, .null: "nothing"
            case .bool: "true or false"
            case .integer, .double: "a number"
            default: "text"
            }
        }
    }

    /// Whether this key merges another mapping.
    package var isMergeKey: Bool {
        if case .scalar("<<", .plain) = content { return true }
        return false
    }

    /// The mappings a merge key brings in: one, or a list of them.
    var mergeSources: [YAMLNode] {
        if case .sequence(let elements) = content { return elements }
        return [self]
    }
}
