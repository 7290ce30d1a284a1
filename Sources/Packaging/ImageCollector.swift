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

    /// No images.
    public static var none: CollectedImages { CollectedImages(contents: [], hasIndex: false) }
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

    /// Pulls the images called `names`, each once.
    ///
    /// - throws: `OCIError` for a malformed name or unsuitable image, `RegistryError`, `HTTPError`, `HashingError`.
    public func collect(_ names: [String]) throws -> CollectedImages {
        var seen: Set<String> = []
        let references = try names.map { try Reference($0) }.filter { seen.insert($0.canonical).inserted }
        guard !references.isEmpty else { return .none }
        let sources = try references.map { try Reference(overridden($0.canonical)) }
        let images = try resolve(sources)
        try fetchBlobs(of: zip(sources, images))
        return CollectedImages(
            contents: layout(of: zip(references, images)),
            hasIndex: images.contains { $0.descriptor.mediaType.isIndex })
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

    /// Interop §4.3: descriptors sorted by digest, both annotations hold the canonical name.
    private func layout(of images: some Sequence<(Reference, ResolvedImage)>) -> [PackageContent] {
        var descriptors: [Descriptor] = []
        var contents: [Digest: PackageContent] = [:]
        for (reference, image) in images {
            var descriptor = image.descriptor
            descriptor.annotations = [
                ImageAnnotation.baseName: reference.canonical, ImageAnnotation.refName: reference.canonical,
            ]
            descriptors.append(descriptor)
            for document in image.documents {
                let content = PackageContent(
                    PackageEntryName.blob(document.descriptor().digest.hex), bytes: document.bytes)
                contents[content.digest] = content
            }
            for blob in image.blobs { contents[blob.digest] = content(of: blob) }
        }
        descriptors.sort { ($0.digest.hex, $0.imageName) < ($1.digest.hex, $1.imageName) }
        return [
            PackageContent(PackageEntryName.imageLayout, bytes: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)),
            PackageContent(PackageEntryName.imageIndex, bytes: Index(manifests: descriptors).bytes),
        ] + contents.values
    }

    private func content(of blob: Descriptor) -> PackageContent {
        let path = store.path(blob.digest)
        return PackageContent(
            PackageEntryName.blob(blob.digest.hex), byteCount: blob.byteCount, digest: blob.digest,
            isIncompressible: blob.mediaType.isCompressed
        ) { try FileSource(path: path) }
    }
}
