import GoText

/// Nodes as Go prints them in messages: with one space between arguments, strings and numbers as they were written.
struct NodeText {
    let nodes: UnsafeBufferPointer<Node>
    let lists: UnsafeBufferPointer<Int32>
    let strings: [GoString]
    let text: [UInt8]
    private var output: [UInt8] = []

    /// A node's text while its tree is built.
    static func text(of node: Int32, in builder: TreeBuilder, _ text: [UInt8]) -> GoString {
        builder.nodes.withUnsafeBufferPointer { nodes in
            builder.lists.withUnsafeBufferPointer { lists in
                var printer = NodeText(nodes: nodes, lists: lists, strings: builder.strings, text: text)
                printer.write(node)
                return GoString(printer.output)
            }
        }
    }

    /// A node's text.
    static func text(of node: Int32, in code: ParsedText) -> GoString {
        var printer = NodeText(
            nodes: UnsafeBufferPointer(code.nodes), lists: UnsafeBufferPointer(code.lists), strings: code.strings,
            text: code.text)
        printer.write(node)
        return GoString(printer.output)
    }

    private init(
        nodes: UnsafeBufferPointer<Node>, lists: UnsafeBufferPointer<Int32>, strings: [GoString], text: [UInt8]
    ) {
        self.nodes = nodes
        self.lists = lists
        self.strings = strings
        self.text = text
    }

    private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }
    private func name(_ index: Int32) -> [UInt8] { strings[Int(lists[Int(index)])].bytes }

    private mutating func write(_ index: Int32) {
        let node = nodes[Int(index)]
        switch node.kind {
        case .dot: write(".")
        case .null: write("nil")
        case .bool: write(node.flag == 1 ? "true" : "false")
        case .number, .string: output.append(contentsOf: text[Int(node.b)..<Int(node.b + node.c)])
        case .identifier: output.append(contentsOf: strings[Int(node.b)].bytes)
        case .field: writeFields(node)
        case .variable:
            for offset in 0..<node.b {
                if offset > 0 { write(".") }
                output.append(contentsOf: name(node.a + offset))
            }
        case .chain:
            writeOperand(node.c)
            writeFields(node)
        case .command:
            for offset in 0..<node.b {
                if offset > 0 { write(" ") }
                writeOperand(lists[Int(node.a + offset)])
            }
        case .pipe: writePipe(node)
        case .action:
            write("{{")
            write(node.a)
            write("}}")
        case .template:
            write("{{template ")
            GoQuoting.append(strings[Int(node.a)].bytes, to: &output)
            if node.b >= 0 {
                write(" ")
                write(node.b)
            }
            write("}}")
        case .breakLoop: write("{{break}}")
        case .continueLoop: write("{{continue}}")
        case .text, .ifBranch, .withBranch, .range, .list: break
        }
    }

    /// An argument: pipelines stand in parentheses.
    private mutating func writeOperand(_ index: Int32) {
        let isPipe = nodes[Int(index)].kind == .pipe
        if isPipe { write("(") }
        write(index)
        if isPipe { write(")") }
    }

    private mutating func writeFields(_ node: Node) {
        for offset in 0..<node.b {
            write(".")
            output.append(contentsOf: name(node.a + offset))
        }
    }

    private mutating func writePipe(_ node: Node) {
        if node.c >= 0 {
            let count = lists[Int(node.c)]
            for offset in 0..<count {
                if offset > 0 { write(", ") }
                output.append(contentsOf: name(node.c + 1 + offset * 2))
            }
            write(node.flag == 1 ? " = " : " := ")
        }
        for offset in 0..<node.b {
            if offset > 0 { write(" | ") }
            write(lists[Int(node.a + offset)])
        }
    }
}
