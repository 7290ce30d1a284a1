import Charts
import GoTemplate
import Sprig

extension Invocation {
    /// The release's name and the operand that names the chart.
    ///
    /// - required: whether a name must be given or made; otherwise it is `release-name`.
    // helm v4.2 pkg/action/install.go NameAndChart.
    func releaseAndChart(required: Bool) throws -> (name: String, chart: String) {
        guard operands.count <= 2 else {
            throw HelmFailure(
                "expected at most two arguments, unexpected arguments: \(operands[2...].joined(separator: ", "))")
        }
        let pattern = flags.text("name-template") ?? ""
        guard operands.count == 2 else {
            if !pattern.isEmpty { return (try Self.name(from: pattern), operands[0]) }
            guard required else { return ("release-name", operands[0]) }
            guard flags.isOn("generate-name") else {
                throw HelmFailure("must either provide a name or specify --generate-name")
            }
            return (Self.generatedName(operands[0]), operands[0])
        }
        guard !flags.isOn("generate-name") else {
            throw HelmFailure("cannot set --generate-name and also specify a name")
        }
        guard pattern.isEmpty else { throw HelmFailure("cannot set --name-template and also specify a name") }
        return (operands[0], operands[1])
    }

    private static func name(from pattern: String) throws -> String {
        do {
            return try TemplateSet.withLargeStack {
                var set = TemplateSet(functions: Sprig.functions)
                try set.parse(Array(pattern.utf8), name: "name-template")
                return String(decoding: try set.execute("name-template", .nil), as: UTF8.self)
            }
        } catch let error as any TemplateError {
            throw HelmFailure(error.text.text)
        }
    }

    /// The chart's name and the time.
    private static func generatedName(_ chart: String) -> String {
        var base = chart.split(separator: "/").last.map(String.init) ?? ""
        if base.isEmpty || base == "." { base = "chart" }
        // helm: `^(.*)-\d` and what follows, `.tgz` too, is the version.
        if base.hasSuffix(".tgz") {
            base.removeLast(".tgz".count)
            if let dash = base.indices.first(where: { index in
                let next = base.index(after: index)
                return base[index] == "-" && next < base.endIndex && base[next].isNumber
            }) {
                base = String(base[..<dash])
            }
        }
        return "\(base)-\(Timestamp.now().seconds)"
    }

    /// A chart with its dependencies, which are fetched if they are missing and `--dependency-update` is given.
    func complete(_ chart: Chart, at place: ChartPlace) throws -> Chart {
        guard flags.isOn("dependency-update"), !chart.missingDependencies.isEmpty, case .path(let folder) = place else {
            return chart
        }
        try dependencyUpdate(of: folder) { try streams.writeLine($0) }.update()
        return try loadChart(at: place)
    }

    /// Whether a chart can be installed, and has all it needs.
    // helm v4.2 pkg/cmd/install.go runInstall.
    func checkInstallable(_ chart: Chart) throws {
        guard ["", "application"].contains(chart.metadata.type) else {
            throw HelmFailure("\(chart.metadata.type) charts are not installable")
        }
        let missing = chart.missingDependencies
        guard missing.isEmpty else {
            throw HelmFailure(
                "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to "
                    + "fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
                    + missing.joined(separator: ", "))
        }
    }
}
