public import GoTemplate

/// YAML in the manner of sigs.k8s.io/yaml, which Helm reads charts and values with and writes `toYaml` with.
public enum HelmYAML {
    /// The first document of a text; nil for an empty one.
    ///
    /// - throws: `GoError`, with sigs.k8s.io/yaml's text.
    public static func read(_ bytes: [UInt8]) throws -> GoValue {
        do {
            return try bytes.withUnsafeBufferPointer { try HelmYAMLReader.read($0) }
        } catch let error as GoError {
            throw GoError("error converting YAML to JSON: \(error.text)")
        }
    }

    /// The first document, which must be a mapping; an empty one is an empty map.
    ///
    /// - throws: `GoError`, with sigs.k8s.io/yaml's text.
    public static func readMap(_ bytes: [UInt8]) throws -> GoMap {
        let value = try read(bytes)
        switch value {
        case .map(let map): return map
        case .nil: return GoMap()
        default: throw mismatch(value, "map[string]interface {}", "error unmarshaling JSON: while decoding JSON: ")
        }
    }

    /// A value as one document, without a newline at its end.
    ///
    /// - throws: `GoError` for a value that cannot be written.
    public static func text(_ value: GoValue) throws -> GoString {
        var bytes = try YAMLEmitter.text(value)
        bytes.removeLast()
        return GoString(bytes)
    }

    /// What encoding/json says about a value of another type than was asked for.
    static func mismatch(_ value: GoValue, _ type: String, _ prefix: String = "") -> GoError {
        let found =
            switch value {
            case .bool: "bool"
            case .string: "string"
            case .list: "array"
            case .map: "object"
            default: "number"
            }
        return GoError("\(prefix)json: cannot unmarshal \(found) into Go value of type \(type)")
    }
}
