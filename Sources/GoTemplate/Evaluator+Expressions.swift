/// The arguments of a command beyond its first word.
struct Arguments {
    let start: Int32
    let count: Int32
    /// The value that a pipeline brings along, if this is not its first command.
    let final: GoValue?

    var isEmpty: Bool { count == 0 && final == nil }
    /// Arguments with the one of the pipeline.
    var total: Int { Int(count) + (final == nil ? 0 : 1) }
    static var none: Arguments { Arguments(start: 0, count: 0, final: nil) }
}

extension Evaluator {
    /// A pipeline's value, which is held in no interface; its variables are set: exec.go evalPipeline.
    mutating func pipeline(_ index: Int32, _ dot: Operand) throws -> GoValue {
        try stack.check()
        node = index
        let pipe = nodes[Int(index)]
        var value = try command(lists[Int(pipe.a)], dot, nil)
        for offset in 1..<max(1, pipe.b) { value = try command(lists[Int(pipe.a + offset)], dot, value) }
        if pipe.c >= 0 {
            for offset in 0..<Int(lists[Int(pipe.c)]) {
                let pair = lists + Int(pipe.c) + 1 + offset * 2
                try setVariable(pair[1], pair[0], Operand(value))
            }
        }
        return value
    }

    private mutating func command(_ index: Int32, _ dot: Operand, _ final: GoValue?) throws -> GoValue {
        let command = nodes[Int(index)]
        let first = lists[Int(command.a)]
        let word = nodes[Int(first)]
        let arguments = Arguments(start: command.a + 1, count: command.b - 1, final: final)
        switch word.kind {
        case .field: return try field(first, word, dot, arguments).value
        case .identifier: return try function(first, word, index, dot, arguments)
        case .variable: return try variable(first, word, dot, arguments).value
        case .chain: return try chain(first, word, dot, arguments).value
        case .pipe:
            try refuse(arguments, of: first)
            return try pipeline(first, dot)
        default:
            node = first
            try refuse(arguments, of: first)
            if word.kind == .dot { return dot.value }
            if word.kind == .null { throw fail("nil is not a command") }
            return try literal(first, word)
        }
    }

    /// exec.go notAFunction
    private func refuse(_ arguments: Arguments, of word: Int32) throws {
        guard !arguments.isEmpty else { return }
        throw fail("can't give argument to non-function ", NodeText.text(of: word, in: code))
    }

    /// A constant's value where nothing says which type is wanted.
    private mutating func literal(_ index: Int32, _ word: Node) throws -> GoValue {
        node = index
        switch word.kind {
        case .bool: return .bool(word.flag == 1)
        case .string: return code.constants[Int(word.a)]
        case .number:
            if let value = code.numbers[Int(word.a)].ideal { return value }
            throw fail(NodeText.text(of: index, in: code), " overflows int")
        default:
            throw fail(
                "can't handle assignment of ", NodeText.text(of: index, in: code), " to empty interface argument")
        }
    }

    private mutating func field(
        _ index: Int32, _ word: Node, _ dot: Operand, _ arguments: Arguments
    ) throws -> Operand {
        node = index
        return try fields(word.a, word.b, of: dot, at: index, dot, arguments)
    }

    private mutating func variable(
        _ index: Int32, _ word: Node, _ dot: Operand, _ arguments: Arguments
    ) throws -> Operand {
        node = index
        let value = try variable(word.c, lists[Int(word.a)])
        if word.b == 1 {
            try refuse(arguments, ofVariable: word)
            return value
        }
        return try fields(word.a + 1, word.b - 1, of: value, at: index, dot, arguments)
    }

    private func refuse(_ arguments: Arguments, ofVariable word: Node) throws {
        guard !arguments.isEmpty else { return }
        throw fail("can't give argument to non-function ", name: lists[Int(word.a)])
    }

    private mutating func chain(
        _ index: Int32, _ word: Node, _ dot: Operand, _ arguments: Arguments
    ) throws -> Operand {
        node = index
        if nodes[Int(word.c)].kind == .null {
            throw fail("indirection through explicit nil in ", NodeText.text(of: index, in: code))
        }
        let receiver = try argument(word.c, dot)
        return try fields(word.a, word.b, of: receiver, at: index, dot, arguments)
    }

    /// `.a.b.c` of a value; what takes arguments is the last: exec.go evalFieldChain.
    private mutating func fields(
        _ start: Int32, _ count: Int32, of value: Operand, at index: Int32, _ dot: Operand, _ arguments: Arguments
    ) throws -> Operand {
        var receiver = value
        for offset in 0..<(count - 1) {
            receiver = try member(lists[Int(start + offset)], of: receiver, at: index, dot, .none)
        }
        return try member(lists[Int(start + count - 1)], of: receiver, at: index, dot, arguments)
    }

