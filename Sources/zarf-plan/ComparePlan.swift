import ClusterState
import ClusterTools
import Documents
import FileIO
import Kubernetes
import PackageModel
import Planning
import Releases
import SystemPackage
import ToolSupport

struct ComparePlan: Tool {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "What zarf-deploy does before a plan: mark what is done already, from an earlier deployment.",
        discussion: """
            A component need not be deployed again if it was deployed from the same package with the same variables, values \
            and services of the cluster, and if nothing of it is gone or changed: the releases are the ones that were \
            installed, the server would change none of their objects, images are in the registry, repositories on the git \
            server, pull secrets in their namespaces, files in their places. Two changes are none: a Job that is gone is \
            at its end if its ttlSecondsAfterFinished says so, and replicas are what a HorizontalPodAutoscaler of the \
            object makes them. Components with data injections are always deployed, and those whose actions set what a \
            later one may need. Prints a line for each component that was deployed before. Ends with status 2 if nothing \
            is left to do.

            EXAMPLE:
              $ zarf-plan compare hello.tar.zst --journal journal
              app: unchanged
              host: out/greet.sh is gone
            """
    )

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Option(help: ArgumentHelp("The journal.", valueName: "dir")) var journal: String
    @Flag(help: "Compare nothing: all of it is to be done.") var all = false
    @OptionGroup(title: "Cluster") var cluster: PlainClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let journal = Journal(FilePath(journal))
        let plan = try journal.planned()
        let definition = try journal.package()
        let standings = try found(journal, plan) ?? standings(of: plan, definition, journal, streams)
        try journal.noteUnchanged(zip(plan.components, standings).filter { $0.1 == .unchanged }.map(\.0.name))
        var record = try MachineRecord(of: definition.metadata.name, streams)
        record?.forget(zip(plan.components, standings).filter { $0.1 != .unchanged }.map(\.0.name))
        try record?.save()
        for (component, standing) in zip(plan.components, standings) {
            switch standing {
            case .unchanged:
                try journal.markDone(component)
                try streams.writeLine("\(component.name): unchanged")
            case .changed(let reason): try streams.writeLine("\(component.name): \(reason)")
            case .unknown: break
            }
        }
        guard standings.contains(where: { $0 != .unchanged }) else { throw ExitStatus.answeredNo }
    }

    /// What an earlier comparison of this plan has found, nil if there was none: one that was interrupted has marked some
    /// steps only, and then a component would count as begun whose first steps nobody did.
    private func found(_ journal: Journal, _ plan: PlannedDeployment) throws -> [Standing]? {
        guard !all, let unchanged = try journal.unchangedComponents() else { return nil }
        return plan.components.map { unchanged.contains($0.name) ? .unchanged : .unknown }
    }

    private func standings(
        of plan: PlannedDeployment, _ definition: Package, _ journal: Journal, _ streams: StandardStreams
    ) throws -> [Standing] {
        var comparison = try Comparison(
            package: package, definition: definition, journal: journal, plan: plan, streams: streams)
        if plan.usesCluster { try comparison.connect(to: cluster.options) }
        var standings = try plan.components.map { component -> Standing in
            // What was left of this run's beginning is no deployment's end.
            if all || journal.hasBegun(component) { return .unknown }
            return try comparison.standing(of: component.name)
        }
        // What a component sets, those after it may need.
        if let last = standings.lastIndex(where: { $0 != .unchanged }) {
            for index in standings[..<last].indices where standings[index] == .unchanged {
                let component = try definition.component(named: plan.components[index].name, in: journal.definition)
                if component.setsVariables {
                    standings[index] = .changed("its actions set what later components may use")
                }
            }
        }
        return standings
    }
}

