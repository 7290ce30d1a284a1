import Charts

private func showVerb(_ aspect: ChartAspect, _ summary: String) -> Command {
    Command(
        name: aspect.rawValue, operands: "[CHART]", summary: summary, operandCount: 1...1,
        flags: { flags in
            flags.add("devel", nil, .toggle, help: "use development versions, too; ignored if --version is set")
            flags.addChartPath()
        },
        run: { call in
            let chart = try call.loadChart(call.operands[0])
            try chart.description(of: aspect).withUnsafeBytes { try call.streams.output.write($0) }
        })
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
