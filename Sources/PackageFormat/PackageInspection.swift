import Archive
import Diagnostics
import Documents
import FileIO
import Hashing
import OCI
import PackageModel

/// A package opened to be looked into: its definition is read and its checksums are known to be the right ones.
public struct PackageInspection {
    /// The package's files.
    public let reader: PackageReader
    /// What the package's metadata says.
    public let metadata: PackageMetadata
    /// The definition.
    public let package: Package

    /// Reads and verifies the metadata, and nothing else.
    public init(_ reader: PackageReader) throws {
        self.reader = reader
        metadata = try reader.verifiedMetadata()
        package = try Self.package(reading: metadata.definition, name: "\(reader.name): zarf.yaml")
    }

    /// The v1alpha1 definition in a package's `zarf.yaml`: the first of its documents.
    ///
    /// zarf v0.84 src/pkg/packager/layout/package.go: v1beta1 packages carry both forms, v1alpha1 first.
    static func package(reading bytes: [UInt8], name: String) throws -> Package {
        let documents = try YAMLReader.documents(bytes, file: name)
        guard
            let node = documents.first(where: { ($0["apiVersion"]?.text ?? Package.apiVersion) == Package.apiVersion })
        else { throw PackageError.malformed(package: name, reason: "no \(Package.apiVersion) document") }
        return try DefinitionDecoder.decode(node)
    }

    /// The members of a component's tar that are files, each verified as a part of the whole.
    ///
    /// - body: is given each member and a source of its content, which need not be read.
    func forEachFile(of component: Component, _ body: (TarEntry, any ByteSource) throws -> Void) throws {
        let name = PackageEntryName.component(component.name)
        guard reader.entry(named: name) != nil else { return }
        let source = try reader.openVerified(name)
        let tar = TarReader(source, name: name)
        while let entry = try tar.next() {
            guard case .file = entry.kind else { continue }
            try body(entry, tar)
        }
        try source.drain()
    }

    /// The content of the named members of a component's tar, each at most 16 MiB; absent ones are absent.
    package func texts(of component: Component, below folder: String) throws -> [String: String] {
        try contents(of: component, below: folder, limit: PackageReader.maximumMetadataByteCount)
            .mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// The content of the members of a component's tar that stand in a folder, each at most `limit` bytes.
    package func contents(of component: Component, below folder: String, limit: Int) throws -> [String: [UInt8]] {
        try contents(of: component, below: [folder], limit: limit)[folder] ?? [:]
    }

    /// The same of several folders, in one pass.
    package func contents(
        of component: Component, below folders: [String], limit: Int
    ) throws -> [String: [String: [UInt8]]] {
        var contents: [String: [String: [UInt8]]] = [:]
        try forEachFile(of: component) { entry, source in
            for folder in folders {
                let prefix = "\(component.name)/\(folder)/"
                guard entry.name.hasPrefix(prefix) else { continue }
                contents[folder, default: [:]][String(entry.name.dropFirst(prefix.count))] = try source.readAll(
                    limit: limit, name: entry.name)
            }
        }
        return contents
    }
}
