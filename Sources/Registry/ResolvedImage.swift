import HTTP
import Hashing
import OCI

/// An image as a registry or layout gave it: everything small, and the names of everything large.
public struct ResolvedImage: Sendable {
    /// The manifest or index that was asked for; without annotations or platform.
    public let descriptor: Descriptor
    /// That document first, then every manifest and index below it, each once.
    public let documents: [ManifestDocument]

    /// From a document and what lies below it.
    public init(documents: [ManifestDocument]) {
        precondition(!documents.isEmpty, "an image has a document")
        self.documents = documents
        descriptor = documents[0].descriptor()
    }

    /// Configs and layers of all manifests, each digest once; layers that registries need not hold are left out.
    public var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        return documents.flatMap { document -> [Descriptor] in
            guard case .manifest(let manifest) = document else { return [] }
            return manifest.blobs
        }.filter { seen.insert($0.digest).inserted }
    }

    /// Bytes of documents and blobs.
    public var byteCount: Int64 {
        documents.reduce(0) { $0 + Int64($1.bytes.count) } + blobs.reduce(0) { $0 + $1.byteCount }
    }

    /// Nested indexes are legal and rare; a circle is impossible, but a long chain is not.
    static let maximumIndexDepth = 8

    /// Collects what a document leads to.
    ///
    /// - platform: the image wanted of an index; nil keeps the index whole.
    /// - name: what is resolved, for error messages.
    /// - load: fetches the document of a descriptor.
    public static func collect(
        _ document: ManifestDocument, platform: Platform?, name: String, load: (Descriptor) throws -> ManifestDocument
    ) throws -> ResolvedImage {
        guard let platform, case .index(let index) = document else {
            var documents: [ManifestDocument] = []
            var seen: Set<Digest> = []
            try append(document, to: &documents, &seen, depth: 0, name: name, load: load)
            return ResolvedImage(documents: documents)
        }
        guard let chosen = index.manifest(for: platform) else {
            throw OCIError.noPlatform(name: name, wanted: platform.description, offered: index.platforms)
        }
        return try collect(load(chosen), platform: nil, name: name, load: load)
    }

    private static func append(
        _ document: ManifestDocument, to documents: inout [ManifestDocument], _ seen: inout Set<Digest>, depth: Int,
        name: String, load: (Descriptor) throws -> ManifestDocument
    ) throws {
        guard seen.insert(document.descriptor().digest).inserted else { return }
        documents.append(document)
        guard case .index(let index) = document else { return }
        guard depth < maximumIndexDepth else {
            throw OCIError.malformedDocument(name: name, reason: "indexes nested deeper than \(maximumIndexDepth)")
        }
        for entry in index.manifests where !seen.contains(entry.digest) {
            guard entry.mediaType.isManifest || entry.mediaType.isIndex else {
                throw OCIError.unsupportedMediaType(name: "\(name) \(entry.digest)", mediaType: entry.mediaType.name)
            }
            try append(load(entry), to: &documents, &seen, depth: depth + 1, name: name, load: load)
        }
    }
}

extension RegistryClient {
    /// Finds an image with all its manifests.
    ///
    /// - platform: what is wanted of an index; nil keeps it whole. An index named by its digest is kept whole anyway, as
    ///   packages want it, unless `keepsIndexNamedByDigest` is false.
    // zarf v0.84 src/pkg/images/pull.go: an index is kept only when the reference carries a digest.
    public func resolve(
        _ reference: Reference, platform: Platform?, keepsIndexNamedByDigest: Bool = true,
        cancellation: Cancellation? = nil
    ) throws -> ResolvedImage {
        let document = try manifest(reference, cancellation: cancellation)
        let isKept = keepsIndexNamedByDigest && reference.digest != nil
        return try ResolvedImage.collect(document, platform: isKept ? nil : platform, name: reference.canonical) {
            try manifest($0, of: reference, cancellation: cancellation)
        }
    }
}
