import FileIO
import Glibc
import SystemPackage

/// A Debian docker-registry on a free port of loopback, with storage of its own; running as long as somebody holds this.
public final class DockerRegistry: @unchecked Sendable {
    /// Host and port.
    public let address: String
    /// Where it keeps its files.
    public let directory: TemporaryDirectory
    private let program: RunningProgram
    private let input: OpenFile

    /// Starts a registry and waits until it says where it listens.
    ///
    /// - authentication: the `auth` section of its configuration, in one line of YAML.
    public init(authentication: String? = nil) throws {
        directory = try TemporaryDirectory(in: "/tmp", prefix: "registry-test")
        let configuration = directory.path.appending("config.yml")
        let text = """
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(directory.path.appending("data"))}, delete: {enabled: true}}
            http: {addr: 127.0.0.1:0}
            \(authentication.map { "auth: " + $0 } ?? "")

            """
        try writeFile(configuration, text.utf8)
        // Somebody waits for our pipe to end and then ends the registry, so that none outlives the tests. What it logs
        // goes to a file: nobody would empty a pipe, and a registry that cannot log stops.
        let script = #"exec 3<&0; { cat <&3; kill $$; } >/dev/null 2>&1 & exec docker-registry serve "$0" >"$1" 2>&1"#
        let log = directory.path.appending("log")
        var command = Command("sh", ["-c", script, configuration.string, log.string], environment: testEnvironment)
        let (inputEnd, input) = try makePipe()
        command.input = .descriptor(inputEnd.descriptor)
        program = try command.start()
        self.input = input
        address = try Self.address(in: log, program)
    }

    private static func address(in log: FilePath, _ program: RunningProgram) throws -> String {
        while true {
            let text = (try? readFile(log, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let words = text.split { " \"\n".contains($0) }
            if text.hasSuffix("\n"), let position = words.firstIndex(of: "listening"), position + 2 < words.count {
                return String(words[position + 2])
            }
            guard try program.poll() == nil else { throw FileError.endedEarly(path: "docker-registry: \(text)") }
            usleep(20_000)
        }
    }

    deinit {
        program.signal(SIGKILL)
        _ = try? program.wait()
    }
}
