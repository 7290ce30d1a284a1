import GoTemplate

/// Go's reflect.DeepEqual: equal types and equal content.
struct DeepEquality {
    /// Pairs of maps that are being compared or have been: equal as far as they are concerned, as a map may hold itself.
    private var visited: Set<Pair> = []

    private struct Pair: Hashable {
        let left, right: ObjectIdentifier
    }

    static func areEqual(_ left: GoValue, _ right: GoValue) -> Bool {
        var comparison = DeepEquality()
        return comparison.areEqual(left, right)
    }

    private mutating func areEqual(_ left: GoValue, _ right: GoValue) -> Bool {
        switch (left, right) {
        case (.nil, .nil): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.int64(let left), .int64(let right)): left == right
        case (.int32(let left), .int32(let right)): left == right
        case (.uint8(let left), .uint8(let right)): left == right
        case (.uint64(let left), .uint64(let right)): left == right
        case (.float64(let left), .float64(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.bytes(let left), .bytes(let right)): left == right
        case (.list(let left), .list(let right)): areEqual(left, right)
        case (.map(let left), .map(let right)): areEqual(left, right)
        case (.object(let left), .object(let right)):
            left === right || left.typeName == right.typeName && left.isEqual(to: right)
        default: false
        }
    }

    private mutating func areEqual(_ left: GoList, _ right: GoList) -> Bool {
        guard left.elementType == right.elementType, left.isNil == right.isNil,
            left.elements.count == right.elements.count
        else { return false }
        for (left, right) in zip(left.elements, right.elements) {
            guard areEqual(left, right) else { return false }
        }
        return true
    }

    private mutating func areEqual(_ left: GoMap, _ right: GoMap) -> Bool {
        if left === right { return left.type == right.type }
        guard left.type == right.type, left.count == right.count else { return false }
        let pair = Pair(left: ObjectIdentifier(left), right: ObjectIdentifier(right))
        guard visited.insert(pair).inserted else { return true }
        for (key, value) in left.members {
            guard let other = right[key], areEqual(value, other) else { return false }
        }
        return true
    }
}
