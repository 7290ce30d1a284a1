import FileIO
import Hashing
public import SystemPackage

/// Signs charts' archives: writes the provenance file beside each. GnuPG's gpg signs, in a home of its own.
// helm v4.2 pkg/provenance/sign.go ClearSign, pkg/action/package.go Clearsign.
public struct ProvenanceSigning {
    private let key: String
    private let keyring: FilePath
    private let passphrase: [UInt8]
    private let environment: [String]

    /// - key: what the signer's name contains.
    /// - keyring: private keys, as `gpg --export-secret-keys` writes them.
    /// - passphrase: of the key; empty if it has none.
    /// - environment: of gpg, `NAME=value` each.
    public init(key: String, keyring: FilePath, passphrase: [UInt8], environment: [String]) {
        (self.key, self.keyring, self.passphrase, self.environment) = (key, keyring, passphrase, environment)
    }

    /// Signs an archive.
    ///
    /// - metadata: the chart's, as `helm show chart` prints it.
    /// - throws: `ChartSourceError` in Helm's words, `FileError`.
    public func sign(_ archive: FilePath, metadata: [UInt8]) throws {
        guard fileExists(keyring) else { throw ChartSourceError("open \(keyring): no such file or directory") }
        let home = try TemporaryDirectory(in: "/tmp", prefix: "signing")
        // The agent that gpg starts ends when it finds its home gone; it is not waited for.
        defer { _ = try? gpg("gpgconf", ["--kill", "gpg-agent"], home) }
        guard try gpg("gpg", ["--import", "--", keyring.string], home).ending.isSuccess else {
            throw ChartSourceError("failed to load keyring \(keyring)")
        }
        let name = archive.lastComponent?.string ?? ""
        let digest = try Digest.sha256(of: FileSource(path: archive))
        let message = home.path.appending("message")
        try writeFile(message, metadata + "...\nfiles:\n  \(name): \(digest)\n".utf8)
        let secret = home.path.appending("passphrase")
        try writeFile(secret, passphrase)
        let signature = try gpg(
            "gpg",
            [
                "--pinentry-mode", "loopback", "--passphrase-file", secret.string, "--digest-algo", "SHA512",
                "--local-user", try fingerprint(home), "--output", "-", "--clearsign", "--", message.string,
            ], home)
        guard signature.ending.isSuccess else {
            throw ChartSourceError("openpgp: the key of \"\(key)\" did not sign: wrong passphrase?")
        }
        try writeFile(FilePath(archive.string + ".prov"), signature.output)
    }

    /// Of the private key whose user has this name, or contains it.
    private func fingerprint(_ home: TemporaryDirectory) throws -> String {
        let listing = try gpg("gpg", ["--list-secret-keys", "--with-colons"], home).output
        // gnupg doc/DETAILS "Format of the colon listings": the tenth field holds a fingerprint, or a user's name.
        var keys: [(fingerprint: String, users: [String])] = []
        var isPrimary = false
        for line in String(decoding: listing, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 9 else { continue }
            switch fields[0] {
            case "sec", "ssb": isPrimary = fields[0] == "sec"
            case "fpr" where isPrimary: keys.append((fields[9], []))
            case "uid" where !keys.isEmpty: keys[keys.count - 1].users.append(fields[9])
            default: break
            }
        }
        if let exact = keys.first(where: { $0.users.contains(key) }) { return exact.fingerprint }
        let found = keys.filter { $0.users.contains { $0.contains(key) } }
        guard let first = found.first else { throw ChartSourceError("private key not found") }
        guard found.count == 1 else { throw ChartSourceError("more than one key contain the id \"\(key)\"") }
        return first.fingerprint
    }

    private func gpg(
        _ program: String, _ arguments: [String], _ home: TemporaryDirectory
    ) throws -> (ending: ProgramEnding, output: [UInt8], error: [UInt8]) {
        let quiet = program == "gpg" ? ["--batch", "--no-tty", "--quiet"] : []
        return try Command(program, ["--homedir", home.path.string] + quiet + arguments, environment: environment)
            .capture()
    }
}
