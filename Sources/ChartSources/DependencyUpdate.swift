import Charts
import Documents
import FileIO
import Glibc
import GoTemplate
import HTTP
import Hashing
import Sprig
import Synchronization
public import SystemPackage

/// Brings the charts that a chart's `Chart.yaml` names into its `charts/`, and notes their versions in `Chart.lock`.
// helm v4.2 pkg/downloader/manager.go, internal/resolver/resolver.go.
public struct DependencyUpdate {
    let folder: FilePath
    let sources: ChartSources
    let repositories: [ChartRepository]
    let server: ChartServer
    /// Whether known repositories are asked for news, as Helm does unless told not to.
    let refreshes: Bool
    let print: (String) throws -> Void

    /// - folder: the chart's.
    /// - repositories: those that have names.
    /// - server: how to speak to repositories that are known by their address alone.
    /// - print: writes a line for people.
    public init(
        of folder: FilePath, sources: ChartSources, repositories: [ChartRepository], server: ChartServer,
        refreshes: Bool, print: @escaping (String) throws -> Void
    ) {
        (self.folder, self.sources, self.repositories) = (folder, sources, repositories)
        (self.server, self.refreshes, self.print) = (server, refreshes, print)
    }

    /// What `Chart.lock` says of one dependency.
    struct Locked: Sendable {
        let name: String
        let version: String
        let repository: String
    }

    /// Resolves the versions anew and fetches the charts.
    ///
    /// - throws: `ChartSourceError` in Helm's words, `ChartError`, `FileError`.
    public func update() throws {
        let chart = try load()
        let wanted = try named(chart.metadata.dependencies)
        guard !wanted.isEmpty else { return }
        let indexes = try freshIndexes(for: wanted)
        let locked = try resolve(wanted, indexes)
        try download(locked, indexes)
        let digest = try ChartLock.digest(of: try requests(chart), locked)
        if chart.lock?["digest"]?.string == digest { return }
        try ChartLock.write(locked, digest: digest, for: chart, in: folder)
    }

    /// Fetches the charts that `Chart.lock` names; without one, updates.
    ///
    /// - throws: as `update`, and if the lock was made for other dependencies.
    public func build() throws {
        let chart = try load()
        guard let lock = try ChartLock.read(chart, in: folder) else { return try update() }
        _ = try named(chart.metadata.dependencies)
        guard try ChartLock.digest(of: try requests(chart), lock.dependencies) == lock.digest else {
            let isOld = chart.metadata.apiVersion == "v1"
            throw ChartSourceError(
                isOld
                    ? "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). "
                        + "Please update the dependencies"
                    : "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). "
                        + "Please update the dependencies with 'helm dependency update'")
        }
        try download(lock.dependencies, try freshIndexes(for: lock.dependencies.map { ($0.name, $0.repository) }))
    }

    private func load() throws -> Chart {
        guard fileExists(folder) else {
            throw ChartSourceError("could not find \(folder): stat \(folder): no such file or directory")
        }
        guard isDirectory(folder) else { throw ChartSourceError("only unpacked charts can be updated") }
        return try Chart.load(folder)
    }

    /// The dependencies as the lock's digest counts them, `@NAME` replaced by the address.
    private func requests(_ chart: Chart) throws -> [Value] {
        (chart.metadata.document["dependencies"]?.array ?? []).map { value in
            guard case .object(var object) = value, let repository = object["repository"]?.string else { return value }
            object["repository"] = .string(address(of: repository))
            return .object(object)
        }
    }

    // MARK: repositories

    /// `@NAME` and `alias:NAME` stand for a repository that has this name.
    private func address(of repository: String) -> String {
        for prefix in ["@", "alias:"] where repository.hasPrefix(prefix) {
            let name = repository.dropFirst(prefix.count)
            if let found = repositories.first(where: { $0.name == name }) { return found.url }
        }
        return repository
    }

    private func named(_ dependencies: [ChartDependency]) throws -> [Wanted] {
        let wanted = dependencies.map { Wanted($0.name, $0.version, address(of: $0.repository)) }
        let missing = wanted.map(\.repository).filter { !$0.isEmpty && !$0.hasPrefix("file:") && !$0.contains("://") }
        guard !missing.isEmpty else { return wanted }
        var text =
            "no repository definition for \(missing.joined(separator: ", ")). Please add them via 'helm repo add'"
        if missing.contains(where: { !$0.contains("//") && !$0.hasPrefix("@") && !$0.hasPrefix("alias:") }) {
            text += """

                Note that repositories must be URLs or aliases. For example, to refer to the "example"
                repository, use "https://charts.example.com/" or "@example" instead of
                "example". Don't forget to add the repo, too ('helm repo add').
                """
        }
        throw ChartSourceError(text)
    }

