/// Templates that know one another by name: what text/template associates.
///
/// A value: a copy shares everything until either is changed, so `tpl` copies the running set for a few nanoseconds.
public struct TemplateSet {
    /// The set's own name, which `tpl` gives to the texts it parses: Helm's is `gotpl`.
    public let name: GoString
    /// What templates can call, beside Go's own functions, which these go before.
    public let functions: [GoString: GoFunction]
    /// Templates by name.
    var templates: [GoString: Template] = [:]
    let shared: SharedTexts

    /// An empty set.
    public init(name: GoString = "gotpl", functions: [GoString: GoFunction] = [:]) {
        self.name = name
        self.functions = functions
        shared = SharedTexts()
    }

    /// Adds a text and the templates it defines. A later template replaces one of the same name, unless the later
    /// one holds only white space and comments.
    /// Throws `ParseError`.
    public mutating func parse(_ text: [UInt8], name: GoString) throws {
    }

    /// If there is a template of this name.
    public func defines(_ name: GoString) -> Bool { templates[name] != nil }

    /// The names of all templates, in no order.
    public var names: [GoString] { Array(templates.keys) }

    /// What a template writes for this data.
    /// Throws `ExecutionError`, or `GoError` if there is no such template.
    public func execute(_ name: GoString, _ data: GoValue) throws -> [UInt8] {
        var evaluator = Evaluator(set: self)
        return try evaluator.include(name, data).bytes
    }
}

/// One template: a parsed text or what a `define` in it holds.
final class Template {
    let name: GoString
    init(name: GoString) { self.name = name }
}

/// What all copies of a set share.
final class SharedTexts {
}

/// A running template, as functions see it that need the others: `include`, `tpl`.
public struct Evaluator {
    /// The templates that are running.
    public private(set) var set: TemplateSet

    init(set: TemplateSet) { self.set = set }

    /// What a template of the running set writes for this data: Helm's `include`.
    public mutating func include(_ name: GoString, _ data: GoValue) throws -> GoString {
        throw GoError(
            "template: no template \(GoFormat.quoted(name)) associated with template \(GoFormat.quoted(set.name))")
    }

    /// What a text writes for this data, as a template beside those of the running set: Helm's `tpl`.
    public mutating func tpl(_ text: GoString, _ data: GoValue) throws -> GoString {
        throw GoError("cannot parse template \(GoFormat.quoted(text))")
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