struct SettlePlan: Tool {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "What zarf-deploy does after a plan: remember what was done on this machine.",
        discussion: """
            Below $XDG_STATE_HOME/zarf or ~/.local/state/zarf, a file for each package: which components were deployed, \
            from what, and how their files looked. zarf-plan compare reads it. Prints what there is to connect to now.

            EXAMPLE:
              $ zarf-plan settle --journal journal
            """
    )

    @Option(help: ArgumentHelp("The journal.", valueName: "dir")) var journal: String

    func execute(_ streams: StandardStreams) throws {
        let journal = Journal(FilePath(journal))
        let definition = try journal.package()
        try streams.write(try connectionTable(journal))
        guard let inputs = try journal.allInputs(),
            var record = try MachineRecord(of: definition.metadata.name, streams)
        else { return }
        let here = try currentDirectory()
        for planned in try journal.planned().components {
            let component = try definition.component(named: planned.name, in: journal.definition)
            guard component.hasWorkHere else { continue }
            let list = journal.placed(component.name)
            // Of what was not done by this run, it is known already.
            guard component.files.isEmpty || fileExists(list) else { continue }
            let files =
                component.files.isEmpty
                ? [] : try JSON.parse(try readFile(list, limit: 64 << 20), file: list.string).array ?? []
            record.note(
                component.name, in: here, inputs: inputs, files: files.compactMap { $0.string.map { FilePath($0) } })
        }
        try record.save()
    }

    /// What the releases of this run offer to connect to, as upstream shows it; empty if nothing.
    // zarf v0.84 src/pkg/message/connect.go PrintConnectStringTable.
    private func connectionTable(_ journal: Journal) throws -> String {
        var found: [String: String] = [:]
        for planned in try journal.planned().components {
            let folder = journal.releases(of: planned.name)
            guard fileExists(folder) else { continue }
            for name in try directoryEntries(folder) where name.hasSuffix(".connections.json") {
                let file = folder.appending(name)
                let connections = try JSON.parse(try readFile(file, limit: 16 << 20), file: file.string).object ?? [:]
                for (name, about) in connections { found[name] = about["description"]?.string ?? "" }
            }
        }
        guard !found.isEmpty else { return "" }
        let rows =
            [("Connect Command", "Description")]
            + found.sorted { $0.key < $1.key }.map {
                ("zarf connect \($0.key)", $0.value)
            }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { printable($0 + String(repeating: " ", count: width - $0.count) + " | " + $1) + "\n" }.joined()
    }
}

/// Looks whether components are as an earlier deployment left them.
private struct Comparison {
    let package: String
    let definition: Package
    let journal: Journal
    let streams: StandardStreams
    private let usesCluster: Bool
    private let inputs: String
    private let machine: MachineRecord?
    private let namespaceOverride: String
    private let isConnected: Bool
    private var store: StateStore?
    private var record: PackageRecord?

    init(
        package: String, definition: Package, journal: Journal, plan: PlannedDeployment, streams: StandardStreams
    ) throws {
        (self.package, self.definition, self.journal, self.streams) = (package, definition, journal, streams)
        usesCluster = plan.usesCluster
        namespaceOverride = plan.namespace
        isConnected = plan.isConnected
        inputs = try journal.allInputs() ?? ""
        machine = try MachineRecord(of: definition.metadata.name, streams)
    }

    mutating func connect(to options: ClusterOptions) throws {
        let store = StateStore(try options.connect(streams))
        record = try store.record(of: definition.metadata.name, namespaceOverride: namespaceOverride)
        self.store = store
    }

    func standing(of name: String) throws -> Standing {
        let component = try definition.component(named: name, in: journal.definition)
        guard component.dataInjections.isEmpty else { return .changed("data goes into pods that may be new") }
        if usesCluster {
            let standing = try clusterStanding(of: component)
            guard standing == .unchanged else { return standing }
        }
        guard component.hasWorkHere else { return .unchanged }
        guard let machine else { return .unknown }
        return machine.standing(of: name, in: try currentDirectory(), inputs: inputs)
    }

