import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI
import Registry
import Sprig
public import SystemPackage

/// Finds charts in Helm repositories and registries, and fetches their archives.
public final class ChartSources: Sendable {
    private let environment: [String]
    private let userAgent: String
    private let provenance: Provenance?

    /// - environment: the tool's, `NAME=value` each: proxies, authorities, Docker's configuration.
    /// - provenance: checks every archive that is fetched; nil checks none.
    public init(environment: [String], userAgent: String, provenance: Provenance? = nil) {
        self.environment = environment
        self.userAgent = userAgent
        self.provenance = provenance
    }

    /// Where an archive is.
    public struct Location: Sendable {
        enum Place: Sendable {
            case registry(Reference)
            case url(HTTPURL, sendsCredentials: Bool)
        }

        let place: Place
        let server: ChartServer
        /// SHA-256 in hexadecimal.
        let digest: String?
        /// What the archive is called: `NAME-VERSION.tgz`.
        public let fileName: String
        /// The address.
        public let address: String
    }

    // MARK: repositories

    /// The index of a repository, as it is now.
    ///
    /// - throws: `ChartSourceError`.
    public func index(of repository: ChartRepository) throws -> RepositoryIndex {
        do {
            let url = try repository.base.resolving("index.yaml")
            var request = Request(.get, url)
            request.authorization = authorization(repository)
            let response = try client(repository.server).open(request).response(limit: RepositoryIndex.maximumByteCount)
            guard response.isSuccess else {
                throw ChartSourceError("failed to fetch \(url) : \(ResponseHead.text(of: response.status))")
            }
            return try RepositoryIndex(response.body, file: url.description)
        } catch {
            throw ChartSourceError(
                "looks like \"\(repository.address.address)\" is not a valid chart repository or cannot be reached: "
                    + ((error as? any Failure)?.message ?? "\(error)"))
        }
    }

    /// A chart of a repository: the version that is wanted, or the latest that a constraint admits.
    ///
    /// - throws: `ChartSourceError`.
    public func locate(
        _ name: String, version: String, in repository: ChartRepository, index known: RepositoryIndex? = nil
    ) throws -> (location: Location, version: String) {
        let index = try known ?? index(of: repository)
        let described = "chart \"\(name)\"" + (version.isEmpty ? "" : " version \"\(version)\"")
        guard let entry = try? index.version(of: name, matching: version) else {
            throw ChartSourceError("\(described) not found in \(repository.address.address) repository")
        }
        guard let url = entry.urls.first else { throw ChartSourceError("\(described) has no downloadable URLs") }
        return (try locate(url, entry, repository), entry.version)
    }

    private func locate(
        _ written: String, _ entry: RepositoryIndex.Entry, _ repository: ChartRepository
    ) throws -> Location {
        if written.hasPrefix("oci://") {
            return try locateInRegistry(written, version: entry.version, server: repository.server)
        }
        let own = try repository.base
        let url = try own.resolving(written)
        let sends = repository.server.passesCredentialsOn || url.origin == own.origin
        var server = repository.server
        server.take(repository.address)
        return Location(
            place: .url(url, sendsCredentials: sends), server: server, digest: entry.digest,
            fileName: fileName(of: url), address: url.description)
    }

    /// An archive by its own address.
    public func locate(url written: String, server: ChartServer) throws -> Location {
        let address = AddressUser(written)
        let url = try HTTPURL(address.address)
        var server = server
        server.take(address)
        return Location(
            place: .url(url, sendsCredentials: true), server: server, digest: nil, fileName: fileName(of: url),
            address: url.description)
    }

    // MARK: registries

