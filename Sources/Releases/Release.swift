public import Documents

/// One revision of a release, as Helm records it: what was installed, from what, and what became of it.
// helm v4.2 pkg/release/v1/release.go Release.
public struct Release: Sendable {
    /// The release's name.
    public var name: String
    /// The namespace of its objects that name none, and of its records.
    public var namespace: String
    /// Counted from 1.
    public var revision: Int
    /// When, how far, and why not farther.
    public var info: Info
    /// The chart as it was, without those below it.
    public var chart: Value
    /// What users gave over the chart's values.
    public var config: Value
    /// The rendered objects that are no hooks.
    public var manifest: String
    /// The hooks.
    public var hooks: [Hook]
    /// Who merged the objects' fields; nil for the records of Helm 3, which means the client.
    public var applyMethod: ApplyMethod?
    /// Labels that users gave the release.
    public var labels: [String: String]

    /// A revision of these parts.
    package init(
        name: String, namespace: String, revision: Int, info: Info = Info(), chart: Value, config: Value,
        manifest: String, hooks: [Hook], applyMethod: ApplyMethod?, labels: [String: String]
    ) {
        (self.name, self.namespace, self.revision, self.info) = (name, namespace, revision, info)
        (self.chart, self.config, self.manifest, self.hooks) = (chart, config, manifest, hooks)
        (self.applyMethod, self.labels) = (applyMethod, labels)
    }

    /// Who merges fields: the server, or the client with what it remembers.
    public enum ApplyMethod: String, Sendable {
        case serverSide = "ssa"
        case clientSide = "csa"
    }

    /// How far a revision is.
    // helm v4.2 pkg/release/common/status.go.
    public enum Status: String, Sendable, CaseIterable {
        case unknown, deployed, uninstalled, superseded, failed, uninstalling
        case pendingInstall = "pending-install"
        case pendingUpgrade = "pending-upgrade"
        case pendingRollback = "pending-rollback"

        /// Whether somebody is at work on it, or was stopped.
        public var isPending: Bool {
            switch self {
            case .pendingInstall, .pendingUpgrade, .pendingRollback: true
            default: false
            }
        }
    }

    /// When, how far, and why not farther.
    public struct Info: Sendable {
        /// When the first revision was installed; empty if nobody knows. Times are RFC 3339.
        public var firstDeployed = ""
        /// When this revision was.
        public var lastDeployed = ""
        /// When it was uninstalled; empty if it was not.
        public var deleted = ""
        /// What happened last, for people.
        public var description = ""
        /// How far it is.
        public var status = Status.unknown
        /// What the chart tells people.
        public var notes = ""

        /// Of a revision to which nothing has happened.
        package init() {}
    }

    /// Sets status and description together.
    public mutating func set(_ status: Status, _ description: String) {
        info.status = status
        info.description = description
    }

    /// A text of `Chart.yaml`.
    public func chartText(_ key: String) -> String { chart["metadata"]?[key]?.string ?? "" }
    /// `name-version` of the chart; Helm's word for records without one.
    public var chartTitle: String {
        guard chart["metadata"]?.object != nil else { return "MISSING" }
        return "\(chartText("name"))-\(chartText("version"))"
    }
    /// The version of what the chart installs.
    public var appVersion: String { chart["metadata"]?.object == nil ? "MISSING" : chartText("appVersion") }
}

/// An object that is made at a moment of a release's life, not as a part of it.
// helm v4.2 pkg/release/v1/hook.go Hook.
public struct Hook: Sendable {
    /// The object's name.
    public var name: String
    /// The object's kind.
    public var kind: String
    /// The file of the chart that it comes from.
    public var path: String
    /// The object.
    public var manifest: String
    /// When it is made, such as `pre-install`.
    public var events: [String]
    /// What became of it last time.
    public var lastRun = Execution()
    /// Lighter ones come first.
    public var weight = 0
    /// When it is deleted: `before-hook-creation`, `hook-succeeded`, `hook-failed`.
    public var deletePolicies: [String] = []
    /// When its logs are shown: `hook-succeeded`, `hook-failed`.
    public var logPolicies: [String] = []

    /// A hook that was never made.
    package init(name: String, kind: String, path: String, manifest: String, events: [String]) {
        (self.name, self.kind, self.path, self.manifest, self.events) = (name, kind, path, manifest, events)
    }

    /// One run of a hook.
    public struct Execution: Sendable {
        /// Empty if it was never made. Times are RFC 3339.
        public var startedAt = ""
        /// Empty if it has not ended.
        public var completedAt = ""
        /// `Unknown`, `Running`, `Succeeded`, `Failed`; empty if it was never made.
        public var phase = ""
    }
}
