import FileIO
import PackageFormat
import PackageModel
import PackageRendering
import Planning
import ToolSupport
import Variables

/// What a deployment would be told that changes what it applies.
// zarf v0.84 src/cmd/package.go newPackageInspectManifestsCommand, newPackageInspectValuesFilesCommand.
struct RenderingOptions: ParsableArguments {
    @Option(
        name: .customLong("set-variables"),
        help: ArgumentHelp("Value of a deploy variable, or several: K=V,L=W. May be repeated.", valueName: "name=value")
    )
    var settings: [String] = []

    @Option(
        name: [.long, .customShort("v")],
        help: ArgumentHelp("File with package values (YAML). May be repeated; later ones win.", valueName: "file"))
    var values: [String] = []

    @Option(help: ArgumentHelp("Package values: a.b=value,… May be repeated.", valueName: "path=value"))
    var setValues: [String] = []

    @Flag(help: "Do not hold values against the package's schema.") var skipValuesSchemaValidation = false

    @Option(
        help: ArgumentHelp("Components: names and globs, `-` in front excludes; by default all.", valueName: "list"))
    var components: String?

    @Option(help: ArgumentHelp("Kubernetes version that charts are rendered for.", valueName: "version"))
    var kubeVersion: String?

    /// The components that were asked for.
    func components(of package: Package) throws -> [Component] {
        try ComponentSelection(components ?? "").byListAlone(package.components)
    }

    /// Variables, constants and package values; nobody is asked, and what the schema requires may still be missing.
    func variables(of inspection: PackageInspection, _ streams: StandardStreams) throws -> DeployVariables {
        var given = VariableSettings()
        for setting in settings { try given.add(argument: setting) }
        for file in values {
            let bytes = try FileSource(try streams.input(file))
                .readAll(limit: DeployVariables.maximumFileByteCount, name: file)
            try given.add(valuesFile: bytes, file: file)
        }
        for argument in setValues { try given.add(valueArgument: argument) }
        let resolution = try VariableResolution(
            inspection.package, settings: given, packageValues: try inspection.packageValues())
        for name in resolution.undeclared { streams.progress.warn("the package declares no variable \(name)") }
        if !skipValuesSchemaValidation {
            try inspection.check(values: resolution.variables.values, isComplete: false)
        }
        return resolution.variables
    }
}
