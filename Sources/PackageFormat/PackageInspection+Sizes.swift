import Documents
import Hashing
import OCI

/// What makes a package big.
public struct PackageSizes {
    /// A part of the package and its share.
    public struct Part {
        /// `image`, `component` or `other`.
        public let kind: String
        /// Image reference, component name or entry name.
        public let name: String
        /// Bytes of content, everything it needs included.
        public let byteCount: Int64
        /// Bytes that no other image needs.
        public let ownByteCount: Int64
        /// Layers and other blobs of an image, largest first.
        public let blobs: [Blob]
    }

    /// A blob of an image.
    public struct Blob {
        /// Its digest.
        public let digest: Digest
        /// Bytes it has.
        public let byteCount: Int64
        /// Images that need it.
        public let imageCount: Int
    }

    /// Largest first.
    public let parts: [Part]
    /// Bytes of all entries, each blob once.
    public let byteCount: Int64
    /// Bytes that would come on top if images shared no blobs.
    public let sharedByteCount: Int64

    /// The JSON form: `bytes`, `sharedBytes`, `parts` of `kind`, `name`, `bytes`, `ownBytes`, `blobs`.
    public var value: Value {
        [
            "bytes": .integer(byteCount), "sharedBytes": .integer(sharedByteCount),
            "parts": .array(
                parts.map { part in
                    [
                        "kind": .string(part.kind), "name": .string(part.name), "bytes": .integer(part.byteCount),
                        "ownBytes": .integer(part.ownByteCount),
                        "blobs": .array(
                            part.blobs.map {
                                [
                                    "digest": .string($0.digest.description), "bytes": .integer($0.byteCount),
                                    "images": .integer(Int64($0.imageCount)),
                                ]
                            }),
                    ]
                }),
        ]
    }
}

extension PackageInspection {
    /// A manifest or index in a package; OCI distribution-spec 1.1 lets registries refuse more than 4 MiB.
    private static let maximumManifestByteCount = 4 << 20

    /// Sizes of images, components and the rest. Of images only manifests are read.
    public func sizes() throws -> PackageSizes {
        let images = try imageBlobs()
        var users: [Digest: Int] = [:]
        for image in images { for digest in image.blobs.keys { users[digest, default: 0] += 1 } }
        var parts = images.map { image in
            let blobs = image.blobs.map { digest, byteCount in
                PackageSizes.Blob(digest: digest, byteCount: byteCount, imageCount: users[digest] ?? 1)
            }
            return PackageSizes.Part(
                kind: "image", name: image.name, byteCount: blobs.reduce(0) { $0 + $1.byteCount },
                ownByteCount: blobs.reduce(0) { $0 + ($1.imageCount == 1 ? $1.byteCount : 0) },
                blobs: blobs.sorted { ($1.byteCount, $0.digest.hex) < ($0.byteCount, $1.digest.hex) })
        }
        for entry in reader.entries where !entry.name.hasPrefix("images/") {
            let component = package.components.first { PackageEntryName.component($0.name) == entry.name }
            parts.append(
                PackageSizes.Part(
                    kind: component == nil ? "other" : "component", name: component?.name ?? entry.name,
                    byteCount: entry.byteCount, ownByteCount: entry.byteCount, blobs: []))
        }
        let shared =
            parts.flatMap(\.blobs).reduce(Int64(0)) { $0 + $1.byteCount }
            - images.reduce(into: [Digest: Int64]()) { $0.merge($1.blobs) { first, _ in first } }.values.reduce(0, +)
        return PackageSizes(
            parts: parts.sorted { ($1.byteCount, $0.name) < ($0.byteCount, $1.name) },
            byteCount: reader.entries.reduce(0) { $0 + $1.byteCount }, sharedByteCount: shared)
    }

    /// Every image with the blobs it needs, manifests included.
    private func imageBlobs() throws -> [(name: String, blobs: [Digest: Int64])] {
        guard reader.entry(named: PackageEntryName.imageIndex) != nil else { return [] }
        let limit = PackageReader.maximumMetadataByteCount
        let bytes = try reader.openVerified(PackageEntryName.imageIndex)
            .readAll(limit: limit, name: PackageEntryName.imageIndex)
        let index = try Index(bytes: bytes, name: PackageEntryName.imageIndex)
        let named = index.manifests.filter { descriptor in
            descriptor.annotations[ImageAnnotation.baseName] != nil
                || descriptor.annotations[ImageAnnotation.refName] != nil
        }
        return try named.map { descriptor in
            var blobs: [Digest: Int64] = [:]
            try addBlobs(of: descriptor, to: &blobs)
            return (descriptor.imageName, blobs)
        }
    }

    private func addBlobs(of descriptor: Descriptor, to blobs: inout [Digest: Int64]) throws {
        let name = PackageEntryName.blob(descriptor.digest.hex)
        // An index kept whole may name platforms that the package does not carry.
        guard blobs[descriptor.digest] == nil, reader.entry(named: name) != nil else { return }
        blobs[descriptor.digest] = descriptor.byteCount
        let bytes = try reader.openVerified(name).readAll(limit: Self.maximumManifestByteCount, name: name)
        switch try ManifestDocument(bytes: bytes, mediaType: descriptor.mediaType, name: name) {
        case .manifest(let manifest): for blob in manifest.blobs { blobs[blob.digest] = blob.byteCount }
        case .index(let index): for child in index.manifests { try addBlobs(of: child, to: &blobs) }
        }
    }
}
