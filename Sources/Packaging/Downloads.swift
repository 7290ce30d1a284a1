import Archive
import Diagnostics
import FileIO
import Glibc
import HTTP
import Hashing
import PackageModel
import SystemPackage

/// Fetches files by URL, and takes parts out of archives.
public struct Downloads {
    private let client: Client

    /// Retries, proxies and TLS are the client's.
    public init(client: Client) { self.client = client }

    /// Fetches `url` into `file`.
    ///
    /// zarf v0.84 src/pkg/utils/network.go: `@` and a SHA-256 may follow the URL.
    /// - shasum: the SHA-256 the content must have, in hexadecimal digits; empty for any.
    /// - throws: `HTTPError`, `HashingError.mismatch`, or `DownloadError` for a status that is no success.
    func fetch(_ url: String, shasum: String, to file: FilePath) throws {
        let (address, pinned) = Self.splitChecksum(url)
        var request = Request(.get, try HTTPURL(address))
        request.isLarge = true
        let response = try client.open(request)
        guard response.head.status == 200 else {
            response.discard()
            throw DownloadError(url: request.url, status: ResponseHead.text(of: response.head.status))
        }
        let output = try AtomicFile(file, mode: 0o644)
        let sink = DigestingSink(output)
        try sink.copy(from: response)
        for expected in [pinned, shasum] where !expected.isEmpty {
            let digest = try Digest(hex: expected.lowercased())
            guard sink.digest == digest else {
                throw HashingError.mismatch(name: request.url.description, expected: digest, found: sink.digest)
            }
        }
        try output.commit(durably: false)
    }

    /// A user part has an `@` too: only what follows the path's last one is a checksum.
    private static func splitChecksum(_ url: String) -> (url: String, checksum: String) {
        guard let at = url.lastIndex(of: "@") else { return (url, "") }
        let rest = url[url.index(after: at)...]
        return rest.contains("/") ? (url, "") : (String(url[..<at]), String(rest))
    }

    /// Takes the file or folder called `path` out of an archive of any usual kind.
    ///
    /// - throws: `ArchiveError`, or `PackagingError.unsupportedFile` if the archive has no such path.
    func extract(_ path: String, from archive: FilePath, to target: FilePath) throws {
        let wanted = DefinitionPath.clean(path)
        let folder = try TemporaryDirectory(in: target.removingLastComponent(), prefix: "extract")
        let reader = try ArchiveReader(archive)
        let extraction = Extraction(into: try OpenFile.open(reading: folder.path), archive: archive.string)
        var isFound = false
        while let entry = try reader.next() {
            let name = DefinitionPath.clean(entry.name)
            guard name == wanted || name.hasPrefix(wanted + "/") else { continue }
            isFound = true
            try extraction.extract(entry, from: reader)
        }
        guard isFound else {
            throw PackagingError.unsupportedFile(path: archive.string, reason: "it holds no \(path)")
        }
        try extraction.finish()
        try systemCall("create", target.string) {
            folder.path.appending(wanted).withPlatformString { source in
                target.withPlatformString { rename(source, $0) }
            }
        }
    }
}

/// A download that the server refused.
struct DownloadError: Failure {
    let message: String

    init(url: HTTPURL, status: String) { message = "download \(url): \(status)" }
}