    /// A dependency as `Chart.yaml` asks for it.
    private struct Wanted {
        let name: String
        let version: String
        let repository: String
        init(_ name: String, _ version: String, _ repository: String) {
            (self.name, self.version, self.repository) = (name, version, repository)
        }
    }

    /// The repository of an address, with its credentials if it has a name.
    private func repository(_ url: String) -> ChartRepository {
        func plain(_ url: String) -> Substring { url.hasSuffix("/") ? url.dropLast() : url[...] }
        return repositories.first { plain($0.url) == plain(url) } ?? ChartRepository(url: url, server: server)
    }

    private func freshIndexes(for wanted: [Wanted]) throws -> [String: RepositoryIndex] {
        try freshIndexes(for: wanted.map { ($0.name, $0.repository) })
    }

    /// The indexes of the repositories that are needed, fetched side by side.
    private func freshIndexes(
        for wanted: [(name: String, repository: String)]
    ) throws -> [String: RepositoryIndex] {
        var urls: [String] = []
        for (_, url) in wanted where url.hasPrefix("http") && !urls.contains(url) { urls.append(url) }
        guard !urls.isEmpty else { return [:] }
        let found = Found()
        let (sources, all) = (sources, urls.map { ($0, repository($0)) })
        try forEachConcurrently(all, limit: 6) { pair, _ in
            found.set(pair.0, try sources.index(of: pair.1))
        }
        if refreshes { try printNews(all.map(\.1)) }
        return found.indexes
    }

    /// Says whose indexes were fetched: first those that are known by their address alone.
    private func printNews(_ repositories: [ChartRepository]) throws {
        for isNamed in [false, true] {
            let group = repositories.filter { $0.name.isEmpty != isNamed }
            if group.isEmpty { continue }
            try print(
                isNamed
                    ? "Hang tight while we grab the latest from your chart repositories..."
                    : "Getting updates for unmanaged Helm repositories...")
            for repository in group {
                let shown = isNamed ? repository.name : repository.address.address
                try print("...Successfully got an update from the \"\(shown)\" chart repository")
            }
            if isNamed { try print("Update Complete. ⎈Happy Helming!⎈") }
        }
    }

    // MARK: versions

    private func resolve(_ wanted: [Wanted], _ indexes: [String: RepositoryIndex]) throws -> [Locked] {
        var missing: [String] = []
        let locked = try wanted.map { dependency -> Locked in
            let version = try resolve(dependency, indexes)
            if version == nil {
                missing.append(
                    "\"\(dependency.name)\" (repository \"\(dependency.repository)\", version \"\(dependency.version)\")"
                )
            }
            return Locked(name: dependency.name, version: version ?? "", repository: dependency.repository)
        }
        guard missing.isEmpty else {
            throw ChartSourceError(
                "can't get a valid version for \(missing.count) subchart(s): \(missing.joined(separator: ", ")). Make "
                    + "sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml"
            )
        }
        return locked
    }

    private func resolve(_ wanted: Wanted, _ indexes: [String: RepositoryIndex]) throws -> String? {
        let constraint: VersionConstraint
        do {
            constraint = try VersionConstraint(wanted.version)
        } catch let error as GoError {
            throw ChartSourceError(
                "dependency \"\(wanted.name)\" has an invalid version/constraint format: \(error.text)")
        }
        func admitted(_ versions: [String]) -> String? {
            versions.first { version in (try? SemanticVersion(version)).map { constraint.admits($0) } ?? false }
        }
        if wanted.repository.isEmpty {
            let place = folder.appending("charts").appending(wanted.name)
            guard fileExists(place) else { throw ChartSourceError("directory \(place) not found") }
            return wanted.version
        }
        if wanted.repository.hasPrefix("file://") {
            return admitted([try Chart.load(try localPath(wanted.repository)).metadata.version])
        }
        if wanted.repository.hasPrefix("oci://") {
            if (try? SemanticVersion(wanted.version)) != nil { return wanted.version }
            return admitted(
                try sources.versions(inRegistry: "\(wanted.repository)/\(wanted.name)", server: server))
        }
        guard let versions = indexes[wanted.repository]?.versions(of: wanted.name) else {
            throw ChartSourceError("\(wanted.name) chart not found in repo \(AddressUser(wanted.repository).address)")
        }
        return admitted(versions.filter { !$0.urls.isEmpty }.map(\.version))
    }

