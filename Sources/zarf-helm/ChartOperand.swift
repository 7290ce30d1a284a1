import Charts
import FileIO
import SystemPackage

extension Invocation {
    /// The chart an operand names: a folder or an archive here, or one that is fetched.
    // helm v4.2 pkg/action/install.go LocateChart.
    func loadChart(_ operand: String) throws -> Chart {
        let name = String(operand.drop { $0.isWhitespace })
        if flags.text("repo") == nil {
            if fileExists(FilePath(name)) { return try Chart.load(FilePath(name)) }
            if name.hasPrefix("/") || name.hasPrefix(".") { throw HelmFailure("path \"\(name)\" not found") }
        }
        throw HelmFailure("repo \(name.prefix { $0 != "/" }) not found")
    }
}
