import Documents

/// Judges one value, keeping track of where it is.
struct Evaluator {
    /// A deep value must not overflow the stack.
    private static let maximumDepth = 1200
    /// A few lines of schema can demand billions of judgements: a hostile one is given up.
    private static let maximumStepCount = 4_000_000
    /// Nobody reads more.
    private static let maximumViolationCount = 1000

    let schema: Schema
    private(set) var violations: [Violation] = []
    private var instancePath: [String] = []
    private var keywordPath: [String] = []
    /// The resources entered on the way here, without repetition.
    private var scope: [Int] = []
    private var visits = Visits()
    private var depth = 0
    private var stepCount = 0
    /// True while only yes or no is wanted.
    private(set) var isQuiet = false
    private var isGivenUp = false

    init(_ schema: Schema) { self.schema = schema }

    mutating func violations(of value: Value) -> [Violation] {
        var evaluated = Evaluated()
        _ = judge(schema.root, value, &evaluated)
        return violations
    }

    mutating func isValid(_ value: Value) -> Bool {
        isQuiet = true
        var evaluated = Evaluated()
        return judge(schema.root, value, &evaluated)
    }

    /// True if a node allows a value; notes why not unless quiet.
    mutating func judge(_ node: Int, _ value: Value, _ evaluated: inout Evaluated) -> Bool {
        stepCount += 1
        guard depth < Self.maximumDepth, stepCount <= Self.maximumStepCount, !isGivenUp else {
            if !isGivenUp { note("the schema demands too many judgements", force: true) }
            isGivenUp = true
            return false
        }
        guard visits.enter(node) else { return note("the schema refers to itself without end") }
        depth += 1
        let resource = schema.nodes[node].resource
        let entersResource = scope.last != resource
        if entersResource { scope.append(resource) }
        defer {
            depth -= 1
            visits.leave()
            if entersResource { scope.removeLast() }
        }
        var own = Evaluated()
        var isValid = true
        for rule in schema.nodes[node].rules {
            let isMet = at(rule.keyword) { $0.meets(rule.demand, value, &own) }
            isValid = isValid && isMet
            if !isValid, isQuiet || violations.count >= Self.maximumViolationCount { return false }
        }
        if isValid, schema.tracksEvaluation { evaluated.formUnion(own) }
        return isValid
    }

    // MARK: Places

    mutating func at<Result>(_ keyword: String, _ body: (inout Self) -> Result) -> Result {
        if keyword.isEmpty { return body(&self) }
        keywordPath.append(keyword)
        defer { keywordPath.removeLast() }
        return body(&self)
    }

    mutating func inside<Result>(_ component: @autoclosure () -> String, _ body: (inout Self) -> Result) -> Result {
        if isQuiet { return body(&self) }
        instancePath.append(component())
        defer { instancePath.removeLast() }
        return body(&self)
    }

    /// Notes a violation, unless quiet; always false.
    @discardableResult
    mutating func note(_ message: @autoclosure () -> String, force: Bool = false) -> Bool {
        if !isQuiet || force {
            violations.append(
                Violation(instancePath: instancePath, keywordPath: keywordPath, message: message()))
        }
        return false
    }

    /// Judges a part of the value with a node of its own.
    mutating func judgePart(_ node: Int, _ value: Value) -> Bool {
        let outside = visits.goInside()
        defer { visits.goBack(to: outside) }
        var evaluated = Evaluated()
        return judge(node, value, &evaluated)
    }

    /// Judges without noting anything.
    mutating func quietly(_ node: Int, _ value: Value, _ evaluated: inout Evaluated) -> Bool {
        let wasQuiet = isQuiet
        isQuiet = true
        defer { isQuiet = wasQuiet }
        return judge(node, value, &evaluated)
    }

    /// Judges a part of the value without noting anything.
    mutating func quietlyJudgePart(_ node: Int, _ value: Value) -> Bool {
        let wasQuiet = isQuiet
        isQuiet = true
        defer { isQuiet = wasQuiet }
        return judgePart(node, value)
    }

    // MARK: Demands

