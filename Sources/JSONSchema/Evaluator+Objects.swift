import Diagnostics
import Documents

extension Evaluator {
    mutating func meetsObjectDemand(
        _ demand: Demand, _ object: Value.Object, _ evaluated: inout Evaluated
    ) -> Bool {
        switch demand {
        case .minimumProperties(let count):
            return object.count >= count || note("must have at least \(count) properties, has \(object.count)")
        case .maximumProperties(let count):
            return object.count <= count || note("must have at most \(count) properties, has \(object.count)")
        case .required(let names):
            return names.filter { object[$0] == nil }.reduce(true) { _, name in note("lacks property \"\(name)\"") }
        case .properties(let named, let patterns, let additional):
            return meetsProperties(object, named, patterns, additional, &evaluated)
        case .propertyNames(let node):
            return object.keys.reduce(true) { isValid, name in
                inside(name) { $0.judgePart(node, .string(name)) } && isValid
            }
        case .dependentRequired(let dependencies):
            var isValid = true
            for (name, needed) in dependencies where object[name] != nil {
                for other in needed where object[other] == nil {
                    isValid = note("lacks property \"\(other)\", which property \"\(name)\" needs")
                }
            }
            return isValid
        case .dependentSchemas(let dependencies):
            var isValid = true
            for (name, node) in dependencies where object[name] != nil {
                let isMet = at(name) { $0.judge(node, .object(object), &evaluated) }
                isValid = isValid && isMet
            }
            return isValid
        case .unevaluatedProperties(let node):
            var isValid = true
            for (name, value) in object where !evaluated.contains(name) {
                let isMet = inside(name) { $0.judgeUnknown(node, name, value, known: []) }
                isValid = isValid && isMet
                evaluated.insert(name)
            }
            return isValid
        default: return true
        }
    }

    private mutating func meetsProperties(
        _ object: Value.Object, _ named: [String: Int], _ patterns: [PatternProperty], _ additional: Int?,
        _ evaluated: inout Evaluated
    ) -> Bool {
        var isValid = true
        for (name, value) in object {
            var isKnown = false
            if let node = named[name] {
                isKnown = true
                let isMet = inside(name) { $0.at(name) { $0.judgePart(node, value) } }
                isValid = isValid && isMet
            }
            for pattern in patterns where pattern.expression.matches(name) {
                isKnown = true
                let isMet = inside(name) { $0.at(pattern.expression.pattern) { $0.judgePart(pattern.node, value) } }
                isValid = isValid && isMet
            }
            if !isKnown, let additional {
                isKnown = true
                let isMet = inside(name) { evaluator in
                    evaluator.at("additionalProperties") {
                        $0.judgeUnknown(additional, name, value, known: named.keys)
                    }
                }
                isValid = isValid && isMet
            }
            if isKnown, schema.tracksEvaluation { evaluated.insert(name) }
            if !isValid, isQuiet { return false }
        }
        return isValid
    }

    /// Judges a property that nothing names; where none are allowed, says so.
    private mutating func judgeUnknown(
        _ node: Int, _ name: String, _ value: Value, known: some Sequence<String>
    ) -> Bool {
        guard case .nothing? = schema.nodes[node].rules.first?.demand else { return judgePart(node, value) }
        guard !isQuiet else { return false }
        let nearest = nearestSpelling(of: name, among: known)
        return note("unknown property \"\(name)\"" + (nearest.map { ", did you mean \"\($0)\"" } ?? ""))
    }
}
