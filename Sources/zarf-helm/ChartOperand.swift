import Charts
import FileIO
import SystemPackage

extension Invocation {
    /// Where the chart of an operand is.
    enum ChartPlace {
        case standardInput
        case path(FilePath)
    }

    /// The chart an operand names: a folder or an archive here, an archive on standard input, or one that is fetched.
    func loadChart(_ operand: String) throws -> Chart { try loadChart(at: try locateChart(operand)) }

    /// Loads a chart that has been found.
    func loadChart(at place: ChartPlace) throws -> Chart {
        switch place {
        case .standardInput: try Chart.load(archive: FileSource(streams.input), name: "standard input")
        case .path(let path): try Chart.load(path)
        }
    }

    /// Where the chart is that an operand names.
    // helm v4.2 pkg/action/install.go LocateChart.
    func locateChart(_ operand: String) throws -> ChartPlace {
        // Differs: Helm takes no chart from standard input.
        if operand == "-" { return .standardInput }
        let name = String(operand.drop { $0.isWhitespace })
        if (flags.text("repo") ?? "").isEmpty {
            if fileExists(FilePath(name)) { return .path(FilePath(name)) }
            if name.hasPrefix("/") || name.hasPrefix(".") { throw HelmFailure("path \"\(name)\" not found") }
        }
        throw HelmFailure("repo \(name.prefix { $0 != "/" }) not found")
    }
}
