import FileIO
import SystemPackage
import Testing

/// Runs a program that judges our output, in `directory`, and returns what it printed.
public func judge(_ program: String, _ arguments: [String], in directory: FilePath) throws -> String {
    let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
    let result = try Command(program, arguments, environment: environment, directory: directory).capture()
    let error = String(decoding: result.error, as: UTF8.self)
    #expect(result.ending.isSuccess, "\(program) \(arguments): \(error)")
    return String(decoding: result.output, as: UTF8.self)
}

/// A scratch directory for one test.
public func scratch() throws -> TemporaryDirectory { try TemporaryDirectory(in: "/tmp", prefix: "tests") }

/// Bytes that do not compress, the same for the same seed.
public func noise(_ byteCount: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<byteCount).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}
