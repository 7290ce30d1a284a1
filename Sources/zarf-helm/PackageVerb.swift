import Charts
import FileIO
import SystemPackage

let packageCommand = Command(
    name: "package", operands: "[CHART_PATH] [...]", summary: "package a chart directory into a chart archive",
    details: "The same chart gives the same bytes: no times, no owners.",
    flags: { flags in
        flags.add("version", help: "set the version on the chart to this semver version")
        flags.add("app-version", help: "set the appVersion on the chart to this version")
        flags.add("destination", "d", help: "location to write the chart")
        flags.add("dependency-update", "u", .toggle, help: "update dependencies from Chart.yaml before packaging")
        flags.add("sign", nil, .toggle, help: "use a PGP private key to sign this package")
        flags.add("key", help: "name of the key to use when signing")
        flags.add("keyring", help: "file of private keys, as gpg --export-secret-keys writes them")
        flags.add("passphrase-file", help: "file with the passphrase of the signing key, or -")
        flags.addServer()
    },
    run: { call in
        guard !call.operands.isEmpty else {
            throw HelmFailure("need at least one argument, the path to the chart")
        }
        let signing = try call.signing()
        for operand in call.operands {
            if call.flags.isOn("dependency-update") {
                guard isDirectory(FilePath(operand)) else {
                    throw HelmFailure("stat \(operand): no such file or directory")
                }
                try call.dependencyUpdate(of: FilePath(operand)) { _ in }.update()
            }
            let path = try packageChart(FilePath(operand), call)
            if let signing { try signing.sign(path, metadata: try Chart.load(path).description(of: .chart)) }
            try call.streams.writeLine("Successfully packaged chart and saved it to: \(path)")
        }
    })

// helm v4.2 pkg/action/package.go Run.
private func packageChart(_ folder: FilePath, _ call: Invocation) throws -> FilePath {
    guard fileExists(folder) else { throw HelmFailure("stat \(folder): no such file or directory") }
    let chart = try Chart.load(folder).renumbered(
        version: call.flags.text("version"), appVersion: call.flags.text("app-version"))
    guard isSemanticVersion(chart.metadata.version) else { throw HelmFailure("invalid semantic version") }
    let missing = chart.missingDependencies
    guard missing.isEmpty else {
        throw HelmFailure("found in Chart.yaml, but missing in charts/ directory: " + missing.joined(separator: ", "))
    }
    let given = call.flags.text("destination") ?? "."
    let destination = given == "." ? try currentDirectory() : FilePath(given)
    try createDirectories(destination)
    let path = destination.appending("\(chart.metadata.name)-\(chart.metadata.version).tgz")
    let file = try AtomicFile(path, mode: 0o644)
    try chart.writeArchive(to: file)
    try file.commit()
    return path
}