    /// A map's member, a struct's field or a method's result: exec.go evalField.
    private mutating func member(
        _ name: Int32, of receiver: Operand, at index: Int32, _ dot: Operand, _ arguments: Arguments
    ) throws -> Operand {
        switch receiver.value {
        case .map(let map):
            let key = code.strings[Int(name)]
            if map.type == .values, let method = ValuesMethods.method(key, of: map) {
                return Operand(try call(method, name, index, dot, arguments))
            }
            guard arguments.isEmpty else { throw fail(key, " is not a method but has arguments") }
            if set.refusesMissingKeys, map[key] == nil {
                throw fail("map has no entry for key ", GoFormat.quoted(key))
            }
            // missingkey=zero: the zero value of the map's element type.
            if map.type == .string { return Operand(map[key] ?? .string(GoString())) }
            return Operand(map[key] ?? .nil, isBoxed: true)
        case .nil:
            guard receiver.isBoxed else { return .none }
            throw fail("nil pointer evaluating interface {}.", name: name)
        case .object(let object):
            let key = code.strings[Int(name)]
            if let method = object.method(key) { return Operand(try call(method, name, index, dot, arguments)) }
            if let value = try object.field(key) {
                guard arguments.isEmpty else { throw fail(key, " has arguments but cannot be invoked as function") }
                return Operand(value)
            }
            throw noField(name, of: receiver)
        default:
            throw noField(name, of: receiver)
        }
    }

    private func noField(_ name: Int32, of receiver: Operand) -> ExecutionError {
        let type = receiver.isBoxed ? "interface {}" : receiver.value.typeName ?? "interface {}"
        return fail("can't evaluate field ", code.strings[Int(name)], GoString(" in type \(type)"))
    }

    // MARK: calls

    private mutating func function(
        _ index: Int32, _ word: Node, _ command: Int32, _ dot: Operand, _ arguments: Arguments
    ) throws -> GoValue {
        node = index
        let value =
            switch code.functions[Int(word.a)] {
            case .function(let function): try call(function, word.b, command, dot, arguments)
            case .builtin(let builtin): try call(builtin, word.b, command, dot, arguments)
            }
        switch value {
        case .string(let string): try spend(string.count >> 8)
        case .list(let list): try spend(list.elements.count >> 4)
        default: break
        }
        return value
    }

    /// exec.go evalCall
    private mutating func call(
        _ function: GoFunction, _ name: Int32, _ command: Int32, _ dot: Operand, _ arguments: Arguments
    ) throws -> GoValue {
        let total = arguments.total
        let fixedCount = function.isVariadic ? function.parameters.count - 1 : function.parameters.count
        guard function.isVariadic ? total >= fixedCount : total == fixedCount else {
            throw wrongCount(name, isVariadic: function.isVariadic, wanted: fixedCount, arguments)
        }
        var values: [GoValue] = []
        values.reserveCapacity(total)
        for offset in 0..<Int(arguments.count) {
            let type = function.parameters[min(offset, function.parameters.count - 1)]
            values.append(try argument(lists[Int(arguments.start) + offset], type, dot))
        }
        if let final = arguments.final {
            let type = function.parameters[min(total, function.parameters.count) - 1]
            values.append(try checked(Operand(final), type))
        }
        do {
            if let body = function.runningBody { return try body(&self, values) }
            return try function.body(values)
        } catch {
            throw failCalling(name, command, error)
        }
    }

    func wrongCount(_ name: Int32, isVariadic: Bool, wanted: Int, _ arguments: Arguments) -> ExecutionError {
        let counts =
            isVariadic
            ? ": want at least \(wanted) got \(arguments.count)" : ": want \(wanted) got \(arguments.total)"
        return fail("wrong number of args for ", code.strings[Int(name)], GoString(counts))
    }

    /// The error of a function that failed.
    mutating func failCalling(_ name: Int32, _ command: Int32, _ error: any Error) -> ExecutionError {
        node = command
        return fail("error calling ", code.strings[Int(name)], ": ", cause: error)
    }

    // MARK: arguments

    /// An argument for a parameter that takes anything.
    mutating func argument(_ index: Int32, _ dot: Operand) throws -> Operand {
        node = index
        let word = nodes[Int(index)]
        switch word.kind {
        case .dot: return dot
        case .null: return .none
        case .field: return try field(index, word, dot, .none)
        case .variable: return try variable(index, word, dot, .none)
        case .pipe: return Operand(try pipeline(index, dot))
        case .identifier:
            let value = try function(index, word, index, dot, .none)
            // Only a function that returns an interface can return nil.
            return Operand(value, isBoxed: value.isNil)
        case .chain: return try chain(index, word, dot, .none)
        default: return Operand(try literal(index, word))
        }
    }

