import Charts
import GoTemplate
import Sprig

// Differs: Helm has no such verb; its `get values --all` needs a release.
let valuesCommand = Command(
    name: "values", operands: "[CHART]", summary: "show the values that a chart's templates would see",
    details: "The chart's values with those given over them, as each chart below finds its own:\n"
        + "nulls removed, globals spread, imports done.",
    operandCount: 1...1,
    flags: { flags in
        flags.add("devel", nil, .toggle, help: "use development versions, too; ignored if --version is set")
        flags.addChartPath()
        flags.addValues()
    },
    run: { call in
        let place = try call.locateChart(call.operands[0])
        let given = try call.values()
        do {
            let chart = try RenderedChart(try call.loadChart(at: place))
            try chart.processDependencies(given) { isCompatible($0, range: $1) }
            let text = try HelmYAML.text(.map(try chart.values(under: given)))
            try call.streams.writeLine(text.text)
        } catch let error as GoError {
            throw HelmFailure(error.text.text)
        }
    })
