import Charts
import FileIO
import GoTemplate
import Kubernetes
import Releases
import SystemPackage

let installCommand = Command(
    name: "install", operands: "[NAME] [CHART]", summary: "install a chart", details: dryRunDetails,
    operandCount: 1...Int.max,
    flags: { flags in
        flags.add("replace", nil, .toggle, help: "use the name of a release that failed or is uninstalled again")
        flags.add("generate-name", "g", .toggle, help: "generate the name (and omit the NAME parameter)")
        flags.add("name-template", help: "template used to name the release")
        flags.addChartRelease()
    },
    run: { call in
        let format = try call.outputFormat()
        do {
            try call.install(call.withOptions(isUpgrade: false), format)
        } catch let failure as HelmFailure {
            throw HelmFailure("INSTALLATION FAILED: \(failure.text)", hints: failure.hints, kind: failure.kind)
        }
    })

let upgradeCommand = Command(
    name: "upgrade", operands: "[RELEASE] [CHART]", summary: "upgrade a release", details: dryRunDetails,
    operandCount: 2...2,
    flags: { flags in
        flags.add("install", "i", .toggle, help: "if a release by this name doesn't already exist, run an install")
        flags.add("reset-values", nil, .toggle, help: "start from the values built into the chart")
        flags.add("reuse-values", nil, .toggle, help: "start from the last release's values, its chart's too")
        flags.add("reset-then-reuse-values", nil, .toggle, help: "last release's values over the new chart's")
        flags.add("cleanup-on-fail", nil, .toggle, help: "delete what a failed upgrade has created")
        flags.add("history-max", nil, .number, help: "revisions that are kept, 0 for all; default: 10")
        flags.addChartRelease()
    },
    run: { call in try call.upgrade(try call.outputFormat()) })

extension Invocation {
    /// The chart of an operand with the values that flags give, checked as far as it can be without rendering.
    // helm v4.2 pkg/cmd/install.go runInstall.
    fileprivate func releaseChart(_ operand: String) throws -> ReleaseChart {
        let place = try locateChart(operand)
        let values = try values()
        let source = try complete(try loadChart(at: place), at: place)
        try checkInstallable(source)
        do {
            var chart = try ReleaseChart(source, values: values)
            chart.skipsSchemas = flags.isOn("skip-schema-validation")
            chart.includesSubchartNotes = flags.isOn("render-subchart-notes")
            chart.resolvesHostNames = flags.isOn("enable-dns")
            chart.postRender = try postRenderer()
            return chart
        } catch let error as GoError {
            throw HelmFailure(error.text.text)
        }
    }

    fileprivate func withOptions(isUpgrade: Bool) throws -> ReleaseActions.Options {
        var options = try releaseOptions()
        // helm v4.2 pkg/cmd/install.go: what is installed is applied by the server unless told otherwise.
        if !isUpgrade, options.merging == .auto { options.merging = .server }
        return options
    }

    fileprivate func install(_ options: ReleaseActions.Options, _ format: OutputFormat) throws {
        let (name, operand) = try releaseAndChart(required: true)
        let chart = try releaseChart(operand)
        let release = try helmFailures {
            try withActions(options, isInstallation: true) { try $0.install(name, chart) }
        }
        if showsDifference { return }
        try StatusPrinter(
            call: self, release: release, showsEverything: isDebugging, hidesNotes: flags.isOn("hide-notes")
        ).print(as: format)
    }

    // helm v4.2 pkg/cmd/upgrade.go newUpgradeCmd.
    fileprivate func upgrade(_ format: OutputFormat) throws {
        let name = operands[0]
        var options = try withOptions(isUpgrade: true)
        let actions = try actions(options)
        if flags.isOn("install") {
            let last = try helmFailures { try actions.store.entries(of: name).last }
            if last == nil || last?.status == .uninstalled || last?.status == .uninstalling {
                if format == .table, !showsDifference {
                    try streams.writeLine("Release \"\(name)\" does not exist. Installing it now.")
                }
                options.replacesRelease = last != nil
                if options.merging == .auto { options.merging = .server }
                return try install(options, format)
            }
        }
        let chart = try releaseChart(operands[1])
        defer { actions.cluster.discovery.save() }
        let release: Release
        do {
            release = try helmFailures { try actions.upgrade(name, chart, reuse) }
        } catch let failure as HelmFailure {
            throw HelmFailure("UPGRADE FAILED: \(failure.text)", hints: failure.hints, kind: failure.kind)
        }
        if showsDifference { return }
        if format == .table { try streams.writeLine("Release \"\(name)\" has been upgraded. Happy Helming!") }
        try StatusPrinter(
            call: self, release: release, showsEverything: isDebugging, hidesNotes: flags.isOn("hide-notes")
        ).print(as: format)
    }

    private var reuse: ValuesReuse {
        if flags.isOn("reset-values") { return .never }
        if flags.isOn("reuse-values") { return .always }
        return flags.isOn("reset-then-reuse-values") ? .overNewChart : .whenNoneGiven
    }
}