    private mutating func meets(_ demand: Demand, _ value: Value, _ evaluated: inout Evaluated) -> Bool {
        switch demand {
        case .nothing: return note("nothing is allowed here")
        case .type(let types):
            return types.contains { value.isOf(type: $0, schema.dialect) }
                || note("expected \(types.joined(separator: " or ")), found \(value.typeName)")
        case .oneOfValues(let choices):
            return choices.allow(value)
                || note("must be \(Self.listed(choices.fingerprints.map { String(decoding: $0, as: UTF8.self) }))")
        case .reference(let node): return judge(node, value, &evaluated)
        case .dynamicReference(let fixed, let places):
            return judge(scope.lazy.compactMap { places[$0] }.first ?? fixed, value, &evaluated)
        case .all, .any, .exactlyOne, .not, .condition: return meetsCombination(demand, value, &evaluated)
        case .multipleOf, .minimum, .maximum:
            return value.number == nil || meetsNumberDemand(demand, value)
        case .minimumLength, .maximumLength, .pattern, .format:
            return value.string.map { meetsStringDemand(demand, $0) } ?? true
        case .minimumItems, .maximumItems, .uniqueItems, .items, .contains, .unevaluatedItems:
            return value.array.map { meetsArrayDemand(demand, $0, &evaluated) } ?? true
        case .minimumProperties, .maximumProperties, .required, .properties, .propertyNames, .dependentRequired,
            .dependentSchemas, .unevaluatedProperties:
            return value.object.map { meetsObjectDemand(demand, $0, &evaluated) } ?? true
        }
    }

    private mutating func meetsCombination(
        _ demand: Demand, _ value: Value, _ evaluated: inout Evaluated
    ) -> Bool {
        switch demand {
        case .all(let nodes):
            var isValid = true
            for (index, node) in nodes.enumerated() {
                let isMet = at(String(index)) { $0.judge(node, value, &evaluated) }
                isValid = isValid && isMet
            }
            return isValid
        case .any(let nodes):
            var isValid = false
            for node in nodes {
                let isMet = quietly(node, value, &evaluated)
                isValid = isValid || isMet
                if isValid, !schema.tracksEvaluation { return true }
            }
            return isValid || noteNearest(nodes, value)
        case .exactlyOne(let nodes):
            let matching = nodes.indices.filter { quietly(nodes[$0], value, &evaluated) }
            if matching.count == 1 { return true }
            if matching.isEmpty { return noteNearest(nodes, value) }
            return note("matches alternatives \(Self.listed(matching.map(String.init), "and")) but must match only one")
        case .not(let node):
            var ignored = Evaluated()
            return !quietly(node, value, &ignored) || note("must not match what is excluded here")
        case .condition(let test, let then, let otherwise):
            var own = Evaluated()
            let holds = quietly(test, value, &own)
            if holds { evaluated.formUnion(own) }
            guard let branch = holds ? then : otherwise else { return true }
            return judge(branch, value, &evaluated)
        default: return true
        }
    }

    /// Notes that no alternative matches, and why the nearest does not: the one whose first violation lies deepest.
    private mutating func noteNearest(_ nodes: [Int], _ value: Value) -> Bool {
        guard !isQuiet, !isGivenUp else { return false }
        var nearest: Violation?
        let count = violations.count
        for node in nodes {
            var ignored = Evaluated()
            _ = judge(node, value, &ignored)
            let new = violations.dropFirst(count).max { $0.instancePath.count < $1.instancePath.count }
            if let new, new.instancePath.count > nearest?.instancePath.count ?? -1 { nearest = new }
            violations.removeSubrange(count...)
        }
        guard let nearest else { return note("matches no alternative") }
        let place = pointer(Array(nearest.instancePath.dropFirst(instancePath.count)))
        let reason = nearest.instancePath == instancePath ? nearest.message : "at \(place): \(nearest.message)"
        return note("matches none of \(nodes.count) alternatives; the nearest: \(reason)")
    }

    /// `a, b or c`, cut after a dozen.
    static func listed(_ words: [String], _ conjunction: String = "or") -> String {
        let shown = words.count > 12 ? Array(words.prefix(12)) + ["…"] : words
        guard shown.count > 1, let last = shown.last else { return shown.first ?? "nothing" }
        return shown.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
