import Diagnostics

/// How plain scalars become numbers, booleans and null.
public enum ScalarRules: Sendable {
    /// YAML 1.2 as goccy/go-yaml reads it, for package definitions.
    case core
    /// YAML 1.1 as sigs.k8s.io/yaml reads it, for Helm values and Kubernetes objects.
    case legacy

    /// What a plain scalar without a tag means.
    public func resolve(_ text: String) -> Value {
        switch self {
        case .core: resolveCoreScalar(text)
        case .legacy: resolveLegacyScalar(text)
        }
    }
}

extension ScalarRules {
    /// A mapping's key that is a number with a fraction, as sigs.k8s.io/yaml writes it: with the precision of 32 bits.
    package static func floatKeyText(_ number: Double) -> String { Float(number).goText }
}

extension YAMLNode {
    /// The node as a value, plain scalars resolved by `rules`.
    ///
    /// - throws: `DocumentError` if a scalar does not fit its explicit tag.
    public func value(_ rules: ScalarRules) throws -> Value {
        switch content {
        case .scalar: return try scalarValue(rules) ?? .null
        case .sequence(let elements): return .array(try elements.map { try $0.value(rules) })
        case .mapping(let members):
            var object = Value.Object(minimumCapacity: members.count)
            for member in members { object[try member.key.keyText(rules)] = try member.value.value(rules) }
            return .object(object)
        }
    }

    /// A scalar's value; nil for a collection.
    func scalarValue(_ rules: ScalarRules) throws -> Value? {
        guard case .scalar(let text, let style) = content else { return nil }
        guard let tag else { return style == .plain ? rules.resolve(text) : .string(text) }
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else {
            // "!" is the non-specific tag: a string. Tags of others say nothing to us.
            return style == .plain && tag != "!" ? rules.resolve(text) : .string(text)
        }
        let unfit = DocumentError.unfitForTag(text, tag: "!!" + tag.dropFirst(prefix.count), mark)
        switch (tag.dropFirst(prefix.count), rules.resolve(text)) {
        case ("null", .null), ("null", .string("")): return .null
        case ("bool", .bool(let truth)): return .bool(truth)
        case ("bool", _):
            guard case .bool(let truth) = resolveLegacyScalar(text) else { throw unfit }
            return .bool(truth)
        case ("int", .integer(let number)): return .integer(number)
        case ("float", .integer(let number)): return .double(Double(number))
        case ("float", .double(let number)): return .double(number)
        case ("null", _), ("int", _), ("float", _): throw unfit
        default: return .string(text)
        }
    }

    /// A key as JSON's objects have it.
    /// The text a key stands for.
    package func keyText(_ rules: ScalarRules) throws -> String {
        guard case .scalar(let text, _) = content else { throw DocumentError.keyIsNoScalar(mark) }
        // sigs.k8s.io/yaml v1.6 yaml.go convertToJSONableObject: keys are resolved like values, then printed.
        switch try scalarValue(rules) {
        case .bool(let truth): return truth ? "true" : "false"
        case .integer(let number): return String(number)
        case .double(let number) where rules == .legacy: return Float(number).goText
        case .null where rules == .core: return "null"
        case .null: throw DocumentError.keyIsNoScalar(mark)
        default: return text
        }
    }
}

// goccy/go-yaml v1.19 token/token.go reservedKeywordMap.
private let coreWords: [String: Value] = [
    "": .null, "~": .null, "null": .null, "Null": .null, "NULL": .null,
    "true": .bool(true), "True": .bool(true), "TRUE": .bool(true),
    "false": .bool(false), "False": .bool(false), "FALSE": .bool(false),
    ".inf": .double(.infinity), ".Inf": .double(.infinity), ".INF": .double(.infinity),
    "-.inf": .double(-.infinity), "-.Inf": .double(-.infinity), "-.INF": .double(-.infinity),
    ".nan": .double(.nan), ".NaN": .double(.nan), ".NAN": .double(.nan),
]

/// goccy/go-yaml v1.19 token/token.go toNumber: an exponent without a point is no number, 017 is octal, `_` may stand anywhere.
func resolveCoreScalar(_ text: String) -> Value {
    if let word = coreWords[text] { return word }
    if case .number(let number) = NumberScanner.core(text) { return number }
    return .string(text)
}

// go.yaml.in/yaml/v2 resolve.go: words of YAML 1.1.
private let legacyWords: [String: Value] = {
    var words = coreWords
    for word in ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"] { words[word] = .bool(true) }
    for word in ["n", "N", "no", "No", "NO", "off", "Off", "OFF"] { words[word] = .bool(false) }
    for word in ["+.inf", "+.Inf", "+.INF"] { words[word] = .double(.infinity) }
    return words
}()

/// go.yaml.in/yaml/v2 resolve.go resolve. Timestamps stay text, as they do on their way to JSON.
func resolveLegacyScalar(_ text: String) -> Value {
    if let word = legacyWords[text] { return word }
    if case .number(let number) = NumberScanner.legacy(text) { return number }
    return .string(text)
}
