import Documents
import FileIO
import PackageModel
import Planning
import SystemPackage
import ToolSupport
import Variables

struct BeginPlan: Tool {
    static let configuration = CommandConfiguration(
        commandName: "begin",
        abstract: "The first step of a plan: write definition and variables into the journal.",
        discussion: """
            EXAMPLE:
              $ zarf-plan begin zarf-package-hello-amd64-0.1.0.tar.zst --journal journal
            """
    )

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Option(help: ArgumentHelp("The journal.", valueName: "dir")) var journal: String
    @Option(help: ArgumentHelp("Digest that the definition must have.", valueName: "digest")) var definition: String?
    @Option(help: ArgumentHelp("Variables file with values to begin with (JSON).", valueName: "file"))
    var variables: String?
    @Option(
        help: ArgumentHelp(
            "More values from a file: arguments of --set-variables, each ended by a zero byte.", valueName: "file"))
    var setVariablesFrom: String?
    @Option(help: ArgumentHelp("What --remember wrote; any other value is stronger.", valueName: "file"))
    var remembered: String?
    @Option(
        help: ArgumentHelp(
            "Write what was given for a machine without its files: their text stands for them.", valueName: "file"))
    var remember: String?
    @Option(help: ArgumentHelp("Write what was given, without what the package adds.", valueName: "file"))
    var given: String?
    @Flag(help: "Write no variables: removing has none.") var withoutVariables = false
    @Option(help: ArgumentHelp("Move the package to this namespace.", valueName: "name")) var namespace: String?
    @Flag(help: "The package is one that the cluster knows by its name.") var recorded = false
    @OptionGroup(title: "Cluster") var cluster: PlainClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let source =
            recorded
            ? try PlanSource(recorded: package, try cluster.record(of: package, namespace, streams))
            : try PlanSource(package)
        guard definition == nil || definition == source.digest else { throw PlanError.packageChanged(path: package) }
        let values = withoutVariables ? nil : try resolved(source, streams)
        if withoutVariables { try forget(source.package, streams) }
        // What the cluster knows was moved already.
        let moved = recorded ? nil : try namespace.map { JSON.bytes(try source.package.moved(to: $0).value) }
        try Journal(FilePath(journal)).begin(definition: moved ?? source.definition, variables: values)
    }

    /// What is removed from now on is not there to be left alone, nor to be gone on with.
    private func forget(_ package: Package, _ streams: StandardStreams) throws {
        guard let folder = streams.stateDirectory, fileExists(folder) else { return }
        var known = try MachineRecord(of: package.metadata.name, in: folder)
        known.forget(package.components.map(\.name))
        try known.save()
        let prefix = "deploy-\(package.metadata.name)-"
        for name in try directoryEntries(folder) where name.hasPrefix(prefix) {
            // The end of the name is a key without a dash; otherwise it is of a package with a longer name.
            guard !name.dropFirst(prefix.count).contains("-") else { continue }
            try Journal(folder.appending(name)).discard()
        }
    }

    private func resolved(_ source: PlanSource, _ streams: StandardStreams) throws -> DeployVariables {
        var settings = VariableSettings()
        if let remembered { settings.add(try recalled(from: FilePath(remembered), source.package)) }
        try settings.addEnvironment(streams)
        if let variables { settings.add(try DeployVariables(reading: FilePath(variables))) }
        for argument in try streams.arguments(of: setVariablesFrom) { try settings.add(argument: argument) }
        let resolution = try VariableResolution(
            source.package, settings: settings, packageValues: try source.packageValues())
        if let remember { try self.remember(settings.given, source.package, in: FilePath(remember)) }
        if let given {
            try settings.given.write(to: FilePath(given))
            for name in resolution.undeclared { streams.progress.warn("the package declares no variable \(name)") }
        }
        return resolution.variables
    }

    private func remember(_ given: DeployVariables, _ package: Package, in path: FilePath) throws {
        var values = given
        for (name, file) in Self.files(of: given, package) {
            let bytes = try readFile(file, limit: DeployVariables.maximumFileByteCount)
            values.setVariable(name, .init(String(decoding: bytes, as: UTF8.self)))
        }
        try values.write(to: path)
    }

    /// What was remembered, with each text of a file in a file of the journal.
    private func recalled(from path: FilePath, _ package: Package) throws -> DeployVariables {
        var values = try DeployVariables(reading: path)
        for (name, _) in Self.files(of: values, package) {
            let file = FilePath(journal).appending("remembered-\(name)")
            try writeFile(file, Array((values.variables[name]?.text ?? "").utf8), mode: 0o600)
            values.setVariable(name, .init(file.string))
        }
        return values
    }

    /// The variables that name files, with their values.
    private static func files(of values: DeployVariables, _ package: Package) -> [(name: String, value: FilePath)] {
        package.variables.filter(\.variable.isFile).compactMap { declared in
            let name = declared.name.uppercased()
            guard let text = values.variables[name]?.text, !text.isEmpty else { return nil }
            return (name, FilePath(text))
        }
    }
}
