import Documents
import FileIO
import Glibc
public import PackageModel
import SystemPackage

/// What this machine remembers of the deployments of a package: in which directory, which components, from which inputs,
/// and what became of their files. It makes deploying again faster; without it everything is done again.
public struct MachineRecord {
    private let file: FilePath
    /// By directory, then by component.
    private var entries: Value.Object

    /// The record of a package.
    ///
    /// - folder: where such records are kept.
    public init(of package: String, in folder: FilePath) throws {
        file = folder.appending("deployed-\(package).json")
        let isThere = fileExists(file)
        // What cannot be read is as good as nothing.
        let value = isThere ? try? JSON.parse(readFile(file, limit: Self.maximumByteCount), file: file.string) : nil
        entries = value?.object ?? [:]
    }

    /// A component has at most some thousand files.
    private static let maximumByteCount = 64 << 20

    /// Remembers a component that was deployed.
    ///
    /// - inputs: the digest of all that it was made from.
    /// - files: what was put in its places.
    public mutating func note(_ component: String, in directory: FilePath, inputs: String, files: [FilePath]) {
        let places = files.map { ($0.string, Value.string(Self.look(of: $0) ?? "")) }
        let entry: Value = [
            "inputs": .string(inputs),
            "files": .object(Value.Object(places, uniquingKeysWith: { _, last in last })),
        ]
        var components = entries[directory.string]?.object ?? [:]
        components[component] = entry
        entries[directory.string] = .object(components)
    }

    /// Forgets components, wherever they were deployed from.
    public mutating func forget(_ components: [String]) {
        for (directory, known) in entries {
            var known = known.object ?? [:]
            for component in components { known[component] = nil }
            entries[directory] = known.isEmpty ? nil : .object(known)
        }
    }

    /// Whether a component is as it was left on this machine.
    public func standing(of component: String, in directory: FilePath, inputs: String) -> Standing {
        guard let entry = entries[directory.string]?[component] else { return .unknown }
        guard entry["inputs"]?.string == inputs else { return .changed("package, variables or values are others") }
        for (path, look) in entry["files"]?.object ?? [:] {
            guard let now = Self.look(of: FilePath(path)) else { return .changed("\(path) is gone") }
            if now != look.string { return .changed("\(path) was changed") }
        }
        return .unchanged
    }

    /// Writes the record, or removes it if there is nothing in it.
    public func save() throws {
        guard !entries.isEmpty else {
            _ = file.withPlatformString { unlink($0) }
            return
        }
        try createDirectories(file.removingLastComponent(), mode: 0o700)
        try writeFile(file, JSON.bytes(.object(entries)), mode: 0o600)
    }

    /// How a file looks without reading it; nil if it is not there.
    private static func look(of path: FilePath) -> String? {
        guard let found = try? FileInformation(of: path, followingLinks: false) else { return nil }
        let mode = String(found.mode, radix: 8)
        switch found.kind {
        case .symbolicLink: return "link to \((try? readLink(path).string) ?? "")"
        // What others put into it makes no difference.
        case .directory: return "directory"
        case .file, .other:
            let time = "\(found.modifiedSeconds).\(found.modifiedNanoseconds)"
            return "file of \(found.byteCount) bytes, mode \(mode), changed at \(time)"
        }
    }
}
