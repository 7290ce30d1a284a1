import Documents
import FileIO
public import Hashing
public import SystemPackage

/// Checks a chart's archive against its provenance file: a message in clear text, signed with OpenPGP, which names the
/// archive's digest. GnuPG's gpgv judges the signature.
// helm v4.2 pkg/provenance/sign.go Verify, pkg/downloader/chart_downloader.go VerifyChart.
public struct Provenance: Sendable {
    /// What a good signature tells.
    public struct Verdict: Sendable, Equatable {
        /// Name and address of who signed.
        public let signers: [String]
        /// Of the signer's primary key, in upper-case hexadecimal digits.
        public let fingerprint: String
        /// Of the archive.
        public let digest: Digest

        /// What Helm prints of it.
        public var lines: [String] {
            signers.map { "Signed by: \($0)" } + [
                "Using Key With Fingerprint: \(fingerprint)", "Chart Hash Verified: \(digest)",
            ]
        }
    }

    private let keyring: FilePath
    private let environment: [String]

    /// A provenance file holds a chart's metadata and a digest.
    private static let maximumByteCount = 5 << 20

    /// - keyring: public keys, as `gpg --export` writes them.
    /// - environment: of gpgv, `NAME=value` each.
    public init(keyring: FilePath, environment: [String]) {
        self.keyring = keyring
        self.environment = environment
    }

    /// Verifies an archive against the file beside it, which has the same name and `.prov`.
    ///
    /// - throws: `ChartSourceError` in Helm's words, `FileError` if gpgv is missing.
    public func verify(_ archive: FilePath) throws -> Verdict {
        guard fileExists(archive) else { throw ChartSourceError("stat \(archive): no such file or directory") }
        if isDirectory(archive) { throw ChartSourceError("unpacked charts cannot be verified") }
        guard archive.extension == "tgz" else { throw ChartSourceError("chart must be a tgz file") }
        let file = FilePath(archive.string + ".prov")
        guard fileExists(file) else {
            throw ChartSourceError(
                "could not load provenance file \(file): stat \(file): no such file or directory")
        }
        guard fileExists(keyring) else {
            throw ChartSourceError("failed to load keyring: open \(keyring): no such file or directory")
        }
        let (message, signers, fingerprint) = try signedMessage(in: file)
        let name = archive.lastComponent?.string ?? ""
        let written = try digest(of: name, in: message)
        let found = try Digest.sha256(of: FileSource(path: archive))
        guard written == "\(found)" else {
            throw ChartSourceError("sha256 sum does not match for \(name): \"\(written)\" != \"\(found)\"")
        }
        return Verdict(signers: signers, fingerprint: fingerprint, digest: found)
    }

    /// The message that the signature is over, and who made it.
    private func signedMessage(in file: FilePath) throws -> (text: String, signers: [String], fingerprint: String) {
        // A keyring's path without a slash would be looked up below ~/.gnupg.
        let ring = keyring.isAbsolute ? keyring : try currentDirectory().pushing(keyring)
        let command = Command(
            "gpgv", ["--keyring", ring.string, "--status-fd", "2", "--output", "-", "--", file.string],
            environment: environment)
        let result = try command.capture(limit: Self.maximumByteCount)
        let facts = Self.facts(in: String(decoding: result.error, as: UTF8.self))
        // gnupg doc/DETAILS "Format of the --status-fd output".
        guard result.ending.isSuccess, let signature = facts.first(where: { $0.first == "VALIDSIG" }),
            let fingerprint = signature.last
        else { throw Self.failure(Set(facts.compactMap(\.first))) }
        let signers = facts.filter { $0.first == "GOODSIG" }.map { $0.dropFirst(2).joined(separator: " ") }
        return (String(decoding: result.output, as: UTF8.self), signers, fingerprint)
    }

    /// The words of each line that gpgv writes for programs.
    private static func facts(in text: String) -> [[String]] {
        let mark = "[GNUPG:] "
        return text.split(separator: "\n").filter { $0.hasPrefix(mark) }
            .map { $0.dropFirst(mark.count).split(separator: " ").map(String.init) }
    }

    private static func failure(_ facts: Set<String>) -> ChartSourceError {
        if facts.contains("NODATA") { return ChartSourceError("signature block not found") }
        if facts.contains("NO_PUBKEY") { return ChartSourceError("openpgp: signature made by unknown entity") }
        if facts.contains("EXPKEYSIG") { return ChartSourceError("openpgp: key expired") }
        if facts.contains("EXPSIG") { return ChartSourceError("openpgp: signature expired") }
        if facts.contains("REVKEYSIG") { return ChartSourceError("openpgp: signature made by revoked key") }
        return ChartSourceError("openpgp: invalid signature")
    }

    /// What the message says of a file: metadata, the mark of a document's end, and digests.
    private func digest(of name: String, in message: String) throws -> String {
        let parts = message.split(separator: "\n...\n", maxSplits: 1)
        guard parts.count == 2 else { throw ChartSourceError("message block must have at least two parts") }
        let sums = try YAMLReader.document(Array(parts[1].utf8), file: "provenance", options: .helm)
        guard let sum = sums["files"]?[name]?.text else {
            throw ChartSourceError("provenance does not contain a SHA for a file named \"\(name)\"")
        }
        return sum
    }
}
