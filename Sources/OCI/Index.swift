import Documents
import Hashing

/// A list of manifests: one image for several platforms, or what an image layout holds.
public struct Index: Sendable, Hashable {
    /// The bytes it was read from, over which its digest is.
    public let bytes: [UInt8]
    /// Digest of `bytes`.
    public let digest: Digest
    /// OCI's index or Docker's manifest list.
    public let mediaType: MediaType
    /// What kind of artifact it is, if any.
    public let artifactType: String?
    /// The manifests, in the order written.
    public let manifests: [Descriptor]
    /// Free remarks.
    public let annotations: [String: String]

    /// Reads an OCI index or a Docker manifest list; see `Manifest.init(bytes:mediaType:name:)`.
    public init(bytes: [UInt8], mediaType: MediaType? = nil, name: String) throws {
        let fields = try DocumentFields(parsing: bytes, name: name, limit: maximumManifestByteCount)
        self.mediaType = try documentMediaType(of: fields, announced: mediaType)
        guard self.mediaType.isIndex else { throw fields.malformed("a manifest, where an index is needed") }
        self.bytes = bytes
        digest = .sha256(bytes)
        manifests = try (fields.array("manifests") ?? []).map { value in
            try Descriptor(value, name: name)
        }
        artifactType = try fields.string("artifactType")
        annotations = try fields.stringMap("annotations") ?? [:]
    }

    /// Makes an index and its bytes.
    public init(mediaType: MediaType = .index, manifests: [Descriptor], annotations: [String: String] = [:]) {
        var object: Value.Object = ["schemaVersion": 2, "mediaType": .string(mediaType.name)]
        object["manifests"] = .array(manifests.map(\.value))
        if !annotations.isEmpty { object["annotations"] = Value(sorted: annotations) }
        bytes = Array(JSON.text(.object(object)).utf8)
        digest = .sha256(bytes)
        self.mediaType = mediaType
        artifactType = nil
        self.manifests = manifests
        self.annotations = annotations
    }

    /// The first image for a platform. Entries that name none (attestations say `unknown/unknown`) never match.
    public func manifest(for platform: Platform) -> Descriptor? {
        manifests.first { $0.platform?.matches(platform) ?? false }
    }

    /// The platforms offered, as text, without `unknown/unknown`.
    public var platforms: [String] {
        manifests.compactMap { $0.platform }.filter { $0.os != "unknown" }.map(\.description)
    }

    /// A descriptor of this index.
    public func descriptor(annotations: [String: String] = [:]) -> Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, byteCount: Int64(bytes.count), annotations: annotations)
    }
}

/// What a reference or descriptor may lead to: one image's manifest, or an index of several.
public enum ManifestDocument: Sendable, Hashable {
    /// One image or artifact.
    case manifest(Manifest)
    /// Several.
    case index(Index)

    /// Reads either; see `Manifest.init(bytes:mediaType:name:)`.
    public init(bytes: [UInt8], mediaType: MediaType? = nil, name: String) throws {
        let fields = try DocumentFields(parsing: bytes, name: name, limit: maximumManifestByteCount)
        self =
            try documentMediaType(of: fields, announced: mediaType).isIndex
            ? .index(Index(bytes: bytes, mediaType: mediaType, name: name))
            : .manifest(Manifest(bytes: bytes, mediaType: mediaType, name: name))
    }

    /// The bytes it was read from.
    public var bytes: [UInt8] {
        switch self {
        case .manifest(let manifest): manifest.bytes
        case .index(let index): index.bytes
        }
    }

    /// A descriptor of it.
    public func descriptor(annotations: [String: String] = [:]) -> Descriptor {
        switch self {
        case .manifest(let manifest): manifest.descriptor(annotations: annotations)
        case .index(let index): index.descriptor(annotations: annotations)
        }
    }
}
