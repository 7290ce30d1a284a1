import Documents

/// A variable that an action sets.
public struct Variable: DefinitionRecord {
    /// Upper-case letters, digits and underscores.
    public var name = ""
    /// Whether the value is kept out of listings.
    public var isSensitive = false
    /// Whether following lines are indented as far as the place where the value is inserted.
    public var autoIndents = false
    /// A regular expression the value must match; empty matches all.
    public var pattern = ""
    /// `raw` (or empty): the value itself; `file`: the text of the file the value names.
    public var type = ""

    public init() {}

    /// Whether the value names a file.
    public var isFile: Bool { type == "file" }

    public static let recordName = "Variable"
    public static let fields: [DefinitionField<Variable>] = [
        .string("name", \.name, required: true, pattern: .variable),
        .bool("sensitive", \.isSensitive),
        .bool("autoIndent", \.autoIndents),
        .string("pattern", \.pattern),
        .string("type", \.type, choices: ["raw", "file"]),
    ]
}

/// A variable of the package, chosen at deploy.
public struct InteractiveVariable: DefinitionRecord {
    /// Name, pattern and type.
    public var variable = Variable()
    /// What it means, for the prompt.
    public var description = ""
    /// The value if none is given.
    public var defaultValue = ""
    /// Whether the user is asked.
    public var prompts = false

    public init() {}

    /// The variable's name.
    public var name: String { variable.name }

    public static let recordName = "InteractiveVariable"
    public static let fields: [DefinitionField<InteractiveVariable>] =
        .inline(\.variable, Variable.fields) + [
            .string("description", \.description),
            .string("default", \.defaultValue),
            .bool("prompt", \.prompts),
        ]
}

/// A fixed value for templates.
public struct Constant: DefinitionRecord {
    /// Upper-case letters, digits and underscores.
    public var name = ""
    /// The value.
    public var text = ""
    /// What it means.
    public var description = ""
    /// Whether following lines are indented as far as the place where the value is inserted.
    public var autoIndents = false
    /// A regular expression the value must match; empty matches all.
    public var pattern = ""
    public var origin = DefinitionOrigin()

    public init() {}

    public static let recordName = "Constant"
    public static let fields: [DefinitionField<Constant>] = [
        .string("name", \.name, required: true, pattern: .variable),
        .string("value", \.text, required: true),
        .string("description", \.description),
        .bool("autoIndent", \.autoIndents),
        .string("pattern", \.pattern),
    ]
}

/// A package value that an action sets from its output.
public struct SetValue: DefinitionRecord {
    /// Dotted path into the values.
    public var key = ""
    /// The current value, if one is written.
    public var currentValue: Value?
    /// How the output is read: `yaml`, `json` or `string` (or empty).
    public var type = ""

    public init() {}

    public static let recordName = "SetValue"
    public static let fields: [DefinitionField<SetValue>] = [
        .string("key", \.key),
        .anything("value", \.currentValue),
        .string("type", \.type),
    ]
}
