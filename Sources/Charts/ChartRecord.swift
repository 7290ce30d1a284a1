import Documents
import GoTemplate

/// A Go struct that Helm reads part of a chart into, from JSON made of YAML.
// encoding/json decode.go, with the conversions of sigs.k8s.io/yaml v1.6 yaml.go convertToJSONableObject.
struct ChartRecord: Sendable {
    /// What a field of a struct takes.
    enum Field: Sendable {
        case text, texts, truth, map, list, any
        case records(ChartRecord)
    }

    /// A value of another type than the struct has.
    struct Mismatch: Error {
        let text: String
    }

    let name: String
    let fields: [String: Field]
    /// Fields that are written even if empty.
    var kept: Set<String> = []

    // helm v4.2 pkg/chart/v2/metadata.go Metadata.
    static let metadata = ChartRecord(
        name: "Metadata",
        fields: [
            "name": .text, "home": .text, "sources": .texts, "version": .text, "description": .text,
            "keywords": .texts, "maintainers": .records(maintainer), "icon": .text, "apiVersion": .text,
            "condition": .text, "tags": .text, "appVersion": .text, "deprecated": .truth, "annotations": .map,
            "kubeVersion": .text, "type": .text, "dependencies": .records(dependency),
        ])
    private static let maintainer = ChartRecord(
        name: "Maintainer", fields: ["name": .text, "email": .text, "url": .text])
    // helm v4.2 pkg/chart/v2/dependency.go Dependency: name and repository are written even if empty.
    private static let dependency = ChartRecord(
        name: "Dependency",
        fields: [
            "name": .text, "version": .text, "repository": .text, "condition": .text, "tags": .texts,
            "enabled": .truth, "import-values": .list, "alias": .text,
        ], kept: ["name", "repository"])
    // helm v4.2 pkg/chart/v2/dependency.go Lock.
    static let lock = ChartRecord(
        name: "Lock", fields: ["generated": .any, "digest": .text, "dependencies": .records(dependency)])

    /// The fields of a mapping that the struct has, less those that are empty; throws `Mismatch`.
    func read(_ value: Value) throws -> Value.Object {
        guard value != .null else { return [:] }
        guard case .object(let object) = value else {
            throw Mismatch(text: Self.text(value.jsonKind, "value of type v2.\(name)"))
        }
        return try read(object, path: "")
    }

    private func read(_ object: Value.Object, path: String) throws -> Value.Object {
        var found: [String: Value] = [:]
        // Go reads the members in the order of their keys, and finds fields whatever their case.
        for key in object.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let field = fieldName(key), let kind = fields[field], let value = object[key], value != .null else {
                continue
            }
            found[field] = try read(value, kind, path: path.isEmpty ? field : "\(path).\(field)")
        }
        var result: Value.Object = [:]
        for key in fields.keys.sorted() {
            if let value = found[key], !value.isEmptyField {
                result[key] = value
            } else if kept.contains(key) {
                result[key] = ""
            }
        }
        return result
    }

    /// The field that a member goes to.
    func fieldName(_ key: String) -> String? {
        fields[key] != nil ? key : fields.keys.first { $0.lowercased() == key.lowercased() }
    }

    private func read(_ value: Value, _ field: Field, path: String) throws -> Value {
        func mismatch(_ value: Value, _ type: String) -> Mismatch {
            Mismatch(text: Self.text(value.jsonKind, "struct field \(name).\(path) of type \(type)"))
        }
        func text(_ value: Value) throws -> Value {
            guard let text = value.chartText else { throw mismatch(value, "string") }
            return .string(text)
        }
        switch (field, value) {
        case (.text, _): return .string(sanitized(try text(value).string ?? ""))
        case (.truth, .bool): return value
        case (.truth, _): throw mismatch(value, "bool")
        case (.texts, .array(let elements)):
            return .array(try elements.map { .string(sanitized(try text($0).string ?? "")) })
        case (.texts, _): throw mismatch(value, "[]string")
        case (.map, .object(let object)): return .object(try object.mapValues(text))
        case (.map, _): throw mismatch(value, "map[string]string")
        case (.list, .array), (.any, _): return value
        case (.list, _): throw mismatch(value, "[]interface {}")
        case (.records(let record), .array(let elements)):
            return .array(
                try elements.map { element in
                    if element == .null { return .null }
                    guard case .object(let object) = element else { throw mismatch(element, "v2.\(record.name)") }
                    return .object(try record.read(object, path: path))
                })
        case (.records(let record), _): throw mismatch(value, "[]*v2.\(record.name)")
        }
    }

    private static func text(_ found: String, _ place: String) -> String {
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(found) into Go \(place)"
    }
}

extension Value {
    /// What encoding/json calls it.
    fileprivate var jsonKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Whether `omitempty` leaves it out.
    fileprivate var isEmptyField: Bool {
        switch self {
        case .null, .bool(false), .string(""), .array([]): true
        case .object(let object): object.isEmpty
        default: false
        }
    }

    /// sigs.k8s.io/yaml v1.6 yaml.go convertToJSONableObject: numbers and booleans become text where text is wanted.
    /// Quirk: numbers with a point pass through 32 bits, so `appVersion: 1.10` is `1.1`.
    fileprivate var chartText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): goFloatText(Float(number))
        case .bool(let truth): truth ? "true" : "false"
        case .null: ""
        case .array, .object: nil
        }
    }
}

/// helm v4.2 pkg/chart/v2/metadata.go sanitizeString: every kind of white space becomes a space, what cannot be printed goes.
private func sanitized(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if scalar.properties.isWhitespace {
            result.append(" ")
        } else if isGraphic(scalar) {
            result.append(scalar)
        }
    }
    return String(result)
}

/// Go's unicode.IsPrint, spaces aside.
private func isGraphic(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
        .spaceSeparator:
        false
    default: true
    }
}

/// Go's strconv.FormatFloat(x, 'g', -1, 32).
private func goFloatText(_ number: Float) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf" }
    return ShortestDecimal(description: number.description, isNegative: number.sign == .minus).general
}
