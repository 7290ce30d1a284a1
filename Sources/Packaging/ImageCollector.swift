import PackageFormat
import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI
import Registry
import Synchronization
import SystemPackage

/// The images of a package as its entries.
public struct CollectedImages {
    /// `images/oci-layout`, `images/index.json` and every blob once; empty without images.
    public let contents: [PackageContent]
    /// Whether a multi-platform image is kept whole.
    public let hasIndex: Bool
    /// What the author should know.
    public let warnings: [String]

    /// No images.
    public static var none: CollectedImages { CollectedImages(contents: [], hasIndex: false, warnings: []) }
}

/// Pulls images from registries: manifests first, many at a time, then every blob that is not here yet, once.
public struct ImageCollector {
    /// How images are pulled.
    public struct Options {
        /// The platform taken from an index, unless a digest names the index itself.
        public var platform: Platform
        /// Prefixes of references that are replaced before pulling, and by what.
        public var registryOverrides: [String: String] = [:]
        /// Transfers at a time.
        public var concurrency = 6

        /// Options for a platform.
        public init(platform: Platform) { self.platform = platform }
    }

    private let client: RegistryClient
    private let store: BlobStore
    private let options: Options

    /// Manifests looked up at a time. zarf v0.84 src/pkg/images/pull.go.
    private static let lookupConcurrency = 10

    /// - directory: where blobs are kept, between runs if it is a cache.
    public init(_ client: RegistryClient, keepingBlobsIn directory: FilePath, options: Options) throws {
        self.client = client
        self.options = options
        store = try BlobStore(directory)
    }

    /// An image that was found, and where its blobs are read.
    private struct FoundImage {
        let reference: Reference
        let image: ResolvedImage
        let open: (Descriptor) throws -> any ByteSource
    }

    /// Pulls the images called `names` and takes those of `archives`, each once.
    ///
    /// - throws: `OCIError` for a malformed name or unsuitable image, `PackagingError.imageTwice`, `RegistryError`,
    ///   `HTTPError`, `HashingError`.
    public func collect(_ names: [String], archives: [(ImageArchive, images: [String])]) throws -> CollectedImages {
        let archived = try take(from: archives)
        var seen: Set<String> = []
        let references = try names.map { try Reference($0) }.filter { seen.insert($0.canonical).inserted }
        for image in archived where seen.contains(image.reference.canonical) {
            throw PackagingError.imageTwice(image: image.reference.canonical, first: "an archive", second: "a registry")
        }
        let found = archived + (try pull(references))
        guard !found.isEmpty else { return .none }
        return CollectedImages(
            contents: layout(of: found), hasIndex: found.contains { $0.image.descriptor.mediaType.isIndex },
            warnings: found.compactMap(platformWarning))
    }

    /// An image that is not in an index is taken whatever it runs on, as upstream does; on the cluster it would not start.
    private func platformWarning(_ found: FoundImage) -> String? {
        // What cannot be read as an image's config is another kind of artifact, for any platform.
        guard case .manifest(let manifest) = found.image.documents[0], manifest.config.mediaType.isImageConfig,
            let source = try? found.open(manifest.config),
            let bytes = try? source.readAll(limit: maximumConfigByteCount, name: found.reference.canonical),
            let platform = try? ImageConfig(bytes: bytes, name: found.reference.canonical).platform,
            !platform.architecture.isEmpty, platform.architecture != options.platform.architecture
        else { return nil }
        return "image \(found.reference.canonical) is for \(platform), the package for \(options.platform)"
    }

    // MARK: archives

    /// zarf v0.84 src/pkg/images/unpack.go Unpack; assemble.go validateImageArchivesNoDuplicates.
    private func take(from archives: [(ImageArchive, images: [String])]) throws -> [FoundImage] {
        var origins: [String: String] = [:]
        var found: [FoundImage] = []
        for (archive, images) in archives {
            for name in images {
                let reference = try Reference(name)
                let first = origins.updateValue(archive.path.string, forKey: reference.canonical)
                if first == archive.path.string { continue }
                if let first {
                    throw PackagingError.imageTwice(
                        image: reference.canonical, first: first, second: archive.path.string)
                }
                found.append(try image(reference, in: archive))
            }
        }
        return found
    }

