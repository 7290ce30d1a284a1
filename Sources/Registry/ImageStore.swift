import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI

/// One image, wherever it is.
public protocol ImageSource: Sendable {
    /// What it is called, for messages.
    var name: String { get }
    /// The name the image goes by, if it has one: a canonical reference, or a tag.
    var imageName: String? { get }
    /// The repository it is in, for a registry that can take blobs over from there.
    var repository: Reference? { get }
    /// Blobs that can be read at a time.
    var maximumConcurrency: Int { get }

    /// The manifest or index of the image.
    func document() throws -> ManifestDocument
    /// A manifest or index below it, verified.
    func document(_ descriptor: Descriptor) throws -> ManifestDocument
    /// A blob's bytes, verified when the end is read.
    func blob(_ descriptor: Descriptor, cancellation: Cancellation?) throws -> any ByteSource
}

extension ImageSource {
    /// Most sources are no registry.
    public var repository: Reference? { nil }
    /// Files can be read from as many places as one likes.
    public var maximumConcurrency: Int { .max }

    /// The image with all its manifests.
    ///
    /// - platform: what is wanted of an index; nil keeps it whole.
    public func resolve(platform: Platform?) throws -> ResolvedImage {
        try ResolvedImage.collect(try document(), platform: platform, name: name) { try document($0) }
    }

    /// The manifest and config of one image.
    ///
    /// - platform: which one of an index.
    public func config(platform: Platform) throws -> (manifest: Manifest, config: ImageConfig) {
        guard case .manifest(let manifest) = try resolve(platform: platform).documents[0] else {
            throw OCIError.malformedDocument(name: name, reason: "an index of indexes")
        }
        return (manifest, try config(of: manifest))
    }

    /// The config of a manifest, which must be that of a container image.
    public func config(of manifest: Manifest) throws -> ImageConfig {
        let configName = "config \(manifest.config.digest) of \(name)"
        guard manifest.config.mediaType.isImageConfig else {
            throw OCIError.unsupportedMediaType(name: configName, mediaType: manifest.config.mediaType.name)
        }
        return try ImageConfig(bytes: try blobBytes(manifest.config, limit: maximumConfigByteCount), name: configName)
    }

    /// The whole of a small blob.
    public func blobBytes(_ descriptor: Descriptor, limit: Int) throws -> [UInt8] {
        let blobName = "blob \(descriptor.digest) of \(name)"
        guard descriptor.byteCount <= limit else { throw OCIError.tooLarge(name: blobName, limit: limit) }
        return try blob(descriptor, cancellation: nil).readAll(limit: limit, name: blobName)
    }
}

/// Where one image goes. Blobs come first, in any order, then manifests, those that others name before those.
public protocol ImageDestination: Sendable {
    /// Blobs that can be written at a time.
    var maximumConcurrency: Int { get }
    /// Takes a blob in, unless it is there; `open` gives its bytes.
    func put(_ blob: Descriptor, from source: any ImageSource, cancellation: Cancellation?) throws
    /// Takes a manifest or index in.
    func put(_ document: ManifestDocument, isTop: Bool) throws
    /// The image is complete.
    func finish() throws
}

extension ImageDestination {
    /// Copies an image here, blobs in parallel, each verified on its way.
    ///
    /// - platform: what is wanted of an index; nil copies it whole.
    /// - returns: the digest of the manifest or index that was written last.
    @discardableResult
    public func copy(_ source: any ImageSource, platform: Platform? = nil, concurrency: Int) throws -> Digest {
        let image = try source.resolve(platform: platform)
        let limit = min(concurrency, maximumConcurrency, source.maximumConcurrency)
        try forEachConcurrently(image.blobs, limit: limit) { blob, cancellation in
            try put(blob, from: source, cancellation: cancellation)
        }
        // Documents are listed from the top: the other way round, nothing names what is not there yet.
        for (position, document) in image.documents.enumerated().reversed() { try put(document, isTop: position == 0) }
        try finish()
        return image.descriptor.digest
    }
}

/// An image in a registry.
public struct RegistryImage: ImageSource, ImageDestination {
    private let client: RegistryClient
    private let reference: Reference

    /// The image `reference` names, to be read or written.
    public init(_ reference: Reference, client: RegistryClient) {
        self.reference = reference
        self.client = client
    }

    public var name: String { reference.canonical }
    public var imageName: String? { reference.canonical }
    public var repository: Reference? { reference.withoutTarget }
    public var maximumConcurrency: Int { .max }

    public func document() throws -> ManifestDocument { try client.manifest(reference) }
    public func document(_ descriptor: Descriptor) throws -> ManifestDocument {
        try client.manifest(descriptor, of: reference)
    }
    public func blob(_ descriptor: Descriptor, cancellation: Cancellation?) throws -> any ByteSource {
        try client.blob(descriptor, in: reference, cancellation: cancellation)
    }

    public func put(_ blob: Descriptor, from source: any ImageSource, cancellation: Cancellation?) throws {
        try client.pushBlob(blob, to: reference, mountFrom: source.repository, cancellation: cancellation) {
            try source.blob(blob, cancellation: cancellation)
        }
    }

    public func put(_ document: ManifestDocument, isTop: Bool) throws {
        guard isTop else {
            try client.push(document, to: reference.withoutTarget)
            return
        }
        let isBare = reference.tag == nil && reference.digest == nil
        try client.push(document, to: isBare ? try reference.with(tag: "latest") : reference)
    }

    public func finish() throws {}
}

/// An image in a layout directory.
public final class LayoutImage: ImageSource, ImageDestination {
    private let layout: ImageLayout
    private let wanted: String?
    private let reporter: any Reporter

    /// The image a layout calls `name`; to be written under that name, or without one.
    public init(_ layout: ImageLayout, name: String?, reporter: any Reporter = SilentReporter()) {
        self.layout = layout
        wanted = name
        self.reporter = reporter
    }

    public var name: String { "oci:\(layout.root)" + (wanted.map { ":" + $0 } ?? "") }
    public var imageName: String? { wanted ?? (try? layout.image(named: nil))?.annotations[ImageAnnotation.refName] }
    public var maximumConcurrency: Int { .max }

    public func document() throws -> ManifestDocument { try layout.document(try layout.image(named: wanted)) }
    public func document(_ descriptor: Descriptor) throws -> ManifestDocument { try layout.document(descriptor) }
    public func blob(_ descriptor: Descriptor, cancellation: Cancellation?) throws -> any ByteSource {
        try layout.blobSource(descriptor)
    }

    public func put(_ blob: Descriptor, from source: any ImageSource, cancellation: Cancellation?) throws {
        guard !layout.hasBlob(blob) else { return }
        let task = "copy blob \(blob.digest.hex.prefix(12))"
        reporter.report(.began(task: task, byteCount: blob.byteCount))
        defer { reporter.report(.finished(task: task)) }
        let bytes = try source.blob(blob, cancellation: cancellation)
        try layout.putBlob(blob, from: ReportingSource(bytes, task: task, reporter: reporter))
    }

    public func put(_ document: ManifestDocument, isTop: Bool) throws {
        let descriptor = document.descriptor()
        try layout.putBlob(descriptor, from: MemorySource(document.bytes))
        if isTop { layout.add(descriptor, name: wanted) }
    }

    public func finish() throws { try layout.save() }
}
