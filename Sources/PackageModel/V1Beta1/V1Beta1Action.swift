import Documents

extension V1Beta1 {
    /// The actions of a component, by operation.
    public struct Actions: DefinitionRecord {
        /// Around making the package.
        public var onCreate = ActionSet()
        /// Around deploying.
        public var onDeploy = ActionSet()
        /// Around removing.
        public var onRemove = ActionSet()

        public init() {}

        public static let recordName = "Actions"
        public static let fields: [DefinitionField<Actions>] = [
            .record("onCreate", \.onCreate),
            .record("onDeploy", \.onDeploy),
            .record("onRemove", \.onRemove),
        ]
    }

    /// The actions of one operation.
    public struct ActionSet: DefinitionRecord {
        /// Options for every action here.
        public var defaults: ActionDefaults?
        /// Run first.
        public var before: [Action] = []
        /// Run if all went well.
        public var onSuccess: [Action] = []
        /// Run if something failed.
        public var onFailure: [Action] = []

        public init() {}

        public static let recordName = "ActionSet"
        public static let fields: [DefinitionField<ActionSet>] = [
            .optionalRecord("defaults", \.defaults),
            .records("before", \.before),
            .records("onSuccess", \.onSuccess),
            .records("onFailure", \.onFailure),
        ]
    }

    /// Options for every action of a set.
    public struct ActionDefaults: DefinitionRecord {
        /// Whether output is hidden.
        public var isSilent = false
        /// Seconds for a command; 0 means no limit.
        public var maxTotalSeconds = 0
        /// How often a failed command is tried again.
        public var retries = 0
        /// Working directory.
        public var dir = ""
        /// `NAME=value`.
        public var env: [String] = []
        /// The shell, by system.
        public var shell = Shell()

        public init() {}

        public static let recordName = "ActionDefaults"
        public static let fields: [DefinitionField<ActionDefaults>] = [
            .bool("silent", \.isSilent),
            .integer("maxTotalSeconds", \.maxTotalSeconds),
            .integer("retries", \.retries),
            .string("dir", \.dir),
            .strings("env", \.env),
            .record("shell", \.shell),
        ]
    }

    /// One command or one wait. What is nil comes from the set's defaults.
    public struct Action: DefinitionRecord {
        /// Whether output is hidden.
        public var silent: Bool?
        /// Seconds; 0 means no limit for a command, nil means 5 minutes for a wait.
        public var maxTotalSeconds: Int?
        /// How often a failed command is tried again.
        public var retries: Int?
        /// Working directory.
        public var dir: String?
        /// `NAME=value`.
        public var env: [String] = []
        /// The command; exactly one of this and `wait`.
        public var cmd = ""
        /// The shell, by system.
        public var shell: Shell?
        /// Package values that get the command's output.
        public var setValues: [SetValue] = []
        /// Shown instead of the command.
        public var description = ""
        /// What to wait for.
        public var wait: ActionWait?
        /// Whether the command is a Go template.
        public var enablesTemplating = false
        public var origin = DefinitionOrigin()

        public init() {}

        public static let recordName = "Action"
        public static let fields: [DefinitionField<Action>] = [
            .optionalBool("silent", \.silent),
            .optionalInteger("maxTotalSeconds", \.maxTotalSeconds),
            .optionalInteger("retries", \.retries),
            .optionalString("dir", \.dir),
            .strings("env", \.env),
            .string("cmd", \.cmd),
            .optionalRecord("shell", \.shell),
            .records("setValues", \.setValues),
            .string("description", \.description),
            .optionalRecord("wait", \.wait),
            .bool("enableTemplating", \.enablesTemplating),
        ]
    }

    /// A package value that an action sets from its output.
    public struct SetValue: DefinitionRecord {
        /// Dotted path into the values.
        public var key = ""
        /// How the output is read: `yaml`, `json` or `string` (or empty).
        public var type = ""

        public init() {}

        public static let recordName = "SetValue"
        public static let fields: [DefinitionField<SetValue>] = [
            .string("key", \.key),
            .string("type", \.type, choices: ["yaml", "json", "string"]),
        ]
    }
}
