import FileIO
import Glibc
import HTTP
import SystemPackage

/// A Python server from Tests/Fixtures/servers, running as long as somebody holds this; it prints its port when ready.
public final class ScriptServer: @unchecked Sendable {
    /// The port of loopback it listens on.
    public let port: Int
    private let program: RunningProgram
    private let input: OpenFile

    /// Starts a script and waits for its port.
    public init(_ script: String, _ arguments: [String] = []) throws {
        let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent().appending("Fixtures/servers")
        var command = Command("python3", [fixtures.appending(script).string] + arguments, environment: testEnvironment)
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

    /// Host and port, as references write them.
    public var address: String { "127.0.0.1:\(port)" }

    /// A URL of the server.
    public func url(_ path: String) throws -> HTTPURL { try HTTPURL("http://\(address)\(path)") }
}

/// Enough of an environment for the programs tests start.
public let testEnvironment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

/// A client that does not keep a test waiting.
public func quickClient(_ adjust: (inout ClientConfiguration) -> Void = { _ in }) throws -> Client {
    var configuration = ClientConfiguration()
    configuration.retry.firstPauseMilliseconds = 5
    adjust(&configuration)
    return try Client(configuration)
}
