import ClusterState
import FileIO
import PackageModel
import Planning
import SystemPackage
import ToolSupport
import Variables

struct PlanRemove: Tool {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Plan a removal: actions of onRemove and releases, components in reverse order.",
        discussion: """
            Instead of a package, the name of one that a cluster knows will do. What is uninstalled is what the cluster's \
            record says was installed; images and files stay, as upstream leaves them. Without --components everything is \
            removed.

            EXAMPLE:
              $ zarf-plan remove hello.tar.zst --components host -o text
            """
    )

    @OptionGroup var options: PlanOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The namespace the package was moved to.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("How long a release may take to go.", valueName: "duration"))
    var timeout = TimeSpan.untilReady

    @OptionGroup(title: "Cluster") var cluster: PlainClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let isName = Self.isName(options.package) && !Self.isPackage(FilePath(options.package))
        var record = isName ? try cluster.record(of: options.package, namespace, streams) : nil
        let source =
            try record.map { try PlanSource(recorded: options.package, $0) } ?? PlanSource(options.package)
        let chosen = try ComponentSelection(options.components ?? "")
            .byListAlone(Plan.componentsForThisSystem(source.package))
        if record == nil, !options.withoutCluster, chosen.contains(where: \.needsCluster) {
            record = try cluster.record(of: source.package.metadata.name, namespace, streams)
        }
        let places = try Plan.Places(
            package: source.operand, journal: try source.journal(options.journal, "remove", streams))
        var choices = DeployOptions()
        choices.namespace = namespace
        choices.timeout = timeout.text
        choices.isConnected = record?.connectivity == "connected"
        let releases = record.map { record in
            let deployed = record.components.map(\.name)
            return Dictionary(
                deployed.map { name in
                    (name, record.releases(of: name).map { InstalledRelease(name: $0.name, namespace: $0.namespace) })
                }, uniquingKeysWith: { first, _ in first })
        }
        let left = releases.map { releases in chosen.filter { releases[$0.name] != nil } } ?? chosen
        let plan = try Plan.remove(
            source.package, digest: source.digest, components: left, places: places, releases: releases,
            isRecorded: isName, options: choices, leavesOutClusterWork: options.withoutCluster)
        try options.finish(plan, given: DeployVariables(), streams)
    }

    /// A file, or a folder that holds a package: one in which its files were put, or its definition is, may have its name.
    private static func isPackage(_ path: FilePath) -> Bool {
        fileExists(path) && (!isDirectory(path) || fileExists(path.appending("checksums.txt")))
    }

    /// zarf v0.84 src/pkg/state/state.go: names of packages.
    private static func isName(_ text: String) -> Bool {
        text.first != "-" && text.allSatisfy { $0 == "-" || ($0.isASCII && ($0.isNumber || $0.isLowercase)) }
    }
}
