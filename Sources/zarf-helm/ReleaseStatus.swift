import Charts
import Documents
import GoTemplate
import Releases
import Sprig

/// Tells about one release as `helm status` does.
// helm v4.2 pkg/cmd/status.go statusPrinter.
struct StatusPrinter {
    let call: Invocation
    let release: Release
    var showsChart = false
    var showsEverything = false
    var hidesNotes = false

    /// Prints it in the form that is asked for.
    func print(as format: OutputFormat) throws {
        try call.write(release.record, as: format) { try printTable() }
    }

    private func line(_ text: String) throws { try call.streams.writeLine(text) }

    private func printTable() throws {
        try line("NAME: \(release.name)")
        if let time = Timestamp(release.info.lastDeployed) { try line("LAST DEPLOYED: \(time.ansiText)") }
        try line("NAMESPACE: \(release.namespace)")
        try line("STATUS: \(release.info.status.rawValue)")
        try line("REVISION: \(release.revision)")
        if showsChart {
            try line("CHART: \(release.chartText("name"))")
            try line("VERSION: \(release.chartText("version"))")
            try line("APP_VERSION: \(release.chartText("appVersion"))")
        }
        try line("DESCRIPTION: \(release.info.description)")
        try printTests()
        if showsEverything { try printValues() }
        if showsEverything || release.info.description.lowercased() == "dry run complete" {
            try line("HOOKS:")
            for hook in release.hooks { try line("---\n# Source: \(hook.path)\n\(hook.manifest)") }
            try line("MANIFEST:\n\(release.manifest)")
        }
        if !hidesNotes, !release.info.notes.isEmpty {
            try line("NOTES:\n\(release.info.notes.trimmingWhiteSpace)")
        }
    }

    private func printTests() throws {
        let tests = release.hooks.filter { $0.events.contains("test") }
        guard !tests.isEmpty else { return try line("TEST SUITE: None") }
        for test in tests {
            guard let started = Timestamp(test.lastRun.startedAt) else { continue }
            let completed = Timestamp(test.lastRun.completedAt) ?? Timestamp.zero
            try line("TEST SUITE:     \(test.name)")
            try line("Last Started:   \(started.ansiText)")
            try line("Last Completed: \(completed.ansiText)")
            try line("Phase:          \(test.lastRun.phase)")
        }
    }

    private func printValues() throws {
        try line("USER-SUPPLIED VALUES:")
        try call.writeYAML(release.givenValues)
        try line("\nCOMPUTED VALUES:")
        try call.writeYAML(try release.computedValues())
        try line("")
    }
}

extension Release {
    /// What users gave; null if nothing.
    var givenValues: Value { config.object?.isEmpty ?? true ? .null : config }

    /// The values that the chart's templates saw.
    func computedValues() throws -> Value {
        guard case .map(let given) = GoValue(config.object == nil ? [:] : config) else { return .null }
        do {
            return Value(.map(try RenderedChart(record: chart).values(under: given)))
        } catch let error as GoError {
            throw HelmFailure(error.text.text)
        }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmingWhiteSpace: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
