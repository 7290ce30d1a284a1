public import Kubernetes

extension ReleaseActions {
    /// How a release is installed, upgraded, rolled back or uninstalled.
    public struct Options: Sendable {
        /// What is waited for.
        public enum Wait: String, Sendable, CaseIterable {
            /// Hooks alone.
            case hookOnly
            /// Everything, by the rules of kstatus.
            case watcher
            /// Everything. Differs: Helm asks again and again, by older rules; this waits as `watcher` does.
            case legacy
        }

        /// Who merges fields.
        public enum Merging: String, Sendable, CaseIterable {
            /// Whoever did the last time.
            case auto
            case server = "true"
            case client = "false"
        }

        /// What becomes of the definitions in `crds/`.
        public enum Definitions: String, Sendable, CaseIterable {
            /// Those that are not there are made when a release is installed.
            case create
            /// They are applied, upgrades included.
            case upgrade
            case skip
        }

        /// How much is only pretended.
        public enum DryRun: String, Sendable, CaseIterable {
            case none, client, server
        }

        /// What is waited for.
        public var wait = Wait.hookOnly
        /// Whether Jobs have to complete.
        public var waitsForJobs = false
        /// For each thing that is waited for.
        public var timeoutSeconds = 300
        /// Whether hooks are made.
        public var runsHooks = true
        /// Whether fields of others are taken over.
        public var forcesConflicts = false
        /// Whether objects are replaced as a whole.
        public var replacesObjects = false
        /// Who merges fields.
        public var merging = Merging.auto
        /// Whether objects that belong to nobody or another release are taken over.
        public var takesOwnership = false
        /// Whether a failed installation is uninstalled, and a failed upgrade rolled back.
        public var rollsBackOnFailure = false
        /// Whether a failed upgrade deletes what it has created.
        public var cleansUpOnFailure = false
        /// Whether the namespace is made.
        public var createsNamespace = false
        /// Whether fields that the server does not know are refused.
        public var validatesFields = true
        /// What becomes of the definitions in `crds/`.
        public var definitions = Definitions.create
        /// Whether a name may be used again whose release has failed or is uninstalled.
        public var replacesRelease = false
        /// How much is only pretended.
        public var dryRun = DryRun.none
        /// Whether a dry run leaves Secrets out of what it returns.
        public var hidesSecrets = false
        /// For people; empty for Helm's words.
        public var description = ""
        /// More labels of the record; `null` removes one.
        public var labels: [String: String] = [:]
        /// Revisions that are kept; 0 for all.
        public var historyLimit = 10
        /// Whether an uninstalled release's records stay.
        public var keepsHistory = false
        /// What becomes of objects that deleted ones own.
        public var propagation = Cluster.Propagation.background

        /// Helm's defaults.
        public init() {}

        /// What is waited for, given that rolling back needs to know how it went.
        // helm v4.2 pkg/action/install.go RunWithContext.
        var effectiveWait: Wait { wait == .hookOnly && rollsBackOnFailure ? .watcher : wait }
    }
}
