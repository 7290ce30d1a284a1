import Documents

extension Evaluator {
    mutating func meetsArrayDemand(_ demand: Demand, _ elements: [Value], _ evaluated: inout Evaluated) -> Bool {
        switch demand {
        case .minimumItems(let count):
            return elements.count >= count || note("must have at least \(count) items, has \(elements.count)")
        case .maximumItems(let count):
            return elements.count <= count || note("must have at most \(count) items, has \(elements.count)")
        case .uniqueItems: return hasUniqueItems(elements)
        case .items(let prefix, let rest): return meetsItems(elements, prefix, rest, &evaluated)
        case .contains(let node, let minimum, let maximum, let marksItems):
            let found = elements.indices.filter { quietlyJudgePart(node, elements[$0]) }
            if marksItems { for index in found { evaluated.insert(item: index) } }
            let minimum = minimum ?? 1
            if found.count < minimum {
                return note("must contain at least \(minimum) items of the kind asked for, has \(found.count)")
            }
            guard let maximum, found.count > maximum else { return true }
            return note("must contain at most \(maximum) items of the kind asked for, has \(found.count)")
        case .unevaluatedItems(let node):
            var isValid = true
            for (index, element) in elements.enumerated() where !evaluated.contains(item: index) {
                let isMet = inside(String(index)) { $0.judgePart(node, element) }
                isValid = isValid && isMet
            }
            evaluated.insertItems(upTo: elements.count)
            return isValid
        default: return true
        }
    }

    private mutating func meetsItems(
        _ elements: [Value], _ prefix: [Int], _ rest: Int?, _ evaluated: inout Evaluated
    ) -> Bool {
        var isValid = true
        for (index, element) in elements.enumerated() {
            guard let node = index < prefix.count ? prefix[index] : rest else { break }
            let isMet = inside(String(index)) { $0.judgePart(node, element) }
            isValid = isValid && isMet
            if !isValid, isQuiet { return false }
        }
        evaluated.insertItems(upTo: rest == nil ? prefix.count : elements.count)
        return isValid
    }

    private mutating func hasUniqueItems(_ elements: [Value]) -> Bool {
        var seen: [[UInt8]: Int] = [:]
        for (index, element) in elements.enumerated() {
            if let first = seen.updateValue(index, forKey: element.fingerprint) {
                return note("items \(first) and \(index) are equal")
            }
        }
        return true
    }
}
