import Documents

extension Evaluator {
    mutating func meetsNumberDemand(_ demand: Demand, _ value: Value) -> Bool {
        switch demand {
        case .multipleOf(let divisor):
            return value.isMultiple(of: divisor) || note("must be a multiple of \(JSON.text(divisor))")
        case .minimum(let bound, let isExclusive):
            let isMet = isExclusive ? bound.isLess(than: value) : !value.isLess(than: bound)
            return isMet || note("must be \(isExclusive ? "above" : "at least") \(JSON.text(bound))")
        case .maximum(let bound, let isExclusive):
            let isMet = isExclusive ? value.isLess(than: bound) : !bound.isLess(than: value)
            return isMet || note("must be \(isExclusive ? "below" : "at most") \(JSON.text(bound))")
        default: return true
        }
    }

    mutating func meetsStringDemand(_ demand: Demand, _ text: String) -> Bool {
        switch demand {
        case .minimumLength(let count):
            return text.unicodeScalars.count >= count || note("must have at least \(count) characters")
        case .maximumLength(let count):
            return text.unicodeScalars.count <= count || note("must have at most \(count) characters")
        case .pattern(let expression):
            return expression.matches(text) || note("does not match the pattern \(expression.pattern)")
        case .format(let format):
            return !schema.assertsFormat || format.allows(text) || note("is no valid \(format.rawValue)")
        default: return true
        }
    }
}
