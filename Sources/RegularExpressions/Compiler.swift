/// Turns a tree into instructions, as Go's regexp/syntax compile.go does, so that priorities are the same.
struct Compiler {
    /// A piece of program whose ends are not connected yet.
    private struct Fragment {
        let start: Int32
        /// Places that must be pointed at what follows: the instruction's index times two, plus one for `argument`.
        var ends: [UInt32]
        /// True if it can match nothing.
        let isNullable: Bool
    }

    /// A pattern of a few bytes must not fill the memory: more instructions than this are refused.
    private static let maximumInstructionCount = 1 << 20

    private let pattern: String
    private var instructions: [Instruction] = []
    private var classes: [CharacterClass] = []
    private var classIndices: [CharacterClass: Int] = [:]

    static func compile(_ pattern: String) throws(RegularExpressionError) -> (Program, groupNames: [String?]) {
        let (syntax, groupNames) = try SyntaxParser.parse(pattern)
        var compiler = Compiler(pattern: pattern)
        let body = try compiler.fragment(syntax)
        let match = try compiler.emit(.match)
        compiler.connect(body.ends, to: match)
        let program = Program(
            compiler.instructions, compiler.classes, start: body.start, slotCount: 2 * groupNames.count)
        return (program, groupNames)
    }

    private init(pattern: String) { self.pattern = pattern }

    private mutating func emit(
        _ operation: Instruction.Operation, argument: UInt32 = 0
    ) throws(RegularExpressionError) -> Int32 {
        guard instructions.count < Self.maximumInstructionCount else {
            throw RegularExpressionError(problem: .tooLarge, part: pattern)
        }
        instructions.append(Instruction(operation: operation, argument: argument))
        return Int32(instructions.count - 1)
    }

    private mutating func connect(_ ends: [UInt32], to target: Int32) {
        for end in ends {
            if end & 1 == 0 {
                instructions[Int(end >> 1)].next = target
            } else {
                instructions[Int(end >> 1)].argument = UInt32(target)
            }
        }
    }

    private func end(_ index: Int32, isArgument: Bool = false) -> UInt32 { UInt32(index) << 1 | (isArgument ? 1 : 0) }

    private mutating func single(
        _ operation: Instruction.Operation, argument: UInt32 = 0, isNullable: Bool = false
    ) throws(RegularExpressionError) -> Fragment {
        let index = try emit(operation, argument: argument)
        return Fragment(start: index, ends: [end(index)], isNullable: isNullable)
    }

    private mutating func fragment(_ syntax: Syntax) throws(RegularExpressionError) -> Fragment {
        switch syntax {
        case .empty: return try single(.skip, isNullable: true)
        case .literal(let scalars, let foldsCase): return try literal(scalars, foldsCase: foldsCase)
        case .characters(let characters): return try self.characters(characters)
        case .anyCharacter: return try single(.anyCharacter)
        case .anyButNewline: return try single(.anyButNewline)
        case .assertion(let assertion):
            return try single(.assertion, argument: UInt32(assertion.rawValue), isNullable: true)
        case .capture(let number, let inner):
            let open = try single(.capture, argument: UInt32(2 * number), isNullable: true)
            let body = try fragment(inner)
            let close = try single(.capture, argument: UInt32(2 * number + 1), isNullable: true)
            return joined([open, body, close])
        case .repeated(let inner, let minimum, let maximum, let isLazy):
            return try repeated(inner, minimum, maximum, isLazy: isLazy)
        case .sequence(let parts):
            var result = try fragment(parts[0])
            for part in parts.dropFirst() { result = joined([result, try fragment(part)]) }
            return result
        case .alternatives(let parts): return try alternatives(parts)
        }
    }

    private mutating func joined(_ fragments: [Fragment]) -> Fragment {
        for (one, following) in zip(fragments, fragments.dropFirst()) { connect(one.ends, to: following.start) }
        return Fragment(
            start: fragments[0].start, ends: fragments[fragments.count - 1].ends,
            isNullable: fragments.allSatisfy(\.isNullable))
    }

    private mutating func literal(_ scalars: [UInt32], foldsCase: Bool) throws(RegularExpressionError) -> Fragment {
        var result: Fragment?
        for scalar in scalars {
            let others = foldsCase ? CaseFolding.others(scalar) : []
            let one =
                others.isEmpty
                ? try single(.character, argument: scalar)
                : try characters(CharacterClass((others + [scalar]).map { $0...$0 }))
            result = result.map { joined([$0, one]) } ?? one
        }
        guard let result else { return try single(.skip, isNullable: true) }
        return result
    }

