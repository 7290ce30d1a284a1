import PackageFormat
import FileIO
import HTTP
import OCI
import Registry

/// The images of a package.
public final class PackageImages: @unchecked Sendable {
    private let reader: PackageReader
    /// What `images/index.json` lists; empty for a package without images.
    public let index: Index

    /// The images of an open package; its checksums are verified first.
    public init(_ reader: PackageReader) throws {
        self.reader = reader
        guard reader.entry(named: PackageEntryName.imageIndex) != nil else {
            index = Index(manifests: [])
            return
        }
        let bytes = try reader.openVerified(PackageEntryName.imageIndex)
            .readAll(limit: PackageReader.maximumMetadataByteCount, name: PackageEntryName.imageIndex)
        index = try Index(bytes: bytes, mediaType: .index, name: "\(reader.name): \(PackageEntryName.imageIndex)")
    }

    /// The image of that name; without a name, the only one.
    public func image(named name: String?) -> PackageImage { PackageImage(self, name: name) }

    fileprivate var packageName: String { reader.name }

    fileprivate func blob(_ descriptor: Descriptor) throws -> any ByteSource {
        try reader.openVerified(PackageEntryName.blob(descriptor.digest.hex))
    }
}

/// An image in a package.
public struct PackageImage: ImageSource {
    private let images: PackageImages
    private let wanted: String?

    init(_ images: PackageImages, name: String?) {
        self.images = images
        wanted = name
    }

    public var name: String { "package:\(images.packageName)" + (wanted.map { ":" + $0 } ?? "") }
    public var imageName: String? { try? images.index.only(named: wanted, in: name).imageName }
    /// A package without an index is read in one pass, and its reader serves one thread.
    public var maximumConcurrency: Int { 1 }

    public func document() throws -> ManifestDocument {
        try document(try images.index.only(named: wanted, in: images.packageName))
    }

    public func document(_ descriptor: Descriptor) throws -> ManifestDocument {
        try ManifestDocument(
            bytes: try images.blob(descriptor).readAll(
                limit: maximumManifestByteCount, name: "manifest \(descriptor.digest)"),
            mediaType: descriptor.mediaType, name: "manifest \(descriptor.digest) of \(name)")
    }

    public func blob(_ descriptor: Descriptor, cancellation: Cancellation?) throws -> any ByteSource {
        try images.blob(descriptor)
    }
}
