import Documents

/// The newer form of the definition, apiVersion `zarf.dev/v1beta1` (zarf v0.84 src/api/v1beta1).
public enum V1Beta1 {
    /// The form's name.
    public static let apiVersion = "zarf.dev/v1beta1"
    /// The kind of a component that packages import.
    public static let componentKind = "ZarfComponentConfig"
}

extension V1Beta1 {
    /// A package definition.
    public struct Package: DefinitionRecord {
        /// `zarf.dev/v1beta1`.
        public var apiVersion = ""
        /// `ZarfPackageConfig`.
        public var kind = ""
        /// Name, version and what else describes the package.
        public var metadata = Metadata()
        /// Facts that create wrote.
        public var build = Build()
        /// What is deployed, in order.
        public var components: [Component] = []
        /// Package values and their schema.
        public var values = PackageValues()
        /// Documents that travel with the package: key to path.
        public var documentation: [String: String] = [:]

        public init() {}

        public static let recordName = "Package"
        public static let fields: [DefinitionField<Package>] = [
            .string("apiVersion", \.apiVersion, required: true, choices: [V1Beta1.apiVersion]),
            .string("kind", \.kind, required: true, choices: [PackageModel.Package.packageKind]),
            .record("metadata", \.metadata),
            .record("build", \.build),
            .records("components", \.components, required: true, minimumCount: 1),
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
        /// Free text; needed to publish.
        public var version = ""
        /// Whether the package is a plain tar.
        public var isUncompressed = false
        /// The cluster's architecture.
        public var architecture = ""
        /// Annotations of the published artifact.
        public var annotations: [String: String] = [:]
        /// Whether another namespace at deploy is forbidden.
        public var preventsNamespaceOverride = false

        public init() {}

        public static let recordName = "Metadata"
        public static let fields: [DefinitionField<Metadata>] = [
            .string("name", \.name, required: true, pattern: .name),
            .string("description", \.description),
            .string("version", \.version),
            .bool("uncompressed", \.isUncompressed),
            .string("architecture", \.architecture),
            .textMap("annotations", \.annotations),
            .bool("preventNamespaceOverride", \.preventsNamespaceOverride),
        ]
    }

    /// Facts about the making of a package, written by create.
    public struct Build: DefinitionRecord {
        /// The machine, if it was asked to be recorded.
        public var hostname = ""
        /// The user, if it was asked to be recorded.
        public var user = ""
        /// When, as RFC 1123 with a numeric zone.
        public var timestamp = ""
        /// The architecture in the file name and of the images.
        public var architecture = ""
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
        /// The flavor chosen at create.
        public var flavor = ""
        /// Whether the package is signed.
        public var isSigned: Bool?
        /// Versions a reader must have.
        public var versionRequirements: [VersionRequirement] = []
        /// Files that `checksums.txt` does not cover.
        public var provenanceFiles: [String] = []
        /// SHA-256 of `checksums.txt`.
        public var aggregateChecksum = ""

        public init() {}

        public static let recordName = "Build"
        public static let fields: [DefinitionField<Build>] = [
            .string("hostname", \.hostname),
            .string("user", \.user),
            .string("timestamp", \.timestamp),
            .string("architecture", \.architecture, required: true),
            .string("version", \.version, required: true),
            .strings("migrations", \.migrations),
            .textMap("registryOverrides", \.registryOverrides),
            .bool("differential", \.isDifferential),
            .string("differentialPackageVersion", \.differentialPackageVersion),
            .string("flavor", \.flavor),
            .optionalBool("signed", \.isSigned),
            .records("versionRequirements", \.versionRequirements),
            .strings("provenanceFiles", \.provenanceFiles),
            .string("aggregateChecksum", \.aggregateChecksum, required: true),
        ]
    }

    /// The least version of the program that can use a package, and why.
    public struct VersionRequirement: DefinitionRecord {
        /// Such as `v0.77.0`.
        public var version = ""
        /// A sentence for people.
        public var reason = ""

        public init() {}

        public static let recordName = "VersionRequirement"
        public static let fields: [DefinitionField<VersionRequirement>] = [
            .string("version", \.version, required: true),
            .string("reason", \.reason, required: true),
        ]
    }

    /// A file with one component that packages import.
    public struct ComponentConfig: DefinitionRecord {
        /// `zarf.dev/v1beta1`.
        public var apiVersion = ""
        /// `ZarfComponentConfig`.
        public var kind = ""
        /// Name, version and what else describes the component.
        public var metadata = ComponentMetadata()
        /// The component.
        public var component = ComponentSpec()
        /// Values and schema that come with it.
        public var values = PackageValues()
        /// Facts that publish wrote.
        public var publishData = PublishData()

        public init() {}

        public static let recordName = "ComponentConfig"
        public static let fields: [DefinitionField<ComponentConfig>] = [
            .string("apiVersion", \.apiVersion, required: true, choices: [V1Beta1.apiVersion]),
            .string("kind", \.kind, required: true, choices: [V1Beta1.componentKind]),
            .record("metadata", \.metadata, required: true),
            .record("component", \.component, required: true),
            .record("values", \.values),
            .record("publishData", \.publishData),
        ]
    }

    /// What describes an importable component.
    public struct ComponentMetadata: DefinitionRecord {
        /// Lower-case letters, digits and dashes.
        public var name = ""
        /// A sentence for people.
        public var description = ""
        /// Free text.
        public var version = ""
        /// Annotations of the published artifact.
        public var annotations: [String: String] = [:]

        public init() {}

        public static let recordName = "ComponentMetadata"
        public static let fields: [DefinitionField<ComponentMetadata>] = [
            .string("name", \.name, required: true, pattern: .name),
            .string("description", \.description),
            .string("version", \.version),
            .textMap("annotations", \.annotations),
        ]
    }

    /// Facts about the publishing of a component.
    public struct PublishData: DefinitionRecord {
        /// The version of the program.
        public var zarfVersion = ""
        /// Which old forms were brought up to date.
        public var migrations: [String] = []
        /// Versions a reader must have.
        public var versionRequirements: [VersionRequirement] = []

        public init() {}

        public static let recordName = "PublishData"
        public static let fields: [DefinitionField<PublishData>] = [
            .string("zarfVersion", \.zarfVersion, required: true),
            .strings("migrations", \.migrations),
            .records("versionRequirements", \.versionRequirements),
        ]
    }
}
