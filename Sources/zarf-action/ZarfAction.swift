import Actions
import ClusterState
import ClusterTools
import FileIO
import PackageModel
import PackageFormat
import PackageRendering
import Planning
import SystemPackage
import ToolSupport
import Variables

@main struct ZarfAction: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-action",
        abstract: "Run the actions of a component, put its files in their places, or wait as an action does.",
        discussion: """
            The commands are the steps of a plan that zarf-plan makes; each can be run by hand and repeated.

            EXAMPLES:
              $ zarf-action run zarf.yaml host/onDeploy/before --variables variables.json
              $ zarf-action files hello.tar.zst host --variables variables.json
              hello/bin/greet
              hello/greet
              hello/settings.conf
              hello/site
            """,
        version: toolchainVersion,
        subcommands: [RunActions.self, PlaceFiles.self, WaitFor.self, InjectData.self]
    )

    func execute(_ streams: StandardStreams) throws {
        throw UsageError("say what to do: run, files, data or wait", hints: ["see zarf-action --help"])
    }
}

/// What both commands share: the variables file and its lock.
struct VariablesFile {
    let path: FilePath

    /// Takes the lock of a component: a step that was interrupted may still have programs running.
    func lock(_ component: String, _ streams: StandardStreams) throws -> FileLock {
        try FileLock(path.removingLastComponent().appending(".\(component).lock")) {
            streams.progress.warn("waiting for what an interrupted step of component \"\(component)\" left running")
        }
    }
}

struct RunActions: Tool {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one list of actions, in order, until one fails.",
        discussion: """
            What actions print goes to standard error. Variables they set are written into the variables file at once; \
            the file is made if it is not there. A failed action is exit status 1, one whose time is up 4.

            EXAMPLE:
              $ zarf-action run zarf.yaml host/onDeploy/before --variables variables.json
            """
    )

    @Argument(help: ArgumentHelp("Definition (zarf.yaml), or a package.", valueName: "file")) var file: String

    @Argument(
        help: ArgumentHelp(
            "The list: COMPONENT/onCreate|onDeploy|onRemove/before|after|onSuccess|onFailure.", valueName: "set"))
    var set: String

    @Option(help: ArgumentHelp("Variables file (JSON, see zarf-template --help).", valueName: "file"))
    var variables: String?

    @Option(help: ArgumentHelp("The cluster's state, for Go templates.", valueName: "file")) var state: String?

    func execute(_ streams: StandardStreams) throws {
        let list = try ActionListName(set)
        let package = try definition(streams)
        guard let component = package.components.first(where: { $0.name == list.component }) else {
            let near = nearestSpelling(of: list.component, among: package.components.map(\.name))
            throw UsageError(
                "read \(file): no component \"\(list.component)\"",
                hints: near.map { ["did you mean \"\($0)\"?"] } ?? [])
        }
        let actions = list.actions(of: component)
        let holder = variables.map { VariablesFile(path: FilePath($0)) }
        let lock = try holder?.lock(component.name, streams)
        var runner = ActionRunner(
            environment: streams.environment, directory: try currentDirectory(), frontDoor: frontDoor(),
            reporter: streams.progress)
        if let path = holder?.path {
            if fileExists(path) { runner.variables = try DeployVariables(reading: path) }
            runner.saveVariables = { try $0.write(to: path) }
        }
        let templates = PackageGoTemplates(package, state: try stateForTemplates(state, component))
        runner.evaluateTemplate = { try templates.text($0, name: "cmd", $1) }
        runner.waitForCluster = { wait, seconds in
            let cluster = try ClusterOptions.parse([]).connect(streams)
            defer { cluster.discovery.save() }
            try ClusterWait(wait).run(in: cluster, seconds: seconds)
        }
        try withExtendedLifetime(lock) { try runner.run(actions.list, defaults: actions.defaults) }
    }

    /// The definition: a file of YAML, or the one in a package.
    private func definition(_ streams: StandardStreams) throws -> Package {
        let isPackage = [".tar", ".zst", ".part000"].contains { file.hasSuffix($0) } || isDirectory(FilePath(file))
        guard isPackage else {
            let bytes = try FileSource(try streams.input(file))
                .readAll(limit: PackageReader.maximumMetadataByteCount, name: file)
            return try Package(readingFinished: bytes, file: file)
        }
        let reader = try PackageReader(FilePath(file))
        return try Package(readingFinished: try reader.verifiedMetadata().definition, file: "\(file): zarf.yaml")
    }
}

/// `COMPONENT/OPERATION/MOMENT`.
struct ActionListName {
    let component: String
    private let operation: String
    private let moment: String

    init(_ text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, ["onCreate", "onDeploy", "onRemove"].contains(parts[1]),
            ["before", "after", "onSuccess", "onFailure"].contains(parts[2])
        else {
            throw UsageError(
                "\"\(text)\" names no list of actions", hints: ["such as: host/onDeploy/before"])
        }
        (component, operation, moment) = (parts[0], parts[1], parts[2])
    }

    func actions(of component: Component) -> (list: [Action], defaults: ActionDefaults) {
        let set =
            switch operation {
            case "onCreate": component.actions.onCreate
            case "onRemove": component.actions.onRemove
            default: component.actions.onDeploy
            }
        let list =
            switch moment {
            case "before": set.before
            case "after": set.after
            case "onSuccess": set.onSuccess
            default: set.onFailure
            }
        return (list, set.defaults)
    }
}
