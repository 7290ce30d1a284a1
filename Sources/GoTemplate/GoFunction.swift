/// A type as a function's signature names it: text/template converts and refuses arguments by it.
public indirect enum GoType: Hashable, Sendable {
    /// `interface {}`: takes everything.
    case any
    case bool, string, int, int64, float64
    /// `[]uint8`
    case bytes
    /// A slice of one type.
    case slice(GoType)
    /// `map[string]interface {}`
    case map
    /// Another type by its Go name; takes the objects that carry it.
    case named(String)
}

extension GoType: CustomStringConvertible {
    /// Go's name.
    public var description: String {
        switch self {
        case .any: "interface {}"
        case .bool: "bool"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .float64: "float64"
        case .bytes: "[]uint8"
        case .slice(let element): "[]\(element)"
        case .map: "map[string]interface {}"
        case .named(let name): name
        }
    }
}

/// A function that templates can call. Tables of functions are shared between threads; a body that captures
/// something that changes belongs to one rendering.
public struct GoFunction: @unchecked Sendable {
    /// Types of the parameters; of a variadic function the last is the type of each further argument.
    public let parameters: [GoType]
    /// If the last parameter takes any number of arguments.
    public let isVariadic: Bool
    /// The work. The evaluator has checked number and types of the arguments and converted them: a `.string`
    /// parameter is a `.string`, an `.int` an `.int`, an `.any` whatever was given.
    public let body: ([GoValue]) throws -> GoValue
    /// The work of a function that needs the running templates, like `include`; it goes before `body`.
    public let runningBody: ((inout Evaluator, [GoValue]) throws -> GoValue)?

    /// A function of these parameters.
    public init(_ parameters: [GoType], isVariadic: Bool = false, _ body: @escaping ([GoValue]) throws -> GoValue) {
        self.parameters = parameters
        self.isVariadic = isVariadic
        self.body = body
        runningBody = nil
    }

    /// A function of these parameters that needs the running templates.
    public init(
        running parameters: [GoType], isVariadic: Bool = false,
        _ body: @escaping (inout Evaluator, [GoValue]) throws -> GoValue
    ) {
        self.parameters = parameters
        self.isVariadic = isVariadic
        self.body = { _ in throw GoError("function needs the running templates") }
        runningBody = body
    }
}

/// An error that a function returns or panics with: text/template wraps it with where it happened.
public struct GoError: Error, Hashable {
    /// Go's text of it.
    public let text: GoString
    /// An error of this text.
    public init(_ text: String) { self.text = GoString(text) }
    /// An error of this text.
    public init(_ text: GoString) { self.text = text }
}
