import Documents

extension Schema {
    /// Why a value is no schema, in the words of Helm's validator; nil if it is one.
    ///
    /// - dialect: what to assume if `$schema` names none that we know.
    // santhosh-tekuri/jsonschema v6.0.2 roots.go validate.
    public static func fault(ofSchema value: Value, dialect: Dialect = .draft2020) throws -> String? {
        let dialect = value["$schema"]?.string.flatMap(Dialect.init(schemaURI:)) ?? dialect
        guard let fault = try Metaschema.schema(dialect).explanation(of: value) else { return nil }
        let isOld = dialect <= .draft7
        let names: [Dialect: String] = [
            .draft4: "draft-04", .draft6: "draft-06", .draft7: "draft-07", .draft2019: "draft/2019-09",
            .draft2020: "draft/2020-12",
        ]
        let uri = "\(isOld ? "http" : "https")://json-schema.org/\(names[dialect] ?? "")/schema#"
        return "jsonschema validation failed with '\(uri)'\n\(fault)"
    }

    /// Why the schema forbids a value, in the words of Helm's validator: lines such as `- at '/port': got string, want
    /// integer`, each ended by a newline, causes below what they cause. Nil if the schema allows the value.
    ///
    /// Properties are judged by name; Helm's order changes from run to run.
    // santhosh-tekuri/jsonschema v6.0.2 output.go ValidationError.display.
    public func explanation(of value: Value) -> String? {
        guard !allows(value) else { return nil }
        var explainer = Explainer(self)
        guard let cause = explainer.judge(root, value) else {
            return "- at '': the schema demands too many judgements\n"
        }
        // The whole schema's own line is not printed: a group at the top is its causes.
        return cause.kind == .group ? cause.causes.map { $0.text(below: 0) }.joined() : cause.text(below: 0)
    }
}

/// Something that a schema forbids, with what lies behind it.
struct Explanation {
    /// What may be left out where only one cause lies behind it, or taken apart into its causes.
    enum Kind { case plain, group, reference }

    let kind: Kind
    let place: [String]
    let reason: String
    var causes: [Explanation] = []

    /// Its lines and those of its causes.
    func text(below depth: Int) -> String {
        if kind == .reference, causes.count == 1 { return causes[0].text(below: depth) }
        let path = place.map { "/" + $0.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined() }.joined()
        let own = String(repeating: "  ", count: depth) + "- at \(Wording.quoted(path)): \(reason)\n"
        return own + causes.map { $0.text(below: depth + 1) }.joined()
    }
}

/// Judges a value as `Evaluator` does, in the order and with the words of Helm's validator.
// santhosh-tekuri/jsonschema v6.0.2 validator.go.
struct Explainer {
    /// A hostile schema is given up; nothing in a real one comes near.
    private static let maximumStepCount = 1_000_000
    private static let maximumDepth = 1000

    let schema: Schema
    /// Where in the value we are.
    var place: [String] = []
    private var scope: [Int] = []
    private var visits = Visits()
    private var steps = 0
    private var depth = 0
    /// Which parts of the value the present node has judged; kept only if the schema asks for the rest.
    private(set) var evaluated = Evaluated()

    init(_ schema: Schema) { self.schema = schema }

    /// What a node forbids about a value; nil if it allows it.
    ///
    /// - reference: the keyword that leads to the node, if one refers.
    mutating func judge(_ node: Int, _ value: Value, reference: String? = nil) -> Explanation? {
        steps += 1
        guard steps < Self.maximumStepCount, depth < Self.maximumDepth else { return nil }
        guard visits.enter(node, reference: reference) else {
            return fault(visits.cycle(node, reference: reference, in: schema.nodes))
        }
        depth += 1
        let resource = schema.nodes[node].resource
        let entersResource = scope.last != resource
        if entersResource { scope.append(resource) }
        let outer = evaluated
        evaluated = Evaluated()
        let fault = fault(of: node, value)
        // What forbids the value has judged none of it.
        if fault == nil { evaluated.formUnion(outer) } else { evaluated = outer }
        depth -= 1
        visits.leave()
        if entersResource { scope.removeLast() }
        return fault
    }

    private mutating func fault(of node: Int, _ value: Value) -> Explanation? {
        let rules = schema.nodes[node].rules
        for stage in Self.firstStage..<0 {
            for rule in rules where Self.stage(of: rule) == stage {
                if let fault = firstFault(rule, value) { return fault }
            }
        }
        var faults: [Explanation] = []
        for stage in 0...Self.lastStage {
            for rule in rules where Self.stage(of: rule) == stage { faults += self.faults(rule, value) }
        }
        if faults.count <= 1 { return faults.first }
        return Explanation(kind: .group, place: place, reason: "validation failed", causes: faults)
    }

    /// Judges a part of the value.
    mutating func judge(_ node: Int, _ value: Value, inside component: String) -> Explanation? {
        place.append(component)
        defer { place.removeLast() }
        return judgePart(node, value)
    }

    /// Judges what is not the value whose judgement goes on.
    mutating func judgePart(_ node: Int, _ value: Value) -> Explanation? {
        let outside = visits.goInside()
        let outer = evaluated
        defer {
            visits.goBack(to: outside)
            evaluated = outer
        }
        return judge(node, value)
    }

