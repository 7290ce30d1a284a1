public import Diagnostics
import FileIO
import HTTP
import Hashing
public import OCI
public import PackageFormat
public import Registry
import Variables

/// Pushes images of a package into a registry, under the names that the cluster looks for.
///
/// Every blob is read from the package once, in the package's order, and goes over the wire once: other repositories that
/// need it get it from the first.
// zarf v0.84 src/pkg/images/push.go; spec/zarf-interop.md §5.4.
public struct PackageMirror {
    private let reader: PackageReader
    private let images: PackageImages
    private let client: RegistryClient
    private let reporter: any Reporter

    /// A mirror of an open package.
    public init(_ reader: PackageReader, client: RegistryClient, reporter: any Reporter) throws {
        self.reader = reader
        images = try PackageImages(reader)
        self.client = client
        self.reporter = reporter
    }

    /// An image, and the names it gets in the registry.
    private struct Target {
        let image: ResolvedImage
        let names: [Reference]
    }

    /// Pushes images, each under the name with a checksum in its tag and under the plain one.
    ///
    /// - images: as the definition writes them.
    /// - registry: host, port and path that the cluster knows the registry by.
    /// - address: host and port it is reached at from here; nil for the same.
    /// - addsChecksum: false pushes under the plain name only, as the agent's image.
    /// - returns: the names, in order.
    public func push(
        _ names: [String], to registry: String, at address: String? = nil, addsChecksum: Bool = true
    ) throws -> [Reference] {
        let targets = try targets(names, in: registry, at: address, addsChecksum)
        try pushBlobs(targets)
        for target in targets { try pushDocuments(target) }
        var seen: Set<Reference> = []
        return targets.flatMap(\.names).filter { seen.insert($0).inserted }
    }

    /// The names in a registry that do not lead to these images, in order; parameters as for `push`.
    public func missing(
        _ names: [String], from registry: String, at address: String? = nil, addsChecksum: Bool = true
    ) throws -> [Reference] {
        try targets(names, in: registry, at: address, addsChecksum).flatMap { target in
            try target.names.filter { name in
                do {
                    return try client.describe(name).digest != target.image.descriptor.digest
                } catch let error as RegistryError where error.isNotFound {
                    return true
                }
            }
        }
    }

    private func targets(
        _ names: [String], in registry: String, at address: String?, _ addsChecksum: Bool
    ) throws -> [Target] {
        try names.map { name in
            let image = images.image(named: try Reference(name).canonical)
            return Target(
                image: try image.resolve(platform: nil),
                names: try Self.names(of: name, in: registry, at: address ?? registry, addsChecksum: addsChecksum))
        }
    }

    private static func names(
        of name: String, in registry: String, at address: String, addsChecksum: Bool
    ) throws -> [Reference] {
        var names: [Reference] = []
        for adds in addsChecksum ? [true, false] : [false] {
            let text = try ImageRewrite(target: registry, addsChecksum: adds).rewrite(name)
            let isThere = text.hasPrefix(registry + "/")
            let reached = try Reference(isThere ? address + text.dropFirst(registry.count) : text)
            if !names.contains(reached) { names.append(reached) }
        }
        return names
    }

    // MARK: blobs

    private func pushBlobs(_ targets: [Target]) throws {
        var wanted: [Digest: (blob: Descriptor, repositories: [Reference])] = [:]
        for target in targets {
            for blob in target.image.blobs {
                var entry = wanted[blob.digest] ?? (blob, [])
                for name in target.names.map(\.withoutTarget) where !entry.repositories.contains(name) {
                    entry.repositories.append(name)
                }
                wanted[blob.digest] = entry
            }
        }
        let positions = Dictionary(
            reader.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let order = wanted.values.sorted { first, second in
            let places = [first, second].map { positions[PackageEntryName.blob($0.blob.digest.hex)] ?? .max }
            return places[0] < places[1]
        }
        for (blob, repositories) in order { try push(blob, to: repositories) }
    }

    /// The bytes go to the first repository; the others take the blob over from there.
    private func push(_ blob: Descriptor, to repositories: [Reference]) throws {
        let task = "push blob \(blob.digest.hex.prefix(12))"
        reporter.report(.began(task: task, byteCount: blob.byteCount))
        defer { reporter.report(.finished(task: task)) }
        for repository in repositories {
            let from = repository == repositories[0] ? nil : repositories[0]
            try client.pushBlob(blob, to: repository, mountFrom: from) { [reader, reporter] in
                let source = try reader.openVerified(PackageEntryName.blob(blob.digest.hex))
                return ReportingSource(source, task: task, reporter: reporter)
            }
        }
    }

    // MARK: manifests

    /// Documents are listed from the top: the other way round, nothing names what is not there yet.
    private func pushDocuments(_ target: Target) throws {
        let (top, below) = (target.image.documents[0], target.image.documents.dropFirst())
        for repository in Set(target.names.map(\.withoutTarget)) {
            for document in below.reversed() { try client.push(document, to: repository) }
        }
        for name in target.names { try client.push(top, to: name) }
    }
}
