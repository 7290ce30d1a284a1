import Archive
import Diagnostics
import Documents
import FileIO
import Hashing

/// What a package says about itself, after its checksums were found to be the ones its definition names.
public struct PackageMetadata: Sendable {
    /// The bytes of `zarf.yaml`.
    public let definition: [UInt8]
    /// The digests of all other files.
    public let checksums: Checksums
    /// Whether the package says it is signed; that the signature is good is another question.
    public let isSigned: Bool
}

extension PackageReader {
    /// Checks the metadata and the set of files; content is checked when it is read.
    ///
    /// zarf v0.84 src/pkg/packager/layout/package.go validatePackageIntegrity.
    /// - isPartial: files that `checksums.txt` names may be missing, as after pulling some components.
    public func verifiedMetadata(isPartial: Bool = false) throws -> PackageMetadata {
        if let verified { return verified }
        try container.checkStructure()
        let definition = try readRequired(PackageEntryName.definition)
        let list = try readRequired(PackageEntryName.checksums)
        let hasLegacySignature = entry(named: PackageEntryName.legacySignature) != nil
        let trust = try TrustFields(definition: definition, package: name, hasLegacySignature: hasLegacySignature)
        let found = Digest.sha256(list)
        guard found == trust.aggregate else {
            throw HashingError.mismatch(name: "\(name): checksums.txt", expected: trust.aggregate, found: found)
        }
        let checksums = try Checksums(reading: list, package: name)
        try checkFileSet(
            checksums, unlisted: PackageEntryName.unlisted.union(trust.provenanceFiles), isPartial: isPartial)
        let metadata = PackageMetadata(definition: definition, checksums: checksums, isSigned: trust.isSigned)
        verified = metadata
        return metadata
    }

    /// The content of an entry, which must be the one that `checksums.txt` names: if not, reading its end fails.
    ///
    /// Signatures, which no checksum covers, come as they are.
    public func openVerified(_ entryName: String) throws -> any ByteSource {
        let metadata = try verifiedMetadata()
        if entryName == PackageEntryName.definition { return MemorySource(metadata.definition) }
        return try verifying(try open(entryName), entryName, metadata)
    }

    /// Reads every file and checks its digest.
    public func verifyAll(_ reporter: any Reporter = SilentReporter()) throws {
        let metadata = try verifiedMetadata()
        let task = "verify \(name)"
        reporter.report(.began(task: task, byteCount: entries.reduce(0) { $0 + $1.byteCount }))
        try container.readAll { entry, content in
            try ReportingSource(try verifying(content, entry.name, metadata), task: task, reporter: reporter).drain()
        }
        reporter.report(.finished(task: task))
    }

    /// Wraps the content of an entry so that it is checked; `zarf.yaml` must be the bytes that were read before.
    func verifying(_ content: any ByteSource, _ entryName: String, _ metadata: PackageMetadata) throws -> any ByteSource
    {
        let isDefinition = entryName == PackageEntryName.definition
        let isChecksums = entryName == PackageEntryName.checksums
        let expected =
            isDefinition
            ? Digest.sha256(metadata.definition)
            : isChecksums ? Digest.sha256(metadata.checksums.source) : metadata.checksums.digests[entryName]
        guard let expected else { return content }
        return VerifyingSource(content, digest: expected, byteCount: nil, name: "\(name): \(entryName)")
    }

    private func readRequired(_ entryName: String) throws -> [UInt8] {
        guard entry(named: entryName) != nil else {
            throw PackageError.malformed(package: name, reason: "not a package: it holds no \(entryName)")
        }
        return try readMetadata(entryName)
    }

    private func checkFileSet(_ checksums: Checksums, unlisted: Set<String>, isPartial: Bool) throws {
        for listed in checksums.digests.keys.sorted() where !isPartial && entry(named: listed) == nil {
            throw PackageError.missingFile(package: name, name: listed)
        }
        for entry in entries where checksums.digests[entry.name] == nil && !unlisted.contains(entry.name) {
            throw PackageError.extraFile(package: name, name: entry.name)
        }
    }
}

/// The fields of `zarf.yaml` that say what else to trust, from its first document.
private struct TrustFields {
    let aggregate: Digest
    let isSigned: Bool
    let provenanceFiles: [String]

    init(definition: [UInt8], package: String, hasLegacySignature: Bool) throws {
        func malformed(_ reason: String) -> PackageError {
            .malformed(package: package, reason: "zarf.yaml: \(reason)")
        }
        let documents = try YAMLReader.documents(definition, file: "\(package): zarf.yaml")
        guard let root = documents.first, root.members != nil else { throw malformed("not a mapping") }
        guard let hex = root[path: ["metadata", "aggregateChecksum"]]?.text, let digest = try? Digest(hex: hex) else {
            throw malformed("no metadata.aggregateChecksum")
        }
        for name in Self.fileNames(in: root) where !Self.isFileName(name) {
            throw malformed("\(quoted(name)) would lead to another place when files are named after it")
        }
        aggregate = digest
        let build = root["build"]
        // A package from before the field existed is signed if it has a signature.
        isSigned = build?["signed"].map { $0.text == "true" } ?? hasLegacySignature
        let provenance = build?["provenanceFiles"]?.elements ?? []
        provenanceFiles = isSigned ? provenance.compactMap(\.text) : []
    }

    /// zarf v0.84 src/pkg/packager/layout/package.go validatePackagePaths: what paths are made from.
    private static func fileNames(in root: YAMLNode) -> [String] {
        let package = [
            ["metadata", "name"], ["metadata", "version"], ["build", "flavor"],
            ["build", "differentialPackageVersion"],
        ]
        let components = root["components"]?.elements ?? []
        let charts = components.flatMap { $0["charts"]?.elements ?? [] }
        let manifests = components.flatMap { $0["manifests"]?.elements ?? [] }
        return package.compactMap { root[path: $0]?.text }
            + (components + charts + manifests).compactMap { $0["name"]?.text }
            + charts.compactMap { $0["version"]?.text }
    }

    private static func isFileName(_ name: String) -> Bool {
        name != ".." && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(UInt8(ascii: "\\"))
    }
}
