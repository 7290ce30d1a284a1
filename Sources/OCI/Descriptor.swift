import Documents
import Hashing

/// Names a blob or document by its digest, and says what it is and how large.
public struct Descriptor: Sendable, Hashable {
    /// What it is.
    public var mediaType: MediaType
    /// The digest of its bytes.
    public var digest: Digest
    /// Bytes it has.
    public var byteCount: Int64
    /// What the image runs on; set in an index.
    public var platform: Platform?
    /// Free remarks, such as `org.opencontainers.image.ref.name`.
    public var annotations: [String: String]
    /// What kind of artifact a manifest is.
    public var artifactType: String?
    /// Places outside the registry where a foreign layer can be had. Kept, never followed.
    public var urls: [String]
    /// The content itself in base64, if the document embeds it. Kept, not used.
    public var data: String?

    /// A descriptor from its parts.
    public init(
        mediaType: MediaType, digest: Digest, byteCount: Int64, platform: Platform? = nil,
        annotations: [String: String] = [:], artifactType: String? = nil, urls: [String] = [], data: String? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.byteCount = byteCount
        self.platform = platform
        self.annotations = annotations
        self.artifactType = artifactType
        self.urls = urls
        self.data = data
    }

    /// A descriptor of bytes at hand.
    public init(of bytes: [UInt8], mediaType: MediaType, platform: Platform? = nil, annotations: [String: String] = [:])
    {
        self.init(
            mediaType: mediaType, digest: .sha256(bytes), byteCount: Int64(bytes.count), platform: platform,
            annotations: annotations)
    }

    // OCI image-spec 1.1 descriptor.md.
    init(_ value: Value, name: String) throws {
        let fields = try DocumentFields(value, name: name)
        guard let mediaType = try fields.string("mediaType"), !mediaType.isEmpty else {
            throw fields.malformed("a descriptor has no mediaType")
        }
        guard let digest = try? Digest(fields.string("digest") ?? "") else {
            throw fields.malformed("a descriptor has no valid digest")
        }
        guard let size = fields.value["size"]?.integer, size >= 0 else {
            throw fields.malformed("the descriptor of \(digest) has no valid size")
        }
        self.init(
            mediaType: MediaType(mediaType), digest: digest, byteCount: size,
            platform: try fields.member("platform").map { value in try Platform(value, name: name) },
            annotations: try fields.stringMap("annotations") ?? [:], artifactType: try fields.string("artifactType"),
            urls: try fields.strings("urls") ?? [], data: try fields.string("data"))
    }

    /// The JSON form, members in the order of the specification.
    public var value: Value {
        var object: Value.Object = ["mediaType": .string(mediaType.name), "digest": .string(digest.description)]
        object["size"] = .integer(byteCount)
        if !urls.isEmpty { object["urls"] = .array(urls.map { .string($0) }) }
        if !annotations.isEmpty { object["annotations"] = Value(sorted: annotations) }
        if let data { object["data"] = .string(data) }
        if let platform { object["platform"] = platform.value }
        if let artifactType { object["artifactType"] = .string(artifactType) }
        return .object(object)
    }
}

extension Platform {
    init(_ value: Value, name: String) throws {
        let fields = try DocumentFields(value, name: name)
        self.init(
            os: try fields.string("os") ?? "", architecture: try fields.string("architecture") ?? "",
            variant: try fields.string("variant"), osVersion: try fields.string("os.version"))
    }

    var value: Value {
        var object: Value.Object = ["architecture": .string(architecture), "os": .string(os)]
        if let osVersion { object["os.version"] = .string(osVersion) }
        if let variant { object["variant"] = .string(variant) }
        return .object(object)
    }
}
