import GoText

/// Parses a text into templates: text/template/parse parse.go. Variables are resolved to slots on the way: they hold
/// where Go looks them up by name when the template runs.
struct Parser {
    let name: GoString
    let functions: [GoString: GoFunction]
    var lexer: Lexer
    var builder = TreeBuilder()
    /// The tree being parsed: the text's own, or that of a `define` or `block` in it.
    var tree: Tree
    /// Roots of the trees that are done.
    var finished: [Finished] = []
    let stack: StackGuard

    /// What is known of one tree while it is parsed.
    struct Tree {
        var name: GoString
        var tokens = [Token](repeating: Token(kind: .end, start: 0, end: 0, line: 0), count: 3)
        var peekCount = 0
        /// Names that Go's parser takes for declared.
        var declared: [GoString] = ["$"]
        /// Variables that will be there when this place runs.
        var scope: [(name: GoString, slot: Int32)] = [("$", 0)]
        var slotCount = 1
        var actionLine = 0
        var rangeDepth = 0
        var parenthesisDepth = 0
    }

    /// A tree that is done.
    struct Finished {
        let name: GoString
        let root: Int32
        let slotCount: Int
        let isBlank: Bool
    }

    /// text/template/parse maxStackDepth
    static let maximumParenthesisDepth = 10_000

    init(_ text: [UInt8], name: GoString, functions: [GoString: GoFunction], stack: StackGuard) {
        self.name = name
        self.functions = functions
        self.stack = stack
        lexer = Lexer(text)
        builder.reserve(text.count / 16)
        tree = Tree(name: name)
    }

    /// The templates of the text, its own last.
    mutating func parse() throws -> [Template] {
        try parseText()
        let code = ParsedText(name: name, text: lexer.text, builder)
        return finished.map {
            Template(name: $0.name, code: code, root: $0.root, slotCount: $0.slotCount, isBlank: $0.isBlank)
        }
    }

    // MARK: tokens

    mutating func next() -> Token {
        if tree.peekCount > 0 {
            tree.peekCount -= 1
        } else {
            tree.tokens[0] = lexer.next()
        }
        return tree.tokens[tree.peekCount]
    }

    mutating func backup() { tree.peekCount += 1 }

    mutating func peek() -> Token {
        let token = next()
        backup()
        return token
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.kind == .space { token = next() }
        return token
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        backup()
        return token
    }

    func text(_ token: Token) -> ArraySlice<UInt8> { lexer.text[token.start..<token.end] }
    func string(_ token: Token) -> GoString { GoString(text(token)) }

    // MARK: errors

    func error(_ message: GoString) -> ParseError {
        ParseError(name: name, line: tree.tokens[0].line, message: message)
    }

    /// An error with a name in quotes.
    func error(_ before: String, _ name: GoString, _ after: String = "") -> ParseError {
        error(GoString(Array(before.utf8) + GoFormat.quoted(name).bytes + Array(after.utf8)))
    }

    func unexpected(_ token: Token, _ context: String) -> ParseError {
        guard token.kind == .error else {
            return error(GoString(Array("unexpected ".utf8) + description(token) + Array(" in \(context)".utf8)))
        }
        let message = lexer.errorMessage
        guard tree.actionLine != 0, tree.actionLine != token.line else { return error(message) }
        // Not "action in action".
        let start = message.bytes.suffix(7) == Array(" action".utf8)[...] ? " started at " : " in action started at "
        return error(GoString(message.bytes + Array(start.utf8) + name.bytes + Array(":\(tree.actionLine)".utf8)))
    }

    /// A token as messages show it.
    private func description(_ token: Token) -> [UInt8] {
        if token.kind == .end { return Array("EOF".utf8) }
        let text = string(token)
        if token.kind.rawValue > TokenKind.variable.rawValue {
            return [UInt8(ascii: "<")] + text.bytes + [UInt8(ascii: ">")]
        }
        guard text.count > 10 else { return GoFormat.quoted(text).bytes }
        return GoFormat.sprintf("%.10q...", [.string(text)]).bytes
    }

    mutating func expect(_ kind: TokenKind, _ context: String) throws -> Token {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, context) }
        return token
    }

    // MARK: trees

    private mutating func parseText() throws {
        var nodes: [Int32] = []
        let position = peek().start
        while peek().kind != .end {
            if peek().kind == .leftDelimiter {
                let delimiter = next()
                if nextNonSpace().kind == .define {
                    try parseDefinition()
                    continue
                }
                tree.tokens[1] = delimiter
                tree.peekCount = 2
            }
            switch try textOrAction() {
            case .node(let node): nodes.append(node)
            case .end: throw error("unexpected {{end}}")
            case .otherwise: throw error("unexpected {{else}}")
            }
        }
        try finish(list(nodes, at: position), nodes)
    }

    private mutating func parseDefinition() throws {
        let outer = tree
        tree = Tree(name: "definition")
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, "define clause") }
        guard let name = Unquoting.string(text(token)) else { throw error("invalid syntax") }
        tree.name = name
        _ = try expect(.rightDelimiter, "define clause")
        let (root, nodes, end) = try itemList()
        guard case .end = end else { throw error("unexpected {{else}} in define clause") }
        try finish(root, nodes)
        tree = outer
    }

    /// Parses the body of a `block`, whose name and pipeline have been read.
    mutating func parseBlock(_ name: GoString) throws {
        let outer = tree
        tree = Tree(name: name)
        let (root, nodes, end) = try itemList()
        if case .otherwise = end {
            tree = outer
            throw error("unexpected {{else}} in block clause")
        }
        try finish(root, nodes)
        tree = outer
    }

    /// parse.go Tree.add: within one text only blank definitions may be repeated.
    private mutating func finish(_ root: Int32, _ nodes: [Int32]) throws {
        let isBlank = nodes.allSatisfy { isBlankText(builder.nodes[Int($0)]) }
        if let known = finished.firstIndex(where: { $0.name == tree.name }) {
            guard finished[known].isBlank else {
                guard isBlank else { throw error("template: multiple definition of template ", tree.name) }
                return
            }
            finished.remove(at: known)
        }
        finished.append(Finished(name: tree.name, root: root, slotCount: tree.slotCount, isBlank: isBlank))
    }

    private func isBlankText(_ node: Node) -> Bool {
        guard node.kind == .text else { return false }
        return GoString(lexer.text[Int(node.a)..<Int(node.a + node.b)]).isBlank
    }

    mutating func list(_ nodes: [Int32], at position: Int) -> Int32 {
        let start = builder.add(list: nodes)
        return builder.add(Node(kind: .list, position: Int32(position), a: start, b: Int32(nodes.count)))
    }
}

extension GoString {
    /// If bytes.TrimSpace would leave nothing.
    var isBlank: Bool {
        var index = 0
        while index < count {
            let (rune, width) = Runes.decode(bytes, at: index)
            switch rune {
            case 9...13, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: break
            default: return false
            }
            index += width
        }
        return true
    }
}
