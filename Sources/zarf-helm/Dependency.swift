import ChartSources
import Charts
import FileIO
import Glibc
import Sprig
import SystemPackage

private func addFlags(_ flags: inout FlagSet) {
    flags.add("verify", nil, .toggle, help: "verify the packages against signatures")
    flags.add("keyring", help: "keyring containing public keys")
    flags.add("skip-refresh", nil, .toggle, help: "do not tell about repositories that are asked for news")
    flags.addServer()
}

let dependencyCommand = Command(
    name: "dependency", aliases: ["dep", "dependencies"], summary: "manage a chart's dependencies",
    details: "Dependencies are named in Chart.yaml and stand in charts/; Chart.lock notes their versions.",
    subcommands: [
        Command(
            name: "build", operands: "CHART", summary: "rebuild the charts/ directory based on the Chart.lock file",
            operandCount: 0...1, flags: addFlags, run: { call in try call.dependencyUpdate.build() }),
        Command(
            name: "list", aliases: ["ls"], operands: "CHART", summary: "list the dependencies for the given chart",
            operandCount: 0...1,
            flags: { $0.add("max-col-width", nil, .number, help: "maximum column width for output table") },
            run: { call in try DependencyList(call).print() }),
        Command(
            name: "update", aliases: ["up"], operands: "CHART",
            summary: "update charts/ based on the contents of Chart.yaml", operandCount: 0...1, flags: addFlags,
            run: { call in try call.dependencyUpdate.update() }),
    ])

extension Invocation {
    fileprivate var chartFolder: FilePath { FilePath(operands.first ?? ".").lexicallyNormalized() }

    fileprivate var dependencyUpdate: DependencyUpdate {
        get throws { try dependencyUpdate(of: chartFolder) { try streams.writeLine($0) } }
    }

    /// Brings the charts that the one in a folder names; `print` writes a line for people.
    func dependencyUpdate(of folder: FilePath, print: @escaping (String) throws -> Void) throws -> DependencyUpdate {
        DependencyUpdate(
            of: folder, sources: sources, repositories: try helm.repositories(), server: server,
            refreshes: !flags.isOn("skip-refresh"), print: print)
    }
}

/// What `charts/` holds of the dependencies that `Chart.yaml` names.
// helm v4.2 pkg/action/dependency.go List.
private struct DependencyList {
    let call: Invocation
    let folder: FilePath
    let width: Int

    init(_ call: Invocation) {
        self.call = call
        folder = call.chartFolder
        width = call.flags.text("max-col-width").flatMap { Int($0) } ?? 80
    }

    func print() throws {
        let chart = try Chart.load(folder)
        guard !chart.metadata.dependencies.isEmpty else {
            return try call.streams.writeLine("WARNING: no dependencies at \(folder.appending("charts"))")
        }
        let rows =
            [["NAME", "VERSION", "REPOSITORY", "STATUS"]]
            + chart.metadata.dependencies.map { [$0.name, $0.version, $0.repository, status(of: $0, in: chart)] }
        try call.streams.writeLine(table(rows))
        try call.streams.writeLine("")
        try printStrangers(Set(chart.metadata.dependencies.map(\.name)))
    }

    /// Columns divided by tabs, padded to the longest cell; longer ones than `width` are cut. gosuri/uitable.
    private func table(_ rows: [[String]]) -> String {
        let cells = rows.map { row in
            row.map { $0.count > width ? $0.prefix(width - 3) + "..." : $0 }
        }
        let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
                .joined(separator: "\t")
        }.joined(separator: "\n")
    }

    private func status(of dependency: ChartDependency, in chart: Chart) -> String {
        let charts = folder.appending("charts")
        let names = ((try? directoryEntries(charts)) ?? []).sorted().filter {
            $0.hasPrefix(dependency.name + "-") && $0.hasSuffix(".tgz")
        }
        var archive = names.first
        if names.count > 1 {
            let exact = names.filter {
                isStrict(String($0.dropFirst(dependency.name.count + 1).dropLast(".tgz".count)))
            }
            if exact.count > 1 { return "too many matches" }
            archive = exact.first
        }
        if let archive {
            guard let found = try? Chart.load(charts.appending(archive)) else { return "corrupt" }
            guard found.metadata.name == dependency.name else { return "misnamed" }
            return fit(found.metadata.version, dependency.version) ?? "ok"
        }
        guard let found = chart.dependencies.last(where: { $0.metadata.name == dependency.name }) else {
            return "missing"
        }
        return fit(found.metadata.version, dependency.version) ?? "unpacked"
    }

    /// Whether a version is one of all three numbers.
    private func isStrict(_ text: String) -> Bool {
        guard let version = try? SemanticVersion(text) else { return false }
        return version.description == text
    }

    /// What is wrong with a version; nil if it is what is asked for.
    private func fit(_ version: String, _ wanted: String) -> String? {
        if version == wanted { return nil }
        guard let constraint = try? VersionConstraint(wanted), let version = try? SemanticVersion(version) else {
            return "invalid version"
        }
        return constraint.admits(version) ? nil : "wrong version"
    }

    /// Says of what stands in `charts/` and nobody asks for.
    private func printStrangers(_ known: Set<String>) throws {
        let charts = folder.appending("charts")
        for name in ((try? directoryEntries(charts)) ?? []).sorted() {
            let path = charts.appending(name)
            guard isDirectory(path) || name.hasSuffix(".tgz") else { continue }
            guard let chart = try? Chart.load(path) else {
                try call.streams.writeLine("WARNING: \"\(path)\" is not a chart.")
                continue
            }
            if !known.contains(chart.metadata.name) {
                try call.streams.writeLine("WARNING: \"\(path)\" is not in Chart.yaml.")
            }
        }
    }
}
