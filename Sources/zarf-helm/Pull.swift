import Archive
import ChartSources
import Charts
import FileIO
import SystemPackage
import ToolSupport

let pullCommand = Command(
    name: "pull", aliases: ["fetch"], operands: "[chart URL | repo/chartname] [...]",
    summary: "download a chart from a repository and (optionally) unpack it",
    details: "Charts come from registries (oci://…), by their own address, by --repo, or by repo/name.",
    operandCount: 1...Int.max,
    flags: { flags in
        flags.add("devel", nil, .toggle, help: "use development versions, too; ignored if --version is set")
        flags.add("untar", nil, .toggle, help: "unpack the chart after downloading it")
        flags.add("prov", nil, .toggle, help: "fetch the provenance file, but do not verify")
        flags.add("untardir", help: "with --untar: the directory into which the chart is expanded")
        flags.add("destination", "d", help: "location to write the chart")
        flags.addChartPath()
    },
    run: { call in
        for operand in call.operands { try pull(operand, call) }
    })

// helm v4.2 pkg/action/pull.go Run.
private func pull(_ operand: String, _ call: Invocation) throws {
    let destination = FilePath(call.flags.text("destination") ?? ".")
    let location = try call.locate(operand)
    guard call.flags.isOn("untar") else {
        let verdict = try call.sources.fetch(location, into: destination).verdict
        if call.flags.isOn("prov"), verdict == nil { try call.sources.fetchProvenance(location, into: destination) }
        return try printLines(of: verdict, call)
    }
    let written = FilePath(call.flags.text("untardir") ?? ".")
    let folder = written.isAbsolute ? written : destination.pushing(written).lexicallyNormalized()
    let name = operand.split(separator: "/").last.map(String.init) ?? operand
    let check = folder.appending(name)
    guard !fileExists(check) else {
        throw HelmFailure("failed to untar: a file or directory with the name \(check) already exists")
    }
    try createDirectories(folder)
    let work = try TemporaryDirectory(in: folder, prefix: "pull")
    let (archive, verdict) = try call.sources.fetch(location, into: work.path)
    try unpackChart(archive, into: folder)
    try printLines(of: verdict, call)
}

private func printLines(of verdict: Provenance.Verdict?, _ call: Invocation) throws {
    for line in verdict?.lines ?? [] { try call.streams.writeLine(line) }
}

extension Invocation {
    /// Finds and fetches charts, with the environment's proxies, authorities and credentials.
    var sources: ChartSources {
        ChartSources(
            environment: streams.environment, userAgent: "zarf/\(toolchainVersion)", provenance: provenance)
    }

    /// How to speak to servers, as the flags say.
    var server: ChartServer {
        var server = ChartServer()
        (server.username, server.password) = (flags.text("username"), flags.text("password"))
        server.authorities = flags.text("ca-file").map { FilePath($0) }
        server.certificate = flags.text("cert-file").map { FilePath($0) }
        server.key = flags.text("key-file").map { FilePath($0) }
        server.skipsVerification = flags.isOn("insecure-skip-tls-verify")
        server.allowsPlainHTTP = flags.isOn("plain-http")
        server.passesCredentialsOn = flags.isOn("pass-credentials")
        return server
    }

    var helm: HelmEnvironment {
        let variables = Dictionary(
            streams.environment.map { variable -> (String, String) in
                let name = variable.prefix { $0 != "=" }
                return (String(name), String(variable.dropFirst(name.count + 1)))
            }, uniquingKeysWith: { first, _ in first })
        return HelmEnvironment(
            variables, repositoryFile: flags.text("repository-config"), repositoryCache: flags.text("repository-cache"))
    }

    /// `--version`, or with `--devel` every version.
    private var wantedVersion: String {
        let version = flags.text("version") ?? ""
        return version.isEmpty && flags.isOn("devel") ? ">0.0.0-0" : version
    }

    /// Where a chart that is not here can be fetched.
    // helm v4.2 pkg/downloader/chart_downloader.go ResolveChartVersion, pkg/action/install.go LocateChart.
    func locate(_ operand: String) throws -> ChartSources.Location {
        if let url = flags.text("repo"), !url.isEmpty {
            let repository = ChartRepository(url: url, server: server)
            return try sources.locate(operand, version: wantedVersion, in: repository).location
        }
        if operand.hasPrefix("oci://") {
            return try sources.locateInRegistry(operand, version: wantedVersion, server: server)
        }
        if operand.contains("://") { return try sources.locate(url: operand, server: server) }
        let parts = operand.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw HelmFailure("non-absolute URLs should be in form of repo_name/path_to_chart, got: \(operand)")
        }
        guard let repository = try helm.repositories().first(where: { $0.name == parts[0] }) else {
            throw HelmFailure("repo \(parts[0]) not found")
        }
        return try sources.locate(parts[1], version: wantedVersion, in: repository).location
    }
}
