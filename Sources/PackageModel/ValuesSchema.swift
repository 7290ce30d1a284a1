public import Documents
public import JSONSchema

/// The JSON schema of a package's values.
public struct ValuesSchema: Sendable {
    private let schema: Schema

    /// Reads a schema.
    // Upstream's library (gojsonschema) knows drafts 4, 6 and 7, checks formats, and reads later ones as a mixture of those.
    public init(_ value: Value) throws {
        guard case .object(var members) = value, let uri = members["$schema"]?.string,
            Dialect(schemaURI: uri).map({ $0 > .draft7 }) ?? true
        else {
            schema = try Schema(value, dialect: .draft7, assertsFormat: true)
            return
        }
        members["$schema"] = nil
        schema = try Schema(.object(members), dialect: .draft7, assertsFormat: true)
    }

    /// What of the values the schema does not allow.
    public func violations(of values: Value) -> [Violation] { schema.validate(values) }
}
