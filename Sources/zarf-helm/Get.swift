import Documents
import GoTemplate
import Releases
import Sprig

private func getVerb(
    _ name: String, _ summary: String, flags: @escaping @Sendable (inout FlagSet) -> Void = { _ in },
    _ print: @escaping @Sendable (Invocation, Release) throws -> Void
) -> Command {
    Command(
        name: name, operands: "RELEASE_NAME", summary: summary, operandCount: 1...1,
        flags: { set in
            set.add("revision", nil, .number, help: "get the named release with revision")
            flags(&set)
        },
        run: { call in try print(call, try call.release()) })
}

let getCommand = Command(
    name: "get", summary: "download extended information of a named release",
    subcommands: [
        getVerb(
            "all", "download all information for a named release",
            flags: { flags in
                flags.add("template", help: "go template for formatting the output, eg: {{.Release.Name}}")
            }
        ) { call, release in
            if let template = call.flags.text("template"), !template.isEmpty {
                do {
                    return try release.text(template: template).withUnsafeBytes { try call.streams.output.write($0) }
                } catch let error as any TemplateError {
                    throw HelmFailure(error.text.text)
                }
            }
            try StatusPrinter(call: call, release: release, showsChart: true, showsEverything: true).print(as: .table)
        },
        getVerb("hooks", "download all hooks for a named release") { call, release in
            for hook in release.hooks { try call.streams.writeLine("---\n# Source: \(hook.path)\n\(hook.manifest)") }
        },
        getVerb("manifest", "download the manifest for a named release") { call, release in
            try call.streams.writeLine(release.manifest)
        },
        getVerb("metadata", "download metadata of a named release", flags: { $0.addOutput() }) { call, release in
            try call.writeMetadata(of: release)
        },
        getVerb("notes", "download the notes for a named release") { call, release in
            if !release.info.notes.isEmpty { try call.streams.writeLine("NOTES:\n\(release.info.notes)") }
        },
        getVerb(
            "values", "download the values file for a named release",
            flags: { flags in
                flags.add("all", "a", .toggle, help: "dump all (computed) values")
                flags.addOutput()
            }
        ) { call, release in
            let isComputed = call.flags.isOn("all")
            let values = isComputed ? try release.computedValues() : release.givenValues
            try call.write(values, as: try call.outputFormat()) {
                try call.streams.writeLine(isComputed ? "COMPUTED VALUES:" : "USER-SUPPLIED VALUES:")
                try call.writeYAML(values)
            }
        },
    ])

extension Invocation {
    /// The release that the first operand names, of the revision that is asked for or the last.
    func release() throws -> Release {
        let revision = flags.text("revision").flatMap { Int($0) } ?? 0
        return try helmFailures { try actions().read(operands[0], revision: revision) }
    }

    // helm v4.2 pkg/cmd/get_metadata.go, pkg/action/get_metadata.go.
    fileprivate func writeMetadata(of release: Release) throws {
        let annotations = release.chart["metadata"]?["annotations"]?.object ?? [:]
        let dependencies = release.chart["metadata"]?["dependencies"]?.array ?? []
        let labels = release.labels.sorted { $0.key < $1.key }
        let time = Timestamp(release.info.lastDeployed) ?? .zero
        let deployed = time.text("2006-01-02T15:04:05Z07:00")
        var value: Value.Object = [
            "name": .string(release.name), "chart": .string(release.chartText("name")),
            "version": .string(release.chartText("version")), "appVersion": .string(release.chartText("appVersion")),
        ]
        if !annotations.isEmpty { value["annotations"] = .object(annotations) }
        if !labels.isEmpty {
            value["labels"] = .object(
                Value.Object(uniqueKeysWithValues: labels.map { ($0.key, Value.string($0.value)) }))
        }
        if !dependencies.isEmpty { value["dependencies"] = .array(dependencies) }
        value["namespace"] = .string(release.namespace)
        value["revision"] = .integer(Int64(release.revision))
        value["status"] = .string(release.info.status.rawValue)
        value["deployedAt"] = .string(deployed)
        if let method = release.applyMethod { value["applyMethod"] = .string(method.rawValue) }
        try write(.object(value), as: try outputFormat()) {
            let pairs = annotations.map { "\($0.key)=\($0.value.string ?? "")" }.sorted()
            let names = dependencies.compactMap { $0["name"]?.string }.sorted()
            let method =
                switch release.applyMethod {
                case nil: "client-side apply (defaulted)"
                case .clientSide: "client-side apply"
                case .serverSide: "server-side apply"
                }
            try streams.writeLine(
                """
                NAME: \(release.name)
                CHART: \(release.chartText("name"))
                VERSION: \(release.chartText("version"))
                APP_VERSION: \(release.chartText("appVersion"))
                ANNOTATIONS: \(pairs.joined(separator: ","))
                LABELS: \(labels.map { "\($0.key)=\($0.value)" }.joined(separator: ","))
                DEPENDENCIES: \(names.joined(separator: ","))
                NAMESPACE: \(release.namespace)
                REVISION: \(release.revision)
                STATUS: \(release.info.status.rawValue)
                DEPLOYED_AT: \(deployed)
                APPLY_METHOD: \(method)
                """)
        }
    }
}
