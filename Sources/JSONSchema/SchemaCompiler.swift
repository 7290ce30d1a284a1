import Documents
import RegularExpressions

/// Turns the subschemas that can be reached into nodes.
struct SchemaCompiler {
    var nodes: [SchemaNode] = []
    private(set) var usesUnevaluated = false
    let dialect: Dialect
    let index: SchemaIndex
    /// The document with its numbers as texts.
    private let written: Value?
    private var known: [[String]: Int] = [:]
    private var waiting: [(node: Int, path: [String])] = []
    private var expressions: [String: RegularExpression] = [:]

    init(_ root: Value, _ dialect: Dialect, written: Value?) {
        self.dialect = dialect
        self.written = written
        index = SchemaIndex(root, dialect)
    }

    /// The node of the schema at a path; its rules are made by `finish`.
    mutating func node(at path: [String]) throws -> Int {
        if let node = known[path] { return node }
        nodes.append(SchemaNode(path: path, resource: index.resource(of: path)))
        known[path] = nodes.count - 1
        waiting.append((nodes.count - 1, path))
        return nodes.count - 1
    }

    /// A node that no subschema stands for.
    mutating func made(_ demand: Demand, keyword: String, at path: [String]) -> Int {
        let rule = Rule(keyword: keyword, demand: demand)
        nodes.append(SchemaNode(path: path, resource: index.resource(of: path), rules: [rule]))
        return nodes.count - 1
    }

    /// Compiles everything that waits for it.
    mutating func finish() throws {
        while let (node, path) = waiting.popLast() {
            switch index.value(at: path) {
            case .bool(true): break
            case .bool(false): nodes[node].rules = [Rule(keyword: "", demand: .nothing)]
            case .object(let object): nodes[node].rules = try rules(object, path)
            default: throw SchemaError.malformed(path: path, reason: "a schema must be an object or a boolean")
            }
        }
    }

    private mutating func rules(_ object: Value.Object, _ path: [String]) throws -> [Rule] {
        var rules: [Rule] = []
        if let rule = try reference("$ref", object, path) {
            rules.append(rule)
            if dialect <= .draft7 {
                // Quirk: beside a reference nothing counts but this one keyword.
                if let demand = try demand("const", KeywordContext(object: object, path: path)) {
                    rules.append(Rule(keyword: "const", demand: demand))
                }
                return rules
            }
        }
        if dialect == .draft2019, let rule = try recursiveReference(object, path) { rules.append(rule) }
        if dialect >= .draft2020, let rule = try reference("$dynamicRef", object, path) { rules.append(rule) }
        let context = KeywordContext(object: object, path: path)
        for keyword in object.keys {
            if let demand = try demand(keyword, context) { rules.append(Rule(keyword: keyword, demand: demand)) }
        }
        if object["properties"] == nil, object["patternProperties"] == nil, object["additionalProperties"] != nil {
            rules.append(Rule(keyword: "additionalProperties", demand: try properties(context)))
        } else if object["properties"] == nil, object["patternProperties"] != nil {
            rules.append(Rule(keyword: "patternProperties", demand: try properties(context)))
        }
        // What is left over is known only when everything else has been judged.
        if dialect >= .draft2019 {
            for keyword in ["unevaluatedItems", "unevaluatedProperties"] where object[keyword] != nil {
                usesUnevaluated = true
                let rest = try node(at: path + [keyword])
                let isItems = keyword == "unevaluatedItems"
                let demand: Demand = isItems ? .unevaluatedItems(rest) : .unevaluatedProperties(rest)
                rules.append(Rule(keyword: keyword, demand: demand))
            }
        }
        return rules
    }

    // MARK: References

    private mutating func reference(_ keyword: String, _ object: Value.Object, _ path: [String]) throws -> Rule? {
        guard let text = object[keyword]?.string else { return nil }
        let (target, isRemote, anchor) = index.resolve(text, from: path)
        guard let target else {
            let place = path + [keyword]
            throw isRemote
                ? SchemaError.remoteReference(path: place, text) : SchemaError.unknownReference(path: place, text)
        }
        let fixed = try node(at: target)
        // JSON Schema 2020-12 core 8.2.3.2: only what resolves to a dynamic anchor is dynamic.
        guard keyword == "$dynamicRef", let anchor,
            index.resources[index.resource(of: target)].dynamicAnchors[anchor] == target
        else { return Rule(keyword: keyword, demand: .reference(fixed)) }
        var places: [Int: Int] = [:]
        for (number, resource) in index.resources.enumerated() {
            if let place = resource.dynamicAnchors[anchor] { places[number] = try node(at: place) }
        }
        return Rule(keyword: keyword, demand: .dynamicReference(fixed, places))
    }

    /// JSON Schema 2019-09 core 8.2.4.2.1: `$recursiveRef` is always `#`.
    private mutating func recursiveReference(_ object: Value.Object, _ path: [String]) throws -> Rule? {
        guard object["$recursiveRef"]?.string != nil else { return nil }
        let own = index.resources[index.resource(of: path)]
        let fixed = try node(at: own.path)
        guard own.isRecursive else { return Rule(keyword: "$recursiveRef", demand: .reference(fixed)) }
        var places: [Int: Int] = [:]
        for (number, resource) in index.resources.enumerated() where resource.isRecursive {
            places[number] = try node(at: resource.path)
        }
        return Rule(keyword: "$recursiveRef", demand: .dynamicReference(fixed, places))
    }

    // MARK: Values and patterns

    /// The values that a keyword allows.
    ///
    /// - place: of the keyword, which has the values in a list unless it is `const`.
    func choices(_ values: [Value], at place: [String]) -> Choices {
        let written = written?[path: place]
        let texts = place.last == "const" ? written.map { [$0] } : written?.array
        return Choices(
            values: values, fingerprints: values.map(\.fingerprint),
            numberTexts: values.indices.map { values[$0].number == nil ? nil : texts?[$0].string })
    }

    mutating func expression(_ pattern: String, _ path: [String]) throws -> RegularExpression {
        if let expression = expressions[pattern] { return expression }
        do throws(RegularExpressionError) {
            let expression = try RegularExpression(pattern)
            expressions[pattern] = expression
            return expression
        } catch {
            throw SchemaError.invalidPattern(path: path, error)
        }
    }
}

/// A schema object while its keywords are compiled.
struct KeywordContext {
    let object: Value.Object
    let path: [String]
}
