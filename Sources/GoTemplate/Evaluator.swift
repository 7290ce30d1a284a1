import GoText

/// A value on its way through an expression: Go's reflect.Value.
struct Operand {
    var value: GoValue
    /// Held in an `interface {}`: a map's member, an element of a list. Messages name that type then, and only a nil
    /// so held is an error to look into; other nils are no value at all.
    var isBoxed: Bool

    static var none: Operand { Operand(.nil) }

    init(_ value: GoValue, isBoxed: Bool = false) {
        self.value = value
        self.isBoxed = isBoxed
    }
}

/// Runs templates: text/template exec.go. Functions get it that need the running templates, like `include`.
public struct Evaluator {
    /// The templates that are running.
    public private(set) var set: TemplateSet
    let stack: StackGuard
    var output: [UInt8] = []
    /// What the templates that wait for an `include` have written so far.
    private(set) var heldByteCount = 0
    private(set) var code: ParsedText
    private(set) var nodes: UnsafeMutablePointer<Node>
    private(set) var lists: UnsafeMutablePointer<Int32>
    private var template: Template
    /// The node that messages name.
    var node: Int32 = 0
    /// Variables of all templates on the way here, and where those of the running one start.
    private var slots: [Operand] = []
    private var base = 0
    /// Templates that called one another by `template`.
    private var depth = 0
    /// Steps that are left: see `TemplateSet.maximumStepCount`.
    private var stepCount: Int

    /// text/template maxExecDepth
    private static let maximumDepth = 100_000
    /// Helm pkg/engine/engine.go recursionMaxNums
    private static let maximumIncludeDepth = 1000

    init(set: TemplateSet, stack: StackGuard) {
        self.set = set
        self.stack = stack
        stepCount = set.maximumStepCount
        let builder = TreeBuilder(empty: ())
        code = ParsedText(name: set.name, text: [], builder)
        nodes = code.nodeBase
        lists = code.listBase
        template = Template(name: set.name, code: code, root: 0, slotCount: 1, isBlank: true)
    }

    /// What a template writes: Go's ExecuteTemplate.
    mutating func execute(_ name: GoString, _ data: GoValue) throws -> [UInt8] {
        guard let template = set.templates[name] else { throw missing(name) }
        return try write(template, data)
    }

    /// What a template of the running set writes for this data: Helm's `include`.
    public mutating func include(_ name: GoString, _ data: GoValue) throws -> GoString {
        guard let template = set.templates[name] else { throw missing(name) }
        guard template.includeDepth <= Self.maximumIncludeDepth else {
            let message = "rendering template has a nested reference name: "
            throw WrappedError(
                GoString(Array(message.utf8) + name.bytes + Array(": ".utf8)), GoError("unable to execute template"))
        }
        template.includeDepth += 1
        defer { template.includeDepth -= 1 }
        return GoString(try write(template, data))
    }

    /// What a text writes for this data, as a template beside those of the running set: Helm's `tpl`.
    public mutating func tpl(_ text: GoString, _ data: GoValue) throws -> GoString {
        guard text.holds("{{") else { return text.removing("<no value>") }
        let outer = set
        defer { set = outer }
        let main: Template
        do {
            (set, main) = try set.adding(text)
        } catch {
            throw WrappedError(Self.message("cannot parse template ", text), error)
        }
        do {
            return GoString(try write(main, data)).removing("<no value>")
        } catch {
            throw WrappedError(Self.message("error during tpl function execution for ", text), error)
        }
    }

    private static func message(_ before: String, _ text: GoString) -> GoString {
        GoString(Array(before.utf8) + GoFormat.quoted(text).bytes + Array(": ".utf8))
    }

    private func missing(_ name: GoString) -> GoError {
        var text = Array("template: no template ".utf8)
        GoQuoting.append(name.bytes, to: &text)
        text += Array(" associated with template ".utf8)
        GoQuoting.append(set.name.bytes, to: &text)
        return GoError(GoString(text))
    }

