import ClusterState
import Documents
import FileIO
import Glibc
import PackageModel
import PackageFormat
import PackageRendering
import Planning
import SystemPackage
import ToolSupport
import Variables

struct PlaceFiles: Tool {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "Put the files of a component in their places.",
        discussion: """
            All content is verified before the first file is written. Variables in text files are replaced; modes are the \
            package's; every file appears whole. Relative targets are relative to the working directory. What was placed \
            is printed, a path a line.

            EXAMPLE:
              $ zarf-action files hello.tar.zst host --variables variables.json
              hello/bin/greet
              hello/greet
              hello/settings.conf
              hello/site
            """
    )

    @Argument(help: ArgumentHelp("Package: a file, the .part000 of a split one, or a directory.", valueName: "package"))
    var package: String

    @Argument(help: ArgumentHelp("The component.", valueName: "component")) var component: String

    @Option(help: ArgumentHelp("Variables file (JSON, see zarf-template --help).", valueName: "file"))
    var variables: String?

    @Option(help: ArgumentHelp("What ###ZARF_TEMP### in a target stands for.", valueName: "dir"))
    var temporary: String?

    @Option(help: ArgumentHelp("The cluster's state, for Go templates.", valueName: "file")) var state: String?

    @Option(help: ArgumentHelp("Write down here (JSON) all that was written.", valueName: "file")) var list: String?

    func execute(_ streams: StandardStreams) throws {
        let reader = try PackageReader(FilePath(package))
        let definition = try Package(
            readingFinished: try reader.verifiedMetadata().definition, file: "\(package): zarf.yaml")
        guard let component = definition.components.first(where: { $0.name == component }) else {
            let near = nearestSpelling(of: component, among: definition.components.map(\.name))
            throw UsageError(
                "read \(package): no component \"\(component)\"", hints: near.map { ["did you mean \"\($0)\"?"] } ?? [])
        }
        let holder = variables.map { VariablesFile(path: FilePath($0)) }
        let lock = try holder?.lock(component.name, streams)
        let values = try holder.map { try DeployVariables(reading: $0.path) } ?? DeployVariables()
        let here = try currentDirectory()
        let places = FilePlacement.Places(
            home: streams.home, workingDirectory: here,
            temporaryDirectory: FilePath(temporary ?? "/tmp"))
        var placement = FilePlacement(
            component, of: reader, variables: values, places: places, reporter: streams.progress)
        let templates = PackageGoTemplates(definition, state: try stateForTemplates(state, component))
        placement.evaluateTemplate = { try templates.text($0, name: $1, values) }
        let placed = try withExtendedLifetime(lock) { try placement.run() }
        if let list {
            let paths = placed.everything.map { Value.string(here.pushing($0).lexicallyNormalized().string) }
            try writeFile(FilePath(list), JSON.bytes(.array(paths)), mode: 0o600)
        }
        try streams.write(placed.targets.map { $0.string + "\n" }.joined())
    }
}

/// The front door, which `./zarf ` in an action stands for: the script beside this program, or the one on PATH.
func frontDoor() -> String {
    guard let program = try? readLink("/proc/self/exe") else { return "zarf" }
    let beside = program.removingLastComponent().appending("zarf")
    return beside.withPlatformString { access($0, X_OK) } == 0 ? beside.string : "zarf"
}

/// What templates of a component are told about the cluster; nil without a file.
func stateForTemplates(_ file: String?, _ component: Component) throws -> Value? {
    guard let file else { return nil }
    return try ZarfState(reading: try readFile(FilePath(file), limit: 1 << 20), file: file)
        .forTemplates(access: component.stateAccess)
}
