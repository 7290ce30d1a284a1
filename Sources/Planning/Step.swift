import PackageModel

/// One step of a plan: one command that can be repeated.
public struct Step: Sendable, Hashable {
    /// What kinds of step there are.
    public enum Kind: String, Sendable, Hashable {
        /// Write the definition and the first variables into the journal.
        case begin
        /// See that the cluster is ready for the package, and note what it is.
        case cluster
        /// Note in the cluster how far a component is.
        case record
        /// Run one list of actions.
        case actions
        /// Put the component's files in their places.
        case files
        /// Push the component's images.
        case images
        /// Push the component's git repositories.
        case repositories
        /// Write the component's charts and their values into the journal.
        case releases
        /// Install or upgrade a chart.
        case chart
        /// Install or upgrade a list of manifests.
        case manifest
        /// Copy data into running containers.
        case data
        /// Wait until objects are ready.
        case health
        /// Remove a release.
        case uninstall
    }

    /// What is done.
    public let kind: Kind
    /// Unique in the plan, and the name of its stamp: `host-files.before`.
    public let name: String
    /// The command and its arguments.
    public let command: [String]
    /// What it does in detail, a line each, for people.
    public let details: [String]
    /// Whether it needs nothing but the cluster, so that it may run while earlier steps do.
    public let runsAhead: Bool
    /// The command that puts right what a failure of the step leaves, or nil.
    public let remedy: [String]?

    /// A step.
    public init(
        kind: Kind, name: String, command: [String], details: [String], runsAhead: Bool = false,
        remedy: [String]? = nil
    ) {
        self.kind = kind
        self.name = name
        self.command = command
        self.details = details
        self.runsAhead = runsAhead
        self.remedy = remedy
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
    /// What notes the failure in the cluster, before that; nil without a cluster.
    public let failureRecord: Step?
}
