/// What a blob or document is, as registries name it.
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// The type in lower case, without parameters.
    public let name: String

    /// Takes a media type as it stands in a document or a `Content-Type` header; parameters are dropped.
    public init(_ text: some StringProtocol) {
        let bare = text.prefix { $0 != ";" }
        name = String(bare.filter { $0 != " " && $0 != "\t" }).lowercased()
    }

    public var description: String { name }

    // OCI image-spec 1.1 media-types.md.
    /// An OCI image manifest.
    public static let manifest = MediaType("application/vnd.oci.image.manifest.v1+json")
    /// An OCI image index.
    public static let index = MediaType("application/vnd.oci.image.index.v1+json")
    /// The config of an OCI image.
    public static let imageConfig = MediaType("application/vnd.oci.image.config.v1+json")
    /// A plain tar layer.
    public static let layerTar = MediaType("application/vnd.oci.image.layer.v1.tar")
    /// A gzip-compressed tar layer.
    public static let layerGzip = MediaType("application/vnd.oci.image.layer.v1.tar+gzip")
    /// A zstd-compressed tar layer.
    public static let layerZstd = MediaType("application/vnd.oci.image.layer.v1.tar+zstd")
    /// The empty JSON object, `{}`.
    public static let emptyJSON = MediaType("application/vnd.oci.empty.v1+json")

    // distribution v2.8 docs/spec/manifest-v2-2.md.
    /// Docker's image manifest, schema 2.
    public static let dockerManifest = MediaType("application/vnd.docker.distribution.manifest.v2+json")
    /// Docker's manifest list, its index.
    public static let dockerManifestList = MediaType("application/vnd.docker.distribution.manifest.list.v2+json")
    /// The config of a Docker image.
    public static let dockerImageConfig = MediaType("application/vnd.docker.container.image.v1+json")
    /// Docker's gzip-compressed tar layer.
    public static let dockerLayerGzip = MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip")
    /// Docker's plain tar layer.
    public static let dockerLayerTar = MediaType("application/vnd.docker.image.rootfs.diff.tar")

    /// Any bytes.
    public static let octetStream = MediaType("application/octet-stream")

    /// What a registry is told we can read when a manifest is asked for.
    public static let acceptedManifests: [MediaType] = [.manifest, .index, .dockerManifest, .dockerManifestList]

    /// Whether it is the manifest of one image or artifact.
    public var isManifest: Bool { self == .manifest || self == .dockerManifest }
    /// Whether it is an index (a manifest list).
    public var isIndex: Bool { self == .index || self == .dockerManifestList }
    /// Whether it is the config of a container image.
    public var isImageConfig: Bool { self == .imageConfig || self == .dockerImageConfig }
    /// Whether it is Docker's manifest of before 2016, which we do not read.
    public var isSchema1: Bool { name.hasPrefix("application/vnd.docker.distribution.manifest.v1") }

    /// Whether it is a layer of a container image.
    public var isLayer: Bool {
        name.hasPrefix("application/vnd.oci.image.layer.") || name.hasPrefix("application/vnd.docker.image.rootfs.")
    }
    /// Whether it is a layer that registries need not hold; its blob may not be there to fetch.
    public var isForeignLayer: Bool { name.contains(".nondistributable.") || name.contains(".rootfs.foreign.") }
    /// Whether the bytes are compressed already, as far as the name tells.
    public var isCompressed: Bool { name.hasSuffix("gzip") || name.hasSuffix("+zstd") }
}
