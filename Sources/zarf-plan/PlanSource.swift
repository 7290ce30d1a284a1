import ClusterState
import Documents
import FileIO
import Glibc
import Hashing
import OCI
import PackageModel
import PackageFormat
import PackageRendering
import Planning
import SystemPackage
import ToolSupport

extension StandardStreams {
    /// Where tools keep what they must not forget; nil if the environment names no place.
    // XDG Base Directory Specification: $XDG_STATE_HOME, or $HOME/.local/state; relative paths are to be ignored.
    var stateDirectory: FilePath? {
        let base =
            environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? home.map { $0.string + "/.local/state" }
        return base.flatMap { $0.hasPrefix("/") ? FilePath($0).appending("zarf") : nil }
    }
}

/// The package a plan is made from.
struct PlanSource {
    /// The package as recipes name it.
    let operand: String
    /// Its definition.
    let package: Package
    /// Digest of the definition's bytes.
    let digest: String
    /// The definition's bytes.
    let definition: [UInt8]
    /// The package's files; nil for what is only known to a cluster.
    private let reader: PackageReader?

    /// What a cluster knows of a package that was deployed there.
    init(recorded name: String, _ record: PackageRecord) throws {
        operand = name
        reader = nil
        definition = JSON.bytes(record.value["data"] ?? [:])
        digest = Digest.sha256(definition).description
        package = try Package(readingFinished: definition, file: "the record of \(name)")
    }

    /// A package that is there as a file or directory.
    init(_ operand: String) throws {
        guard operand != "-" else {
            throw UsageError("a plan needs a package that stays", hints: ["put standard input into a file first"])
        }
        // A recipe must not take it for an option.
        self.operand = operand.hasPrefix("-") ? "./\(operand)" : operand
        let reader = try PackageReader(FilePath(operand))
        self.reader = reader
        definition = try reader.verifiedMetadata().definition
        digest = Digest.sha256(definition).description
        package = try Package(readingFinished: definition, file: "\(operand): zarf.yaml")
    }

    /// The journal that was named, or one of this package and working directory below the user's state directory.
    func journal(_ named: String?, _ operation: String, _ streams: StandardStreams) throws -> String {
        if var named {
            while named.count > 1, named.hasSuffix("/") { named.removeLast() }
            return named
        }
        guard let state = streams.stateDirectory else {
            throw UsageError("name a journal with --journal", hints: ["neither XDG_STATE_HOME nor HOME is set"])
        }
        guard let here = getcwd(nil, 0) else {
            throw FileError.system(operation: "find", path: "the working directory", errno: Errno(rawValue: errno))
        }
        defer { free(here) }
        let key = Digest.sha256("\(digest)\n\(String(cString: here))".utf8).hex.prefix(12)
        return state.appending("\(operation)-\(package.metadata.name)-\(key)").string
    }

    /// Verifies what the plan will use, so that a damaged package is refused before anything is touched.
    func check(_ plan: Plan, _ streams: StandardStreams) throws {
        guard let reader else { return }
        if try reader.verifiedMetadata().isSigned {
            streams.progress.warn("the package is signed; this version does not check signatures")
        }
        let chosen = Set(plan.components.map(\.name))
        for component in package.components where chosen.contains(component.name) {
            try FilePlacement.check(component, of: reader)
        }
    }

    /// Whether it holds images for several architectures.
    func hasIndexes() throws -> Bool {
        guard let reader, reader.entry(named: PackageEntryName.imageIndex) != nil else { return false }
        let name = PackageEntryName.imageIndex
        let bytes = try reader.openVerified(name).readAll(limit: PackageReader.maximumMetadataByteCount, name: name)
        return try Index(bytes: bytes, mediaType: .index, name: name).manifests.contains { $0.mediaType.isIndex }
    }

    /// The values that the package brings.
    func packageValues() throws -> Value {
        guard let reader else { return [:] }
        return try PackageInspection(reader).packageValues()
    }

    /// Holds values against the package's schema, if it has one.
    func check(values: Value.Object) throws {
        guard let reader else { return }
        try PackageInspection(reader).check(values: values)
    }
}
