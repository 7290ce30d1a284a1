import Archive
public import Diagnostics
import FileIO
public import PackageFormat
public import PackageModel
public import SystemPackage
import Variables

/// Pushes git repositories of a package to a git server.
///
/// What the package holds of a repository is data: its objects, branches and tags are used, its configuration and hooks are
/// not, so that a hostile package cannot have git run something.
// zarf v0.84 src/internal/git/repository.go Push; spec/zarf-interop.md §5.2.
public struct RepositoryPush {
    /// A git server and who may push there.
    public struct Server: Sendable {
        /// The address that the cluster knows it by.
        public var address: String
        /// Where it is reached from here; nil for the same.
        public var reachedAt: String?
        /// The user, whose repositories they become.
        public var user: String
        /// The user's secret.
        public var password: String

        /// A server.
        public init(address: String, reachedAt: String? = nil, user: String, password: String) {
            self.address = address
            self.reachedAt = reachedAt
            self.user = user
            self.password = password
        }
    }

    private let reader: PackageReader
    private let component: Component
    private let environment: [String]
    private let reporter: any Reporter

    /// - environment: the tool's, `NAME=value` each.
    public init(_ reader: PackageReader, _ component: Component, environment: [String], reporter: any Reporter) {
        self.reader = reader
        self.component = component
        self.environment = environment
        self.reporter = reporter
    }

    /// Pushes all repositories of the component, branches and tags, and returns their addresses there.
    ///
    /// - directory: where they are put together; nothing is left in it.
    public func run(to server: Server, in directory: FilePath) throws -> [String] {
        try component.repos.map { url in
            let address = try GitAddress(url)
            let name = address.rewritten(server: server.address, user: server.user)
            try push(address, name, to: server, in: directory, ["--quiet"])
            return name
        }
    }

    /// The addresses of repositories of the component that the server does not have as they are in the package.
    ///
    /// - directory: where they are put together; nothing is left in it.
    public func missing(on server: Server, in directory: FilePath) throws -> [String] {
        try component.repos.compactMap { url in
            let address = try GitAddress(url)
            let name = address.rewritten(server: server.address, user: server.user)
            do {
                let answer = try push(address, name, to: server, in: directory, ["--dry-run", "--porcelain"])
                // git-push(1) OUTPUT: "=" before what is up to date, another sign before what would be sent.
                let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n")
                return lines.contains { $0.dropFirst().hasPrefix("\t") && !$0.hasPrefix("=") } ? name : nil
            } catch PackagingError.programFailed {
                return name
            }
        }
    }

    private static let references = ["refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*"]

    @discardableResult
    private func push(
        _ address: GitAddress, _ name: String, to server: Server, in directory: FilePath, _ options: [String]
    ) throws -> [UInt8] {
        let place = try TemporaryDirectory(in: directory)
        let repository = try assemble(address, in: place.path)
        let reached = (server.reachedAt ?? server.address) + name.dropFirst(server.address.count)
        let task = "push repository \(address.repository)"
        reporter.report(.began(task: task, byteCount: nil))
        defer { reporter.report(.finished(task: task)) }
        let git = GitProgram(
            repository: repository, address: address, environment: environment + credentials(server),
            operation: "push")
        return try git.remote(["push"] + options + ["--", reached] + Self.references)
    }

    /// A bare repository of our own with the package's objects and refs.
    private func assemble(_ address: GitAddress, in directory: FilePath) throws -> FilePath {
        let content = directory.appending("content")
        let prefix = "\(component.name)/repos/\(address.folderName)/.git/"
        let entryName = PackageEntryName.component(component.name)
        let source = try reader.openVerified(entryName)
        try extractTar(source, name: "\(reader.name): \(entryName)", to: content) { name in
            guard name.hasPrefix(prefix) else { return nil }
            let rest = String(name.dropFirst(prefix.count))
            let isWanted =
                rest == "packed-refs" || rest == "HEAD" || rest == "refs" || rest == "objects"
                || ["refs/heads", "refs/tags", "objects"].contains { rest == $0 || rest.hasPrefix("\($0)/") }
            // Alternates would have other repositories of this machine pushed.
            return isWanted && !rest.hasPrefix("objects/info/") ? rest : nil
        }
        try source.drain()
        guard fileExists(content.appending("HEAD")) else {
            throw PackageError.malformed(
                package: reader.name, reason: "component \(component.name) has no repos/\(address.folderName)")
        }
        for folder in ["objects", "refs", "refs/heads", "refs/tags"] {
            try createDirectories(content.pushing(FilePath(folder)))
        }
        try writeFile(content.appending("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n".utf8)
        return content
    }

    /// git asks this for user and password; they stand in no command line.
    private func credentials(_ server: Server) -> [String] {
        guard !server.user.isEmpty else { return [] }
        let helper =
            "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$ZARF_GIT_USER\" \"$ZARF_GIT_PASSWORD\"; }; f"
        return [
            "ZARF_GIT_USER=\(server.user)", "ZARF_GIT_PASSWORD=\(server.password)", "GIT_CONFIG_COUNT=2",
            "GIT_CONFIG_KEY_0=credential.helper", "GIT_CONFIG_VALUE_0=", "GIT_CONFIG_KEY_1=credential.helper",
            "GIT_CONFIG_VALUE_1=\(helper)",
        ]
    }
}
