/// A node of a parsed template. Nodes lie in one block of memory and name one another by index, so that running a
/// template counts no references.
struct Node {
    var kind: Kind
    /// `bool`: 1 for true. `pipe`: 1 for an assignment.
    var flag: UInt8 = 0
    /// Where Go says the node stands: an offset in the text.
    var position: Int32
    var a: Int32 = -1
    var b: Int32 = -1
    var c: Int32 = -1

    /// What a node is, and what its fields mean. A list is its start in `lists` and its length.
    enum Kind: UInt8 {
        /// a: offset, b: length
        case text
        /// a: pipe
        case action
        /// a, b: list of commands; c: start in `lists` of a count and that many pairs of name and slot, or -1
        case pipe
        /// a, b: list of arguments
        case command
        /// a: function, b: name
        case identifier
        /// a, b: list of names
        case field
        /// a, b: list of names; c: slot, -1 if there is no such variable when this runs
        case variable
        /// a, b: list of names; c: node
        case chain
        case dot, null, bool
        /// a: number; b: offset of the text, c: length
        case number
        /// a: constant; b: offset of the text, c: length
        case string
        /// a: pipe, b: list, c: list or -1
        case ifBranch, withBranch, range
        /// a, b: list of nodes
        case list
        /// a: name, b: pipe or -1
        case template
        case breakLoop, continueLoop
    }
}

/// A parsed text: what all the templates it defines share.
final class ParsedText {
    /// The name that errors show.
    let name: GoString
    let text: [UInt8]
    let nodes: UnsafeMutableBufferPointer<Node>
    let lists: UnsafeMutableBufferPointer<Int32>
    let nodeBase: UnsafeMutablePointer<Node>
    let listBase: UnsafeMutablePointer<Int32>
    /// Names of fields, variables, functions and templates.
    let strings: [GoString]
    /// Values of string constants.
    let constants: [GoValue]
    let numbers: [NumberConstant]
    let functions: [Callee]

    init(name: GoString, text: [UInt8], _ builder: TreeBuilder) {
        self.name = name
        self.text = text
        nodeBase = .allocate(capacity: max(1, builder.nodes.count))
        nodes = UnsafeMutableBufferPointer(start: nodeBase, count: builder.nodes.count)
        _ = nodes.initialize(from: builder.nodes)
        listBase = .allocate(capacity: max(1, builder.lists.count))
        lists = UnsafeMutableBufferPointer(start: listBase, count: builder.lists.count)
        _ = lists.initialize(from: builder.lists)
        strings = builder.strings
        constants = builder.constants
        numbers = builder.numbers
        functions = builder.functions
    }

    deinit {
        nodeBase.deallocate()
        listBase.deallocate()
    }
}

/// A function as a text refers to it.
enum Callee {
    case builtin(Builtin)
    case function(GoFunction)
}

/// One template: a whole text or what a `define` in it holds.
final class Template {
    let name: GoString
    let code: ParsedText
    let root: Int32
    /// Variables that are held at a time, with `$` as the first.
    let slotCount: Int
    /// Only white space and comments: does not replace another template.
    let isBlank: Bool
    /// How often `include` is running this template now.
    var includeDepth = 0

    init(name: GoString, code: ParsedText, root: Int32, slotCount: Int, isBlank: Bool) {
        self.name = name
        self.code = code
        self.root = root
        self.slotCount = slotCount
        self.isBlank = isBlank
    }
}

/// Collects the nodes of a text.
struct TreeBuilder {
    var nodes: [Node] = []
    var lists: [Int32] = []
    var strings: [GoString] = []
    var constants: [GoValue] = []
    var numbers: [NumberConstant] = []
    var functions: [Callee] = []
    private var stringIndices: [GoString: Int32] = [:]
    private var functionIndices: [GoString: Int32] = [:]

    init() {}
    /// With one node, which a message can be about before any template runs.
    init(empty: Void) { nodes = [Node(kind: .dot, position: 0)] }

    mutating func reserve(_ nodeCount: Int) {
        nodes.reserveCapacity(nodeCount)
        lists.reserveCapacity(nodeCount)
    }

    mutating func add(_ node: Node) -> Int32 {
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    /// A list's start.
    mutating func add(list: [Int32]) -> Int32 {
        lists.append(contentsOf: list)
        return Int32(lists.count - list.count)
    }

    mutating func index(of string: GoString) -> Int32 {
        if let index = stringIndices[string] { return index }
        strings.append(string)
        stringIndices[string] = Int32(strings.count - 1)
        return Int32(strings.count - 1)
    }

    mutating func index(ofFunction name: GoString, in functions: [GoString: GoFunction]) -> Int32? {
        if let index = functionIndices[name] { return index }
        if let function = functions[name] {
            self.functions.append(.function(function))
        } else if let builtin = Builtin(rawValue: name.text) {
            self.functions.append(.builtin(builtin))
        } else {
            return nil
        }
        functionIndices[name] = Int32(self.functions.count - 1)
        return Int32(self.functions.count - 1)
    }
}

/// Go's own functions.
enum Builtin: String {
    case and, call, html, index, slice, js, len, not, or, print, printf, println, urlquery, eq, ge, gt, le, lt, ne
}
