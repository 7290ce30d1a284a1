import FileIO
import Glibc
import Hashing
import SystemPackage

/// One entry of a package to be written: its bytes are opened when their turn comes.
public struct PackageContent {
    /// The entry's name.
    public let name: String
    /// Permission bits.
    public let mode: mode_t
    /// Bytes it has.
    public let byteCount: Int64
    /// The digest its bytes must have.
    public let digest: Digest
    /// True if compressing is known to be of no use.
    public let isIncompressible: Bool
    /// Opens the bytes.
    public let open: () throws -> any ByteSource

    /// An entry of known size and digest.
    public init(
        _ name: String, mode: mode_t = 0o644, byteCount: Int64, digest: Digest, isIncompressible: Bool = false,
        open: @escaping () throws -> any ByteSource
    ) {
        self.name = name
        self.mode = mode
        self.byteCount = byteCount
        self.digest = digest
        self.isIncompressible = isIncompressible
        self.open = open
    }

    /// An entry held in memory.
    public init(_ name: String, mode: mode_t = 0o644, bytes: [UInt8]) {
        self.init(name, mode: mode, byteCount: Int64(bytes.count), digest: .sha256(bytes)) { MemorySource(bytes) }
    }

    /// An entry that is a file now; it is hashed here, and once more when it is written.
    public init(_ name: String, mode: mode_t = 0o644, file path: FilePath) throws {
        let source = DigestingSource(try FileSource(path: path))
        try source.drain()
        self.init(name, mode: mode, byteCount: source.byteCount, digest: source.digest) { try FileSource(path: path) }
    }
}
