import Documents

extension Explainer {
    mutating func objectFaults(_ demand: Demand, _ object: Value.Object) -> [Explanation] {
        switch demand {
        case .minimumProperties(let count) where object.count < count:
            return [fault("minProperties: got \(Wording.number(object.count)), want \(Wording.number(count))")]
        case .maximumProperties(let count) where object.count > count:
            return [fault("maxProperties: got \(Wording.number(object.count)), want \(Wording.number(count))")]
        case .required(let names):
            let missing = names.filter { object[$0] == nil }
            if missing.isEmpty { return [] }
            return [fault("missing propert\(missing.count == 1 ? "y" : "ies") \(Wording.quoted(missing))")]
        case .properties(let named, let patterns, let additional):
            return propertyFaults(object, named, patterns, additional)
        case .propertyNames(let node):
            return sortedKeys(object).compactMap { name in
                // Quirk: names are judged as if they were the whole value.
                let outside = place
                place = []
                defer { place = outside }
                guard let cause = judgePart(node, .string(name)) else { return nil }
                return fault(
                    "invalid propertyName \(Wording.quoted(name))", cause.kind == .group ? cause.causes : [cause])
            }
        case .dependentRequired(let dependencies):
            return dependencies.compactMap { name, needed in
                let missing = needed.filter { object[$0] == nil }
                guard object[name] != nil, !missing.isEmpty else { return nil }
                return fault("properties \(Wording.quoted(missing)) required, if \(Wording.quoted(name)) exists")
            }
        case .dependentSchemas(let dependencies):
            return dependencies.compactMap { name, node in object[name] == nil ? nil : judge(node, .object(object)) }
        case .unevaluatedProperties(let node):
            let rest = sortedKeys(object).filter { !evaluated.contains($0) }
            for name in rest { mark(name) }
            return rest.compactMap { judge(node, object[$0] ?? .null, inside: $0) }
        default: return []
        }
    }

    private func sortedKeys(_ object: Value.Object) -> [String] {
        object.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func propertyFaults(
        _ object: Value.Object, _ named: [String: Int], _ patterns: [PatternProperty], _ additional: Int?
    ) -> [Explanation] {
        var faults: [Explanation] = []
        var unknown: [String] = []
        for name in sortedKeys(object) {
            let value = object[name] ?? .null
            var nodes = named[name].map { [$0] } ?? []
            nodes += patterns.filter { $0.expression.matches(name) }.map(\.node)
            if nodes.isEmpty, let additional {
                if isFalse(additional) { unknown.append(name) } else { nodes = [additional] }
            }
            faults += nodes.compactMap { judge($0, value, inside: name) }
            if !nodes.isEmpty { mark(name) }
        }
        for name in unknown { mark(name) }
        if !unknown.isEmpty { faults.append(fault("additional properties \(Wording.quoted(unknown)) not allowed")) }
        return faults
    }

    private func isFalse(_ node: Int) -> Bool {
        if case .nothing? = schema.nodes[node].rules.first?.demand { true } else { false }
    }

    mutating func arrayFaults(_ demand: Demand, _ elements: [Value]) -> [Explanation] {
        switch demand {
        case .minimumItems(let count) where elements.count < count:
            return [fault("minItems: got \(Wording.number(elements.count)), want \(Wording.number(count))")]
        case .maximumItems(let count) where elements.count > count:
            return [fault("maxItems: got \(Wording.number(elements.count)), want \(Wording.number(count))")]
        case .uniqueItems:
            var seen: [[UInt8]: Int] = [:]
            for (index, element) in elements.enumerated() {
                guard let first = seen.updateValue(index, forKey: element.fingerprint) else { continue }
                return [fault("items at \(first) and \(index) are equal")]
            }
            return []
        case .items(let prefix, let rest): return itemFaults(elements, prefix, rest)
        case .contains(let node, let minimum, let maximum, let marksItems):
            return containsFaults(elements, node, minimum, maximum, marksItems)
        case .unevaluatedItems(let node):
            let rest = elements.indices.filter { !evaluated.contains(item: $0) }
            markItems(upTo: elements.count)
            return rest.compactMap { judge(node, elements[$0], inside: String($0)) }
        default: return []
        }
    }

    private mutating func itemFaults(_ elements: [Value], _ prefix: [Int], _ rest: Int?) -> [Explanation] {
        let count = min(prefix.count, elements.count)
        markItems(upTo: rest == nil ? count : elements.count)
        var faults = (0..<count).compactMap { judge(prefix[$0], elements[$0], inside: String($0)) }
        guard let rest, elements.count > count else { return faults }
        if schema.dialect < .draft2020, !prefix.isEmpty, isFalse(rest) {
            return faults + [fault("last \(elements.count - count) additionalItem(s) not allowed")]
        }
        // Quirk: what follows the prefix is numbered from 0 again.
        faults += (count..<elements.count).compactMap { judge(rest, elements[$0], inside: String($0 - count)) }
        return faults
    }

    private mutating func containsFaults(
        _ elements: [Value], _ node: Int, _ minimum: Int?, _ maximum: Int?, _ marksItems: Bool
    ) -> [Explanation] {
        var causes: [Explanation] = []
        var matching: [String] = []
        for (index, element) in elements.enumerated() {
            if let cause = judge(node, element, inside: String(index)) {
                causes.append(cause)
            } else {
                matching.append(String(index))
                if marksItems { mark(item: index) }
            }
        }
        let found = "matched \(matching.count) items at \(matching.joined(separator: " "))"
        var faults: [Explanation] = []
        if let minimum {
            if matching.count < minimum {
                let rest = matching.isEmpty ? "none matched" : found
                let reason = "min \(Wording.number(minimum)) items required to match contains schema, but \(rest)"
                faults.append(fault(reason, causes))
            }
        } else if matching.isEmpty {
            faults.append(fault("no items match contains schema", causes))
        }
        if let maximum, matching.count > maximum {
            faults.append(
                fault("max \(Wording.number(maximum)) items required to match contains schema, but \(found)"))
        }
        return faults
    }

    func textFault(_ demand: Demand, _ text: String) -> String? {
        let count = text.unicodeScalars.count
        switch demand {
        case .minimumLength(let wanted) where count < wanted:
            return "minLength: got \(Wording.number(count)), want \(Wording.number(wanted))"
        case .maximumLength(let wanted) where count > wanted:
            return "maxLength: got \(Wording.number(count)), want \(Wording.number(wanted))"
        case .pattern(let expression) where !expression.matches(text):
            return "\(Wording.quoted(text)) does not match pattern \(Wording.quoted(expression.pattern))"
        default: return nil
        }
    }

    func numberFault(_ demand: Demand, _ value: Value) -> String? {
        func sentence(_ keyword: String, _ bound: Value) -> String {
            "\(keyword): got \(Wording.number(value.number ?? 0)), want \(Wording.number(bound.number ?? 0))"
        }
        switch demand {
        case .minimum(let bound, let isExclusive):
            let isMet = isExclusive ? bound.isLess(than: value) : !value.isLess(than: bound)
            return isMet ? nil : sentence(isExclusive ? "exclusiveMinimum" : "minimum", bound)
        case .maximum(let bound, let isExclusive):
            let isMet = isExclusive ? value.isLess(than: bound) : !bound.isLess(than: value)
            return isMet ? nil : sentence(isExclusive ? "exclusiveMaximum" : "maximum", bound)
        case .multipleOf(let unit): return value.isMultiple(of: unit) ? nil : sentence("multipleOf", unit)
        default: return nil
        }
    }
}
