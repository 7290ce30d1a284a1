import Diagnostics
import FileIO
import PackageModel
import SystemPackage

/// Builds kustomizations with the `kustomize` program, or `kubectl kustomize` where there is none.
struct Kustomization {
    private let environment: [String]

    /// - environment: of the program, `NAME=value` each.
    init(environment: [String]) { self.environment = environment }

    /// A document larger than this is no manifest.
    private static let maximumByteCount = 256 << 20
    /// The end of what the program complained about; the reason comes last.
    private static let complaintByteCount = 1 << 10

    /// Builds the kustomization at `path`, a folder or a URL, into `file`.
    ///
    /// zarf v0.84 src/internal/packager/kustomize/kustomize.go: only the load restriction and plugins can be chosen.
    /// - throws: `PackagingError.missingProgram`, or what the program complained about.
    func build(_ path: String, allowsAnyDirectory: Bool, enablesPlugins: Bool, to file: FilePath) throws {
        var options = ["--load-restrictor", allowsAnyDirectory ? "LoadRestrictionsNone" : "LoadRestrictionsRootOnly"]
        if enablesPlugins { options.append("--enable-alpha-plugins") }
        for (program, verb) in [("kustomize", "build"), ("kubectl", "kustomize")] {
            let command = Command(program, [verb, path] + options, environment: environment)
            do {
                let (ending, output, complaint) = try command.capture(limit: Self.maximumByteCount)
                guard ending.isSuccess else {
                    throw KustomizeFailure(
                        program: program, status: ending.status, complaint: complaint.suffix(Self.complaintByteCount))
                }
                return try writeFile(file, output, mode: 0o600)
            } catch FileError.programNotFound {
                continue
            }
        }
        throw PackagingError.missingProgram(needed: "build a kustomization", alternatives: ["kustomize", "kubectl"])
    }
}

/// What kustomize said when it failed.
struct KustomizeFailure: Failure {
    let message: String

    init(program: String, status: Int32, complaint: ArraySlice<UInt8>) {
        let lines = String(decoding: complaint, as: UTF8.self).split(separator: "\n").suffix(4)
        message = "\(program) ended with status \(status): \(lines.joined(separator: "; "))"
    }
}
