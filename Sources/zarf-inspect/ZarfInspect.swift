import Documents
import FileIO
import PackageFormat
import PackageRendering
import SystemPackage
import ToolSupport

@main struct ZarfInspect: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-inspect",
        abstract: "Look into a package: only what is asked for is read, and what is read is verified.",
        discussion: """
            definition      the definition, as resolved when the package was made
            images          image references
            charts          Helm charts
            manifests       Kubernetes documents as deployed: rendered, variables filled in
            values-files    values of each chart, merged, variables filled in
            files           files placed at deploy
            repos           git repositories
            documentation   documentation files; with --output they are written to a folder
            sizes           what makes the package big, shared layers counted once
            check           verify every byte; status 3 if anything differs

            EXAMPLES:
              $ zarf-inspect zarf-package-hello-amd64-0.1.0.tar.zst charts
              app	hello	0.1.0	hello	chart
              $ zarf-inspect zarf-package-hello-amd64-0.1.0.tar.zst check
              hello: 14 files, 1.1 MB, all as checksums.txt says; not signed
            """,
        version: toolchainVersion)

    /// What can be asked for.
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case definition, images, charts, manifests, files, repos, documentation, sizes, check
        case valuesFiles = "values-files"
    }

    @Argument(
        help: "Package file, header of a split package, unpacked folder, or - for standard input.",
        completion: .file(extensions: ["zst", "tar", "part000"]))
    var package: String

    @Argument(help: "What to show.")
    var subject: Subject

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup(title: "Rendering (manifests, values-files)") var rendering: RenderingOptions

    @Option(name: .shortAndLong, help: "Folder to write documentation files to.", completion: .directory)
    var output: String?

    func execute(_ streams: StandardStreams) throws {
        let spool = streams.temporaryDirectory
        let reader = try PackageReader(operand: package, standardInput: streams.input, spoolDirectory: spool)
        let inspection = try PackageInspection(reader)
        switch subject {
        case .definition: try showDefinition(inspection, streams)
        case .images: try show(inspection.images.map { .string($0) }, streams) { "- " + ($0.string ?? "") }
        case .charts:
            try show(inspection.charts, streams) { row($0, ["component", "name", "version", "namespace", "source"]) }
        case .repos: try show(inspection.repositories, streams) { row($0, ["component", "url"]) }
        case .files: try show(try inspection.files(), streams) { row($0, ["component", "target", "bytes", "source"]) }
        case .documentation: try showDocumentation(inspection, streams)
        case .manifests: try showManifests(inspection, streams)
        case .valuesFiles: try showValues(inspection, streams)
        case .sizes: try showSizes(try inspection.sizes(), streams)
        case .check: try check(inspection, streams)
        }
    }

    private func showDefinition(_ inspection: PackageInspection, _ streams: StandardStreams) throws {
        if json {
            try streams.writeLine(JSON.text(inspection.definitionValue, style: .pretty))
        } else {
            try streams.write(inspection.definitionText)
        }
    }

    private func show(_ rows: [Value], _ streams: StandardStreams, _ line: (Value) -> String) throws {
        if json { return try streams.writeLine(JSON.text(.array(rows), style: .pretty)) }
        for row in rows { try streams.writeLine(printable(line(row))) }
    }

    private func row(_ value: Value, _ keys: [String]) -> String {
        keys.map { key in
            switch value[key] {
            case .string(let text): text.isEmpty ? "-" : text
            case .integer(let number): key == "bytes" ? byteText(number) : "\(number)"
            default: "-"
            }
        }.joined(separator: "\t")
    }

    private func showDocumentation(_ inspection: PackageInspection, _ streams: StandardStreams) throws {
        guard let output else {
            return try show(try inspection.documentation(), streams) { row($0, ["name", "bytes"]) }
        }
        for path in try inspection.extractDocumentation(into: FilePath(output)) { try streams.writeLine(path.string) }
    }

    private func showManifests(_ inspection: PackageInspection, _ streams: StandardStreams) throws {
        let documents = try inspection.manifests(
            of: try rendering.components(of: inspection.package),
            variables: try rendering.variables(of: inspection, streams), kubeVersion: rendering.kubeVersion,
            reporting: streams.progress)
        try show(documents, streams) { document in
            document.kind == .chart ? "#type: chart\n" : "#type: manifest\n#source: \(document.name)\n"
        }
    }

    private func showValues(_ inspection: PackageInspection, _ streams: StandardStreams) throws {
        let documents = try inspection.chartValues(
            of: try rendering.components(of: inspection.package),
            variables: try rendering.variables(of: inspection, streams), reporting: streams.progress)
        try show(documents, streams) { "# associated chart: \($0.name)\n" }
    }

    /// Prints documents, each below a head made of its name.
    private func show(
        _ documents: [RenderedDocument], _ streams: StandardStreams, head: (RenderedDocument) -> String
    ) throws {
        if json { return try streams.writeLine(JSON.text(.array(documents.map(\.value)), style: .pretty)) }
        for document in documents { try streams.write(head(document) + document.text + "---\n") }
    }

    private func showSizes(_ sizes: PackageSizes, _ streams: StandardStreams) throws {
        if json { return try streams.writeLine(JSON.text(sizes.value, style: .pretty)) }
        for part in sizes.parts {
            let own = part.kind == "image" ? "  (\(byteText(part.ownByteCount)) its own)" : ""
            try streams.writeLine("\(right(byteText(part.byteCount)))  \(part.kind) \(printable(part.name))\(own)")
            for blob in part.blobs where part.blobs.count > 1 {
                let shared = blob.imageCount > 1 ? "  in \(blob.imageCount) images" : ""
                try streams.writeLine("\(right(byteText(blob.byteCount)))      \(blob.digest)\(shared)")
            }
        }
        let shared = sizes.sharedByteCount > 0 ? ", \(byteText(sizes.sharedByteCount)) saved by sharing layers" : ""
        try streams.writeLine("\(right(byteText(sizes.byteCount)))  in all\(shared)")
    }

    private func right(_ text: String) -> String {
        String(repeating: " ", count: max(0, 10 - text.count)) + text
    }

    private func check(_ inspection: PackageInspection, _ streams: StandardStreams) throws {
        try inspection.reader.verifyAll(streams.progress)
        let entries = inspection.reader.entries
        let byteCount = entries.reduce(Int64(0)) { $0 + $1.byteCount }
        let checksums = inspection.package.metadata.aggregateChecksum
        if json {
            let value: Value = [
                "package": .string(inspection.package.metadata.name), "files": .integer(Int64(entries.count)),
                "bytes": .integer(byteCount), "aggregateChecksum": .string(checksums),
                "signed": .bool(inspection.metadata.isSigned),
            ]
            return try streams.writeLine(JSON.text(value, style: .pretty))
        }
        let signature = inspection.metadata.isSigned ? "signed, signature not checked here" : "not signed"
        try streams.writeLine(
            "\(inspection.package.metadata.name): \(entries.count) files, \(byteText(byteCount)), all as checksums.txt says; \(signature)"
        )
    }
}