    func fault(_ reason: String, _ causes: [Explanation] = []) -> Explanation {
        Explanation(kind: .plain, place: place, reason: reason, causes: causes)
    }

    /// What ends the judgement of a node at once.
    private func firstFault(_ rule: Rule, _ value: Value) -> Explanation? {
        switch rule.demand {
        case .nothing: return fault("false schema")
        case .type(let types):
            if types.contains(where: { value.isOf(type: $0, schema.dialect) }) { return nil }
            let got = value.number == nil ? value.typeName : "number"
            return fault("got \(got), want \(Wording.types(types).joined(separator: " or "))")
        case .oneOfValues(let choices):
            return choices.allow(value) ? nil : fault(Wording.choices(choices, keyword: rule.keyword))
        case .format(let format):
            guard schema.assertsFormat, let text = value.string, let reason = format.fault(in: text) else { return nil }
            return fault("\(Wording.quoted(text)) is not valid \(format.rawValue): \(reason)")
        default: return nil
        }
    }

    private static let firstStage = -5
    private static let lastStage = 19

    /// When a keyword is judged; before 0 if what it forbids ends the judgement.
    private static func stage(of rule: Rule) -> Int {
        switch rule.demand {
        case .nothing: -5
        case .type: -4
        case .oneOfValues: rule.keyword == "const" ? -3 : -2
        case .format: -1
        case .reference: rule.keyword == "$ref" ? 0 : 11
        case .dynamicReference: 11
        case .minimumProperties, .minimumItems, .minimumLength: 1
        case .maximumProperties, .maximumItems, .maximumLength: 2
        case .required, .uniqueItems, .pattern: 3
        case .minimum(_, let isExclusive): isExclusive ? 6 : 4
        case .maximum(_, let isExclusive): isExclusive ? 7 : 5
        case .multipleOf: 8
        case .dependentSchemas: rule.keyword == "dependencies" ? 4 : 8
        case .dependentRequired: rule.keyword == "dependencies" ? 4 : 9
        case .properties, .items: 5
        case .propertyNames: 6
        case .contains: 7
        case .not: 12
        case .all: rule.keyword == "dependencies" ? 4 : 13
        case .any: 14
        case .exactlyOne: 15
        case .condition: 16
        case .unevaluatedProperties, .unevaluatedItems: 19
        }
    }

    private mutating func faults(_ rule: Rule, _ value: Value) -> [Explanation] {
        switch rule.demand {
        case .reference(let node): return reference(node, value, rule.keyword)
        case .dynamicReference(let fixed, let places):
            return reference(scope.lazy.compactMap { places[$0] }.first ?? fixed, value, rule.keyword)
        case .all, .any, .exactlyOne, .not, .condition: return combination(rule, value)
        default:
            if let object = value.object { return objectFaults(rule.demand, object) }
            if let elements = value.array { return arrayFaults(rule.demand, elements) }
            if let text = value.string { return textFault(rule.demand, text).map { [fault($0)] } ?? [] }
            return value.number == nil ? [] : numberFault(rule.demand, value).map { [fault($0)] } ?? []
        }
    }

    private mutating func reference(_ node: Int, _ value: Value, _ keyword: String) -> [Explanation] {
        guard let cause = judge(node, value, reference: keyword) else { return [] }
        let causes = cause.kind == .group ? cause.causes : [cause]
        return [Explanation(kind: .reference, place: place, reason: "validation failed", causes: causes)]
    }

    private mutating func combination(_ rule: Rule, _ value: Value) -> [Explanation] {
        switch rule.demand {
        case .all(let nodes):
            // Lists and schemas in one keyword are rules of the node that has it.
            if rule.keyword == "dependencies" {
                return nodes.flatMap { schema.nodes[$0].rules }.flatMap { faults($0, value) }
            }
            let causes = nodes.compactMap { judge($0, value) }
            return causes.isEmpty ? [] : [fault("'allOf' failed", causes)]
        case .any(let nodes):
            let causes = nodes.compactMap { judge($0, value) }
            return causes.count < nodes.count ? [] : [fault("'anyOf' failed", causes)]
        case .exactlyOne(let nodes):
            var causes: [Explanation] = []
            var first: Int?
            for (index, node) in nodes.enumerated() {
                guard let cause = judge(node, value) else {
                    guard let first else {
                        first = index
                        continue
                    }
                    return [fault("'oneOf' failed, subschemas \(first), \(index) matched")]
                }
                causes.append(cause)
            }
            return first == nil ? [fault("'oneOf' failed, none matched", causes)] : []
        case .not(let node): return judge(node, value) == nil ? [fault("'not' failed")] : []
        case .condition(let test, let then, let otherwise):
            guard let branch = judge(test, value) == nil ? then : otherwise else { return [] }
            return judge(branch, value).map { [$0] } ?? []
        default: return []
        }
    }

    // MARK: What is judged

    /// Notes that a keyword has judged a property.
    mutating func mark(_ property: String) {
        if schema.tracksEvaluation { evaluated.insert(property) }
    }

    /// Notes that a keyword has judged an item.
    mutating func mark(item: Int) {
        if schema.tracksEvaluation { evaluated.insert(item: item) }
    }

    /// Notes that keywords have judged the first items.
    mutating func markItems(upTo count: Int) {
        if schema.tracksEvaluation { evaluated.insertItems(upTo: count) }
    }
}
