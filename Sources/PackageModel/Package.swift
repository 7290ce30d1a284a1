import Documents

/// A package definition (`zarf.yaml`, apiVersion `zarf.dev/v1alpha1`).
public struct Package: DefinitionRecord {
    /// The version of the definition's form; empty if none was written.
    public var apiVersion = ""
    /// `ZarfPackageConfig` or `ZarfInitConfig`.
    public var kind = ""
    /// Name, version and what else describes the package.
    public var metadata = Metadata()
    /// Facts that create wrote.
    public var build = Build()
    /// What is deployed, in order.
    public var components: [Component] = []
    /// Fixed values for templates at deploy.
    public var constants: [Constant] = []
    /// Values for templates that are chosen at deploy.
    public var variables: [InteractiveVariable] = []
    /// Package values and their schema.
    public var values = PackageValues()
    /// Documents that travel with the package: key to path.
    public var documentation: [String: String] = [:]

    public init() {}

    /// The form this type holds.
    public static let apiVersion = "zarf.dev/v1alpha1"
    /// The kind of a package.
    public static let packageKind = "ZarfPackageConfig"
    /// The kind of an init package.
    public static let initKind = "ZarfInitConfig"

    /// Whether the package prepares a cluster.
    public var isInit: Bool { kind == Self.initKind }
    /// Whether deploy may move the package to another namespace.
    public var allowsNamespaceOverride: Bool { metadata.allowNamespaceOverride ?? true }

    public static let recordName = "Package"
    public static let fields: [DefinitionField<Package>] = [
        .string("apiVersion", \.apiVersion, choices: [apiVersion]),
        .string("kind", \.kind, required: true, choices: [initKind, packageKind]),
        .record("metadata", \.metadata),
        .record("build", \.build),
        .records("components", \.components, required: true, minimumCount: 1),
        .records("constants", \.constants),
        .records("variables", \.variables),
        .record("values", \.values),
        .textMap("documentation", \.documentation),
    ]
}

/// What describes a package.
public struct Metadata: DefinitionRecord {
    /// Lower-case letters, digits and dashes.
    public var name = ""
    /// A sentence for people.
    public var description = ""
    /// Free text without slashes; needed to publish.
    public var version = ""
    /// Where the package is described.
    public var url = ""
    /// A picture.
    public var image = ""
    /// Whether the package is a plain tar.
    public var isUncompressed = false
    /// The cluster's architecture: `amd64` or `arm64`.
    public var architecture = ""
    /// Deprecated: deploy without the cluster being prepared.
    public var isYOLO = false
    /// Who made it.
    public var authors = ""
    /// Where its documentation is.
    public var documentation = ""
    /// Where its source is.
    public var source = ""
    /// Who distributes it.
    public var vendor = ""
    /// SHA-256 of `checksums.txt`, written by create.
    public var aggregateChecksum = ""
    /// Annotations of the published artifact.
    public var annotations: [String: String] = [:]
    /// False forbids another namespace at deploy; nil means true.
    public var allowNamespaceOverride: Bool?

    public init() {}

    public static let recordName = "Metadata"
    public static let fields: [DefinitionField<Metadata>] = [
        .string("name", \.name, required: true, pattern: .name),
        .string("description", \.description),
        .string("version", \.version, pattern: .noSlash),
        .string("url", \.url),
        .string("image", \.image),
        .bool("uncompressed", \.isUncompressed),
        .string("architecture", \.architecture),
        .bool("yolo", \.isYOLO),
        .string("authors", \.authors),
        .string("documentation", \.documentation),
        .string("source", \.source),
        .string("vendor", \.vendor),
        .string("aggregateChecksum", \.aggregateChecksum),
        .textMap("annotations", \.annotations),
        .optionalBool("allowNamespaceOverride", \.allowNamespaceOverride),
    ]
}

/// Facts about the making of a package, written by create.
public struct Build: DefinitionRecord {
    /// The machine, if it was asked to be recorded.
    public var terminal = ""
    /// The user, if it was asked to be recorded.
    public var user = ""
    /// The architecture in the file name and of the images, or `skeleton`.
    public var architecture = ""
    /// When, as RFC 1123 with a numeric zone.
    public var timestamp = ""
    /// The version of the program.
    public var version = ""
    /// Which old forms were brought up to date.
    public var migrations: [String] = []
    /// Registries replaced at create.
    public var registryOverrides: [String: String] = [:]
    /// Whether what another package already holds was left out.
    public var isDifferential = false
    /// The version of that other package.
    public var differentialPackageVersion = ""
    /// Components left out.
    public var differentialMissing: [String] = []
    /// The flavor chosen at create.
    public var flavor = ""
    /// Whether the package is signed; nil in old packages.
    public var isSigned: Bool?
    /// Versions a reader must have.
    public var versionRequirements: [VersionRequirement] = []
    /// Files that `checksums.txt` does not cover.
    public var provenanceFiles: [String] = []

    public init() {}

    public static let recordName = "Build"
    public static let fields: [DefinitionField<Build>] = [
        .string("terminal", \.terminal),
        .string("user", \.user),
        .string("architecture", \.architecture, required: true),
        .string("timestamp", \.timestamp, required: true),
        .string("version", \.version, required: true),
        .strings("migrations", \.migrations),
        .textMap("registryOverrides", \.registryOverrides),
        .bool("differential", \.isDifferential),
        .string("differentialPackageVersion", \.differentialPackageVersion, pattern: .noSlash),
        .strings("differentialMissing", \.differentialMissing),
        .string("flavor", \.flavor, pattern: .noSlash),
        .optionalBool("signed", \.isSigned),
        .records("versionRequirements", \.versionRequirements),
        .strings("provenanceFiles", \.provenanceFiles),
    ]
}

/// The least version of the program that can use a package, and why.
public struct VersionRequirement: DefinitionRecord {
    /// Such as `v0.77.0`.
    public var version = ""
    /// A sentence for people.
    public var reason = ""

    public init() {}

    /// A requirement with its reason.
    public init(version: String, reason: String) {
        self.version = version
        self.reason = reason
    }

    public static let recordName = "VersionRequirement"
    public static let fields: [DefinitionField<VersionRequirement>] = [
        .string("version", \.version, required: true),
        .string("reason", \.reason),
    ]
}

/// Package values: files merged in order, and the schema they must satisfy.
public struct PackageValues: DefinitionRecord {
    /// Paths below the definition; later files win.
    public var files: [String] = []
    /// Path of a JSON schema.
    public var schema = ""

    public init() {}

    public static let recordName = "PackageValues"
    public static let fields: [DefinitionField<PackageValues>] = [
        .strings("files", \.files),
        .string("schema", \.schema),
    ]
}
