import Documents
import RegularExpressions

/// A compiled subschema.
struct SchemaNode: Sendable {
    /// Where it stands in the schema.
    let path: [String]
    /// Which resource (subschema with a URI of its own) it belongs to, for dynamic references.
    let resource: Int
    /// What it demands, in the order of evaluation.
    var rules: [Rule] = []
}

/// A keyword with its place, for messages.
struct Rule: Sendable {
    let keyword: String
    let demand: Demand
}

/// What the properties whose names match an expression must be.
struct PatternProperty: Sendable {
    let expression: RegularExpression
    let node: Int
}

/// The values that `enum` or `const` allows.
struct Choices: Sendable {
    let values: [Value]
    let fingerprints: [[UInt8]]
    /// How the schema writes those that are numbers, as far as that is known.
    let numberTexts: [String?]

    func allow(_ value: Value) -> Bool { fingerprints.contains(value.fingerprint) }
}

/// What a keyword demands. Numbers are indices of nodes.
enum Demand: Sendable {
    case nothing
    // any value
    case type([String])
    case oneOfValues(Choices)
    case reference(Int)
    /// The node that the outermost resource on the way here has for it, by resource.
    case dynamicReference(Int, [Int: Int])
    case all([Int])
    case any([Int])
    case exactlyOne([Int])
    case not(Int)
    case condition(if: Int, then: Int?, else: Int?)
    // numbers
    case multipleOf(Value)
    case minimum(Value, isExclusive: Bool)
    case maximum(Value, isExclusive: Bool)
    // strings
    case minimumLength(Int)
    case maximumLength(Int)
    case pattern(RegularExpression)
    case format(Format)
    // arrays
    case minimumItems(Int)
    case maximumItems(Int)
    case uniqueItems
    case items(prefix: [Int], rest: Int?)
    /// Without a minimum, at least one must match.
    case contains(Int, minimum: Int?, maximum: Int?, marksItems: Bool)
    case unevaluatedItems(Int)
    // objects
    case minimumProperties(Int)
    case maximumProperties(Int)
    case required([String])
    case properties([String: Int], patterns: [PatternProperty], additional: Int?)
    case propertyNames(Int)
    case dependentRequired([(String, [String])])
    case dependentSchemas([(String, Int)])
    case unevaluatedProperties(Int)
}
