extension Parser {
    /// What stands at the top of a list: a node, or what ends the list.
    enum Item {
        case node(Int32)
        case end
        /// `{{else}}`, and where it stands
        case otherwise(position: Int)
    }

    /// Nodes up to `{{end}}` or `{{else}}`.
    mutating func itemList() throws -> (root: Int32, nodes: [Int32], end: Item) {
        try stack.check()
        var nodes: [Int32] = []
        let position = peekNonSpace().start
        while peekNonSpace().kind != .end {
            let item = try textOrAction()
            guard case .node(let node) = item else { return (list(nodes, at: position), nodes, item) }
            nodes.append(node)
        }
        throw error("unexpected EOF")
    }

    mutating func textOrAction() throws -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .text:
            let length = Int32(token.end - token.start)
            let start = Int32(token.start)
            return .node(builder.add(Node(kind: .text, position: start, a: start, b: length)))
        case .leftDelimiter:
            tree.actionLine = token.line
            let item = try action()
            tree.actionLine = 0
            return item
        default:
            throw unexpected(token, "input")
        }
    }

    private mutating func action() throws -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return .node(try block())
        case .breakKeyword: return .node(try leaveLoop(token, .breakLoop, "{{break}}"))
        case .continueKeyword: return .node(try leaveLoop(token, .continueLoop, "{{continue}}"))
        case .elseKeyword: return try elseAction()
        case .endKeyword:
            _ = try expect(.rightDelimiter, "end")
            return .end
        case .ifKeyword: return .node(try branch(.ifBranch, "if"))
        case .range: return .node(try branch(.range, "range"))
        case .template: return .node(try templateAction())
        case .with: return .node(try branch(.withBranch, "with"))
        default: break
        }
        backup()
        let first = peek()
        let pipe = try pipeline("command", until: .rightDelimiter)
        return .node(builder.add(Node(kind: .action, position: Int32(first.start), a: pipe)))
    }

    private mutating func leaveLoop(_ keyword: Token, _ kind: Node.Kind, _ name: String) throws -> Int32 {
        let token = nextNonSpace()
        guard token.kind == .rightDelimiter else { throw unexpected(token, name) }
        guard tree.rangeDepth > 0 else { throw error(GoString("\(name) outside {{range}}")) }
        return builder.add(Node(kind: kind, position: Int32(keyword.start)))
    }

    private mutating func elseAction() throws -> Item {
        let token = peekNonSpace()
        // `{{else if` and `{{else with` are `{{else}}{{if` and `{{else}}{{with`.
        if token.kind == .ifKeyword || token.kind == .with { return .otherwise(position: token.start) }
        return .otherwise(position: try expect(.rightDelimiter, "else").start)
    }

    /// `if`, `with` or `range` after its keyword.
    private mutating func branch(_ kind: Node.Kind, _ context: String) throws -> Int32 {
        try stack.check()
        let declaredCount = tree.declared.count
        let scopeCount = tree.scope.count
        let pipe = try pipeline(context, until: .rightDelimiter)
        let innerScopeCount = tree.scope.count
        if kind == .range { tree.rangeDepth += 1 }
        let (list, _, end) = try itemList()
        if kind == .range { tree.rangeDepth -= 1 }
        var otherwise: Int32 = -1
        if case .otherwise(let position) = end {
            // Variables of the list are not there when this runs, though Go's parser takes them for declared.
            tree.scope.removeSubrange(innerScopeCount...)
            otherwise = try elseList(kind, at: position)
        }
        tree.declared.removeSubrange(declaredCount...)
        tree.scope.removeSubrange(scopeCount...)
        let position = builder.nodes[Int(pipe)].position
        return builder.add(Node(kind: kind, position: position, a: pipe, b: list, c: otherwise))
    }

    private mutating func elseList(_ kind: Node.Kind, at position: Int) throws -> Int32 {
        let keyword = peek().kind
        if kind == .ifBranch && keyword == .ifKeyword || kind == .withBranch && keyword == .with {
            _ = next()
            return list([try branch(kind, kind == .ifBranch ? "if" : "with")], at: position)
        }
        let (root, _, end) = try itemList()
        guard case .end = end else { throw error("expected end; found {{else}}") }
        return root
    }

    private mutating func block() throws -> Int32 {
        let token = nextNonSpace()
        let name = try templateName(token, "block clause")
        let pipe = try pipeline("block clause", until: .rightDelimiter)
        try parseBlock(name)
        return builder.add(Node(kind: .template, position: Int32(token.start), a: builder.index(of: name), b: pipe))
    }

    private mutating func templateAction() throws -> Int32 {
        let token = nextNonSpace()
        let name = try templateName(token, "template clause")
        var pipe: Int32 = -1
        if nextNonSpace().kind != .rightDelimiter {
            backup()
            pipe = try pipeline("template clause", until: .rightDelimiter)
        }
        return builder.add(Node(kind: .template, position: Int32(token.start), a: builder.index(of: name), b: pipe))
    }

    private mutating func templateName(_ token: Token, _ context: String) throws -> GoString {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        guard let name = Unquoting.string(text(token)) else { throw error("invalid syntax") }
        return name
    }
}
