import Documents

extension SchemaCompiler {
    /// What a keyword demands; nil for one that demands nothing by itself.
    mutating func demand(_ keyword: String, _ context: KeywordContext) throws -> Demand? {
        guard let value = context.object[keyword] else { return nil }
        let place = context.path + [keyword]
        switch keyword {
        case "type": return .type(try value.string.map { [$0] } ?? strings(value, place))
        case "enum":
            guard let values = value.array else { throw malformed(place, "must be a list") }
            return .oneOfValues(choices(values, at: place))
        case "const" where dialect >= .draft6: return .oneOfValues(choices([value], at: place))
        case "allOf": return .all(try list(value, place))
        case "anyOf": return .any(try list(value, place))
        case "oneOf": return .exactlyOne(try list(value, place))
        case "not": return .not(try node(at: place))
        case "if" where dialect >= .draft7:
            func branch(_ name: String) throws -> Int? {
                context.object[name] == nil ? nil : try node(at: context.path + [name])
            }
            return .condition(if: try node(at: place), then: try branch("then"), else: try branch("else"))
        case "multipleOf":
            guard let number = value.number, number > 0 else { throw malformed(place, "must be a number above 0") }
            return .multipleOf(value)
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": return try bound(keyword, value, context)
        case "minLength": return .minimumLength(try count(value, place))
        case "maxLength": return .maximumLength(try count(value, place))
        case "pattern":
            guard let pattern = value.string else { throw malformed(place, "must be a string") }
            return .pattern(try expression(pattern, place))
        case "format": return value.string.flatMap(Format.init(rawValue:)).map { .format($0) }
        default: return try arrayDemand(keyword, value, context) ?? objectDemand(keyword, value, context)
        }
    }

    private func malformed(_ path: [String], _ reason: String) -> SchemaError { .malformed(path: path, reason: reason) }

    private func strings(_ value: Value, _ place: [String]) throws -> [String] {
        let strings = value.array?.compactMap(\.string)
        guard let strings, strings.count == value.array?.count else {
            throw malformed(place, "must be a list of strings")
        }
        return strings
    }

    private func count(_ value: Value, _ place: [String]) throws -> Int {
        guard case .integer(let count) = value.canonical, count >= 0 else {
            throw malformed(place, "must be a whole number, at least 0")
        }
        return Int(count)
    }

    private mutating func list(_ value: Value, _ place: [String]) throws -> [Int] {
        guard let elements = value.array else { throw malformed(place, "must be a list of schemas") }
        return try elements.indices.map { try node(at: place + [String($0)]) }
    }

    private mutating func map(_ value: Value?, _ place: [String]) throws -> [(String, Int)] {
        guard let value else { return [] }
        guard let object = value.object else { throw malformed(place, "must be an object of schemas") }
        return try object.keys.map { ($0, try node(at: place + [$0])) }
    }

    private func bound(_ keyword: String, _ value: Value, _ context: KeywordContext) throws -> Demand? {
        let isLower = keyword.hasSuffix("inimum")
        if dialect == .draft4 {
            // Draft 4: exclusiveMinimum is a boolean that qualifies minimum.
            guard keyword == "minimum" || keyword == "maximum" else { return nil }
            let isExclusive = context.object[isLower ? "exclusiveMinimum" : "exclusiveMaximum"]?.bool == true
            guard value.number != nil else { throw malformed(context.path + [keyword], "must be a number") }
            return isLower ? .minimum(value, isExclusive: isExclusive) : .maximum(value, isExclusive: isExclusive)
        }
        guard value.number != nil else { throw malformed(context.path + [keyword], "must be a number") }
        let isExclusive = keyword.hasPrefix("exclusive")
        return isLower ? .minimum(value, isExclusive: isExclusive) : .maximum(value, isExclusive: isExclusive)
    }

    // MARK: Arrays

    private mutating func arrayDemand(_ keyword: String, _ value: Value, _ context: KeywordContext) throws -> Demand? {
        let place = context.path + [keyword]
        switch keyword {
        case "minItems": return .minimumItems(try count(value, place))
        case "maxItems": return .maximumItems(try count(value, place))
        case "uniqueItems": return value.bool == true ? .uniqueItems : nil
        case "prefixItems" where dialect >= .draft2020:
            let rest = context.object["items"] == nil ? nil : try node(at: context.path + ["items"])
            return .items(prefix: try list(value, place), rest: rest)
        case "items":
            if dialect >= .draft2020 {
                return context.object["prefixItems"] == nil ? .items(prefix: [], rest: try node(at: place)) : nil
            }
            guard value.array != nil else { return .items(prefix: [], rest: try node(at: place)) }
            let hasRest = context.object["additionalItems"] != nil
            let rest = hasRest ? try node(at: context.path + ["additionalItems"]) : nil
            return .items(prefix: try list(value, place), rest: rest)
        case "contains" where dialect >= .draft6:
            func bound(_ name: String) throws -> Int? {
                guard dialect >= .draft2019, let value = context.object[name] else { return nil }
                return try count(value, context.path + [name])
            }
            return .contains(
                try node(at: place), minimum: try bound("minContains"), maximum: try bound("maxContains"),
                marksItems: dialect >= .draft2020)
        default: return nil
        }
    }

    // MARK: Objects

    private mutating func objectDemand(_ keyword: String, _ value: Value, _ context: KeywordContext) throws -> Demand? {
        let place = context.path + [keyword]
        switch keyword {
        case "minProperties": return .minimumProperties(try count(value, place))
        case "maxProperties": return .maximumProperties(try count(value, place))
        case "required":
            // Draft 3's `required: true` is still met with.
            return value.bool == nil ? .required(try strings(value, place)) : nil
        case "properties": return try properties(context)
        case "propertyNames" where dialect >= .draft6: return .propertyNames(try node(at: place))
        case "dependentRequired" where dialect >= .draft2019:
            guard let object = value.object else { throw malformed(place, "must be an object") }
            return .dependentRequired(try object.map { ($0.key, try strings($0.value, place + [$0.key])) })
        case "dependentSchemas" where dialect >= .draft2019: return .dependentSchemas(try map(value, place))
        case "dependencies":
            guard let object = value.object else { throw malformed(place, "must be an object") }
            let lists = try object.filter { $0.value.array != nil }.map { ($0, try strings($1, place + [$0])) }
            if lists.count == object.count { return .dependentRequired(lists) }
            let schemas = try object.filter { $0.value.array == nil }.map { ($0.key, try node(at: place + [$0.key])) }
            return lists.isEmpty
                ? .dependentSchemas(schemas)
                : .all([
                    made(.dependentRequired(lists), keyword: keyword, at: place),
                    made(.dependentSchemas(schemas), keyword: keyword, at: place),
                ])
        default: return nil
        }
    }

    /// `properties`, `patternProperties` and `additionalProperties` together.
    mutating func properties(_ context: KeywordContext) throws -> Demand {
        let named = try map(context.object["properties"], context.path + ["properties"])
        let patternPlace = context.path + ["patternProperties"]
        let patterns = try map(context.object["patternProperties"], patternPlace).map {
            PatternProperty(expression: try expression($0.0, patternPlace + [$0.0]), node: $0.1)
        }
        let hasAdditional = context.object["additionalProperties"] != nil
        let additional = hasAdditional ? try node(at: context.path + ["additionalProperties"]) : nil
        return .properties(
            Dictionary(named, uniquingKeysWith: { first, _ in first }), patterns: patterns, additional: additional)
    }
}
