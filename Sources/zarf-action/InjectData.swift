import ClusterTools
import FileIO
import PackageFormat
import PodFiles
import SystemPackage
import ToolSupport
import Variables

struct InjectData: Tool {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Copy the data of a component into the containers that wait for it.",
        discussion: """
            Every pod that an injection's labels select, and whose container runs, gets the data, then the file that tells \
            that it is complete; the variables file says what that is called. Prints the pods.

            EXAMPLE:
              $ zarf-action data hello.tar.zst app --variables journal/variables.json
              web-0
            """)

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Argument(help: ArgumentHelp("The component.", valueName: "component")) var component: String
    @Option(help: ArgumentHelp("Variables file (JSON).", valueName: "file")) var variables: String
    @Option(help: ArgumentHelp("Where the data is unpacked; nothing is left there.", valueName: "dir"))
    var temporary: String?
    @Option(help: ArgumentHelp("Wait no longer than this for the first pod.", valueName: "duration"))
    var timeout = WaitingTime(seconds: 300)
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let reader = try PackageReader(FilePath(package))
        let definition = try PackageInspection(reader).package
        guard let component = definition.components.first(where: { $0.name == component }) else {
            throw UsageError("read \(package): no component \"\(component)\"")
        }
        let values = try DeployVariables(reading: FilePath(variables))
        let marker = values.builtins["DATA_INJECTION_MARKER"]?.text ?? ".zarf-injection"
        let parent = temporary.map { FilePath($0) } ?? streams.temporaryDirectory
        try createDirectories(parent, mode: 0o700)
        let unpacked = try TemporaryDirectory(in: parent)
        let content = unpacked.path.appending("content")
        try reader.extractComponents([component.name], to: content, reporter: streams.progress)
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        let data = content.appending("components").appending(component.name).appending("data")
        for (index, wanted) in component.dataInjections.enumerated() {
            let folder = data.appending("\(index)")
            let name = try directoryEntries(folder).first ?? ""
            var injection = DataInjection(
                namespace: wanted.target.namespace, selector: wanted.target.selector,
                container: wanted.target.container, path: wanted.target.path, marker: marker)
            injection.isCompressed = wanted.isCompressed
            let pods = try injection.run(
                folder.appending(name), in: cluster, seconds: timeout.seconds, reporter: streams.progress)
            try streams.write(pods.map { $0 + "\n" }.joined())
        }
    }
}
