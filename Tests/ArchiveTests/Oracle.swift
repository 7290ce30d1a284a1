import FileIO
import SystemPackage
import Testing

/// Runs a program that judges our output, in `directory`, and returns what it printed.
func judge(_ program: String, _ arguments: [String], in directory: FilePath) throws -> String {
    let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
    let command = Command(program, arguments, environment: environment, directory: directory)
    let result = try command.capture()
    let error = String(decoding: result.error, as: UTF8.self)
    #expect(result.ending.isSuccess, "\(program) \(arguments): \(error)")
    return String(decoding: result.output, as: UTF8.self)
}

/// A scratch directory for one test.
func scratch() throws -> TemporaryDirectory { try TemporaryDirectory(in: "/tmp", prefix: "archive-tests") }

/// Bytes that do not compress, the same for the same seed.
func noise(_ byteCount: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<byteCount).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 32)
    }
}

/// Bytes that compress well.
func text(_ byteCount: Int) -> [UInt8] { (0..<byteCount).map { UInt8(truncatingIfNeeded: 97 + ($0 / 7) % 23) } }

/// Gives at most `step` bytes at a time, so that readers meet every kind of boundary.
final class TricklingSource: ByteSource {
    private let base: MemorySource
    private let step: Int

    init(_ bytes: [UInt8], step: Int) {
        base = MemorySource(bytes)
        self.step = step
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try base.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(step)))
    }
}
