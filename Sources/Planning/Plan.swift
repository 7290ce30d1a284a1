import Documents
import PackageModel
import Variables

/// The ordered steps of an operation on a package.
public struct Plan: Sendable {
    /// What the plan does.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case deploy
        case remove
    }

    /// Where things are while the plan is run.
    public struct Places: Sendable, Hashable {
        /// The package as the user named it.
        public var package: String
        /// The directory of stamps, variables and definition.
        public var journal: String
        /// A file of values to begin with, or nil.
        public var givenVariables: String?

        /// - throws: `PlanError` for paths that a makefile cannot name.
        public init(package: String, journal: String, givenVariables: String? = nil) throws {
            guard Self.isUsable(journal), givenVariables?.contains("\n") != true else {
                throw PlanError.unusableJournal(journal)
            }
            guard !package.utf8.contains(UInt8(ascii: "\n")) else { throw PlanError.unusablePath(package) }
            self.package = package
            self.journal = journal
            self.givenVariables = givenVariables
        }

        /// Whether make takes the path as one word that means nothing else.
        static func isUsable(_ path: String) -> Bool {
            guard let first = path.utf8.first, first != UInt8(ascii: "-") else { return false }
            return path.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-./+@".utf8.contains(byte)
                }
            }
        }

        /// The definition in the journal.
        public var definition: String { "\(journal)/zarf.yaml" }
        /// The variables in the journal, which actions change.
        public var variables: String { "\(journal)/variables.json" }
        /// What the cluster is, with its credentials.
        public var state: String { "\(journal)/state.json" }
        /// What becomes of the files of a component.
        public func placed(_ component: String) -> String { "\(journal)/placed/\(component).json" }
        /// What is written for one release of a component.
        public func release(_ component: String, _ name: String) -> String {
            "\(journal)/releases/\(component)/\(name)"
        }
        /// Where `###ZARF_TEMP###` in a target points to.
        public var temporary: String { "\(journal)/temp" }
    }

    /// A component that was left out although it would have been part of the plan.
    public typealias LeftOut = ComponentObstacle

    /// What the plan does.
    public let operation: Operation
    /// The package.
    public let package: Package
    /// Digest of the definition the plan was made from.
    public let definitionDigest: String
    /// Where things are.
    public let places: Places
    /// The values it begins with.
    public let variables: DeployVariables
    /// What is done first.
    public let begin: Step
    /// How the cluster is looked at before anything is done; nil without one, and for removals.
    public let cluster: Step?
    /// The components, in the order of the operation.
    public let components: [PlannedComponent]
    /// What needs a cluster and was left out because that was asked for.
    public let leftOut: [LeftOut]

    /// All steps, in order.
    public var steps: [Step] { [begin] + (cluster.map { [$0] } ?? []) + components.flatMap(\.steps) }

    /// Whether there is a cluster in it.
    public var usesCluster: Bool { cluster != nil || components.contains { $0.failureRecord != nil } }

    /// The package's name and version.
    public var title: String {
        let version = package.metadata.version
        return package.metadata.name + (version.isEmpty ? "" : " \(version)")
    }

    static func beginStep(
        _ operation: Operation, _ places: Places, _ options: DeployOptions, digest: String, isRecorded: Bool
    ) -> Step {
        var command = ["zarf-plan", "begin", places.package, "--journal", places.journal, "--definition", digest]
        if operation == .remove { command.append("--without-variables") }
        if let given = places.givenVariables { command += ["--variables", given] }
        if isRecorded { command.append("--recorded") }
        if let namespace = options.namespace { command += ["--namespace", namespace] }
        return Step(
            kind: .begin, name: operation == .deploy ? "begun" : "remove-begun", command: command,
            details: ["check the package, write its definition and variables into the journal"])
    }

    static func clusterStep(_ components: [Component], _ places: Places, _ options: DeployOptions) -> Step {
        let hasImages = components.contains { !$0.allImages.isEmpty }
        return Step(
            kind: .cluster, name: "cluster",
            command: ["zarf-plan", "cluster", places.package, "--journal", places.journal]
                + (options.isConnected ? ["--connected"] : []) + (hasImages ? ["--with-images"] : [])
                + (options.namespace.map { ["--namespace", $0] } ?? []),
            details: ["see that the cluster is ready for the package, write what it is into the journal"])
    }
}
