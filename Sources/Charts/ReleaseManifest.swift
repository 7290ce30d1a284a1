import GoTemplate

/// A failure after rendering has begun, to which Helm adds advice.
package struct RenderFailure: Error {
    package let text: String
    /// The files that were rendered, for those who look for what is wrong in them.
    package let rendered: [UInt8]
}

/// What an installation of a chart would apply.
// helm v4.2 pkg/action/action.go renderResources.
package struct ReleaseManifest {
    /// What is no hook, in the order of installation.
    package let documents: [ManifestDocument]
    package let hooks: [ManifestDocument]
    /// The definitions of `crds/`, if they were asked for: path and text.
    package let definitions: [(path: String, text: [UInt8])]
    /// What the chart tells people after an installation; empty if nothing.
    package let notes: [UInt8]

    /// Renders a chart whose dependencies are processed.
    ///
    /// - includesSubchartNotes: whether the notes of the charts below follow the chart's own.
    /// - rewrite: what becomes of the rendered files before their documents are put in order.
    /// - throws: `GoError` for values that are wrong, `RenderFailure` for templates that are, and what `rewrite` throws.
    package init(
        _ chart: RenderedChart, _ values: GoMap, _ renderer: ChartRenderer, includesCRDs: Bool = false,
        includesSubchartNotes: Bool = false,
        rewriting rewrite: ([ChartRenderer.File]) throws -> [ChartRenderer.File] = { $0 }
    ) throws {
        var files: [ChartRenderer.File] = []
        do {
            files = try renderer.render(chart, values)
            // The notes are for people: no part of what is applied.
            let suffix = Array("NOTES.txt".utf8)
            let own = GoString("\(chart.name)/templates/NOTES.txt")
            let notes = files.filter { $0.name.bytes.suffix(suffix.count).elementsEqual(suffix) }
            // Differs: the order of Helm's notes changes from run to run.
            self.notes = Array(
                notes.filter { includesSubchartNotes || $0.name == own }.sorted { $0.name < $1.name }
                    .map(\.text).joined(separator: "\n".utf8))
            files.removeAll { $0.name.bytes.suffix(suffix.count).elementsEqual(suffix) }
            files = try rewrite(files)
            (documents, hooks) = try ManifestOrder.sorted(files)
        } catch let error as GoError {
            let text = error.text.text
            let isAboutValues = text.hasPrefix("values don't meet") || text.hasPrefix("type mismatch on ")
            var rendered: [UInt8] = []
            // Differs: Helm's order changes from run to run.
            for file in files.sorted(by: { $0.name < $1.name }) where !trimmed(file.text).isEmpty {
                Self.append(file.name, file.text, to: &rendered)
            }
            throw isAboutValues ? error : RenderFailure(text: text, rendered: rendered)
        }
        definitions = includesCRDs ? chart.definitions : []
    }

    /// What a release keeps as its manifest, with the definitions of `crds/` before it.
    package var definitionsAndDocuments: [UInt8] {
        var text: [UInt8] = []
        for definition in definitions { Self.append(GoString(definition.path), definition.text, to: &text) }
        for document in documents { Self.append(document.path, document.text, to: &text) }
        return text
    }

    /// The same with no more of each Secret than that there is one.
    // helm v4.2 pkg/action/action.go renderResources. Differs: Helm hides no Secrets that are hooks.
    package var withoutSecrets: ReleaseManifest {
        func hidden(_ documents: [ManifestDocument]) -> [ManifestDocument] {
            documents.map { document in
                guard document.kind == "Secret", document.apiVersion == "v1" else { return document }
                return document.replacing(text: Array("# HIDDEN: The Secret output has been suppressed".utf8))
            }
        }
        return ReleaseManifest(
            documents: hidden(documents), hooks: hidden(hooks), definitions: definitions, notes: notes)
    }

    private init(
        documents: [ManifestDocument], hooks: [ManifestDocument], definitions: [(path: String, text: [UInt8])],
        notes: [UInt8]
    ) {
        (self.documents, self.hooks, self.definitions, self.notes) = (documents, hooks, definitions, notes)
    }

    /// What `helm template` prints.
    package func text(includesHooks: Bool, includesTests: Bool) -> [UInt8] {
        var text = trimmed(definitionsAndDocuments)
        text.append(UInt8(ascii: "\n"))
        for hook in hooks where includesHooks && (includesTests || !hook.events.contains("test")) {
            Self.append(hook.path, hook.text, to: &text)
        }
        return text
    }

    /// The documents of a text that come from files fitting patterns, as `--show-only` prints them.
    ///
    /// - throws: `GoError` if nothing comes from a file that fits.
    // helm v4.2 pkg/cmd/template.go.
    package static func selected(_ patterns: [String], from text: [UInt8]) throws -> [UInt8] {
        let documents = ManifestOrder.split(text).map { (path: source(of: $0), text: $0) }
        var result: [UInt8] = []
        for pattern in patterns {
            let wanted = Array(pattern.utf8)
            let fitting = documents.filter { document in
                document.path.map { (try? matches(wanted, $0)) == true } ?? false
            }
            guard !fitting.isEmpty else { throw GoError("could not find template \(pattern) in chart") }
            for document in fitting {
                result += "---\n".utf8
                result += document.text
                result.append(UInt8(ascii: "\n"))
            }
        }
        return result
    }

    /// The path in the chart that a document's comment names: `# Source: [^/]+/(.+)`.
    private static func source(of document: [UInt8]) -> [UInt8]? {
        let marker = "# Source: "
        var rest = document[...]
        while let start = find(marker, in: rest) {
            rest = rest[(start + marker.utf8.count)...]
            // The first slash of all: a name may hold line breaks, a path may not.
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            let path = rest[(slash + 1)...].prefix { $0 != UInt8(ascii: "\n") }
            if slash > rest.startIndex, !path.isEmpty { return Array(path) }
        }
        return nil
    }

    private static func append(_ path: GoString, _ document: [UInt8], to text: inout [UInt8]) {
        text += "---\n# Source: ".utf8
        text += path.bytes
        text.append(UInt8(ascii: "\n"))
        text += document
        text.append(UInt8(ascii: "\n"))
    }
}

extension RenderedChart {
    /// The files of `crds/` of this chart and those below it.
    package var definitions: [(path: String, text: [UInt8])] { definitions(below: name) }

    private func definitions(below path: String) -> [(path: String, text: [UInt8])] {
        let own = files.keys.sorted().filter { name in
            name.bytes.starts(with: "crds/".utf8)
                && [".yaml", ".yml", ".json"].contains { name.text.hasSuffix($0) }
        }
        return own.map { ("\(path)/\($0.text)", files[$0] ?? []) }
            + dependencies.flatMap { $0.definitions(below: "\(path)/charts/\($0.name)") }
    }
}