    private func localPath(_ address: String) throws -> FilePath {
        let written = FilePath(String(address.dropFirst("file://".count)))
        let path = written.isAbsolute ? written : folder.pushing(written).lexicallyNormalized()
        guard fileExists(path) else { throw ChartSourceError("directory \(path) not found") }
        return path
    }

    // MARK: charts

    /// Fetches side by side into a folder of our own, and moves the archives into `charts/` when all are there.
    private func download(_ locked: [Locked], _ indexes: [String: RepositoryIndex]) throws {
        let destination = folder.appending("charts")
        try createDirectories(destination)
        try print("Saving \(locked.count) charts")
        let work = try TemporaryDirectory(in: folder, prefix: "tmpcharts")
        var locations: [String: ChartSources.Location] = [:]
        for dependency in locked {
            if dependency.repository.isEmpty {
                try checkPresent(dependency, in: destination)
            } else if dependency.repository.hasPrefix("file://") {
                try archive(dependency, into: work.path)
            } else {
                let location = try locate(dependency, indexes)
                let isNew = locations.updateValue(location, forKey: location.address) == nil
                let verb = isNew ? "Downloading" : "Already downloaded"
                try print("\(verb) \(dependency.name) from repo \(AddressUser(dependency.repository).address)")
            }
        }
        let sources = sources
        let path = work.path
        try forEachConcurrently(Array(locations.values), limit: 6) { location, _ in
            do {
                try sources.fetch(location, into: path)
            } catch let error as ChartSourceError {
                throw ChartSourceError("could not download \(location.address): \(error.message)")
            }
        }
        try move(from: work.path, to: destination, keeping: Set(locked.filter(\.repository.isEmpty).map(\.name)))
    }

    private func locate(_ locked: Locked, _ indexes: [String: RepositoryIndex]) throws -> ChartSources.Location {
        if locked.repository.hasPrefix("oci://") {
            return try sources.locateInRegistry(
                "\(locked.repository)/\(locked.name)", version: locked.version, server: server)
        }
        return try sources.locate(
            locked.name, version: locked.version, in: repository(locked.repository), index: indexes[locked.repository]
        ).location
    }

    private func checkPresent(_ locked: Locked, in charts: FilePath) throws {
        try print(
            "Dependency \(locked.name) did not declare a repository. Assuming it exists in the charts directory")
        let version = try Chart.load(charts.appending(locked.name)).metadata.version
        guard try VersionConstraint(locked.version).admits(try SemanticVersion(version)) else {
            throw ChartSourceError(
                "dependency \(locked.name) at version \(version) does not satisfy the constraint \(locked.version)")
        }
    }

    private func archive(_ locked: Locked, into folder: FilePath) throws {
        let chart = try Chart.load(try localPath(locked.repository))
        guard try VersionConstraint(locked.version).admits(try SemanticVersion(chart.metadata.version)) else {
            throw ChartSourceError("can't get a valid version for dependency \(locked.name)")
        }
        let file = try AtomicFile(
            folder.appending("\(chart.metadata.name)-\(chart.metadata.version).tgz"), mode: 0o644)
        try chart.writeArchive(to: file)
        try file.commit(durably: false)
    }

    /// Archives in `charts/` that nobody asks for any more go.
    private func move(from work: FilePath, to charts: FilePath, keeping kept: Set<String>) throws {
        let fetched = try directoryEntries(work).filter { $0.hasSuffix(".tgz") }
        let existing = try directoryEntries(charts).filter { $0.hasSuffix(".tgz") && !fetched.contains($0) }
        for name in fetched { _ = try Chart.load(work.appending(name)) }
        for name in fetched { try rename(work.appending(name), to: charts.appending(name)) }
        try print("Deleting outdated charts")
        for name in existing {
            guard let chart = try? Chart.load(charts.appending(name)) else {
                try print("Could not verify \(charts.appending(name)) for deletion: not a chart (Skipping)")
                continue
            }
            if !kept.contains(chart.metadata.name) { try removeFile(charts.appending(name)) }
        }
    }
}

/// Indexes that several threads find.
private final class Found: Sendable {
    private let all = Mutex<[String: RepositoryIndex]>([:])

    var indexes: [String: RepositoryIndex] { all.withLock { $0 } }
    func set(_ url: String, _ index: RepositoryIndex) { all.withLock { $0[url] = index } }
}

func rename(_ path: FilePath, to target: FilePath) throws {
    try systemCall("move", target.string) {
        path.withPlatformString { source in target.withPlatformString { Glibc.rename(source, $0) } }
    }
}

private func removeFile(_ path: FilePath) throws {
    try systemCall("remove", path.string) { path.withPlatformString { unlink($0) } }
}
