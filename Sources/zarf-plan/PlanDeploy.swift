import FileIO
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
            its pattern. A package whose chosen components need a cluster is refused, saying which and why.

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

    func execute(_ streams: StandardStreams) throws {
        let hasLooseValues = !settings.isEmpty || setVariablesFrom != nil
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
        let chosen = try ComponentSelection(list)
            .forDeploy(Plan.componentsForThisSystem(source.package), asking: questions)
        let resolution = try VariableResolution(
            source.package, settings: try settings(journal, streams), ask: questions?.value)
        let plan = try Plan.deploy(
            source.package, digest: source.digest, components: chosen, variables: resolution.variables, places: places,
            leavesOutClusterWork: options.withoutCluster)
        for name in resolution.undeclared { streams.progress.warn("the package declares no variable \(name)") }
        try source.check(plan, streams)
        try options.finish(plan, given: resolution.given, streams)
    }

    /// What was given, the strongest last.
    private func settings(_ journal: Journal, _ streams: StandardStreams) throws -> VariableSettings {
        var all = VariableSettings()
        if options.write, let before = try journal.unfinishedSettings() { all.add(before) }
        try all.addEnvironment(streams)
        if let variables { all.add(try DeployVariables(reading: FilePath(variables))) }
        if let setVariablesFrom {
            let bytes = try FileSource(try streams.input(setVariablesFrom))
                .readAll(limit: DeployVariables.maximumFileByteCount, name: setVariablesFrom)
            guard bytes.last ?? 0 == 0 else { throw PlanError.malformedSetting(source: setVariablesFrom) }
            for argument in bytes.split(separator: 0) {
                try all.add(argument: String(decoding: argument, as: UTF8.self))
            }
        }
        for setting in settings { try all.add(argument: setting) }
        return all
    }
}

extension VariableSettings {
    /// What upstream reads from the environment (zarf v0.84 src/cmd/viper.go: `ZARF_` and the key, dots as underscores).
    mutating func addEnvironment(_ streams: StandardStreams) throws {
        guard let text = streams.environment("ZARF_PACKAGE_DEPLOY_SET"), !text.isEmpty else { return }
        try add(environmentValue: text)
    }
}
