import Documents
import Hashing

/// The manifest of one image or artifact: its config and its layers.
public struct Manifest: Sendable, Hashable {
    /// The bytes it was read from, over which its digest is.
    public let bytes: [UInt8]
    /// Digest of `bytes`.
    public let digest: Digest
    /// OCI's manifest or Docker's.
    public let mediaType: MediaType
    /// What kind of artifact it is, if it is none of a container image.
    public let artifactType: String?
    /// The config blob.
    public let config: Descriptor
    /// The layers, base first.
    public let layers: [Descriptor]
    /// The manifest this one is about (a signature's image).
    public let subject: Descriptor?
    /// Free remarks.
    public let annotations: [String: String]

    /// Reads an OCI image manifest or a Docker manifest of schema 2.
    ///
    /// - mediaType: what the descriptor or registry said it is; a document that says something else is refused.
    /// - name: what it is, for error messages.
    public init(bytes: [UInt8], mediaType: MediaType? = nil, name: String) throws {
        let fields = try DocumentFields(parsing: bytes, name: name, limit: maximumManifestByteCount)
        self.mediaType = try documentMediaType(of: fields, announced: mediaType)
        guard self.mediaType.isManifest else { throw fields.malformed("an index, where a manifest is needed") }
        guard let config = fields.member("config") else { throw fields.malformed("a manifest without config") }
        self.bytes = bytes
        digest = .sha256(bytes)
        self.config = try Descriptor(config, name: name)
        layers = try (fields.array("layers") ?? []).map { value in try Descriptor(value, name: name) }
        subject = try fields.member("subject").map { value in try Descriptor(value, name: name) }
        artifactType = try fields.string("artifactType")
        annotations = try fields.stringMap("annotations") ?? [:]
    }

    /// Makes a manifest and its bytes.
    public init(
        mediaType: MediaType = .manifest, artifactType: String? = nil, config: Descriptor, layers: [Descriptor],
        annotations: [String: String] = [:]
    ) {
        var object: Value.Object = ["schemaVersion": 2, "mediaType": .string(mediaType.name)]
        if let artifactType { object["artifactType"] = .string(artifactType) }
        object["config"] = config.value
        object["layers"] = .array(layers.map(\.value))
        if !annotations.isEmpty { object["annotations"] = Value(sorted: annotations) }
        bytes = Array(JSON.text(.object(object)).utf8)
        digest = .sha256(bytes)
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.annotations = annotations
        subject = nil
    }

    /// Config and layers: every blob the image needs, each once, foreign layers left out.
    public var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        return ([config] + layers).filter { !$0.mediaType.isForeignLayer && seen.insert($0.digest).inserted }
    }

    /// A descriptor of this manifest.
    public func descriptor(platform: Platform? = nil, annotations: [String: String] = [:]) -> Descriptor {
        Descriptor(
            mediaType: mediaType, digest: digest, byteCount: Int64(bytes.count), platform: platform,
            annotations: annotations)
    }
}

/// What a manifest or index is: what it says itself, what was announced, or what its members tell; all must agree.
///
/// OCI image-spec 1.1 manifest.md forbids documents that are manifest and index at once (CVE-2021-41190).
func documentMediaType(of fields: DocumentFields, announced: MediaType?) throws -> MediaType {
    let hasManifests = fields.member("manifests") != nil
    let hasImage = fields.member("config") != nil || fields.member("layers") != nil
    guard !(hasManifests && hasImage) else { throw fields.malformed("a manifest and an index at once") }
    let said = try fields.string("mediaType").map { MediaType($0) }
    let known = announced.flatMap { $0.isManifest || $0.isIndex || $0.isSchema1 ? $0 : nil }
    if let said, let known, said != known {
        throw fields.malformed("it says it is \(printable(said.name)), but was announced as \(printable(known.name))")
    }
    let result = said ?? known ?? (hasManifests ? .index : .manifest)
    guard !result.isSchema1, fields.value["schemaVersion"] != 1 else {
        throw OCIError.unsupportedMediaType(name: fields.name, mediaType: "Docker manifest schema 1")
    }
    guard result.isManifest || result.isIndex else {
        throw OCIError.unsupportedMediaType(name: fields.name, mediaType: result.name)
    }
    guard result.isIndex == hasManifests || (!hasManifests && !hasImage) else {
        throw fields.malformed("its content is not a \(result.name)")
    }
    return result
}
