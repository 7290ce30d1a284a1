import Charts
import Diagnostics
import Documents
import Kubernetes

private func showVerb(_ aspect: ChartAspect, _ summary: String) -> Command {
    Command(
        name: aspect.rawValue, operands: "[CHART]", summary: summary, operandCount: 1...1,
        flags: { flags in
            flags.add("devel", nil, .toggle, help: "use development versions, too; ignored if --version is set")
            flags.addChartPath()
            if aspect == .values { flags.add("jsonpath", help: "supply a JSONPath expression to filter the output") }
        },
        run: { call in
            let chart = try call.loadChart(call.operands[0])
            if let path = call.flags.text("jsonpath"), !path.isEmpty {
                return try call.streams.write(try filtered(try chart.description(of: .values), by: path))
            }
            try chart.description(of: aspect).withUnsafeBytes { try call.streams.output.write($0) }
        })
}

/// What a JSONPath template makes of values.
private func filtered(_ values: [UInt8], by path: String) throws -> String {
    let template: JSONPath
    do {
        template = try JSONPath(path, isStrict: true)
    } catch let error as any Failure {
        throw HelmFailure("error parsing jsonpath \(path): \(error.message)")
    }
    let document = try YAMLReader.documents(values, file: "values.yaml", options: .helm).first
    // Quirk: what the template does not find is no error, as Helm asks nobody how it went.
    return (try? template.string(withHelmsNumbers(try document?.value(.legacy) ?? [:]))) ?? ""
}

/// Helm reads every number of a chart's values as a floating-point one, and so they are printed.
private func withHelmsNumbers(_ value: Value) -> Value {
    switch value {
    case .integer(let number): .double(Double(number))
    case .array(let elements): .array(elements.map(withHelmsNumbers))
    case .object(let members): .object(members.mapValues(withHelmsNumbers))
    default: value
    }
}

let showCommand = Command(
    name: "show", aliases: ["inspect"], summary: "show information of a chart",
    subcommands: [
        showVerb(.all, "show all information of the chart"),
        showVerb(.chart, "show the chart's definition"),
        showVerb(.crds, "show the chart's CRDs"),
        showVerb(.readme, "show the chart's README"),
        showVerb(.values, "show the chart's values"),
    ])
