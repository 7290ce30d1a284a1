/// `eq`, `ne`, `lt`, `le`, `gt`, `ge`: text/template funcs.go.
enum Comparison {
    /// A value as comparison sees it: signed and unsigned numbers apart.
    private enum Basic {
        case bool(Bool), int(Int64), uint(UInt64), float(Double), string(GoString)
        case complex(GoComplex)
        case other

        init(_ value: GoValue) {
            switch value.plain {
            case .bool(let truth): self = .bool(truth)
            case .int(let number): self = .int(Int64(number))
            case .int64(let number): self = .int(number)
            case .int32(let number): self = .int(Int64(number))
            case .uint8(let number): self = .uint(UInt64(number))
            case .uint64(let number): self = .uint(number)
            case .float64(let number): self = .float(number)
            case .string(let string): self = .string(string)
            case .object(let object as GoComplex): self = .complex(object)
            default: self = .other
            }
        }
    }

    /// A comparison of two values.
    static func compare(_ builtin: Builtin, _ left: GoValue, _ right: GoValue) throws -> Bool {
        switch builtin {
        case .ne: try !equal(left, right)
        case .lt: try isLess(left, right)
        case .le: try isLess(left, right) || equal(left, right)
        case .gt: try !(isLess(left, right) || equal(left, right))
        case .ge: try !isLess(left, right)
        default: try equal(left, right)
        }
    }

    /// `eq a b c`: if the first equals any of the others.
    static func equal(_ left: GoValue, _ others: ArraySlice<Operand>) throws -> Bool {
        guard !others.isEmpty else { throw GoError("missing argument for comparison") }
        for other in others where try equal(left, other.value) { return true }
        return false
    }

    private static func equal(_ left: GoValue, _ right: GoValue) throws -> Bool {
        switch (Basic(left), Basic(right)) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.uint(let left), .uint(let right)): return left == right
        case (.int(let left), .uint(let right)): return left >= 0 && UInt64(left) == right
        case (.uint(let left), .int(let right)): return right >= 0 && left == UInt64(right)
        case (.float(let left), .float(let right)): return left == right
        case (.string(let left), .string(let right)): return left == right
        case (.complex(let left), .complex(let right)): return left.isEqual(to: right)
        case (.other, .other): return try otherEqual(left, right)
        default:
            if left.isNil || right.isNil { return false }
            throw incompatible(left, right)
        }
    }

    /// Equality of what is neither number, string nor bool.
    private static func otherEqual(_ left: GoValue, _ right: GoValue) throws -> Bool {
        guard left.kindName == right.kindName || left.isNil || right.isNil else {
            throw nonComparable("types ", left, ", \(right.typeName ?? ""): ", GoFormat.print(right))
        }
        if isNil(left) || isNil(right) { return isNil(left) == isNil(right) }
        guard case .object(let other) = right, other.kindName != "map", other.kindName != "slice" else {
            throw nonComparable("type ", right, "", GoString())
        }
        guard case .object(let object) = left else { return false }
        return object.isEqual(to: other)
    }

    private static func isNil(_ value: GoValue) -> Bool {
        switch value {
        case .nil: true
        case .list(let list): list.isNil
        default: false
        }
    }

    private static func nonComparable(
        _ start: String, _ value: GoValue, _ end: String, _ last: GoString
    ) -> GoError {
        let middle = GoFormat.sprintf("%s", [value]).bytes + Array(": \(value.typeName ?? "")\(end)".utf8)
        return GoError(GoString(Array("non-comparable \(start)".utf8) + middle + last.bytes))
    }

    private static func incompatible(_ left: GoValue, _ right: GoValue) -> GoError {
        GoError("incompatible types for comparison: \(left.typeName ?? "") and \(right.typeName ?? "")")
    }

    private static func isLess(_ left: GoValue, _ right: GoValue) throws -> Bool {
        switch (Basic(left), Basic(right)) {
        case (.other, _), (_, .other), (.bool, .bool), (.complex, .complex):
            throw GoError("invalid type for comparison")
        case (.int(let left), .int(let right)): return left < right
        case (.uint(let left), .uint(let right)): return left < right
        case (.int(let left), .uint(let right)): return left < 0 || UInt64(left) < right
        case (.uint(let left), .int(let right)): return right >= 0 && left < UInt64(right)
        case (.float(let left), .float(let right)): return left < right
        case (.string(let left), .string(let right)): return left < right
        default: throw incompatible(left, right)
        }
    }
}