    /// A chart of a registry: `oci://HOST/PATH[:TAG][@DIGEST]`, with the version that is wanted or the latest that a
    /// constraint admits.
    ///
    /// - throws: `ChartSourceError`, `OCIError`, `RegistryError`.
    // helm v4.2 pkg/registry/client.go ValidateReference.
    public func locateInRegistry(_ address: String, version: String, server: ChartServer) throws -> Location {
        let reference = try Reference(String(address.dropFirst("oci://".count)))
        let name = String(reference.repository.split(separator: "/").last ?? "")
        var wanted = version
        if let tag = reference.tag {
            if wanted.isEmpty { wanted = tag }
            guard wanted == tag else {
                throw ChartSourceError("chart reference and version mismatch: \(version) is not \(tag)")
            }
        }
        if reference.digest != nil, wanted.isEmpty {
            return Location(
                place: .registry(reference), server: server, digest: nil, fileName: "\(name).tgz", address: address)
        }
        if (try? SemanticVersion(wanted)) == nil {
            wanted = try latest(of: registry(server).tags(reference), matching: wanted, in: address)
        }
        let tag = String(wanted.map { $0 == "+" ? "_" : $0 })
        return Location(
            place: .registry(reference.digest == nil ? try reference.with(tag: tag) : reference), server: server,
            digest: nil, fileName: "\(name)-\(wanted).tgz", address: "\(address.prefix(while: { $0 != "@" }))")
    }

    /// The versions that a repository's tags are, the latest first.
    public func versions(inRegistry address: String, server: ChartServer) throws -> [String] {
        Self.versions(try registry(server).tags(try Reference(String(address.dropFirst("oci://".count)))))
    }

    private static func versions(_ tags: [String]) -> [String] {
        tags.map { String($0.map { $0 == "_" ? "+" : $0 }) }.filter { $0.first?.isNumber == true }
            .compactMap { try? SemanticVersion($0) }.sorted { $0.compare($1) > 0 }.map(\.original)
    }

    private func latest(of tags: [String], matching wanted: String, in address: String) throws -> String {
        let versions = Self.versions(tags)
        guard !versions.isEmpty else {
            throw ChartSourceError("unable to locate any tags in provided repository: \(address)")
        }
        let constraint = try VersionConstraint(wanted.isEmpty ? "*" : wanted)
        let found = versions.first { version in (try? SemanticVersion(version)).map { constraint.admits($0) } ?? false }
        guard let found else {
            throw ChartSourceError("could not locate a version matching provided version string \(wanted)")
        }
        return found
    }

    // helm v4.2 pkg/registry/constants.go ChartLayerMediaType, and the one before it had a standard; ProvLayerMediaType.
    private static let archiveTypes = [
        "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip",
    ]
    private static let provenanceType = "application/vnd.cncf.helm.chart.provenance.v1.prov"

    // MARK: fetching

    /// The bytes at an address, of values for example; a few megabytes of them at most.
    ///
    /// - throws: `ChartSourceError` in Helm's words, `HTTPError`.
    public func bytes(at address: String, server: ChartServer) throws -> [UInt8] {
        let url = try HTTPURL(address)
        let response = try client(server).open(Request(.get, url)).response(limit: RepositoryIndex.maximumByteCount)
        guard response.isSuccess else {
            throw ChartSourceError("failed to fetch \(url) : \(ResponseHead.text(of: response.status))")
        }
        return response.body
    }

    /// Fetches an archive into a folder, under its own name. If it is to be checked against its provenance file, that
    /// comes with it, and both stand there only if they are good. Returns where it is, and what the signature told.
    ///
    /// - throws: `ChartSourceError`, `HashingError.mismatch`, `RegistryError`, `FileError`.
    @discardableResult
    public func fetch(
        _ location: Location, into folder: FilePath
    ) throws -> (path: FilePath, verdict: Provenance.Verdict?) {
        let path = folder.appending(location.fileName)
        guard let provenance else {
            try fetchArchive(location, to: path)
            return (path, nil)
        }
        let work = try TemporaryDirectory(in: folder, prefix: ".verify")
        let unverified = work.path.appending(location.fileName)
        try fetchArchive(location, to: unverified)
        do {
            try fetchProvenance(location, into: work.path)
        } catch is ChartSourceError {
            throw ChartSourceError("failed to fetch provenance \"\(location.address).prov\"")
        }
        let verdict = try provenance.verify(unverified)
        for suffix in [".prov", ""] {
            try rename(FilePath(unverified.string + suffix), to: FilePath(path.string + suffix))
        }
        return (path, verdict)
    }

