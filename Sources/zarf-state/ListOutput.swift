import Documents
import ToolSupport

/// How a list is printed.
struct ListOutput: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, yaml
    }

    @Option(name: .shortAndLong, help: ArgumentHelp("How it is printed.", valueName: "format"))
    var output = Format.table
    @Flag(help: "Print one JSON document, as with --output json.") var json = false

    /// Writes rows below a head, or the same as a document.
    func write(_ head: [String], _ rows: [[String]], document: Value, _ streams: StandardStreams) throws {
        switch json ? .json : output {
        case .table: try streams.write(table([head] + rows))
        case .json: try streams.writeLine(JSON.text(document))
        case .yaml: try streams.write(YAMLWriter.text(document))
        }
    }
}
