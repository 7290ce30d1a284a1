import ChartSources
import FileIO
import SystemPackage

let verifyCommand = Command(
    name: "verify", operands: "PATH", summary: "verify that a chart at the given path has been signed and is valid",
    details: "PATH.prov names the archive's digest and is signed with OpenPGP; gpgv, which must be on PATH, checks it.",
    operandCount: 1...1,
    flags: { $0.add("keyring", help: "keyring containing public keys") },
    run: { call in
        let check = Provenance(keyring: call.keyring, environment: call.streams.environment)
        for line in try check.verify(FilePath(call.operands[0])).lines { try call.streams.writeLine(line) }
    })

extension Invocation {
    /// `--keyring`, else GnuPG's own.
    // helm v4.2 pkg/cmd/dependency_build.go defaultKeyring.
    fileprivate var keyring: FilePath {
        if let given = flags.text("keyring") { return FilePath(given) }
        if let home = streams.environment("GNUPGHOME") { return FilePath(home).appending("pubring.gpg") }
        return (streams.home ?? "/").appending(".gnupg/pubring.gpg")
    }

    /// What `--verify` asks for.
    var provenance: Provenance? {
        flags.isOn("verify") ? Provenance(keyring: keyring, environment: streams.environment) : nil
    }

    /// What `--sign` asks for.
    // helm v4.2 pkg/cmd/package.go.
    func signing() throws -> ProvenanceSigning? {
        guard flags.isOn("sign") else { return nil }
        let key = flags.text("key") ?? ""
        guard !key.isEmpty else { throw HelmFailure("--key is required for signing a package") }
        return ProvenanceSigning(
            key: key, keyring: keyring, passphrase: try passphrase(), environment: streams.environment)
    }

    /// The first line of `--passphrase-file`.
    private func passphrase() throws -> [UInt8] {
        guard let file = flags.text("passphrase-file"), !file.isEmpty else { return [] }
        let sink = MemorySink()
        try sink.copy(from: file == "-" ? FileSource(streams.input) : FileSource(path: FilePath(file)))
        return Array(sink.bytes.prefix { $0 != UInt8(ascii: "\n") })
    }

    /// A path from the root, without dots.
    func absolute(_ path: String) throws -> FilePath {
        let written = FilePath(path)
        return written.isAbsolute ? written : try currentDirectory().pushing(written).lexicallyNormalized()
    }
}