    private mutating func characters(_ characters: CharacterClass) throws(RegularExpressionError) -> Fragment {
        if characters.ranges.isEmpty {
            return Fragment(start: try emit(.fail), ends: [], isNullable: false)
        }
        if let scalar = characters.single { return try single(.character, argument: scalar) }
        if characters.ranges == [0...CharacterClass.maximum] { return try single(.anyCharacter) }
        let index = classIndices[characters] ?? classes.count
        if index == classes.count {
            classes.append(characters)
            classIndices[characters] = index
        }
        return try single(.characters, argument: UInt32(index))
    }

    private mutating func alternatives(_ parts: [Syntax]) throws(RegularExpressionError) -> Fragment {
        var start: Int32?
        var ends: [UInt32] = []
        var isNullable = false
        var previous: Int32?
        for (index, part) in parts.enumerated() {
            let choice = index < parts.count - 1 ? try emit(.alternative) : nil
            let body = try fragment(part)
            if let choice { instructions[Int(choice)].next = body.start }
            if let previous { instructions[Int(previous)].argument = UInt32(choice ?? body.start) }
            start = start ?? choice ?? body.start
            previous = choice
            ends += body.ends
            isNullable = isNullable || body.isNullable
        }
        return Fragment(start: start ?? 0, ends: ends, isNullable: isNullable)
    }

    // MARK: Repetition

    private mutating func repeated(
        _ inner: Syntax, _ minimum: Int, _ maximum: Int?, isLazy: Bool
    ) throws(RegularExpressionError) -> Fragment {
        if maximum == 0 { return try single(.skip, isNullable: true) }
        if case .empty = inner { return try single(.skip, isNullable: true) }
        var result: Fragment?
        func append(_ fragment: Fragment, _ compiler: inout Compiler) {
            result = result.map { compiler.joined([$0, fragment]) } ?? fragment
        }
        guard let maximum else {
            if minimum == 0 { return try star(inner, isLazy: isLazy) }
            for _ in 1..<minimum { append(try fragment(inner), &self) }
            append(try plus(inner, isLazy: isLazy), &self)
            return result ?? Fragment(start: 0, ends: [], isNullable: true)
        }
        for _ in 0..<minimum { append(try fragment(inner), &self) }
        if maximum > minimum { append(try optional(inner, count: maximum - minimum, isLazy: isLazy), &self) }
        return result ?? Fragment(start: 0, ends: [], isNullable: true)
    }

    /// A choice between going into `body` and going on; gives the end that goes on.
    private mutating func choice(
        into body: Int32, isLazy: Bool
    ) throws(RegularExpressionError) -> (index: Int32, exit: UInt32) {
        let index = try emit(.alternative)
        if isLazy {
            instructions[Int(index)].argument = UInt32(body)
        } else {
            instructions[Int(index)].next = body
        }
        return (index, end(index, isArgument: !isLazy))
    }

    private mutating func plus(_ inner: Syntax, isLazy: Bool) throws(RegularExpressionError) -> Fragment {
        let body = try fragment(inner)
        let loop = try choice(into: body.start, isLazy: isLazy)
        connect(body.ends, to: loop.index)
        return Fragment(start: body.start, ends: [loop.exit], isNullable: body.isNullable)
    }

    private mutating func star(_ inner: Syntax, isLazy: Bool) throws(RegularExpressionError) -> Fragment {
        let loop = try plus(inner, isLazy: isLazy)
        // Go issue 46123: what can match nothing must be entered to get the priorities right, hence (x+)?.
        if loop.isNullable {
            let enter = try choice(into: loop.start, isLazy: isLazy)
            return Fragment(start: enter.index, ends: loop.ends + [enter.exit], isNullable: true)
        }
        return Fragment(start: Int32(loop.ends[0] >> 1), ends: loop.ends, isNullable: true)
    }

    /// `(x(x(x)?)?)?`, so many deep.
    private mutating func optional(
        _ inner: Syntax, count: Int, isLazy: Bool
    ) throws(RegularExpressionError) -> Fragment {
        var start: Int32?
        var exits: [UInt32] = []
        var open: [UInt32] = []
        for _ in 0..<count {
            let body = try fragment(inner)
            let enter = try choice(into: body.start, isLazy: isLazy)
            connect(open, to: enter.index)
            start = start ?? enter.index
            exits.append(enter.exit)
            open = body.ends
        }
        return Fragment(start: start ?? 0, ends: exits + open, isNullable: true)
    }
}