    private func clusterStanding(of component: Component) throws -> Standing {
        guard let store, let record else { return .unknown }
        let recorded = record.standing(of: component.name, inputs: inputs)
        guard recorded == .unchanged else { return recorded }
        do {
            for release in component.releases(of: definition) {
                let digest = record.manifestDigest(of: release.name, in: release.namespace, component: component.name)
                if let reason = try departure(of: release, digest: digest, in: store) { return .changed(reason) }
            }
        } catch let failure as any Failure {
            return .changed("it cannot be compared: \(failure.message)")
        }
        guard !isConnected else { return .unchanged }
        if !component.allImages.isEmpty, !isAnsweredYes("zarf-oci", "mirror", component) {
            return .changed("images are missing in the registry")
        }
        if !component.repos.isEmpty, !isAnsweredYes("zarf-git", "push", component) {
            return .changed("repositories are missing on the git server")
        }
        return .unchanged
    }

    /// What differs from an installed release; nil if nothing does.
    private func departure(of release: InstalledRelease, digest: String?, in store: StateStore) throws -> String? {
        let name = "release \(release.name) in \(release.namespace)"
        let actions = ReleaseActions(store.cluster, namespace: release.namespace)
        guard let deployed = try actions.deployed(release.name) else { return "\(name) is not deployed" }
        guard deployed.manifestDigest.description == digest else { return "\(name) was changed" }
        if let reason = try actions.departure(from: deployed) { return reason }
        guard !isConnected else { return nil }
        let bare = try store.namespacesWithoutPullSecret(try actions.namespaces(of: deployed))
        return bare.first.map { "namespace/\($0) has no pull secret" }
    }

    /// What pushes something also knows whether it is there.
    private func isAnsweredYes(_ tool: String, _ verb: String, _ component: Component) -> Bool {
        let command = Command(
            tool, [verb, package, "--component", component.name, "--state", journal.state.string, "--check"],
            environment: streams.environment)
        return (try? command.capture())?.ending.isSuccess ?? false
    }
}

/// What compare needs to know of a plan.
struct PlannedDeployment {
    /// A component and the names of its steps.
    struct Planned {
        let name: String
        let steps: [String]
    }

    let components: [Planned]
    let usesCluster: Bool
    let namespace: String
    let isConnected: Bool
}

extension Journal {
    /// The plan, as it was written.
    fileprivate func planned() throws -> PlannedDeployment {
        let value = try JSON.parse(try readFile(plan, limit: 64 << 20), file: plan.string)
        let cluster = (value["cluster"]?["command"]?.array ?? []).compactMap(\.string)
        let override = cluster.firstIndex(of: "--namespace").map { cluster[$0 + 1] }
        return PlannedDeployment(
            components: (value["components"]?.array ?? []).map { component in
                let steps = (component["steps"]?.array ?? []).compactMap { $0["name"]?.string }
                return PlannedDeployment.Planned(name: component["name"]?.string ?? "", steps: steps)
            },
            usesCluster: !cluster.isEmpty, namespace: override ?? "", isConnected: cluster.contains("--connected"))
    }

    /// Whether a run of this plan has done something of a component.
    fileprivate func hasBegun(_ component: PlannedDeployment.Planned) -> Bool {
        component.steps.contains { fileExists(path.appending($0)) }
    }

    /// Marks a component's steps as done.
    fileprivate func markDone(_ component: PlannedDeployment.Planned) throws {
        for step in component.steps { try writeFile(path.appending(step), [], mode: 0o600) }
    }
}

extension MachineRecord {
    /// The record of a package below the user's state directory; nil if there is no such directory.
    init?(of package: String, _ streams: StandardStreams) throws {
        guard let folder = streams.stateDirectory else { return nil }
        try self.init(of: package, in: folder)
    }
}

extension Component {
    /// Whether something of it is on this machine alone.
    fileprivate var hasWorkHere: Bool { !files.isEmpty || !needsCluster }

    /// Whether its actions set variables or values.
    fileprivate var setsVariables: Bool {
        let set = actions.onDeploy
        return (set.before + set.after + set.onSuccess).contains { !$0.setVariables.isEmpty || !$0.setValues.isEmpty }
    }

    /// The releases that it installs.
    fileprivate func releases(of package: Package) -> [InstalledRelease] {
        charts.map { InstalledRelease(name: $0.release, namespace: $0.namespace) }
            + manifests.map {
                InstalledRelease(
                    name: $0.release(package: package.metadata.name, component: name), namespace: $0.releaseNamespace)
            }
    }
}
