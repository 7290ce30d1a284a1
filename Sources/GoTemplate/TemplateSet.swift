/// Templates that know one another by name: what text/template associates.
///
/// A value: a copy shares everything until either is changed, so `tpl` copies the running set for a few nanoseconds.
public struct TemplateSet {
    /// The set's own name, which `tpl` gives to the texts it parses: Helm's is `gotpl`.
    public let name: GoString
    /// What templates can call, beside Go's own functions, which these go before.
    public let functions: [GoString: GoFunction]
    /// Templates by name.
    private(set) var templates: [GoString: Template] = [:]
    private let shared = SharedTexts()
    /// What one execution may take: nodes walked, and each 256 bytes of text that functions make. Helm has no such
    /// limit, so a chart can keep it busy for ever; this many steps take minutes.
    package var maximumStepCount = 1 << 32
    /// What one execution may write: rendering more would fill the memory.
    package var maximumOutputByteCount = 1 << 30
    /// If looking up a key that a map lacks is an error: Go's option `missingkey=error`.
    package var refusesMissingKeys = false

    /// An empty set.
    public init(name: GoString = "gotpl", functions: [GoString: GoFunction] = [:]) {
        self.name = name
        self.functions = functions
    }

    /// Adds a text and the templates it defines. A later template replaces one of the same name, unless the later
    /// one holds only white space and comments.
    /// Throws `ParseError`.
    public mutating func parse(_ text: [UInt8], name: GoString) throws {
        for template in try Self.parsed(text, name: name, functions) { add(template) }
    }

    /// If there is a template of this name.
    public func defines(_ name: GoString) -> Bool { templates[name] != nil }

    /// The names of all templates, in no order.
    public var names: [GoString] { Array(templates.keys) }

    /// What a template writes for this data.
    /// Throws `ExecutionError`, or `GoError` if there is no such template.
    public func execute(_ name: GoString, _ data: GoValue) throws -> [UInt8] {
        try StackGuard.withLargeStack { stack in
            var evaluator = Evaluator(set: self, stack: stack)
            return try evaluator.execute(name, data)
        }
    }

    /// Runs a body where templates may nest deeply: on a thread with a large stack. Parsing and executing see to that
    /// themselves; a rendering that does both many times saves starting a thread for each.
    public static func withLargeStack<Result>(_ body: () throws -> Result) throws -> Result {
        try StackGuard.withLargeStack { _ in try body() }
    }

    private static func parsed(
        _ text: [UInt8], name: GoString, _ functions: [GoString: GoFunction]
    ) throws -> [Template] {
        try StackGuard.withLargeStack { stack in
            var parser = Parser(text, name: name, functions: functions, stack: stack)
            return try parser.parse()
        }
    }

    private mutating func add(_ template: Template) {
        if template.isBlank, templates[template.name] != nil { return }
        templates[template.name] = template
    }

    /// This set with what a text given to `tpl` defines, and the text itself as a template.
    func adding(_ text: GoString) throws -> (TemplateSet, Template) {
        var parsed = shared.parsed[text]
        if parsed == nil {
            parsed = try Self.parsed(text.bytes, name: name, functions)
            if text.count <= SharedTexts.largestByteCount { shared.keep(parsed ?? [], of: text) }
        }
        var set = self
        var main: Template?
        for template in parsed ?? [] {
            if template.name == name { main = template } else { set.add(template) }
        }
        guard let main else { throw GoError("template: nothing parsed") }
        return (set, main)
    }
}

/// Texts given to `tpl`, parsed: charts give the same ones many times. All copies of a set share it.
private final class SharedTexts {
    private(set) var parsed: [GoString: [Template]] = [:]
    private var byteCount = 0

    /// A larger text is not kept.
    static let largestByteCount = 1 << 20
    /// With more than this all is forgotten.
    private static let maximumByteCount = 16 << 20

    func keep(_ templates: [Template], of text: GoString) {
        byteCount += text.count
        if byteCount > Self.maximumByteCount {
            parsed = [:]
            byteCount = text.count
        }
        parsed[text] = templates
    }
}

extension GoFunction {
    /// Helm's `include`.
    public static let include = GoFunction(running: [.string, .any]) { evaluator, arguments in
        guard let name = arguments[0].string else { return .nil }
        return .string(try evaluator.include(name, arguments[1]))
    }

    /// Helm's `tpl`.
    public static let tpl = GoFunction(running: [.string, .any]) { evaluator, arguments in
        guard let text = arguments[0].string else { return .nil }
        return .string(try evaluator.tpl(text, arguments[1]))
    }
}
