import Documents

/// A JSON Schema, ready to judge values.
public struct Schema: Sendable {
    /// The version of JSON Schema it is read as.
    public let dialect: Dialect
    let nodes: [SchemaNode]
    let root: Int
    let assertsFormat: Bool
    let tracksEvaluation: Bool

    /// Reads a schema.
    ///
    /// - dialect: what to assume if `$schema` names none that we know.
    /// - assertsFormat: whether `format` is checked; by default it is up to draft 7, as the later ones say.
    /// - written: the same document with its numbers as texts, where `explanation(of:)` is to show them as written.
    /// - throws: `SchemaError`, also for references to files and the network.
    public init(
        _ value: Value, dialect: Dialect = .draft2020, assertsFormat: Bool? = nil, written: Value? = nil
    ) throws {
        self.dialect = value["$schema"]?.string.flatMap(Dialect.init(schemaURI:)) ?? dialect
        self.assertsFormat = assertsFormat ?? (self.dialect <= .draft7)
        var compiler = SchemaCompiler(value, self.dialect, written: written)
        root = try compiler.node(at: [])
        try compiler.finish()
        nodes = compiler.nodes
        tracksEvaluation = compiler.usesUnevaluated
    }

    /// Everything about a value that the schema forbids, in the order of the schema; empty if it is valid.
    public func validate(_ value: Value) -> [Violation] {
        var evaluator = Evaluator(self)
        return evaluator.violations(of: value)
    }

    /// True if the schema allows a value; stops at the first thing it does not.
    public func allows(_ value: Value) -> Bool {
        var evaluator = Evaluator(self)
        return evaluator.isValid(value)
    }
}

/// Something in a value that a schema forbids.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// Keys and decimal indices from the value's root to what is wrong; for an unknown property, up to that property.
    public let instancePath: [String]
    /// Keys and indices from the schema's root to the keyword, through references.
    public let keywordPath: [String]
    /// What is wrong: `expected string, found integer`.
    public let message: String

    /// The keyword that forbids it.
    public var keyword: String { keywordPath.last ?? "" }
    /// `/spec/replicas: expected integer, found string`.
    public var description: String { "\(pointer(instancePath)): \(message)" }
}
