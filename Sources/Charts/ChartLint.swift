import Archive
import Documents
import FileIO
import GoTemplate
import Sprig
import SystemPackage

/// Something that could be wrong with a chart.
package struct LintMessage: Equatable {
    /// How bad it is.
    package enum Severity: Int {
        case info = 1
        case warning, error
    }

    package let severity: Severity
    /// The file or folder of the chart that it is about.
    package let path: String
    package let text: String

    /// As Helm prints it.
    package var line: String { "[\("\(severity)".uppercased())] \(path): \(text)" }
}

/// Looks a chart's folder over, in Helm's order and words.
// helm v4.2 pkg/chart/v2/lint/lint.go RunAll.
package struct ChartLint {
    let folder: FilePath
    let values: GoMap
    var renderer: ChartRenderer
    let kubeVersion: KubeVersion?
    package private(set) var messages: [LintMessage] = []

    /// - folder: absolute.
    /// - values: what users give.
    package init(_ folder: FilePath, _ values: GoMap, _ renderer: ChartRenderer, kubeVersion: KubeVersion?) {
        self.folder = folder
        self.values = values
        self.renderer = renderer
        self.renderer.isLinting = true
        self.renderer.release.name = "test-release"
        self.renderer.release.isInstall = false
        self.renderer.release.revision = 0
        if let kubeVersion { self.renderer.capabilities.kubeVersion = kubeVersion }
        self.kubeVersion = kubeVersion
    }

    /// Looks at everything. Throws what cannot be read.
    package mutating func run() throws {
        try checkMetadata()
        try checkValues()
        try checkTemplates()
        try checkDependencies()
        try checkDefinitions()
    }

    mutating func add(_ severity: LintMessage.Severity, _ path: String, _ text: String) {
        messages.append(LintMessage(severity: severity, path: path, text: text))
    }

    /// A chart, or a message why there is none.
    private mutating func loaded(_ path: String, prefix: String = "") throws -> RenderedChart? {
        do {
            return try RenderedChart(try Chart.load(folder))
        } catch let error as ChartError {
            add(.error, path, prefix + error.helmText)
        } catch let error as GoError {
            add(.error, path, prefix + error.text.text)
        }
        return nil
    }

    // MARK: values.yaml

    // helm v4.2 pkg/chart/v2/lint/rules/values.go.
    private mutating func checkValues() throws {
        let file = "values.yaml"
        guard fileExists(folder.appending(file)) else { return add(.info, file, "file does not exist") }
        let own: GoMap
        do {
            own = try HelmYAML.readMap(try readFile(folder.appending(file), limit: Int(ChartLimits.fileByteCount)))
        } catch let error as GoError {
            return add(.error, file, "unable to parse YAML: \(error.text)")
        }
        let all = Coalescing.deepCopy(values)
        Coalescing.mergeTables(all, own, merging: false)
        let schema = folder.appending("values.schema.json")
        guard !renderer.skipsSchemas, fileExists(schema) else { return }
        let bytes = try readFile(schema, limit: Int(ChartLimits.fileByteCount))
        if !bytes.isEmpty, let fault = SchemaCheck.fault(bytes, all) { add(.error, file, fault) }
    }

    // MARK: templates

    // helm v4.2 pkg/chart/v2/lint/rules/template.go Lint.
    private mutating func checkTemplates() throws {
        let path = "templates/"
        let templates = folder.appending("templates")
        guard fileExists(templates) else { return add(.warning, path, "directory does not exist") }
        guard isDirectory(templates) else { return add(.error, path, "not a directory") }
        guard let chart = try loaded(path) else { return }
        let own = chart.templates.map(\.name)
        var files: [GoString: [UInt8]] = [:]
        do {
            try chart.processDependencies(values) { isCompatible($0, range: $1) }
            // Quirk: Helm coalesces twice.
            guard let values = try? Coalescing.values(of: chart, values) else { return }
            for file in try renderer.render(chart, values) { files[file.name] = file.text }
        } catch let error as GoError {
            if error.text.text.hasPrefix("type mismatch on ") { return }
            return add(.error, path, error.text.text)
        }
        for name in own {
            let text = files[GoString(Array("\(chart.name)/".utf8) + name.bytes)] ?? []
            guard check(name.text, text) else { return }
        }
    }

    /// One rendered file; false ends the look at templates.
    private mutating func check(_ name: String, _ text: [UInt8]) -> Bool {
        let base = name.split(separator: "/").last ?? ""
        let suffix = base.lastIndex(of: ".").map { String(base[$0...]) } ?? ""
        if ![".yaml", ".yml", ".tpl", ".txt"].contains(suffix) {
            let rule = "Valid extensions are .yaml, .yml, .tpl, or .txt"
            add(.error, name, "file extension '\(suffix)' not valid. \(rule)")
        }
        guard [".yaml", ".yml"].contains(suffix.lowercased()), !trimmed(text).isEmpty else { return true }
        if let line = text.split(separator: UInt8(ascii: "\n")).first(where: { !trimmed(Array($0)).isEmpty }),
            line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t")
        {
            let written = GoFormat.quoted(GoString(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
            add(
                .warning, name,
                "document starts with an illegal indent: \(written), which may cause parsing problems")
        }
        for document in ValuesFile.documents(text) {
            let object: ManifestHead
            do {
                guard case .map(let map) = try HelmYAML.readObject(Array(document)) else { continue }
                object = try ManifestHead(lint: map)
            } catch {
                add(.error, name, "unable to parse YAML: \((error as? GoError)?.text.text ?? "\(error)")")
                return false
            }
            check(object, name, text)
        }
        return true
    }

    private mutating func check(_ object: ManifestHead, _ file: String, _ text: [UInt8]) {
        if let fault = ObjectName.fault(object.name, kind: object.kind) { add(.warning, file, fault) }
        let version = kubeVersion ?? .standard
        if let text = Deprecations.warning(object.apiVersion, object.kind, version) { add(.warning, file, text) }
        let needSelectors = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]
        if needSelectors.contains(object.kind), find("matchLabels", in: text[...]) == nil,
            find("matchExpressions", in: text[...]) == nil
        {
            let name = GoFormat.quoted(GoString(object.name))
            add(
                .error, file,
                "a \(object.kind) must contain matchLabels or matchExpressions, and \(name) does not")
        }
        if object.kind == "List", Self.hasPolicyWithinList(text) {
            add(.error, file, "annotation 'helm.sh/resource-policy' within List objects are ignored")
        }
    }

    private static func hasPolicyWithinList(_ text: [UInt8]) -> Bool {
        guard let items = (try? HelmYAML.read(text))?.map?["items"]?.list else { return false }
        return items.elements.contains { item in
            item.map?.value(at: ["metadata", "annotations", "helm.sh/resource-policy"]) != nil
        }
    }

    // MARK: dependencies and crds/

    // helm v4.2 pkg/chart/v2/lint/rules/dependencies.go.
    private mutating func checkDependencies() throws {
        guard let chart = try loaded("", prefix: "unable to load chart\n\t") else { return }
        let declared = chart.declared.map(\.name)
        let present = chart.dependencies.map { $0.metadata["name"]?.string ?? "" }
        let undeclared = present.filter { !declared.contains($0) }
        if !undeclared.isEmpty {
            let names = undeclared.joined(separator: ",")
            add(.error, folder.string, "chart metadata is missing these dependencies: \(names)")
        }
        let missing = declared.filter { !present.contains($0) }
        if !missing.isEmpty {
            let names = missing.joined(separator: ",")
            add(.warning, folder.string, "chart directory is missing these dependencies: \(names)")
        }
    }

    // helm v4.2 pkg/chart/v2/lint/rules/crds.go.
    private mutating func checkDefinitions() throws {
        let path = "crds/"
        guard fileExists(folder.appending("crds")) else { return }
        guard isDirectory(folder.appending("crds")) else { return add(.error, path, "not a directory") }
        guard try loaded(path) != nil else { return }
        for file in try Chart.load(folder).customResourceDefinitionFiles {
            for document in ValuesFile.documents(try file.bytes()) {
                let object: ManifestHead
                do {
                    guard case .map(let map) = try HelmYAML.readObject(Array(document)) else { continue }
                    object = try ManifestHead(lint: map)
                } catch {
                    return add(
                        .error, file.name, "unable to parse YAML: \((error as? GoError)?.text.text ?? "\(error)")")
                }
                if !object.apiVersion.hasPrefix("apiextensions.k8s.io") {
                    add(.error, file.name, "apiVersion is not in 'apiextensions.k8s.io'")
                }
                if object.kind != "CustomResourceDefinition" {
                    add(.error, file.name, "object kind is not 'CustomResourceDefinition'")
                }
            }
        }
    }
}

extension Chart {
    /// Writes the files of a chart's archive into an empty folder; gives the chart's own folder.
    package static func unpack(_ archive: FilePath, into folder: FilePath) throws -> FilePath {
        let place = folder.appending("chart")
        for file in try chartArchiveFiles(try FileSource(path: archive), name: archive.string) {
            guard case .bytes(let bytes) = file.content else { continue }
            let path = place.pushing(FilePath(file.name))
            try createDirectories(path.removingLastComponent())
            try writeFile(path, bytes)
        }
        return place
    }
}

extension HelmYAML {
    /// A document that must be a mapping or nothing.
    fileprivate static func readObject(_ bytes: [UInt8]) throws -> GoValue {
        let value = try read(bytes)
        switch value {
        case .map, .nil: return value
        default: throw ManifestHead.mismatch(value, "", "rules.k8sYamlStruct")
        }
    }
}
