import Documents

/// The JSON schema of a definition, generated from the tables that also read and write it.
public enum DefinitionSchema {
    /// The schema as a document.
    public static let document = schema(
        of: Package.shape, title: "Zarf package definition (zarf.yaml, apiVersion \(Package.apiVersion))")
    /// The schema of the newer form.
    public static let betaDocument = schema(
        of: V1Beta1.Package.shape, title: "Zarf package definition (zarf.yaml, apiVersion \(V1Beta1.apiVersion))")

    private static func schema(of root: RecordShape, title: String) -> Value {
        var definitions = Value.Object()
        var pending = [root]
        while let record = pending.popLast() {
            guard definitions[record.name] == nil else { continue }
            var properties = Value.Object()
            for field in record.fields() {
                properties[field.key] = Self.schema(of: field.shape)
                pending += field.shape.records
            }
            var schema: Value.Object = ["type": "object", "properties": .object(properties)]
            let required = record.fields().filter(\.isRequired).map { Value.string($0.key) }
            if !required.isEmpty { schema["required"] = .array(required) }
            if !record.exclusiveKeys.isEmpty {
                schema["oneOf"] = .array(record.exclusiveKeys.map { ["required": [.string($0)]] })
            }
            // Upstream lets every known mapping carry keys that begin with x-.
            schema["patternProperties"] = ["^x-": [:]]
            schema["additionalProperties"] = false
            definitions[record.name] = .object(schema)
        }
        let main = definitions.removeValue(forKey: root.name) ?? [:]
        var document: Value.Object = [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": .string(title),
        ]
        if case .object(let members) = main { document.merge(members) { old, _ in old } }
        definitions.sort { $0.key < $1.key }
        document["definitions"] = .object(definitions)
        return .object(document)
    }

    private static func schema(of shape: FieldShape) -> Value {
        switch shape {
        case .string(let rule):
            var schema: Value.Object = ["type": "string"]
            if let pattern = rule.pattern { schema["pattern"] = .string(pattern.expression) }
            if !rule.choices.isEmpty { schema["enum"] = .array(rule.choices.map(Value.string)) }
            if let length = rule.maximumLength { schema["maxLength"] = .integer(Int64(length)) }
            return .object(schema)
        case .boolean: return ["type": "boolean"]
        case .integer: return ["type": "integer"]
        case .anything: return [:]
        case .list(let element, let minimumCount):
            var schema: Value.Object = ["type": "array", "items": Self.schema(of: element)]
            if minimumCount > 0 { schema["minItems"] = .integer(Int64(minimumCount)) }
            return .object(schema)
        case .textMap: return ["type": "object", "additionalProperties": ["type": "string"]]
        case .record(let record): return ["$ref": .string("#/definitions/\(record.name)")]
        }
    }
}

extension FieldShape {
    /// The records this shape refers to.
    fileprivate var records: [RecordShape] {
        switch self {
        case .record(let record): [record]
        case .list(let element, _): element.records
        default: []
        }
    }
}
