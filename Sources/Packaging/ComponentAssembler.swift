import PackageFormat
import Archive
import Charts
import Documents
import Diagnostics
import FileIO
import Glibc
import Hashing
import PackageModel
import Registry
import SystemPackage

/// Gathers what one component carries into its tar, laid out as upstream does (interop §4.2).
///
/// zarf v0.84 src/pkg/packager/assemble/assemble.go assemblePackageComponent. Local files are read where they are;
/// what is made (charts, kustomizations, clones, downloads) stands in a temporary folder until the tar is written.
public struct ComponentAssembler {
    private let directory: FilePath
    private let staging: FilePath
    private let downloads: Downloads
    private let registry: RegistryClient?
    private let environment: [String]
    private let reporter: any Reporter

    /// - directory: the definition's folder, which relative paths start from.
    /// - staging: a folder for what is made on the way, and for the tars.
    /// - registry: what charts of `oci://` come from; without it they are refused.
    /// - environment: of the programs that are run (git, kustomize), `NAME=value` each.
    public init(
        directory: FilePath, staging: FilePath, downloads: Downloads, registry: RegistryClient? = nil,
        environment: [String], reporter: any Reporter
    ) {
        self.registry = registry
        self.directory = directory
        self.staging = staging
        self.downloads = downloads
        self.environment = environment
        self.reporter = reporter
    }

    /// The component's tar as a package entry, or nil if it has nothing to carry.
    public func assemble(_ component: Component) throws -> PackageContent? {
        let work = staging.appending("component-\(component.name)")
        try createDirectories(work, mode: 0o700)
        let tree = StagedTree(mode: 0o700)
        try addCharts(of: component, to: tree, work)
        try addFiles(of: component, to: tree, work)
        try addDataInjections(of: component, to: tree, work)
        try addManifests(of: component, to: tree, work)
        try addRepositories(of: component, to: tree, work)
        guard !tree.isEmpty else { return nil }
        let path = staging.appending("\(component.name).tar")
        return try Self.content(
            PackageEntryName.component(component.name), of: tree, prefix: component.name, at: path, reporting: reporter)
    }

    /// Writes a tree as a tar, hashing it on the way.
    static func content(
        _ name: String, of tree: StagedTree, prefix: String, at path: FilePath,
        reporting reporter: any Reporter
    ) throws -> PackageContent {
        let task = "collect \(name)"
        reporter.report(.began(task: task, byteCount: nil))
        defer { reporter.report(.finished(task: task)) }
        let file = try OpenFile.create(path, mode: 0o600)
        let sink = DigestingSink(FileSink(file))
        let tar = TarWriter(ReportingSink(sink, task: task, reporter: reporter))
        try tree.write(to: tar, as: prefix)
        try tar.finish()
        try file.close()
        return PackageContent(name, byteCount: sink.byteCount, digest: sink.digest) { try FileSource(path: path) }
    }

    private func local(_ path: String) -> FilePath { resolve(path, from: directory) }

    /// The file an asset is made from: local ones where they are, URLs downloaded.
    private func source(_ written: String, of component: Component, _ asset: String, to download: FilePath) throws
        -> FilePath
    {
        guard DefinitionPath.isURL(written) else {
            let path = local(written)
            guard fileExists(path) else {
                throw PackagingError.asset(component: component.name, asset: asset, reason: "\(path) is not there")
            }
            return path
        }
        try downloads.fetch(written, shasum: "", to: download)
        return download
    }

    // MARK: charts

