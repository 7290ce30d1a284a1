import HTTP
import Documents
import FileIO
import Glibc
import SystemPackage

/// What we show to a registry.
public enum Credentials: Sendable, Hashable {
    /// User name and password.
    case basic(user: String, password: String)
    /// A token that a token server changes into others (Docker's `identitytoken`).
    case identityToken(String)
    /// A token the registry takes as it is (Docker's `registrytoken`).
    case registryToken(String)
}

/// Finds the credentials for a repository.
public protocol CredentialSource: Sendable {
    /// Credentials for `registry/repository`; nil is anonymous.
    func credentials(registry: String, repository: String) throws -> Credentials?
}

/// The same credentials for one registry, none for others.
public struct FixedCredentials: CredentialSource {
    private let registry: String?
    private let fixed: Credentials?

    /// - registry: host and port they are for.
    public init(_ credentials: Credentials, registry: String) {
        fixed = credentials
        self.registry = registry
    }

    /// No credentials at all.
    public static var anonymous: FixedCredentials { FixedCredentials() }

    private init() {
        fixed = nil
        registry = nil
    }

    /// The credentials, if they are for that registry.
    public func credentials(registry: String, repository: String) -> Credentials? {
        registry == self.registry ? fixed : nil
    }
}

/// Credentials in Docker's `config.json`: `auths`, `credHelpers` and `credsStore`.
public struct DockerConfiguration: CredentialSource {
    private let path: FilePath
    private let auths: Value.Object
    private let helpers: [String: String]
    private let store: String?
    private let environment: [String]

    /// Docker's own client reads it whole; real ones are a few KiB.
    static let maximumByteCount = 1 << 20
    // docker/cli cli/config/configfile: the key of Docker Hub.
    static let dockerHubKey = "https://index.docker.io/v1/"

    /// Reads the file; one that is not there holds nothing.
    ///
    /// - environment: for credential helpers, `NAME=value` each.
    public init(path: FilePath, environment: [String]) throws {
        self.path = path
        self.environment = environment
        guard fileExists(path) else {
            (auths, helpers, store) = ([:], [:], nil)
            return
        }
        let bytes = try readFile(path, limit: Self.maximumByteCount)
        func malformed(_ reason: String) -> RegistryError {
            .malformedConfiguration(path: path.string, reason: reason)
        }
        // The parser's own message could show a line with a secret.
        guard let document = try? JSON.parse(bytes, file: path.string), document.object != nil else {
            throw malformed("not a JSON object")
        }
        func object(_ key: String) throws -> Value.Object {
            guard let found = document[key], found != .null else { return [:] }
            guard let object = found.object else { throw malformed("\(key) is not an object") }
            return object
        }
        auths = try object("auths")
        helpers = try object("credHelpers").reduce(into: [:]) { $0[$1.key] = $1.value.string }
        store = document["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    public func credentials(registry: String, repository: String) throws -> Credentials? {
        let isDockerHub = registry == "docker.io"
        let serverKey = isDockerHub ? Self.dockerHubKey : registry
        let names = isDockerHub ? ["docker.io", "index.docker.io", "registry-1.docker.io"] : [registry]
        let helper = ([serverKey] + names).lazy.compactMap { helpers[$0] }.first ?? store
        if let helper, let found = try ask(helper, for: serverKey) { return found }
        guard let (key, entry) = self.entry(names: names, repository: repository) else { return nil }
        return try credentials(in: entry, key: key)
    }

    /// The entry whose key is the longest prefix of the repository; a key is `host`, `host/path` (as skopeo and podman
    /// write them), or a URL (as old versions of Docker did).
    private func entry(names: [String], repository: String) -> (String, Value)? {
        var best: (depth: Int, key: String, value: Value)?
        for (key, value) in auths {
            var bare = Substring(key)
            let isURL = bare.hasPrefix("https://") || bare.hasPrefix("http://")
            if isURL { bare = bare.drop { $0 != "/" }.dropFirst(2) }
            let host = bare.prefix { $0 != "/" }
            guard names.contains(String(host)) else { continue }
            let path = bare.dropFirst(host.count).split(separator: "/")
            // Docker drops the path of its keys ("/v1/"), so one that is a version counts as none.
            let isWhole = isURL || path.isEmpty || path == ["v1"] || path == ["v2"]
            guard isWhole || repository.split(separator: "/").starts(with: path) else { continue }
            let depth = isWhole ? 0 : path.count
            if best.map({ depth > $0.depth || (depth == $0.depth && names.contains(key)) }) ?? true {
                best = (depth, key, value)
            }
        }
        return best.map { ($0.key, $0.value) }
    }

    private func credentials(in entry: Value, key: String) throws -> Credentials? {
        func text(_ name: String) -> String? { entry[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        if let token = text("registrytoken") { return .registryToken(token) }
        if let token = text("identitytoken") { return .identityToken(token) }
        if let user = text("username"), let password = text("password") {
            return .basic(user: user, password: password)
        }
        guard let auth = text("auth") else { return nil }
        guard let decoded = base64Decoded(auth), let colon = decoded.firstIndex(of: UInt8(ascii: ":")) else {
            throw RegistryError.malformedConfiguration(
                path: path.string, reason: "auths.\(shown(key)).auth is not user:password in base64")
        }
        // docker/cli decodeAuth: NULs at the end are padding.
        let password = decoded[(colon + 1)...].reversed().drop { $0 == 0 }.reversed()
        return .basic(
            user: String(decoding: decoded[..<colon], as: UTF8.self),
            password: String(decoding: password, as: UTF8.self))
    }

    /// Runs `docker-credential-<helper> get`; nil when it knows nothing.
    // docker/docker-credential-helpers client/client.go.
    private func ask(_ helper: String, for server: String) throws -> Credentials? {
        let isName = helper.utf8.allSatisfy {
            (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0)
        }
        guard isName else {
            throw RegistryError.malformedConfiguration(
                path: path.string, reason: "credential helper \"\(shown(helper))\" is not a name")
        }
        let program = "docker-credential-\(helper)"
        let (reading, writing) = try makePipe()
        try FileSink(writing).write(server)
        try writing.close()
        var command = Command(try path(of: program), ["get"], environment: environment)
        command.input = .descriptor(reading.descriptor)
        let (ending, output, _) = try command.capture(limit: Self.maximumByteCount)
        let text = String(decoding: output, as: UTF8.self)
        guard ending.isSuccess else {
            // What helpers print when they have nothing, word for word.
            if text.contains("credentials not found") { return nil }
            throw RegistryError.credentialHelper(program: program, reason: "it ended with status \(ending.status)")
        }
        guard let answer = try? JSON.parse(output, file: program), let user = answer["Username"]?.string,
            let secret = answer["Secret"]?.string
        else { throw RegistryError.credentialHelper(program: program, reason: "its answer is not credentials in JSON") }
        if user.isEmpty, secret.isEmpty { return nil }
        return user == "<token>" ? .identityToken(secret) : .basic(user: user, password: secret)
    }

    /// Where a program is on the PATH we were given; our own process may have another.
    private func path(of program: String) throws -> String {
        let search = environment.first { $0.hasPrefix("PATH=") }?.dropFirst("PATH=".count) ?? "/usr/bin:/bin"
        let candidates = search.split(separator: ":").map { "\($0)/\(program)" }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw FileError.programNotFound(program)
        }
        return found
    }
}
