import ChartSources
import Charts
import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI
import PackageModel
import Registry
import SystemPackage
import Variables

/// Fetches charts that are not here: from git, from a registry, from a Helm repository.
// zarf v0.84 src/internal/packager/helm/repo.go PackageChart.
struct ChartDownloads {
    let downloads: Downloads
    let registry: RegistryClient?
    /// Of git, `NAME=value` each.
    let environment: [String]

    /// Where a chart with a `url` comes from.
    private enum Origin {
        /// A git address with its ref.
        case git(String)
        case registry(Reference)
        /// The address of a Helm repository.
        case repository(String)
    }

    /// helm.sh/helm pkg/registry/constants.go ChartLayerMediaType, and the one before it had a standard.
    private static let layerTypes = [
        "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip",
    ]
    /// Finds out what cannot work before anything is fetched. Throws `PackagingError.unreachableChart`.
    static func check(_ chart: ComponentChart) throws { _ = try origin(of: chart) }

    private static func origin(of chart: ComponentChart) throws -> Origin {
        func refuse(_ reason: String) -> PackagingError {
            .unreachableChart(name: chart.name, url: withoutSecrets(chart.url), reason: reason)
        }
        if let address = try? GitAddress(chart.url), address.remote.hasSuffix(".git"), !chart.url.hasPrefix("oci://") {
            guard address.ref != nil || !chart.version.isEmpty else { throw refuse("neither a ref nor a version") }
            // Upstream takes the version for a tag where the address has no ref.
            let whole = address.ref == nil ? "\(chart.url)@\(chart.version)" : chart.url
            try GitMirror.check(whole)
            return .git(whole)
        }
        guard !chart.version.isEmpty else { throw refuse("it needs a version") }
        if let name = chart.url.dropping(prefix: "oci://") {
            let reference = try Reference(name)
            guard reference.tag == nil, reference.digest == nil else { return .registry(reference) }
            // Helm writes what a tag cannot hold, the plus before build metadata, as an underscore.
            return .registry(try reference.with(tag: String(chart.version.map { $0 == "+" ? "_" : $0 })))
        }
        guard chart.url.hasPrefix("https://") || chart.url.hasPrefix("http://") else {
            throw refuse("charts come from https://, oci:// or a git address that ends in .git")
        }
        return .repository(chart.url)
    }

    /// Fetches a chart into `archive`.
    ///
    /// - work: an empty directory of our own.
    func fetch(_ chart: ComponentChart, to archive: FilePath, work: FilePath) throws {
        switch try Self.origin(of: chart) {
        case .git(let address):
            let tree = work.appending("tree")
            try GitMirror(address, work: work, environment: environment).checkOut(into: tree)
            let path = try Self.path(chart.gitPath, below: tree, chart)
            let file = try AtomicFile(archive)
            try complete(path, work: work).writeArchive(to: file)
            return try file.commit(durably: false)
        case .registry(let reference): try fetch(reference, chart, to: archive)
        case .repository(let url): try fetch(from: url, chart, to: archive)
        }
        // Reading it finds out whether it is a chart; what is packed are its own bytes.
        _ = try Chart.load(archive)
    }

    /// The chart of a folder with its dependencies.
    ///
    /// - work: an empty directory of our own.
    func complete(_ folder: FilePath, work: FilePath) throws -> Chart {
        try Chart.load(folder).addingDependencies(from: folder) { dependency, version in
            // Which version a range stands for the index of a repository tells; a registry has none.
            let isRegistry = dependency.repository.hasPrefix("oci://")
            let isVersion = isSemanticVersion(version) && version.split(separator: ".").count >= 3
            guard isVersion || !isRegistry else {
                throw ChartError.unsupportedRepository(
                    chart: folder.string, dependency: dependency.name, repository: dependency.repository)
            }
            var chart = ComponentChart()
            chart.name = dependency.name
            chart.version = version
            chart.url = isRegistry ? "\(dependency.repository)/\(dependency.name)" : dependency.repository
            let archive = work.appending("dependency-\(dependency.name).tgz")
            let inner = work.appending("dependency-\(dependency.name)")
            try createDirectories(inner, mode: 0o700)
            return try withContext("dependency \"\(dependency.name)\" from \(withoutSecrets(dependency.repository))") {
                try fetch(chart, to: archive, work: inner)
                return try Chart.load(archive)
            }
        }
    }

    /// A folder of a clone; it must not lead out of it.
    private static func path(_ written: String, below tree: FilePath, _ chart: ComponentChart) throws -> FilePath {
        let parts = written.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else {
            throw PackagingError.unreachableChart(
                name: chart.name, url: withoutSecrets(chart.url), reason: "gitPath leads out of the repository")
        }
        return tree.appending(parts.joined(separator: "/"))
    }

    // helm.sh/helm pkg/registry/client.go Pull.
    private func fetch(_ reference: Reference, _ chart: ComponentChart, to archive: FilePath) throws {
        func refuse(_ reason: String) -> PackagingError {
            .unreachableChart(name: chart.name, url: reference.canonical, reason: reason)
        }
        guard let registry else { throw refuse("no registry client") }
        guard case .manifest(let manifest) = try registry.manifest(reference) else { throw refuse("it is an index") }
        let layer = manifest.layers.first { Self.layerTypes.contains($0.mediaType.name) }
        guard let layer else { throw refuse("it holds no chart") }
        let file = try AtomicFile(archive)
        try file.copy(from: try registry.blob(layer, in: reference))
        try file.commit(durably: false)
    }

    // helm.sh/helm pkg/repo/v1/chartrepo.go FindChartInRepoURL.
    private func fetch(from url: String, _ chart: ComponentChart, to archive: FilePath) throws {
        let name = chart.repoName.isEmpty ? chart.name : chart.repoName
        func refuse(_ reason: String) -> PackagingError {
            .unreachableChart(name: name, url: withoutSecrets(url), reason: reason)
        }
        let base = url.hasSuffix("/") ? url : url + "/"
        let file = archive.removingLastComponent().appending("index-\(chart.name).yaml")
        try downloads.fetch(base + "index.yaml", shasum: "", to: file)
        let index = try RepositoryIndex(
            readFile(file, limit: RepositoryIndex.maximumByteCount), file: "\(withoutSecrets(base))index.yaml")
        guard let versions = index.versions(of: name) else { throw refuse("the repository has no such chart") }
        // What is no range admits no version.
        guard let found = try? index.version(of: name, matching: chart.version) else {
            let known = versions.prefix(5).map(\.version).joined(separator: ", ")
            throw refuse("no version \(chart.version); the repository has \(known)\(versions.count > 5 ? ", …" : "")")
        }
        guard let written = found.urls.first else { throw refuse("the index says not where") }
        if let reference = written.dropping(prefix: "oci://") {
            let whole = try Reference(reference)
            let tag = String(found.version.map { $0 == "+" ? "_" : $0 })
            return try fetch(whole.tag == nil ? whole.with(tag: tag) : whole, chart, to: archive)
        }
        let repository = AddressUser(base)
        let own = try HTTPURL(repository.address)
        let target = try own.resolving(written)
        // Credentials go to the repository's own host alone.
        try downloads.fetch(
            target, authorization: target.origin == own.origin ? repository.authorization : nil,
            shasums: found.digest.map { [$0] } ?? [], to: archive)
    }
}
