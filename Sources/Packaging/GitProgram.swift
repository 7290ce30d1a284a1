import FileIO
import SystemPackage
import Variables

/// Runs `git` for one repository.
struct GitProgram {
    /// The bare repository it works on.
    let repository: FilePath
    /// Where the repository comes from, as the definition has it.
    let address: GitAddress
    private let operation: String
    private let environment: [String]
    private let isolatedEnvironment: [String]

    /// No server is silent this long while it still works.
    private static let remoteIdleSeconds = 300
    /// Packing a large repository says nothing for long.
    private static let localIdleSeconds = 3600

    /// - environment: ours; what would point git to another repository is left out.
    /// - operation: `fetch` or `push`, for messages.
    init(repository: FilePath, address: GitAddress, environment: [String], operation: String = "fetch") {
        self.repository = repository
        self.operation = operation
        self.address = address
        let misleading = [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_TERMINAL_PROMPT", "GIT_DEFAULT_HASH", "LC_ALL", "LANGUAGE",
        ]
        var kept = environment.filter { entry in !misleading.contains { entry.hasPrefix("\($0)=") } }
        // What names authorities to all our clients, git knows by another name.
        if let authorities = kept.first(where: { $0.hasPrefix("SSL_CERT_FILE=") }),
            !kept.contains(where: { $0.hasPrefix("GIT_SSL_CAINFO=") })
        {
            kept.append("GIT_SSL_CAINFO=" + authorities.dropFirst("SSL_CERT_FILE=".count))
        }
        self.environment = kept + ["GIT_TERMINAL_PROMPT=0", "GIT_DEFAULT_HASH=sha1", "LC_ALL=C"]
        isolatedEnvironment =
            self.environment.filter { !$0.hasPrefix("GIT_CONFIG") }
            + ["GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1"]
    }

    /// Talks to the server, with the user's own configuration and credentials.
    ///
    /// The transports are named one by one: others of git run programs.
    @discardableResult
    func remote(_ arguments: [String]) throws -> [UInt8] {
        let allowed = ["https", "http", "ssh", "git", "file"].flatMap { ["-c", "protocol.\($0).allow=always"] }
        let options = ["--git-dir", repository.string, "-c", "protocol.allow=never"] + allowed
        return try run(options + arguments, environment, idleSeconds: Self.remoteIdleSeconds)
    }

    /// Works on the repository alone, whatever the user's configuration.
    @discardableResult
    func local(_ arguments: [String]) throws -> [UInt8] {
        try run(
            ["--git-dir", repository.string] + arguments, isolatedEnvironment, idleSeconds: Self.localIdleSeconds)
    }

    /// Like `local`, nil when git ends with a status other than 0.
    func answer(_ arguments: [String]) throws -> String? {
        do {
            let output = try local(arguments)
            return String(decoding: output, as: UTF8.self).trimmedLine
        } catch PackagingError.programFailed {
            return nil
        }
    }

    /// A command that works on the repository alone, to be started by the caller.
    func localCommand(_ arguments: [String]) -> Command {
        Command("git", ["--git-dir", repository.string] + arguments, environment: isolatedEnvironment)
    }

    private func run(_ arguments: [String], _ environment: [String], idleSeconds: Int) throws -> [UInt8] {
        let run = ProgramRun(
            command: Command("git", arguments, environment: environment), idleSeconds: idleSeconds)
        let task = "\(operation) repository \(withoutSecrets(address.remote))"
        let result = try run.run(task: task)
        guard result.ending.isSuccess else {
            throw PackagingError.programFailed(
                task: task, program: "git", status: result.ending.status, output: redacted(result.complaint))
        }
        return result.output
    }

    /// git repeats addresses, passwords included, and says `fatal:` before what we call an error anyway.
    private func redacted(_ complaint: String) -> String {
        let text = complaint.split(separator: "; ").map { $0.dropping(prefix: "fatal: ") ?? String($0) }
            .joined(separator: "; ")
        let authority = address.hostPath.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        let user = authority[...at]
        return text.split(separator: String(user), omittingEmptySubsequences: false).joined()
    }
}

extension String {
    /// The text without the newline at its end.
    fileprivate var trimmedLine: String { hasSuffix("\n") ? String(dropLast()) : self }
}
