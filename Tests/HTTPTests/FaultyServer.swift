import FileIO
import Glibc
import HTTP
import SystemPackage

/// Tests/Fixtures/servers/faulty-server.py, running as long as somebody holds this.
final class FaultyServer: @unchecked Sendable {
    let port: Int
    private let program: RunningProgram
    private let input: OpenFile

    init(_ script: String = "faulty-server.py", _ arguments: [String] = []) throws {
        let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent().appending("Fixtures/servers")
        var command = Command(
            "python3", [fixtures.appending(script).string] + arguments,
            environment: ["PATH=/usr/bin:/bin:/usr/local/bin"])
        let (reading, writing) = try makePipe()
        command.output = .descriptor(writing.descriptor)
        // The server ends when this pipe does, so none outlives the tests.
        let (inputEnd, input) = try makePipe()
        command.input = .descriptor(inputEnd.descriptor)
        program = try command.start()
        self.input = input
        try writing.close()
        var line: [UInt8] = []
        var byte = [UInt8](repeating: 0, count: 1)
        while try byte.withUnsafeMutableBytes({ try reading.read(into: $0) }) == 1, byte[0] != 10 { line += byte }
        port = Int(String(decoding: line, as: UTF8.self)) ?? 0
    }

    deinit {
        program.signal(SIGKILL)
        _ = try? program.wait()
    }

    func url(_ path: String) throws -> HTTPURL { try HTTPURL("http://127.0.0.1:\(port)\(path)") }
}

/// A client that does not keep a test waiting.
func quickClient(_ adjust: (inout ClientConfiguration) -> Void = { _ in }) throws -> Client {
    var configuration = ClientConfiguration()
    configuration.retry.firstPauseMilliseconds = 5
    adjust(&configuration)
    return try Client(configuration)
}
