import ChartSources
import Charts
import FileIO
import SystemPackage

extension Invocation {
    /// Where the chart of an operand is.
    enum ChartPlace {
        case standardInput
        case path(FilePath)
        /// Somewhere else.
        case elsewhere(ChartSources.Location)
    }

    /// The chart an operand names: a folder or an archive here, an archive on standard input, or one that is fetched.
    func loadChart(_ operand: String) throws -> Chart { try loadChart(at: try locateChart(operand)) }

    /// Loads a chart that has been found.
    func loadChart(at place: ChartPlace) throws -> Chart {
        switch place {
        case .standardInput: return try Chart.load(archive: FileSource(streams.input), name: "standard input")
        case .path(let path): return try Chart.load(path)
        case .elsewhere(let location):
            // Helm keeps what it fetched; here it goes when the chart is in memory.
            let work = try TemporaryDirectory(in: streams.temporaryDirectory, prefix: "chart")
            let archive = try sources.fetch(location, into: work.path).path
            return try Chart.load(archive: FileSource(path: archive), name: archive.string)
        }
    }

    /// Where the chart is that an operand names.
    // helm v4.2 pkg/action/install.go LocateChart.
    func locateChart(_ operand: String) throws -> ChartPlace {
        // Differs: Helm takes no chart from standard input.
        if operand == "-" { return .standardInput }
        let name = String(operand.drop { $0.isWhitespace })
        if (flags.text("repo") ?? "").isEmpty {
            if fileExists(FilePath(name)) {
                if let provenance { _ = try provenance.verify(try absolute(name)) }
                return .path(FilePath(name))
            }
            if name.hasPrefix("/") || name.hasPrefix(".") { throw HelmFailure("path \"\(name)\" not found") }
        }
        return .elsewhere(try locate(name))
    }
}