    private func addCharts(of component: Component, to tree: StagedTree, _ work: FilePath) throws {
        // Quirk: Helm makes the folder when it packages a chart, and with another mode than Zarf, which copies archives.
        if let first = component.charts.first {
            let isPackaged = first.url.isEmpty ? isDirectory(local(first.localPath)) : first.url.contains(".git")
            try tree.addDirectory("charts", mode: isPackaged ? 0o755 : 0o700)
        }
        for chart in component.charts {
            let name = chart.version.isEmpty ? chart.name : "\(chart.name)-\(chart.version)"
            let archive = work.appending("chart-\(name).tgz")
            try withContext("package chart \"\(chart.name)\" of component \"\(component.name)\"") {
                let folder = work.appending("fetched-\(name)")
                try createDirectories(folder, mode: 0o700)
                if chart.url.isEmpty {
                    try package(chart, to: archive, work: folder)
                } else {
                    try chartDownloads.fetch(chart, to: archive, work: folder)
                }
            }
            try tree.addFile("charts/\(name).tgz", mode: 0o644, from: archive)
            for (index, values) in (chart.valuesFiles + chart.templatedValuesFiles).enumerated() {
                let download = work.appending("values-\(name)-\(index)")
                let path = try source(values, of: component, "values file \(values)", to: download)
                try tree.addTree("values/\(name)-\(index)", from: path)
            }
        }
    }

    private var chartDownloads: ChartDownloads {
        ChartDownloads(downloads: downloads, registry: registry, environment: environment)
    }

    private func package(_ chart: ComponentChart, to archive: FilePath, work: FilePath) throws {
        let path = local(chart.localPath)
        let file = try AtomicFile(archive)
        if isDirectory(path) {
            try chartDownloads.complete(path, work: work).writeArchive(to: file)
        } else {
            // Reading it finds out whether it is a chart; what is packed are its own bytes.
            _ = try Chart.load(path)
            try file.copy(from: FileSource(path: path))
        }
        try file.commit(durably: false)
    }

    // MARK: files and data

    private func addFiles(of component: Component, to tree: StagedTree, _ work: FilePath) throws {
        for (index, file) in component.files.enumerated() {
            let name = try Self.baseName(of: file.target, component: component)
            let asset = "file \(file.source)"
            var path = try source(file.source, of: component, asset, to: work.appending("file-\(index)"))
            if !file.extractPath.isEmpty {
                let extracted = work.appending("extracted-\(index)")
                try downloads.extract(file.extractPath, from: path, to: extracted)
                path = extracted
            }
            if !file.shasum.isEmpty { try check(file, at: path, component) }
            let isPrivateProgram = file.isExecutable || isDirectory(path)
            try tree.addTree("files/\(index)/\(name)", from: path, mode: isPrivateProgram ? 0o700 : 0o600)
        }
    }

    private func check(_ file: ComponentFile, at path: FilePath, _ component: Component) throws {
        guard !isDirectory(path) else {
            throw PackagingError.asset(
                component: component.name, asset: "file \(file.source)", reason: "a folder can have no shasum")
        }
        let found = try Digest.sha256(of: FileSource(path: path)).hex
        guard found == file.shasum.lowercased() else {
            throw PackagingError.shasumMismatch(
                component: component.name, source: file.source, expected: file.shasum, found: found)
        }
    }

    private func addDataInjections(of component: Component, to tree: StagedTree, _ work: FilePath) throws {
        for (index, data) in component.dataInjections.enumerated() {
            let name = try Self.baseName(of: data.target.path, component: component)
            let path = try source(
                data.source, of: component, "data injection \(data.source)", to: work.appending("data-\(index)"))
            try tree.addTree("data/\(index)/\(name)", from: path)
        }
    }

    /// Go's filepath.Base, refusing what names no file.
    private static func baseName(of target: String, component: Component) throws -> String {
        let name = target.split(separator: "/").last.map(String.init) ?? ""
        guard !name.isEmpty, name != ".", name != ".." else {
            throw PackagingError.unusableTarget(component: component.name, target: target)
        }
        return name
    }

    // MARK: manifests

    /// A folder here, or a URL that kustomize itself fetches.
    private func kustomizationPath(_ written: String, of component: Component) throws -> String {
        if DefinitionPath.isURL(written) { return written }
        let path = local(written)
        guard fileExists(path) else {
            throw PackagingError.asset(
                component: component.name, asset: "kustomization \(written)", reason: "\(path) is not there")
        }
        return path.string
    }

