/// Calls of Go's own functions: text/template funcs.go. Their parameters are reflect.Values: what is held in an
/// interface stays there.
extension Evaluator {
    mutating func call(
        _ builtin: Builtin, _ name: Int32, _ command: Int32, _ dot: Operand, _ arguments: Arguments
    ) throws -> GoValue {
        let (wanted, isVariadic) = builtin.arity
        guard isVariadic ? arguments.total >= wanted : arguments.total == wanted else {
            throw wrongCount(name, isVariadic: isVariadic, wanted: wanted, arguments)
        }
        if builtin == .and || builtin == .or { return try choose(builtin == .or, dot, arguments) }
        if builtin == .printf { return try printf(dot, arguments) }
        if arguments.total <= 2, let value = try short(builtin, name, command, dot, arguments) { return value }
        var operands: [Operand] = []
        for offset in 0..<arguments.count { operands.append(try argument(lists[Int(arguments.start + offset)], dot)) }
        if let final = arguments.final { operands.append(Operand(final)) }
        do {
            switch builtin {
            case .index: return try Builtins.index(operands[0], operands.dropFirst())
            case .slice: return try Builtins.slice(operands[0].value, operands.dropFirst())
            case .eq: return .bool(try Comparison.equal(operands[0].value, operands.dropFirst()))
            case .call: throw Builtins.call(operands[0].value, calleeText(arguments))
            default: return try Builtins.text(builtin, operands.map(\.value))
            }
        } catch {
            throw failCalling(name, command, error)
        }
    }

    /// Functions of one or two arguments, without a list of them.
    private mutating func short(
        _ builtin: Builtin, _ name: Int32, _ command: Int32, _ dot: Operand, _ arguments: Arguments
    ) throws -> GoValue? {
        switch builtin {
        case .not, .len:
            let operand =
                try arguments.count > 0
                ? argument(lists[Int(arguments.start)], dot) : Operand(arguments.final ?? .nil)
            if builtin == .not { return .bool(!operand.value.isTrue) }
            do { return .int(try Builtins.length(operand)) } catch { throw failCalling(name, command, error) }
        case .eq, .ne, .lt, .le, .gt, .ge:
            guard arguments.total == 2 else { return nil }
            let left = try argument(lists[Int(arguments.start)], dot).value
            let right =
                try arguments.count > 1
                ? argument(lists[Int(arguments.start + 1)], dot).value : arguments.final ?? .nil
            // A single argument and the pipeline's: the pipeline's is the last.
            do { return .bool(try Comparison.compare(builtin, left, right)) } catch {
                throw failCalling(name, command, error)
            }
        default:
            return nil
        }
    }

    /// `and`, `or`: the first argument that decides, or the last; those after it are not evaluated.
    private mutating func choose(_ deciding: Bool, _ dot: Operand, _ arguments: Arguments) throws -> GoValue {
        var value = GoValue.nil
        for offset in 0..<arguments.count {
            value = try argument(lists[Int(arguments.start + offset)], dot).value
            if value.isTrue == deciding { return value }
        }
        return arguments.final ?? value
    }

    private mutating func printf(_ dot: Operand, _ arguments: Arguments) throws -> GoValue {
        var values: [GoValue] = []
        var format = GoString()
        for offset in 0..<arguments.count {
            let index = lists[Int(arguments.start + offset)]
            if offset == 0 {
                format = try formatString(index, dot)
            } else {
                values.append(try argument(index, dot).value)
            }
        }
        if let final = arguments.final {
            if arguments.count == 0 {
                guard case .string(let string) = try checked(Operand(final), .string) else { return .nil }
                format = string
            } else {
                values.append(final)
            }
        }
        return .string(try GoFormat.whole { $0.printFormatted(format.bytes, values) })
    }

    private mutating func formatString(_ index: Int32, _ dot: Operand) throws -> GoString {
        guard case .string(let string) = try argument(index, .string, dot) else { return GoString() }
        return string
    }

    private func calleeText(_ arguments: Arguments) -> GoString {
        guard arguments.count > 0 else {
            if case .string(let string)? = arguments.final { return string }
            return GoString("<\(arguments.final?.typeName ?? "invalid") Value>")
        }
        return NodeText.text(of: lists[Int(arguments.start)], in: code)
    }
}

extension Builtin {
    /// Arguments that must be there, and if there may be more.
    var arity: (count: Int, isVariadic: Bool) {
        switch self {
        case .and, .or, .index, .slice, .call, .eq, .printf: (1, true)
        case .not, .len: (1, false)
        case .ne, .lt, .le, .gt, .ge: (2, false)
        case .print, .println, .html, .js, .urlquery: (0, true)
        }
    }
}
