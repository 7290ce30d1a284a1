extension Parser {
    /// Declarations and commands up to a token that ends them.
    mutating func pipeline(_ context: String, until end: TokenKind) throws -> Int32 {
        try stack.check()
        let position = peekNonSpace().start
        var names: [GoString] = []
        let isAssignment = try declarations(context, &names)
        var commands: [Int32] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .bool, .characterConstant, .complex, .dot, .field, .identifier, .number, .nilKeyword, .rawString,
                .string, .variable, .leftParenthesis:
                backup()
                commands.append(try command())
            default:
                throw unexpected(token, context)
            }
        }
        try check(commands, context)
        let start = builder.add(list: commands)
        let slots = names.isEmpty ? -1 : builder.add(list: slotList(names, isAssignment: isAssignment))
        return builder.add(
            Node(
                kind: .pipe, flag: isAssignment ? 1 : 0, position: Int32(position), a: start,
                b: Int32(commands.count), c: slots))
    }

    /// A count and that many pairs of name and slot.
    private mutating func slotList(_ names: [GoString], isAssignment: Bool) -> [Int32] {
        var list = [Int32(names.count)]
        for name in names {
            list.append(builder.index(of: name))
            if isAssignment {
                list.append(slot(of: name))
            } else {
                list.append(Int32(tree.slotCount))
                tree.scope.append((name, Int32(tree.slotCount)))
                tree.slotCount += 1
            }
        }
        return list
    }

    /// The slot of the variable of that name that is declared last, or -1.
    private func slot(of name: GoString) -> Int32 { tree.scope.last { $0.name == name }?.slot ?? -1 }

    /// `$x :=`, `$x =` or, in a range, `$x, $y :=`: the names go to the list. True for an assignment.
    private mutating func declarations(_ context: String, _ names: inout [GoString]) throws -> Bool {
        while peekNonSpace().kind == .variable {
            let variable = next()
            // Spaces are tokens, so `$x foo` needs three tokens of look-ahead.
            let after = peek()
            let following = peekNonSpace()
            let isComma = following.kind == .character && text(following) == [UInt8(ascii: ",")]
            if following.kind == .assign || following.kind == .declare || isComma {
                _ = nextNonSpace()
                names.append(string(variable))
                tree.declared.append(string(variable))
                guard isComma else { return following.kind == .assign }
                guard context == "range", names.count < 2 else {
                    throw error(GoString("too many declarations in \(context)"))
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw error("range can only initialize variables")
                }
            }
            if after.kind == .space {
                tree.tokens[1] = after
                tree.tokens[2] = variable
                tree.peekCount = 3
            } else {
                tree.tokens[1] = variable
                tree.peekCount = 2
            }
            break
        }
        return false
    }

    private func check(_ commands: [Int32], _ context: String) throws {
        guard !commands.isEmpty else { throw error(GoString("missing value for \(context)")) }
        for (index, command) in commands.enumerated().dropFirst() {
            let first = builder.lists[Int(builder.nodes[Int(command)].a)]
            switch builder.nodes[Int(first)].kind {
            case .bool, .dot, .null, .number, .string:
                throw error(GoString("non executable command in pipeline stage \(index + 1)"))
            default: break
            }
        }
    }

    private mutating func command() throws -> Int32 {
        let position = peekNonSpace().start
        var arguments: [Int32] = []
        loop: while true {
            _ = peekNonSpace()
            if let operand = try operand() { arguments.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                backup()
                break loop
            case .pipe: break loop
            default: throw unexpected(token, "operand")
            }
        }
        guard !arguments.isEmpty else { throw error("empty command") }
        let start = builder.add(list: arguments)
        return builder.add(Node(kind: .command, position: Int32(position), a: start, b: Int32(arguments.count)))
    }

    /// A term and the fields that follow it.
    private mutating func operand() throws -> Int32? {
        guard let term = try term() else { return nil }
        let first = peek()
        guard first.kind == .field else { return term }
        var names: [Int32] = []
        while peek().kind == .field { names.append(fieldName(next())) }
        var node = builder.nodes[Int(term)]
        switch node.kind {
        case .field, .variable:
            let known = (0..<node.b).map { builder.lists[Int(node.a + $0)] }
            node.a = builder.add(list: known + names)
            node.b = Int32(known.count + names.count)
            node.position = Int32(first.start)
            builder.nodes[Int(term)] = node
            return term
        case .bool, .string, .number, .null, .dot:
            throw error("unexpected . after term ", NodeText.text(of: term, in: builder, lexer.text))
        default:
            let start = builder.add(list: names)
            return builder.add(
                Node(kind: .chain, position: Int32(first.start), a: start, b: Int32(names.count), c: term))
        }
    }

    private mutating func fieldName(_ token: Token) -> Int32 {
        builder.index(of: GoString(lexer.text[(token.start + 1)..<token.end]))
    }

    private mutating func term() throws -> Int32? {
        let token = nextNonSpace()
        let position = Int32(token.start)
        let length = Int32(token.end - token.start)
        switch token.kind {
        case .identifier:
            guard let function = builder.index(ofFunction: string(token), in: functions) else {
                throw error("function ", string(token), " not defined")
            }
            let name = builder.index(of: string(token))
            return builder.add(Node(kind: .identifier, position: position, a: function, b: name))
        case .dot: return builder.add(Node(kind: .dot, position: position))
        case .nilKeyword: return builder.add(Node(kind: .null, position: position))
        case .variable:
            let name = string(token)
            guard tree.declared.contains(name) else { throw error("undefined variable ", name) }
            let start = builder.add(list: [builder.index(of: name)])
            return builder.add(Node(kind: .variable, position: position, a: start, b: 1, c: slot(of: name)))
        case .field:
            let start = builder.add(list: [fieldName(token)])
            return builder.add(Node(kind: .field, position: position, a: start, b: 1))
        case .bool:
            return builder.add(Node(kind: .bool, flag: length == 4 ? 1 : 0, position: position))
        case .characterConstant, .complex, .number:
            builder.numbers.append(try number(token))
            let index = Int32(builder.numbers.count - 1)
            return builder.add(Node(kind: .number, position: position, a: index, b: position, c: length))
        case .leftParenthesis:
            guard tree.parenthesisDepth < Self.maximumParenthesisDepth else {
                throw error("max expression depth exceeded")
            }
            tree.parenthesisDepth += 1
            let pipe = try pipeline("parenthesized pipeline", until: .rightParenthesis)
            tree.parenthesisDepth -= 1
            return pipe
        case .string, .rawString:
            guard let value = Unquoting.string(text(token)) else { throw error("invalid syntax") }
            builder.constants.append(.string(value))
            let index = Int32(builder.constants.count - 1)
            return builder.add(Node(kind: .string, position: position, a: index, b: position, c: length))
        default:
            backup()
            return nil
        }
    }

    private func number(_ token: Token) throws -> NumberConstant {
        do {
            guard token.kind == .characterConstant else {
                return try NumberConstant(text(token), isComplex: token.kind == .complex)
            }
            var rest = text(token).dropFirst()
            guard let (rune, _) = Unquoting.character(&rest, quote: UInt8(ascii: "'")) else {
                throw GoError("invalid syntax")
            }
            guard rest == [UInt8(ascii: "'")] else {
                throw GoError(GoString(Array("malformed character constant: ".utf8) + text(token)))
            }
            return NumberConstant(character: rune)
        } catch let error as GoError {
            throw self.error(error.text)
        }
    }
}
