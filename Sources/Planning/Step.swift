import PackageModel

/// One step of a plan: one command that can be repeated.
public struct Step: Sendable, Hashable {
    /// What kinds of step there are.
    public enum Kind: String, Sendable, Hashable {
        /// Write the definition and the first variables into the journal.
        case begin
        /// Run one list of actions.
        case actions
        /// Put the component's files in their places.
        case files
    }

    /// What is done.
    public let kind: Kind
    /// Unique in the plan, and the name of its stamp: `host-files.before`.
    public let name: String
    /// The command and its arguments.
    public let command: [String]
    /// What it does in detail, a line each, for people.
    public let details: [String]

    /// A step.
    public init(kind: Kind, name: String, command: [String], details: [String]) {
        self.kind = kind
        self.name = name
        self.command = command
        self.details = details
    }
}

/// A component's part of a plan.
public struct PlannedComponent: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// What it is for.
    public let description: String
    /// What is done, in order.
    public let steps: [Step]
    /// What is run if one of them fails, before the plan stops.
    public let onFailure: Step?
}