    private func image(_ reference: Reference, in archive: ImageArchive) throws -> FoundImage {
        guard let descriptor = archive.index.manifests.first(where: { $0.archivedName == reference.canonical }) else {
            throw OCIError.notInLayout(layout: archive.path.string, name: "image \(reference.canonical)")
        }
        let source = ArchiveImage(archive, name: descriptor.digest.description)
        let document = try source.document()
        let isKept = reference.digest != nil
        let image = try ResolvedImage.collect(
            document, platform: isKept ? nil : options.platform, name: reference.canonical
        ) { try source.document($0) }
        return FoundImage(reference: reference, image: image) { try source.blob($0, cancellation: nil) }
    }

    // MARK: registries

    private func pull(_ references: [Reference]) throws -> [FoundImage] {
        let sources = try references.map { try Reference(overridden($0.canonical)) }
        let images = try resolve(sources)
        try fetchBlobs(of: zip(sources, images))
        return zip(references, images).map { reference, image in
            FoundImage(reference: reference, image: image) { [store] in try FileSource(path: store.path($0.digest)) }
        }
    }

    /// zarf v0.84 src/pkg/images/pull.go: the first prefix that fits, longer ones first.
    private func overridden(_ name: String) -> String {
        let prefixes = options.registryOverrides.keys.sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
        guard let prefix = prefixes.first(where: name.hasPrefix), let other = options.registryOverrides[prefix] else {
            return name
        }
        return other + name.dropFirst(prefix.count)
    }

    private func resolve(_ references: [Reference]) throws -> [ResolvedImage] {
        let found = Mutex<[Int: ResolvedImage]>([:])
        let (client, platform) = (client, options.platform)
        try forEachConcurrently(Array(references.indices), limit: Self.lookupConcurrency) { index, cancellation in
            let image = try client.resolve(references[index], platform: platform, cancellation: cancellation)
            found.withLock { $0[index] = image }
        }
        return found.withLock { found in references.indices.compactMap { found[$0] } }
    }

    private func fetchBlobs(of images: some Sequence<(Reference, ResolvedImage)>) throws {
        var seen: Set<Digest> = []
        var requests: [BlobRequest] = []
        for (reference, image) in images {
            for blob in image.blobs where seen.insert(blob.digest).inserted {
                if try store.holds(blob) { continue }
                requests.append(
                    BlobRequest(repository: reference, descriptor: blob) { [store] in
                        try store.put(blob.digest, from: $0)
                    })
            }
        }
        try client.fetchBlobs(requests, concurrency: options.concurrency)
    }

    // MARK: the layout

    /// Interop §4.3: descriptors sorted by digest, both annotations hold the canonical name.
    private func layout(of images: [FoundImage]) -> [PackageContent] {
        var descriptors: [Descriptor] = []
        var contents: [Digest: PackageContent] = [:]
        for found in images {
            var descriptor = found.image.descriptor
            let name = found.reference.canonical
            descriptor.annotations = [ImageAnnotation.baseName: name, ImageAnnotation.refName: name]
            descriptors.append(descriptor)
            for document in found.image.documents {
                let content = PackageContent(
                    PackageEntryName.blob(document.descriptor().digest.hex), bytes: document.bytes)
                contents[content.digest] = content
            }
            for blob in found.image.blobs {
                contents[blob.digest] = PackageContent(
                    PackageEntryName.blob(blob.digest.hex), byteCount: blob.byteCount, digest: blob.digest,
                    isIncompressible: blob.mediaType.isCompressed
                ) { try found.open(blob) }
            }
        }
        descriptors.sort { ($0.digest.hex, $0.imageName) < ($1.digest.hex, $1.imageName) }
        return [
            PackageContent(PackageEntryName.imageLayout, bytes: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)),
            PackageContent(PackageEntryName.imageIndex, bytes: Index(manifests: descriptors).bytes),
        ] + contents.values
    }
}

extension Descriptor {
    /// The canonical name by which an image of an archive is found.
    ///
    /// zarf v0.84 src/pkg/images/unpack.go getRefFromManifest, in its order.
    fileprivate var archivedName: String? {
        let source = annotations.keys.filter { $0.hasPrefix(Self.sourcePrefix) }.min().flatMap { key in
            annotations[key].map { "\(key.dropFirst(Self.sourcePrefix.count))/\($0)@\(digest)" }
        }
        let names = [annotations[ImageAnnotation.containerdName], source, annotations[ImageAnnotation.refName]]
        return names.compactMap { $0 }.first { !$0.isEmpty }.flatMap { try? Reference($0).canonical }
    }

    private static let sourcePrefix = "containerd.io/distribution.source."
}
