import Documents

// The kinds of keys. Upstream's structs (zarf v0.84 src/api/v1alpha1) say which are pointers ("optional" here: a false that was written is kept)
// and which lack `omitempty` ("kept": written even if empty).

typealias Path<Record, Field> = WritableKeyPath<Record, Field> & Sendable

extension DefinitionField {
    static func string(
        _ key: String, _ path: Path<Record, String>, required: Bool = false, pattern: DefinitionPattern? = nil,
        choices: [String] = [], maximumLength: Int? = nil
    ) -> Self {
        let rule = TextRule(pattern: pattern, choices: choices, maximumLength: maximumLength)
        return Self(
            description: FieldDescription(key: key, shape: .string(rule), isRequired: required),
            decode: { $0[keyPath: path] = try DefinitionScalar.string($1) ?? $0[keyPath: path] },
            encode: { record in
                let text = record[keyPath: path]
                return text.isEmpty && !required ? Value?.none : .string(text)
            })
    }

    static func optionalString(_ key: String, _ path: Path<Record, String?>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .string(), isRequired: false),
            decode: { $0[keyPath: path] = try DefinitionScalar.string($1) },
            encode: { $0[keyPath: path].map(Value.string) })
    }

    static func bool(_ key: String, _ path: Path<Record, Bool>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .boolean, isRequired: false),
            decode: { $0[keyPath: path] = try DefinitionScalar.bool($1) ?? $0[keyPath: path] },
            encode: { $0[keyPath: path] ? .bool(true) : Value?.none })
    }

    static func optionalBool(_ key: String, _ path: Path<Record, Bool?>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .boolean, isRequired: false),
            decode: { $0[keyPath: path] = try DefinitionScalar.bool($1) },
            encode: { $0[keyPath: path].map(Value.bool) })
    }

    static func integer(_ key: String, _ path: Path<Record, Int>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .integer, isRequired: false),
            decode: { $0[keyPath: path] = try DefinitionScalar.integer($1) ?? $0[keyPath: path] },
            encode: { record in
                let number = record[keyPath: path]
                return number == 0 ? Value?.none : .integer(Int64(number))
            })
    }

    static func optionalInteger(_ key: String, _ path: Path<Record, Int?>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .integer, isRequired: false),
            decode: { $0[keyPath: path] = try DefinitionScalar.integer($1) },
            encode: { $0[keyPath: path].map { .integer(Int64($0)) } })
    }

    static func strings(
        _ key: String, _ path: Path<Record, [String]>, required: Bool = false, pattern: DefinitionPattern? = nil,
        choices: [String] = []
    ) -> Self {
        let rule = TextRule(pattern: pattern, choices: choices)
        return Self(
            description: FieldDescription(key: key, shape: .list(of: .string(rule)), isRequired: required),
            decode: { record, node in
                guard let elements = try DefinitionDecoder.elements(of: node) else { return }
                record[keyPath: path] = try elements.map { try DefinitionScalar.string($0) ?? "" }
            },
            encode: { record in
                let texts = record[keyPath: path]
                return texts.isEmpty && !required ? Value?.none : .array(texts.map(Value.string))
            })
    }

    static func textMap(_ key: String, _ path: Path<Record, [String: String]>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .textMap, isRequired: false),
            decode: { record, node in
                guard let members = try DefinitionDecoder.members(of: node) else { return }
                record[keyPath: path] = [:]
                for (key, value) in members {
                    record[keyPath: path][key] = try DefinitionScalar.string(value) ?? ""
                }
            },
            encode: { record in
                let map = record[keyPath: path]
                guard !map.isEmpty else { return nil }
                // Go writes the keys of a map sorted bytewise.
                let keys = map.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                return .object(Value.Object(uniqueKeysWithValues: keys.map { ($0, .string(map[$0] ?? "")) }))
            })
    }

    static func anything(_ key: String, _ path: Path<Record, Value?>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .anything, isRequired: false),
            decode: { $0[keyPath: path] = DefinitionScalar.value($1) },
            encode: { $0[keyPath: path] })
    }

    static func record<Inner: DefinitionRecord>(
        _ key: String, _ path: Path<Record, Inner>, required: Bool = false
    ) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .record(Inner.shape), isRequired: required),
            decode: { try DefinitionDecoder.decode($1, into: &$0[keyPath: path]) },
            encode: { record in
                let inner = record[keyPath: path]
                return inner.isZero && !required ? Value?.none : inner.value
            })
    }

    static func optionalRecord<Inner: DefinitionRecord>(_ key: String, _ path: Path<Record, Inner?>) -> Self {
        Self(
            description: FieldDescription(key: key, shape: .record(Inner.shape), isRequired: false),
            decode: { record, node in
                guard !DefinitionScalar.isNull(node) else { return }
                var inner = Inner()
                try DefinitionDecoder.decode(node, into: &inner)
                record[keyPath: path] = inner
            },
            encode: { $0[keyPath: path]?.value })
    }

    static func records<Inner: DefinitionRecord>(
        _ key: String, _ path: Path<Record, [Inner]>, required: Bool = false, minimumCount: Int = 0
    ) -> Self {
        Self(
            description: FieldDescription(
                key: key, shape: .list(of: .record(Inner.shape), minimumCount: minimumCount), isRequired: required),
            decode: { record, node in
                guard let elements = try DefinitionDecoder.elements(of: node) else { return }
                record[keyPath: path] = try elements.map { element in
                    var inner = Inner()
                    try DefinitionDecoder.decode(element, into: &inner)
                    return inner
                }
            },
            encode: { record in
                let inner = record[keyPath: path]
                return inner.isEmpty && !required ? Value?.none : .array(inner.map(\.value))
            })
    }
}

extension Array {
    /// The keys of a part that is written without a key of its own.
    static func inline<Record, Inner>(_ path: Path<Record, Inner>, _ fields: [DefinitionField<Inner>]) -> Self
    where Element == DefinitionField<Record> {
        fields.map { field in
            DefinitionField<Record>(
                description: field.description,
                decode: { try field.decode(&$0[keyPath: path], $1) },
                encode: { field.encode($0[keyPath: path]) })
        }
    }
}
