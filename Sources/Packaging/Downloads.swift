import Archive
import Diagnostics
import FileIO
import Glibc
import HTTP
import Hashing
import PackageModel
import Registry
import SystemPackage

/// Fetches files by URL, and takes parts out of archives.
public struct Downloads {
    private let client: Client

    /// Retries, proxies and TLS are the client's.
    public init(client: Client) { self.client = client }

    /// A body may break off this often before we give up.
    ///
    /// zarf v0.84 src/config/config.go ZarfDefaultRetries.
    private static let attempts = 3

    /// Fetches `url` into `file`.
    ///
    /// zarf v0.84 src/pkg/utils/network.go: `@` and a SHA-256 may follow the URL.
    /// - shasum: the SHA-256 the content must have, in hexadecimal digits; empty for any.
    /// - throws: `HTTPError`, `HashingError.mismatch`, or `DownloadError` for a status that is no success.
    func fetch(_ url: String, shasum: String, to file: FilePath) throws {
        let (address, pinned) = Self.splitChecksum(url)
        try fetch(
            try HTTPURL(address), authorization: AddressUser(address).authorization, shasums: [pinned, shasum], to: file
        )
    }

    /// Fetches an address with the given credentials into `file`.
    ///
    /// - shasums: what the content must have, in hexadecimal digits; empty ones do not count.
    func fetch(_ url: HTTPURL, authorization: String?, shasums: [String], to file: FilePath) throws {
        let expected = try shasums.filter { !$0.isEmpty }.map { try Digest(hex: $0.lowercased()) }
        var request = Request(.get, url)
        request.authorization = authorization
        request.isLarge = true
        var attempt = 1
        while true {
            do {
                return try fetch(request, expected: expected, to: file)
            } catch HTTPError.transfer(_, let cause) where attempt < Self.attempts && cause.isBreak {
                attempt += 1
            }
        }
    }

    private func fetch(_ request: Request, expected: [Digest], to file: FilePath) throws {
        let response = try client.open(request)
        guard response.head.status == 200 else {
            response.discard()
            throw DownloadError(url: request.url, status: ResponseHead.text(of: response.head.status))
        }
        let output = try AtomicFile(file, mode: 0o644)
        let sink = DigestingSink(output)
        try sink.copy(from: response)
        for digest in expected where sink.digest != digest {
            throw HashingError.mismatch(name: request.url.description, expected: digest, found: sink.digest)
        }
        try output.commit(durably: false)
    }

    /// What follows the last `@` of the path; one before the host belongs to a user.
    static func splitChecksum(_ url: String) -> (url: String, checksum: String) {
        guard let at = url.lastIndex(of: "@") else { return (url, "") }
        let path = url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }
        let rest = url[url.index(after: at)...]
        guard at >= path.startIndex, !path.isEmpty, !rest.contains("/") else { return (url, "") }
        return (String(url[..<at]), String(rest))
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

extension HTTPError.Cause {
    /// Whether the same request may well succeed.
    fileprivate var isBreak: Bool {
        switch self {
        case .connectionLost, .truncated, .timedOut: true
        default: false
        }
    }
}

/// A download that the server refused.
struct DownloadError: Failure {
    let message: String

    init(url: HTTPURL, status: String) { message = "download \(url): \(status)" }
}
