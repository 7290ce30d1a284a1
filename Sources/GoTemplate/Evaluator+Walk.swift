/// How a list of nodes was left.
enum Flow {
    case onward, breakLoop, continueLoop
}

extension Evaluator {
    /// Runs a node: exec.go walk.
    mutating func walk(_ index: Int32, _ dot: Operand) throws -> Flow {
        try spend()
        let node = nodes[Int(index)]
        switch node.kind {
        case .list:
            for offset in 0..<node.b {
                let flow = try walk(lists[Int(node.a + offset)], dot)
                if flow != .onward { return flow }
            }
        case .text:
            output.append(contentsOf: code.text[Int(node.a)..<Int(node.a + node.b)])
            try checkOutput()
        case .action:
            self.node = index
            let value = try pipeline(node.a, dot)
            if nodes[Int(node.a)].c < 0 {
                self.node = index
                try print(value)
            }
        case .ifBranch, .withBranch:
            self.node = index
            let value = try pipeline(node.a, dot)
            if value.isTrue { return try walk(node.b, node.kind == .ifBranch ? dot : Operand(value)) }
            if node.c >= 0 { return try walk(node.c, dot) }
        case .range:
            self.node = index
            return try walkRange(node, dot)
        case .template:
            self.node = index
            try call(code.strings[Int(node.a)], pipe: node.b, dot)
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        default: break
        }
        return .onward
    }

    private mutating func print(_ value: GoValue) throws {
        switch value {
        case .nil: output.append(contentsOf: Self.noValue)
        case .string(let string): output.append(contentsOf: string.bytes)
        default:
            guard GoFormat.append(whole: value, to: &output) else { throw GoFormat.tooLarge }
        }
        try checkOutput()
    }

    private static let noValue = Array("<no value>".utf8)

    private func checkOutput() throws {
        if output.count + heldByteCount > set.maximumOutputByteCount { throw GoError("template: output too large") }
    }

    // MARK: range

    private mutating func walkRange(_ node: Node, _ dot: Operand) throws -> Flow {
        let value = try pipeline(node.a, dot)
        let loop = Loop(pipe: nodes[Int(node.a)], lists: lists, body: node.b)
        let visited: (some: Bool, flow: Flow)
        switch value.plain {
        case .nil: visited = (false, .onward)
        case .list(let list):
            visited = try visit(list, loop)
        case .map(let map):
            visited = try visit(map, loop)
        case .bytes(let bytes):
            visited = try visit(loop, count: bytes.count) { (.int($0), Operand(.uint8(bytes[$0]))) }
        case .int(let count): visited = try visit(loop, value, count) { .int($0) }
        case .int64(let count): visited = try visit(loop, value, Int(count)) { .int64(Int64($0)) }
        case .int32(let count): visited = try visit(loop, value, Int(count)) { .int32(Int32($0)) }
        case .uint8(let count): visited = try visit(loop, value, Int(count)) { .uint8(UInt8($0)) }
        case .uint64(let count): visited = try visit(loop, value, Int(clamping: count)) { .uint64(UInt64($0)) }
        case .object(let object):
            guard let elements = object.elements else { fallthrough }
            visited = try visit(loop, count: elements.count) { (elements[$0].key, Operand(elements[$0].element)) }
        default:
            throw fail("range can't iterate over ", GoFormat.print(value))
        }
        if visited.some { return visited.flow }
        return node.c >= 0 ? try walk(node.c, dot) : .onward
    }

    private mutating func visit(_ list: GoList, _ loop: Loop) throws -> (some: Bool, flow: Flow) {
        let isBoxed = list.elementType == .any
        for index in list.elements.indices {
            try set(loop, .int(index), Operand(list.elements[index], isBoxed: isBoxed))
            if try walk(loop.body, Operand(list.elements[index], isBoxed: isBoxed)) == .breakLoop { break }
        }
        return (!list.elements.isEmpty, .onward)
    }

    /// Members as they were when the loop began, in the order of their keys.
    private mutating func visit(_ map: GoMap, _ loop: Loop) throws -> (some: Bool, flow: Flow) {
        let keys = map.sortedKeys
        let members = map.members
        for key in keys {
            let element = Operand(members[key] ?? .nil, isBoxed: map.type != .string)
            try set(loop, .string(key), element)
            if try walk(loop.body, element) == .breakLoop { break }
        }
        return (!keys.isEmpty, .onward)
    }

    private mutating func visit(
        _ loop: Loop, count: Int, _ element: (Int) -> (GoValue, Operand)
    ) throws -> (some: Bool, flow: Flow) {
        for index in 0..<count {
            let (key, element) = element(index)
            try set(loop, key, element)
            if try walk(loop.body, element) == .breakLoop { break }
        }
        return (count > 0, .onward)
    }

    /// A range over the numbers below one.
    private mutating func visit(
        _ loop: Loop, _ value: GoValue, _ count: Int, _ element: (Int) -> GoValue
    ) throws -> (some: Bool, flow: Flow) {
        guard loop.variableCount < 2 else {
            throw fail("can't use ", GoFormat.print(value), " to iterate over more than one variable")
        }
        var index = 0
        while index < count {
            let element = Operand(element(index))
            try set(loop, .nil, element)
            if try walk(loop.body, element) == .breakLoop { break }
            index += 1
        }
        return (count > 0, .onward)
    }

    private mutating func set(_ loop: Loop, _ key: GoValue, _ element: Operand) throws {
        guard loop.variableCount > 0 else { return }
        if loop.variableCount > 1 {
            try setVariable(loop.slots[1], loop.slots[0], Operand(key))
            try setVariable(loop.slots[3], loop.slots[2], element)
        } else {
            try setVariable(loop.slots[1], loop.slots[0], element)
        }
    }
}

/// A range's variables and body.
private struct Loop {
    let body: Int32
    let variableCount: Int32
    /// Pairs of name and slot.
    let slots: UnsafeMutablePointer<Int32>

    init(pipe: Node, lists: UnsafeMutablePointer<Int32>, body: Int32) {
        self.body = body
        variableCount = pipe.c < 0 ? 0 : lists[Int(pipe.c)]
        slots = lists + (pipe.c < 0 ? 0 : Int(pipe.c) + 1)
    }
}
