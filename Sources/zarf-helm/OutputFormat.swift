import Documents
import GoTemplate
import Sprig

/// In what form a result is printed.
// helm v4.2 pkg/cli/output/output.go.
enum OutputFormat: String {
    case table, json, yaml
}

extension Invocation {
    /// `--output`.
    func outputFormat() throws -> OutputFormat {
        guard let text = flags.text("output") else { return .table }
        guard let format = OutputFormat(rawValue: text) else {
            throw HelmFailure("invalid argument \"\(text)\" for \"-o, --output\" flag: invalid format type")
        }
        return format
    }

    /// Prints a value, or what `table` prints.
    func write(_ value: Value, as format: OutputFormat, table: () throws -> Void) throws {
        switch format {
        case .table: try table()
        case .json: try streams.writeLine(JSON.text(value, .init(escapesHTML: true)))
        case .yaml: try writeYAML(value)
        }
    }

    /// Prints a value as YAML, keys in order.
    func writeYAML(_ value: Value) throws {
        do {
            try streams.writeLine(try HelmYAML.text(GoValue(value)).text)
        } catch let error as GoError {
            throw HelmFailure("unable to write YAML output: \(error.text)")
        }
    }

    /// Prints columns divided by tabs, each padded to its longest cell.
    // gosuri/uitable Table.String.
    func writeTable(_ rows: [[String]]) throws {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
                .joined(separator: "\t")
        }
        try streams.writeLine(lines.joined(separator: "\n"))
    }
}
