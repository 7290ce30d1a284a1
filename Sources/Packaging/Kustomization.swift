import FileIO
import SystemPackage
import Variables

/// Builds kustomizations with the `kustomize` program, or `kubectl kustomize` where there is none.
struct Kustomization {
    private let program: String
    private let name: String
    private let verb: String
    private let environment: [String]

    /// Bases are fetched from servers, which may be slow, but not this slow.
    private static let idleSeconds = 600

    /// Looks for a program on the PATH of `environment`, which will be the program's own: `NAME=value` each.
    ///
    /// - throws: `PackagingError.missingProgram`.
    init(environment: [String]) throws(PackagingError) {
        if let path = findProgram("kustomize", environment: environment) {
            (program, name, verb) = (path, "kustomize", "build")
        } else if let path = findProgram("kubectl", environment: environment) {
            (program, name, verb) = (path, "kubectl", "kustomize")
        } else {
            throw .missingProgram(needed: "build kustomizations", alternatives: ["kustomize", "kubectl"])
        }
        // kustomize fetches remote bases by git.
        self.environment = environment.filter { !$0.hasPrefix("GIT_TERMINAL_PROMPT=") } + ["GIT_TERMINAL_PROMPT=0"]
    }

    /// Builds the kustomization at `path`, a folder or a URL, into `file`.
    ///
    /// zarf v0.84 src/internal/packager/kustomize/kustomize.go: only the load restriction and plugins can be chosen.
    /// - throws: `PackagingError.programFailed` with what the program complained about.
    func build(_ path: String, allowsAnyDirectory: Bool, enablesPlugins: Bool, to file: FilePath) throws {
        let restriction = allowsAnyDirectory ? "LoadRestrictionsNone" : "LoadRestrictionsRootOnly"
        let options = ["--load-restrictor", restriction] + (enablesPlugins ? ["--enable-alpha-plugins"] : [])
        let command = Command(program, [verb] + options + ["--", path], environment: environment)
        let task = "build kustomization \(withoutSecrets(path))"
        let output = try OpenFile.create(file, mode: 0o600)
        let result = try ProgramRun(command: command, idleSeconds: Self.idleSeconds).run(
            task: task, into: FileSink(output))
        guard result.ending.isSuccess else {
            throw PackagingError.programFailed(
                task: task, program: name, status: result.ending.status, output: result.complaint)
        }
        try output.close()
    }
}