    private func addManifests(of component: Component, to tree: StagedTree, _ work: FilePath) throws {
        if !component.manifests.isEmpty { try tree.addDirectory("manifests", mode: 0o700) }
        for manifest in component.manifests {
            for (index, file) in manifest.files.enumerated() {
                let name = "\(manifest.name)-\(index).yaml"
                let path = try source(file, of: component, "manifest \(file)", to: work.appending("manifest-\(name)"))
                try tree.addTree("manifests/\(name)", from: path)
            }
            for (index, kustomization) in manifest.kustomizations.enumerated() {
                let name = "kustomization-\(manifest.name)-\(index).yaml"
                let path = try kustomizationPath(kustomization, of: component)
                try withContext("collect manifest \"\(manifest.name)\" of component \"\(component.name)\"") {
                    try Kustomization(environment: environment).build(
                        path, allowsAnyDirectory: manifest.kustomizeAllowAnyDirectory,
                        enablesPlugins: manifest.enableKustomizePlugins, to: work.appending(name))
                }
                try tree.addFile("manifests/\(name)", mode: 0o600, from: work.appending(name))
            }
        }
    }
}

extension ComponentAssembler {
    // zarf v0.84 src/internal/git/repository.go Clone.
    private func addRepositories(of component: Component, to tree: StagedTree, _ work: FilePath) throws {
        if !component.repos.isEmpty { try tree.addDirectory("repos", mode: 0o755) }
        for (index, address) in component.repos.enumerated() {
            let folder = work.appending("repository-\(index)")
            try createDirectories(folder, mode: 0o700)
            try withContext("collect repositories of component \"\(component.name)\"") {
                try GitMirror(address, work: folder, environment: environment).add(to: tree, reporter: reporter)
            }
        }
    }
}

extension ResolvedDefinition {
    /// `documentation.tar`, or nil without documentation: the files' names, with the key before those that clash.
    ///
    /// zarf v0.84 src/pkg/packager/layout/package.go GetDocumentationFileNames.
    func documentationContent(staging: FilePath, reporting reporter: any Reporter) throws -> PackageContent? {
        guard !package.documentation.isEmpty else { return nil }
        let baseNames = package.documentation.mapValues { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let tree = StagedTree(mode: 0o700)
        for (key, file) in package.documentation.sorted(by: { $0.key < $1.key }) {
            let baseName = baseNames[key] ?? file
            let isUnique = baseNames.values.filter { $0 == baseName }.count == 1
            try withContext("collect documentation \"\(key)\"") {
                try tree.addTree(isUnique ? baseName : "\(key)-\(baseName)", from: path(file), mode: 0o600)
            }
        }
        return try ComponentAssembler.content(
            PackageEntryName.documentation, of: tree, prefix: "", at: staging.appending("documentation.tar"),
            reporting: reporter)
    }

    /// `values.yaml` and `values.schema.json`, as far as the package has them.
    func valuesContents() throws -> [PackageContent] {
        var contents: [PackageContent] = []
        if !package.values.files.isEmpty {
            let text = YAMLWriter.text(try mergedValues().withSortedKeys)
            contents.append(PackageContent(PackageEntryName.values, mode: 0o600, bytes: Array(text.utf8)))
        }
        if let schema = try packagedSchema() {
            contents.append(PackageContent(PackageEntryName.valuesSchema, mode: 0o600, bytes: schema))
        }
        return contents
    }

    /// Without imported schemas the author's own bytes, else the merged schema as Go prints it.
    private func packagedSchema() throws -> [UInt8]? {
        guard let merged = try mergedValuesSchema() else { return nil }
        guard importedSchemas.isEmpty else {
            return Array(JSON.text(merged, .init(style: .pretty, sortsKeys: true, escapesHTML: true)).utf8)
        }
        return try readFile(path(package.values.schema), limit: PackageReader.maximumMetadataByteCount)
    }
}