    /// An argument for a parameter of a type: exec.go evalArg.
    mutating func argument(_ index: Int32, _ type: GoType, _ dot: Operand) throws -> GoValue {
        if case .any = type { return try argument(index, dot).value }
        let word = nodes[Int(index)]
        switch word.kind {
        case .null:
            node = index
            if let zero = type.zero { return zero }
            throw fail(GoString("cannot assign nil to \(type)"))
        case .bool, .number, .string: return try constant(index, word, type)
        default:
            // Evaluated first: it moves the node that an error of the check names.
            let operand = try argument(index, dot)
            return try checked(operand, type)
        }
    }

    /// A constant for a parameter of a type.
    private mutating func constant(_ index: Int32, _ word: Node, _ type: GoType) throws -> GoValue {
        node = index
        let number = word.kind == .number ? code.numbers[Int(word.a)] : nil
        let expected: GoString
        switch type {
        case .bool:
            if word.kind == .bool { return .bool(word.flag == 1) }
            expected = "expected bool; found "
        case .string:
            if word.kind == .string { return code.constants[Int(word.a)] }
            expected = "expected string; found "
        case .int:
            if let int = number?.int { return .int(Int(int)) }
            expected = "expected integer; found "
        case .int64:
            if let int = number?.int { return .int64(int) }
            expected = "expected integer; found "
        case .float64:
            if let float = number?.float { return .float64(float) }
            expected = "expected float; found "
        default:
            throw fail("can't handle ", NodeText.text(of: index, in: code), GoString(" for arg of type \(type)"))
        }
        throw fail(expected, NodeText.text(of: index, in: code))
    }

    /// A value as one of a type: exec.go validateType.
    func checked(_ operand: Operand, _ type: GoType) throws -> GoValue {
        if type.takes(operand.value) { return operand.value }
        if case .nil = operand.value {
            guard operand.isBoxed else {
                if let zero = type.zero { return zero }
                throw fail(GoString("invalid value; expected \(type)"))
            }
        }
        let found = operand.value.typeName ?? "interface {}"
        throw fail(GoString("wrong type for value; expected \(type); got \(found)"))
    }
}

extension GoType {
    /// If a value can be assigned to the type.
    func takes(_ value: GoValue) -> Bool {
        switch (self, value) {
        case (.any, _), (.bool, .bool), (.string, .string), (.int, .int), (.int64, .int64), (.float64, .float64),
            (.bytes, .bytes):
            true
        case (.map, .map(let map)): map.type != .string
        case (.slice(let element), .list(let list)): list.elementType.name == element.description
        case (.named(let name), .object(let object)):
            object.typeName == name || object.typeName.first == "*" && object.typeName.dropFirst() == name[...]
        case (.named(let name), _): value.typeName == name
        default: false
        }
    }

    /// What nil stands for, if the type has a nil.
    var zero: GoValue? {
        switch self {
        case .any: .nil
        case .bool, .string, .int, .int64, .float64: nil
        case .bytes: .bytes([])
        case .slice(let element): .list(GoList([], of: GoList.ElementType(element), isNil: true))
        case .map: .map(GoMap(isNil: true))
        case .named(let name): name.hasPrefix("*") ? .nil : nil
        }
    }
}

extension GoList.ElementType {
    /// The element type that a parameter's type names.
    init(_ type: GoType) {
        switch type {
        case .string: self = .string
        case .int: self = .int
        case .int64: self = .int64
        case .float64: self = .float64
        case .bool: self = .bool
        case .map: self = .map
        case .slice: self = .list
        default: self = .any
        }
    }
}

/// Methods of Helm's `common.Values`, which go before a value of the same name.
enum ValuesMethods {
    static func method(_ name: GoString, of map: GoMap) -> GoFunction? {
        switch name.count {
        case 5 where name == "AsMap":
            return GoFunction([]) { _ in .map(map) }
        case 5 where name == "Table":
            return GoFunction([.string]) { arguments in .map(try table(arguments[0].string ?? "", of: map)) }
        default:
            return nil
        }
    }

    /// Helm pkg/chart/common/values.go Values.Table
    private static func table(_ path: GoString, of map: GoMap) throws -> GoMap {
        var map = map
        for part in path.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard case .map(let next)? = map[GoString(part)] else {
                throw GoError(GoString(GoFormat.quoted(GoString(part)).bytes + Array(" is not a table".utf8)))
            }
            map = next
        }
        return map
    }
}
