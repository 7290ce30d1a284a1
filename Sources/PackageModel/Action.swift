import Documents

/// The actions of a component, by operation.
public struct ComponentActions: DefinitionRecord {
    /// Around making the package.
    public var onCreate = ActionSet()
    /// Around deploying.
    public var onDeploy = ActionSet()
    /// Around removing.
    public var onRemove = ActionSet()

    public init() {}

    public static let recordName = "Actions"
    public static let fields: [DefinitionField<ComponentActions>] = [
        .record("onCreate", \.onCreate),
        .record("onDeploy", \.onDeploy),
        .record("onRemove", \.onRemove),
    ]
}

/// The actions of one operation.
public struct ActionSet: DefinitionRecord {
    /// Options for every action here.
    public var defaults = ActionDefaults()
    /// Run first.
    public var before: [Action] = []
    /// Run last.
    public var after: [Action] = []
    /// Run if all went well.
    public var onSuccess: [Action] = []
    /// Run if something failed.
    public var onFailure: [Action] = []

    public init() {}

    public static let recordName = "ActionSet"
    public static let fields: [DefinitionField<ActionSet>] = [
        .record("defaults", \.defaults),
        .records("before", \.before),
        .records("after", \.after),
        .records("onSuccess", \.onSuccess),
        .records("onFailure", \.onFailure),
    ]

    /// All actions, in the order upstream checks them.
    public var allActions: [Action] { before + after + onFailure + onSuccess }
}

/// Options for every action of a set.
public struct ActionDefaults: DefinitionRecord {
    /// Whether output is hidden.
    public var isMuted = false
    /// Seconds for a command; 0 means no limit.
    public var maxTotalSeconds = 0
    /// How often a failed command is tried again.
    public var maxRetries = 0
    /// Working directory.
    public var dir = ""
    /// `NAME=value`.
    public var env: [String] = []
    /// The shell, by system.
    public var shell = Shell()

    public init() {}

    public static let recordName = "ActionDefaults"
    public static let fields: [DefinitionField<ActionDefaults>] = [
        .bool("mute", \.isMuted),
        .integer("maxTotalSeconds", \.maxTotalSeconds),
        .integer("maxRetries", \.maxRetries),
        .string("dir", \.dir),
        .strings("env", \.env),
        .record("shell", \.shell),
    ]
}

/// One command or one wait. What is nil comes from the set's defaults.
public struct Action: DefinitionRecord {
    /// Whether output is hidden.
    public var mute: Bool?
    /// Seconds; 0 means no limit for a command, nil means 5 minutes for a wait.
    public var maxTotalSeconds: Int?
    /// How often a failed command is tried again.
    public var maxRetries: Int?
    /// Working directory.
    public var dir: String?
    /// `NAME=value`.
    public var env: [String] = []
    /// The command; exactly one of this and `wait`.
    public var cmd = ""
    /// The shell, by system.
    public var shell: Shell?
    /// Deprecated: became `setVariables`.
    public var setVariable = ""
    /// Variables that get the command's output.
    public var setVariables: [Variable] = []
    /// Package values that get the command's output.
    public var setValues: [SetValue] = []
    /// Shown instead of the command.
    public var description = ""
    /// What to wait for.
    public var wait: ActionWait?
    /// Whether the command is a Go template; nil means false.
    public var template: Bool?
    public var origin = DefinitionOrigin()

    public init() {}

    /// An action that runs a command.
    public init(cmd: String) { self.cmd = cmd }

    public static let recordName = "Action"
    public static let fields: [DefinitionField<Action>] = [
        .optionalBool("mute", \.mute),
        .optionalInteger("maxTotalSeconds", \.maxTotalSeconds),
        .optionalInteger("maxRetries", \.maxRetries),
        .optionalString("dir", \.dir),
        .strings("env", \.env),
        .string("cmd", \.cmd),
        .optionalRecord("shell", \.shell),
        .string("setVariable", \.setVariable, pattern: .variable),
        .records("setVariables", \.setVariables),
        .records("setValues", \.setValues),
        .string("description", \.description),
        .optionalRecord("wait", \.wait),
        .optionalBool("template", \.template),
    ]
}

/// What an action waits for: exactly one of the two.
public struct ActionWait: DefinitionRecord {
    /// A state in the cluster.
    public var cluster: WaitCluster?
    /// An answer on the network.
    public var network: WaitNetwork?

    public init() {}

    public static let recordName = "Wait"
    public static let fields: [DefinitionField<ActionWait>] = [
        .optionalRecord("cluster", \.cluster),
        .optionalRecord("network", \.network),
    ]
}

/// A state in the cluster.
public struct WaitCluster: DefinitionRecord {
    /// Such as `Pod`.
    public var kind = ""
    /// A name or a label selector.
    public var name = ""
    /// The namespace.
    public var namespace = ""
    /// Empty means it exists; `delete`, a condition, or `{jsonpath}=value`.
    public var condition = ""

    public init() {}

    public static let recordName = "WaitCluster"
    public static let fields: [DefinitionField<WaitCluster>] = [
        .string("kind", \.kind, required: true),
        .string("name", \.name, required: true),
        .string("namespace", \.namespace),
        .string("condition", \.condition),
    ]
}

/// An answer on the network.
public struct WaitNetwork: DefinitionRecord {
    /// `tcp`, `http` or `https`.
    public var `protocol` = ""
    /// Host and port, or host and path.
    public var address = ""
    /// The HTTP status expected; 0 means 200.
    public var code = 0

    public init() {}

    public static let recordName = "WaitNetwork"
    public static let fields: [DefinitionField<WaitNetwork>] = [
        .string("protocol", \.protocol, required: true, choices: ["tcp", "http", "https"]),
        .string("address", \.address, required: true),
        .integer("code", \.code),
    ]
}

/// The shell that runs a command, by system.
public struct Shell: DefinitionRecord {
    /// Default `powershell`.
    public var windows = ""
    /// Default `sh`.
    public var linux = ""
    /// Default `sh`.
    public var darwin = ""

    public init() {}

    public static let recordName = "Shell"
    public static let fields: [DefinitionField<Shell>] = [
        .string("windows", \.windows),
        .string("linux", \.linux),
        .string("darwin", \.darwin),
    ]
}