    /// A template's output, apart from that of the template that asks for it.
    private mutating func write(_ template: Template, _ data: GoValue) throws -> [UInt8] {
        var outer: [UInt8] = []
        swap(&outer, &output)
        heldByteCount += outer.count
        defer {
            swap(&outer, &output)
            heldByteCount -= output.count
        }
        let outerDepth = depth
        depth = 0
        defer { depth = outerDepth }
        try run(template, Operand(data))
        var written: [UInt8] = []
        swap(&written, &output)
        return written
    }

    /// Runs a template; its variables and place are those of the caller again afterwards.
    private mutating func run(_ template: Template, _ data: Operand) throws {
        try stack.check()
        let (outer, outerNode, outerBase) = (self.template, node, base)
        base = slots.count
        slots.append(data)
        for _ in 1..<max(1, template.slotCount) { slots.append(.none) }
        enter(template)
        defer {
            slots.removeSubrange(base...)
            base = outerBase
            node = outerNode
            enter(outer)
        }
        _ = try walk(template.root, data)
    }

    private mutating func enter(_ template: Template) {
        self.template = template
        code = template.code
        nodes = code.nodeBase
        lists = code.listBase
    }

    /// Runs a template for `{{template}}`.
    mutating func call(_ name: GoString, pipe: Int32, _ dot: Operand) throws {
        guard let template = set.templates[name] else {
            throw fail("template ", GoFormat.quoted(name), " not defined")
        }
        guard depth < Self.maximumDepth else {
            throw fail(GoString("exceeded maximum template depth (\(Self.maximumDepth))"))
        }
        let data = pipe < 0 ? Operand.none : Operand(try pipeline(pipe, dot))
        depth += 1
        defer { depth -= 1 }
        try run(template, data)
    }

    /// Takes steps from those that are left.
    @inline(__always) mutating func spend(_ steps: Int = 1) throws {
        stepCount -= steps
        if stepCount < 0 { throw GoError("template: runs for too long") }
    }

    // MARK: variables

    func variable(_ slot: Int32, _ name: Int32) throws -> Operand {
        guard slot >= 0 else { throw fail("undefined variable: ", name: name) }
        return slots[base + Int(slot)]
    }

    mutating func setVariable(_ slot: Int32, _ name: Int32, _ value: Operand) throws {
        guard slot >= 0 else { throw fail("undefined variable: ", name: name) }
        slots[base + Int(slot)] = value
    }

    // MARK: errors

    /// An error at the current node.
    func fail(_ parts: GoString..., cause: (any Error)? = nil) -> ExecutionError {
        let position = Int(nodes[Int(node)].position)
        let before = code.text[..<min(position, code.text.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return ExecutionError(
            templateName: template.name, fileName: code.name,
            line: before.reduce(into: 1) { $0 += $1 == UInt8(ascii: "\n") ? 1 : 0 }, column: position - lineStart,
            expression: NodeText.text(of: node, in: code), message: GoString(parts.flatMap { $0.bytes }), cause: cause)
    }

    /// An error at the current node that ends with a name.
    func fail(_ message: GoString, name: Int32) -> ExecutionError { fail(message, code.strings[Int(name)]) }
}

extension GoString {
    /// If these bytes occur.
    func holds(_ part: StaticString) -> Bool { first(part, from: 0) != nil }

    private func first(_ part: StaticString, from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            let count = part.utf8CodeUnitCount
            var index = start
            while index + count <= bytes.count {
                if bytes[index] == part.utf8Start[0] {
                    var length = 1
                    while length < count, bytes[index + length] == part.utf8Start[length] { length += 1 }
                    if length == count { return index }
                }
                index += 1
            }
            return nil
        }
    }

    /// Without these bytes, wherever they occur.
    func removing(_ part: StaticString) -> GoString {
        guard var next = first(part, from: 0) else { return self }
        var kept: [UInt8] = []
        kept.reserveCapacity(count)
        var start = 0
        while true {
            kept += bytes[start..<next]
            start = next + part.utf8CodeUnitCount
            guard let following = first(part, from: start) else { break }
            next = following
        }
        kept += bytes[start...]
        return GoString(kept)
    }
}
