import PackageFormat
import Diagnostics
import FileIO
import Hashing
import PackageModel
import SystemPackage

/// Writes a package from its definition and the entries that were collected for it.
public struct PackageBuilder {
    /// What is recorded about the making, and how the package is cut.
    public struct Options {
        /// The flavor chosen.
        public var flavor = ""
        /// Registries replaced.
        public var registryOverrides: [String: String] = [:]
        /// The machine and the user to record; empty for none.
        public var machine = (hostName: "", user: "")
        /// The build's time, seconds since 1970.
        public var timestamp: Int64
        /// The size above which the package is split, in bytes; nil for never.
        public var partByteCount: Int64?

        /// Options with a time, which nothing here looks up.
        public init(timestamp: Int64) { self.timestamp = timestamp }
    }

    private let options: Options
    private let reporter: any Reporter

    /// A builder that tells `reporter` how far it is.
    public init(_ options: Options, reporting reporter: any Reporter) {
        self.options = options
        self.reporter = reporter
    }

    /// Writes the package; returns its path, or nil when it was streamed.
    ///
    /// - beta: the package in the newer form, if it was written in that; readers find it behind the older one.
    /// - contents: every entry but `zarf.yaml` and `checksums.txt`, in any order.
    /// - hasIndex: whether a multi-platform image is kept whole.
    public func write(
        _ package: Package, beta: V1Beta1.Package? = nil, contents: [PackageContent], hasIndex: Bool,
        to output: PackageOutput
    ) throws -> FilePath? {
        var checksums = Checksums()
        for content in contents { checksums.add(content.name, content.digest) }
        var package = package
        package.build = .record(
            of: package, flavor: options.flavor, registryOverrides: options.registryOverrides,
            timestamp: options.timestamp, hasIndex: hasIndex)
        (package.build.terminal, package.build.user) = options.machine
        package.metadata.aggregateChecksum = checksums.aggregate
        if beta != nil { package.build.migrations = [] }
        // zarf v0.84 src/pkg/packager/assemble/assemble.go recordPackageMetadata.
        if package.kind == Package.initKind, package.metadata.version.isEmpty {
            package.metadata.version = compatibleVersion
        }
        let text = DefinitionText.text(of: package) + Self.text(of: beta, like: package)
        let metadata = [
            PackageContent(PackageEntryName.definition, mode: 0o600, bytes: Array(text.utf8)),
            PackageContent(PackageEntryName.checksums, mode: 0o600, bytes: checksums.encoded),
        ]
        let entries = (metadata + contents).sorted { PackageEntryName.precedes($0.name, $1.name) }
        let task = "write \(package.fileName)"
        reporter.report(.began(task: task, byteCount: entries.reduce(0) { $0 + $1.byteCount }))
        defer { reporter.report(.finished(task: task)) }
        return try output.write(fileName: package.fileName, partByteCount: options.partByteCount) { sink in
            let writer = try PackageWriter(to: sink, isCompressed: !package.metadata.isUncompressed)
            for entry in entries {
                try write(entry, with: writer, task: task)
            }
            try writer.finish()
        }
    }

    // zarf v0.84 src/pkg/packager/layout/package.go MarshalPackageDefinition.
    private static func text(of beta: V1Beta1.Package?, like package: Package) -> String {
        guard var beta else { return "" }
        beta.metadata.version = package.metadata.version
        beta.build = V1Beta1.Build(package.build, aggregateChecksum: package.metadata.aggregateChecksum)
        return "---\n" + DefinitionText.text(of: beta)
    }

    private func write(_ entry: PackageContent, with writer: PackageWriter, task: String) throws {
        let digest = try writer.add(
            entry.name, mode: entry.mode, byteCount: entry.byteCount, isIncompressible: entry.isIncompressible,
            from: ReportingSource(try entry.open(), task: task, reporter: reporter))
        guard digest == entry.digest else {
            throw HashingError.mismatch(name: entry.name, expected: entry.digest, found: digest)
        }
    }
}