    private func fetchArchive(_ location: Location, to path: FilePath) throws {
        switch location.place {
        case .registry(let reference): try fetch(reference, Self.archiveTypes, location, to: path)
        case .url(let url, let sendsCredentials): try fetch(url, sendsCredentials, location, to: path)
        }
    }

    /// Fetches the archive's provenance file into a folder; it stands beside the archive there.
    public func fetchProvenance(_ location: Location, into folder: FilePath) throws {
        let path = folder.appending(location.fileName + ".prov")
        switch location.place {
        case .registry(let reference): try fetch(reference, [Self.provenanceType], location, to: path)
        case .url(let url, let sendsCredentials):
            let beside = try HTTPURL(url.text.prefix { $0 != "?" } + ".prov")
            try fetch(beside, sendsCredentials, location, to: path)
        }
    }

    private func fetch(_ reference: Reference, _ types: [String], _ location: Location, to path: FilePath) throws {
        let registry = try registry(location.server)
        guard case .manifest(let manifest) = try registry.manifest(reference),
            let layer = manifest.layers.first(where: { types.contains($0.mediaType.name) })
        else { throw ChartSourceError("manifest does not contain a layer with mediatype \(types[0])") }
        let file = try AtomicFile(path, mode: 0o644)
        try file.copy(from: try registry.blob(layer, in: reference))
        try file.commit(durably: false)
    }

    private func fetch(_ url: HTTPURL, _ sendsCredentials: Bool, _ location: Location, to path: FilePath) throws {
        var request = Request(.get, url)
        request.headers["Accept"] = "application/gzip,application/octet-stream"
        request.isLarge = true
        if sendsCredentials { request.authorization = Self.basic(location.server.username, location.server.password) }
        let response = try client(location.server).open(request)
        guard response.head.status == 200 else {
            response.discard()
            throw ChartSourceError("failed to fetch \(url) : \(ResponseHead.text(of: response.head.status))")
        }
        let file = try AtomicFile(path, mode: 0o644)
        let sink = DigestingSink(file)
        try sink.copy(from: response)
        if let digest = location.digest, path.string.hasSuffix(".tgz") {
            let expected = try Digest(hex: digest)
            guard sink.digest == expected else {
                throw HashingError.mismatch(name: url.description, expected: expected, found: sink.digest)
            }
        }
        try file.commit(durably: false)
    }

    // MARK: servers

    private func settings(_ server: ChartServer) -> RegistrySettings {
        var settings = RegistrySettings()
        settings.allowsPlainHTTP = server.allowsPlainHTTP
        settings.tls.skipsVerification = server.skipsVerification
        settings.tls.authorities = server.authorities
        settings.tls.certificate = server.certificate
        settings.tls.key = server.key
        settings.userAgent = userAgent
        return settings
    }

    private func client(_ server: ChartServer) throws -> Client {
        try settings(server).httpClient(environment: environment)
    }

    private func registry(_ server: ChartServer) throws -> RegistryClient {
        try settings(server).client(environment: environment)
    }

    private func authorization(_ repository: ChartRepository) -> String? {
        var server = repository.server
        server.take(repository.address)
        return Self.basic(server.username, server.password)
    }

    private static func basic(_ user: String?, _ password: String?) -> String? {
        guard let user, !user.isEmpty else { return nil }
        return basicAuthorization(user, password ?? "")
    }

    private func fileName(of url: HTTPURL) -> String { String(url.path.split(separator: "/").last ?? "chart.tgz") }
}

extension ChartRepository {
    var address: AddressUser { AddressUser(url) }

    /// What addresses in the index are relative to.
    var base: HTTPURL {
        get throws {
            let own = address.address
            return try HTTPURL(own.hasSuffix("/") ? own : own + "/")
        }
    }
}

extension ChartServer {
    /// Takes the credentials of an address, unless there are others.
    mutating func take(_ address: AddressUser) {
        if username == nil { (username, password) = (address.user, address.password) }
    }
}
