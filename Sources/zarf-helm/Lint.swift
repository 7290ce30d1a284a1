import Charts
import FileIO
import GoTemplate
import SystemPackage

let lintCommand = Command(
    name: "lint", operands: "PATH", summary: "examine a chart for possible issues",
    details: "What would make an installation fail is an error, what breaks with convention a warning.",
    operandCount: 1...Int.max,
    flags: { flags in
        flags.add("strict", nil, .toggle, help: "fail on lint warnings")
        flags.add("with-subcharts", nil, .toggle, help: "lint dependent charts")
        flags.add("quiet", nil, .toggle, help: "print only warnings and errors")
        flags.add("skip-schema-validation", nil, .toggle, help: "do not check values against the charts' schemas")
        flags.add("kube-version", help: "Kubernetes version used for capabilities and deprecation checks")
        flags.addValues()
    },
    run: { call in try LintRun(call).run() })

/// One run of `lint`.
// helm v4.2 pkg/cmd/lint.go.
private struct LintRun {
    let call: Invocation
    private var flags: FlagSet { call.flags }

    init(_ call: Invocation) { self.call = call }

    func run() throws {
        let kubeVersion = try kubeVersion()
        let values = try call.values()
        let paths = call.operands + (flags.isOn("with-subcharts") ? try call.operands.flatMap(subcharts) : [])
        let isQuiet = flags.isOn("quiet")
        let tolerated: LintMessage.Severity = flags.isOn("strict") ? .info : .warning
        var failedCount = 0
        var hasFindings = false
        for path in paths {
            let result = try lint(path, values, kubeVersion)
            let isClean = result.failure == nil && result.messages.allSatisfy { $0.severity == .info }
            if !isClean { hasFindings = true }
            if isQuiet, isClean { continue }
            try call.streams.writeLine("==> Linting \(path)")
            if let failure = result.failure { try call.streams.writeLine("Error \(failure)") }
            for message in result.messages where !isQuiet || message.severity != .info {
                try call.streams.writeLine(message.line)
            }
            try call.streams.writeLine("")
            let hasFailed = result.messages.contains { $0.severity.rawValue > tolerated.rawValue }
            if hasFailed || result.failure != nil { failedCount += 1 }
        }
        let summary = "\(paths.count) chart(s) linted, \(failedCount) chart(s) failed"
        guard failedCount == 0 else { throw HelmFailure(summary) }
        if !isQuiet || hasFindings { try call.streams.writeLine(summary) }
    }

    private func kubeVersion() throws -> KubeVersion? {
        guard let text = flags.text("kube-version"), !text.isEmpty else { return nil }
        do {
            return try KubeVersion(text)
        } catch let error as GoError {
            throw HelmFailure("invalid kube version '\(text)': \(error.text)")
        }
    }

    // helm v4.2 pkg/action/lint.go lintChart.
    private func lint(
        _ path: String, _ values: GoMap, _ kubeVersion: KubeVersion?
    ) throws -> (messages: [LintMessage], failure: String?) {
        let isArchive = path.hasSuffix(".tgz") || path.hasSuffix(".tar.gz")
        guard isArchive else { return try lint(folder: try call.absolute(path), values, kubeVersion) }
        guard fileExists(FilePath(path)) else {
            return ([], "unable to open tarball: open \(path): no such file or directory")
        }
        let work = try TemporaryDirectory(in: call.streams.temporaryDirectory)
        do {
            let folder = try Chart.unpack(FilePath(path), into: work.path)
            return try lint(folder: folder, values, kubeVersion)
        } catch let error as ChartError {
            return ([], "unable to extract tarball: \(error.helmText)")
        }
    }

    private func lint(
        folder: FilePath, _ values: GoMap, _ kubeVersion: KubeVersion?
    ) throws -> (messages: [LintMessage], failure: String?) {
        let file = folder.appending("Chart.yaml")
        guard fileExists(file) else {
            return ([], "unable to check Chart.yaml file in chart: stat \(file): no such file or directory")
        }
        var renderer = ChartRenderer()
        renderer.release.namespace = call.namespace
        renderer.skipsSchemas = flags.isOn("skip-schema-validation")
        var lint = ChartLint(folder, values, renderer, kubeVersion: kubeVersion)
        try lint.run()
        return (lint.messages, nil)
    }

    /// The charts below a chart's `charts/`, in the order of their paths.
    private func subcharts(_ path: String) throws -> [String] {
        func walk(_ folder: FilePath, depth: Int) throws -> [String] {
            guard isDirectory(folder), depth < ChartLimits.depth else { return [] }
            return try directoryEntries(folder).flatMap { entry -> [String] in
                let place = folder.appending(entry)
                if entry == "Chart.yaml" { return [folder.string] }
                if entry.hasSuffix(".tgz") || entry.hasSuffix(".tar.gz") { return [place.string] }
                return try walk(place, depth: depth + 1)
            }
        }
        return try walk(FilePath(path).appending("charts"), depth: 0)
    }
}
