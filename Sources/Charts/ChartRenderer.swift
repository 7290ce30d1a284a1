import GoTemplate
import Sprig

/// What a rendering is for.
package struct ReleaseOptions: Sendable {
    package var name = "release-name"
    package var namespace = "default"
    package var isUpgrade = false
    /// Nil for the opposite of `isUpgrade`; for `helm lint` it is neither.
    package var isInstall: Bool?
    package var revision = 1

    package init() {}

    /// Throws `GoError` for a name that no release can have.
    // helm v4.2 pkg/chart/v2/util/validate_name.go ValidateReleaseName.
    package func checkName() throws {
        guard !name.isEmpty else { throw GoError("release name \"\": no name provided") }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            !label.isEmpty && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        }
        guard isName, name.utf8.count <= 53 else {
            throw GoError(
                "release name \(GoFormat.quoted(GoString(name))): invalid release name, must match regex "
                    + #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
                    + " and the length must not be longer than 53")
        }
    }
}

/// Renders the templates of a chart and of those below it.
// helm v4.2 pkg/engine/engine.go.
package struct ChartRenderer {
    package var release = ReleaseOptions()
    package var capabilities = Capabilities()
    package var skipsSchemas = false
    /// Lint mode: `required` and `fail` do not end a rendering.
    package var isLinting = false
    /// Whether `getHostByName` asks the network, which it must not by default: its answer is empty then.
    package var resolvesHostNames = false
    /// What a cluster knows of an object: API version, kind, namespace and name; without a name, the list of all.
    /// Nil without a cluster: then nothing is ever found.
    package var lookup: ((String, String, String, String) throws -> GoValue)?

    package init() {}

    /// A rendered file.
    package struct File {
        package let name: GoString
        package let text: [UInt8]
    }

    /// One template file with what it is rendered with.
    private struct Source {
        let name: GoString
        let text: [UInt8]
        let scope: GoMap
        let basePath: GoString
    }

    /// The files that a chart's templates give, in the order of rendering.
    ///
    /// - values: what users give; the chart's own stand below them.
    /// - throws: `GoError` with Helm's words.
    package func render(_ chart: RenderedChart, _ given: GoMap) throws -> [File] {
        let values = try Coalescing.values(of: chart, given)
        if !skipsSchemas {
            let faults = SchemaCheck.faults(of: chart, values)
            guard faults.isEmpty else {
                throw GoError(
                    "values don't meet the specifications of the schema(s) in the following chart(s):\n\(faults)")
            }
        }
        let version = capabilities.kubeVersion
        guard isLinting || chart.kubeVersion.isEmpty || isCompatible(version.normalized, range: chart.kubeVersion)
        else {
            throw GoError(
                "chart requires kubeVersion: \(chart.kubeVersion) which is incompatible with Kubernetes "
                    + version.version)
        }
        return try TemplateSet.withLargeStack { try render(chart, coalesced: values) }
    }

    private func render(_ chart: RenderedChart, coalesced values: GoMap) throws -> [File] {
        let release = GoValue.map([
            "Name": .string(release.name), "Namespace": .string(release.namespace), "Service": .string("Helm"),
            "IsUpgrade": .bool(release.isUpgrade), "IsInstall": .bool(release.isInstall ?? !release.isUpgrade),
            "Revision": .int(release.revision),
        ])
        var sources: [GoString: Source] = [:]
        let shared: [GoString: GoValue] = [
            "Release": release, "Capabilities": .object(CapabilitiesObject(capabilities)),
        ]
        _ = collect(chart, path: chart.name, GoMap(values.members, type: .values), shared, into: &sources)
        // Deepest first, and backwards by name: what parents define goes over what those below them do.
        let order = sources.values.map { (source: $0, depth: $0.name.bytes.count { $0 == UInt8(ascii: "/") }) }
        let sorted = order.sorted { $0.depth != $1.depth ? $0.depth > $1.depth : $1.source.name < $0.source.name }
        return try execute(sorted.map(\.source))
    }

    /// Gathers the templates by name: of two charts with one name, the later one's count.
    private func collect(
        _ chart: RenderedChart, path: String, _ values: GoMap, _ shared: [GoString: GoValue],
        into sources: inout [GoString: Source]
    ) -> GoMap {
        let scope = GoMap(shared, type: .values)
        let below = GoMap()
        scope["Chart"] = .map(chart.chartObject)
        scope["Files"] = .object(FilesObject(chart.files))
        scope["Values"] = .map(values)
        scope["Subcharts"] = .map(below)
        for dependency in chart.dependencies {
            let key = GoString(dependency.name)
            let inner = values[key]?.map ?? GoMap(type: .values)
            let place = "\(path)/charts/\(dependency.name)"
            below[key] = .map(collect(dependency, path: place, inner, shared, into: &sources))
        }
        let basePath = GoString("\(path)/templates")
        for template in chart.templates {
            let base = template.name.bytes.split(separator: UInt8(ascii: "/")).last ?? []
            if chart.isLibrary, base.first != UInt8(ascii: "_") { continue }
            let name = GoString(Array("\(path)/".utf8) + template.name.bytes)
            sources[name] = Source(name: name, text: template.text, scope: scope, basePath: basePath)
        }
        return scope
    }

    private func execute(_ sources: [Source]) throws -> [File] {
        var set = TemplateSet(functions: functions)
        for source in sources {
            do {
                try set.parse(source.text, name: source.name)
            } catch let error as any TemplateError {
                throw Self.parseFailure(source.name, error)
            }
        }
        var files: [File] = []
        for source in sources {
            let base = source.name.bytes.split(separator: UInt8(ascii: "/")).last ?? []
            if base.first == UInt8(ascii: "_") { continue }
            source.scope["Template"] = .map(
                GoMap(["Name": .string(source.name), "BasePath": .string(source.basePath)], type: .values))
            do {
                let text = try set.execute(source.name, .map(source.scope))
                files.append(File(name: source.name, text: Self.withoutNoValue(text)))
            } catch let error as any TemplateError {
                throw ExecutionReport.reformatted(error, file: source.name)
            }
        }
        return files
    }

    // helm v4.2 pkg/engine/engine.go cleanupParseError.
    private static func parseFailure(_ name: GoString, _ error: any TemplateError) -> GoError {
        let tokens = error.text.text.components(separatedBy: ": ")
        guard tokens.count > 1 else { return GoError("parse error in (\(name)): \(error.text)") }
        return GoError("parse error at (\(tokens[1])): \(tokens[tokens.count - 1])")
    }

    /// A text without every `<no value>`.
    static func withoutNoValue(_ text: [UInt8]) -> [UInt8] {
        let marker = Array("<no value>".utf8)
        var result: [UInt8] = []
        var start = 0
        var index = 0
        while let found = text[index...].firstIndex(of: marker[0]) {
            if text[found...].starts(with: marker) {
                result += text[start..<found]
                start = found + marker.count
                index = start
            } else {
                index = found + 1
            }
        }
        return start == 0 ? text : result + text[start...]
    }

    // MARK: Functions

    /// Sprig's and Helm's functions, and those that belong to one rendering.
    private var functions: FunctionTable {
        var table = Sprig.functions
        let isLinting = isLinting
        table["include"] = .include
        table["tpl"] = .tpl
        table["required"] = GoFunction([.string, .any]) { arguments in
            let isMissing = arguments[1].isNil || arguments[1].string?.isEmpty == true
            guard isMissing else { return arguments[1] }
            if isLinting { return .string("") }
            throw ExecutionReport.warning(arguments[0].string ?? GoString())
        }
        table["fail"] = GoFunction([.string]) { arguments in
            if isLinting { return .string("") }
            throw ExecutionReport.warning(arguments[0].string ?? GoString())
        }
        let lookup = lookup
        table["lookup"] = GoFunction([.string, .string, .string, .string]) { arguments in
            guard let lookup else { return .map(GoMap()) }
            let words = arguments.map { $0.string?.text ?? "" }
            return try lookup(words[0], words[1], words[2], words[3])
        }
        let resolvesHostNames = resolvesHostNames
        table["getHostByName"] = GoFunction([.string]) { arguments in
            guard resolvesHostNames else { return .string("") }
            return .string(GoString(try HostNames.address(of: arguments[0].string?.text ?? "")))
        }
        return table
    }
}

extension String {
    /// The parts between a separator, as Go's strings.Split has them.
    func components(separatedBy separator: String) -> [String] {
        let bytes = Array(utf8)
        let wanted = Array(separator.utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + wanted.count <= bytes.count {
            if bytes[index...].starts(with: wanted) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += wanted.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }
}
