import Documents
import FileIO
import PackageModel
import Planning
import SystemPackage
import ToolSupport
import Variables

struct PlanDeploy: Tool {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Plan a deployment.",
        discussion: """
            Values of variables come from --set-variables, then --variables, then the environment \
            (ZARF_PACKAGE_DEPLOY_SET, a JSON object or NAME=value,…), then an answer, then the default; each must match \
            its pattern. Values for Go templates and charts come from --set-values, then --values, then the package; its schema \
            must allow them. Planning asks no cluster: the plan's second step does.

            EXAMPLE:
              $ zarf-plan deploy hello.tar.zst --components host -o text
            """
    )

    @OptionGroup var options: PlanOptions

    @Option(help: ArgumentHelp("Variables file with values to begin with (JSON).", valueName: "file"))
    var variables: String?

    @Option(
        name: .customLong("set-variables"),
        help: ArgumentHelp("A value, or several: NAME=value,… May be repeated.", valueName: "name=value"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp(
            "The same from a file, or - for standard input: arguments of --set-variables, each ended by a zero byte.",
            valueName: "file"))
    var setVariablesFrom: String?

    @Option(help: ArgumentHelp("File with package values (YAML). May be repeated; later ones win.", valueName: "file"))
    var values: [String] = []

    @Option(help: ArgumentHelp("Package values: a.b=value,… May be repeated.", valueName: "path=value"))
    var setValues: [String] = []

    @Option(help: ArgumentHelp("The same from a file, each argument ended by a zero byte.", valueName: "file"))
    var setValuesFrom: String?

    @Flag(help: "Do not hold values against the package's schema.") var skipValuesSchemaValidation = false

    @OptionGroup(title: "Cluster") var deployment: DeploymentOptions

    func execute(_ streams: StandardStreams) throws {
        let hasLooseValues =
            !settings.isEmpty || setVariablesFrom != nil || !setValues.isEmpty || setValuesFrom != nil
            || !values.isEmpty
        guard options.write || options.output != .makefile || !hasLooseValues else {
            throw UsageError(
                "values given on the command line cannot stand in a makefile",
                hints: ["put them into a file for --variables, or pass --write"])
        }
        let source = try PlanSource(options.package)
        let location = try source.journal(options.journal, "deploy", streams)
        let journal = Journal(FilePath(location))
        let places = try Plan.Places(
            package: source.operand, journal: location,
            givenVariables: options.write ? journal.given.string : variables)
        let questions = options.ask && streams.canPrompt ? TerminalQuestions(streams) : nil
        let list = options.components ?? streams.environment("ZARF_PACKAGE_DEPLOY_COMPONENTS") ?? ""
        let options = try deployment.value(of: source.package)
        let package = try options.namespace.map { try source.package.moved(to: $0) } ?? source.package
        let chosen = try ComponentSelection(list)
            .forDeploy(Plan.componentsForThisSystem(package), asking: questions)
        let resolution = try VariableResolution(
            package, settings: try settings(journal, streams), packageValues: try source.packageValues(),
            ask: questions?.value)
        let plan = try Plan.deploy(
            package, digest: source.digest, components: chosen, variables: resolution.variables, places: places,
            options: options, leavesOutClusterWork: self.options.withoutCluster)
        if !skipValuesSchemaValidation { try source.check(values: resolution.variables.values) }
        for name in resolution.undeclared { streams.progress.warn("the package declares no variable \(name)") }
        try source.check(plan, streams)
        try self.options.finish(plan, given: resolution.given, streams)
    }

    /// What was given, the strongest last.
    private func settings(_ journal: Journal, _ streams: StandardStreams) throws -> VariableSettings {
        var all = VariableSettings()
        if options.write, let before = try journal.unfinishedSettings() { all.add(before) }
        try all.addEnvironment(streams)
        if let variables { all.add(try DeployVariables(reading: FilePath(variables))) }
        for argument in try streams.arguments(of: setVariablesFrom) { try all.add(argument: argument) }
        for setting in settings { try all.add(argument: setting) }
        for file in values { try all.add(valuesFile: try streams.settings(file), file: file) }
        for argument in try streams.arguments(of: setValuesFrom) { try all.add(valueArgument: argument) }
        for argument in setValues { try all.add(valueArgument: argument) }
        return all
    }
}

extension TimeSpan {
    /// How long releases get, unless somebody says otherwise.
    static var untilReady: TimeSpan { TimeSpan(argument: DeployOptions().timeout) ?? TimeSpan(seconds: 900) }
}

/// What a person chooses about deploying into a cluster.
struct DeploymentOptions: ParsableArguments {
    @Flag(help: "The cluster reaches the images' registries itself: push nothing, redirect nothing.")
    var connected = false

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Use this namespace instead of the package's own.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("How long a release may take to get ready.", valueName: "duration"))
    var timeout = TimeSpan.untilReady

    @Option(help: ArgumentHelp("How often pushing is tried.", valueName: "n")) var retries = DeployOptions().retries

    @Flag(help: "Objects that are there already become part of the releases.") var takeOwnership = false

    @Flag(help: "Take over fields that others manage.") var forceConflicts = false

    func validate() throws {
        guard retries > 0 else { throw ValidationError("--retries must be at least 1") }
        guard namespace.map(Self.isName) ?? true else {
            throw ValidationError("--namespace: not a name of lower-case letters, digits and dashes")
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 63 && text.first != "-" && text.last != "-"
            && text.allSatisfy { $0 == "-" || ($0.isASCII && ($0.isNumber || ($0.isLetter && $0.isLowercase))) }
    }

    func value(of package: Package) throws -> DeployOptions {
        var options = DeployOptions()
        options.isConnected = connected || package.metadata.isYOLO
        options.namespace = namespace
        options.timeout = timeout.text
        options.retries = retries
        options.takesOwnership = takeOwnership
        options.forcesConflicts = forceConflicts
        return options
    }
}
