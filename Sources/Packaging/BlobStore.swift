import Diagnostics
import FileIO
import Hashing
import OCI
import SystemPackage

/// Blobs in a folder, named by their digests: the cache between runs, or the staging of one run.
///
/// The folder is laid out as an OCI layout's `blobs`, which is how upstream keeps `~/.zarf-cache/images` too.
struct BlobStore: Sendable {
    private let directory: FilePath

    /// - root: the folder that holds `blobs`.
    init(_ root: FilePath) throws {
        directory = root.appending("blobs").appending("sha256")
        try createDirectories(directory, mode: 0o755)
    }

    func path(_ digest: Digest) -> FilePath { directory.appending(digest.hex) }

    /// Whether the blob is here, whole and unchanged. A damaged one is removed.
    func holds(_ descriptor: Descriptor) throws -> Bool {
        let path = path(descriptor.digest)
        guard (try? FileInformation(of: path, followingLinks: false).kind) == .file else { return false }
        do {
            try VerifyingSource(
                FileSource(path: path), digest: descriptor.digest, byteCount: descriptor.byteCount, name: path.string
            ).drain()
            return true
        } catch let failure as any Failure where failure.kind == .untrusted {
            removeTree(path)
            return false
        }
    }

    /// Takes a blob in; reading `source` to its end must verify it.
    func put(_ digest: Digest, from source: any ByteSource) throws {
        let file = try AtomicFile(path(digest), mode: 0o644)
        try file.copy(from: source)
        try file.commit(durably: false)
    }
}
