import FileIO
import SystemPackage
import Testing

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
