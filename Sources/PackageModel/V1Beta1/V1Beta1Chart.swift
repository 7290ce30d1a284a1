import Documents

extension V1Beta1 {
    /// A Helm chart of a component; exactly one source is given.
    public struct Chart: DefinitionRecord {
        /// At most 40 characters, unique in the component.
        public var name = ""
        /// In a Helm repository.
        public var helmRepository: HelmRepository?
        /// In a git repository.
        public var git: Git?
        /// In a folder or archive.
        public var local: Local?
        /// In a registry.
        public var oci: OCI?
        /// Where the release is installed.
        public var namespace = ""
        /// The release's name; empty means the chart's.
        public var releaseName = ""
        /// Whether deploy goes on before everything is ready.
        public var skipsWait = false
        /// Values; later files win.
        public var valuesFiles: [ValuesFile] = []
        /// Package values that become chart values.
        public var values: [ChartValue] = []
        /// Whether values go unchecked.
        public var skipsSchemaValidation = false
        /// `true`, `false` or `auto` (or empty).
        public var serverSideApply = ""
        public var origin = DefinitionOrigin()

        public init() {}

        public static let recordName = "Chart"
        public static let exclusiveKeys = ["helmRepository", "git", "local", "oci"]
        public static let fields: [DefinitionField<Chart>] = [
            .string("name", \.name, required: true),
            .optionalRecord("helmRepository", \.helmRepository),
            .optionalRecord("git", \.git),
            .optionalRecord("local", \.local),
            .optionalRecord("oci", \.oci),
            .string("namespace", \.namespace),
            .string("releaseName", \.releaseName),
            .bool("skipWait", \.skipsWait),
            .records("valuesFiles", \.valuesFiles),
            .records("values", \.values),
            .bool("skipSchemaValidation", \.skipsSchemaValidation),
            .string("serverSideApply", \.serverSideApply, choices: ["true", "false", "auto"]),
        ]

        /// Whether a source is given.
        public var hasSource: Bool { helmRepository != nil || git != nil || local != nil || oci != nil }
    }

    /// Values of a chart.
    public struct ValuesFile: DefinitionRecord {
        /// File or URL.
        public var path = ""
        /// Whether it is a Go template.
        public var enablesTemplating = false

        public init() {}

        public static let recordName = "ValuesFile"
        public static let fields: [DefinitionField<ValuesFile>] = [
            .string("path", \.path, required: true),
            .bool("enableTemplating", \.enablesTemplating),
        ]
    }

    /// A package value that becomes a chart value.
    public struct ChartValue: DefinitionRecord {
        /// Dotted path in the package's values; `.` is all.
        public var sourcePath = ""
        /// Dotted path in the chart's values; `.` is all.
        public var targetPath = ""
        /// Paths below `sourcePath` that are left out.
        public var excludePaths: [String] = []

        public init() {}

        public static let recordName = "ChartValue"
        public static let fields: [DefinitionField<ChartValue>] = [
            .string("sourcePath", \.sourcePath, required: true),
            .string("targetPath", \.targetPath, required: true),
            .strings("excludePaths", \.excludePaths, pattern: .valueSubpath),
        ]
    }

    /// A chart in a Helm repository.
    public struct HelmRepository: DefinitionRecord {
        /// The chart's name there, if another one.
        public var name = ""
        /// The repository.
        public var url = ""
        /// The chart's version.
        public var version = ""

        public init() {}

        public static let recordName = "HelmRepository"
        public static let fields: [DefinitionField<HelmRepository>] = [
            .string("name", \.name),
            .string("url", \.url, required: true),
            .string("version", \.version, required: true),
        ]
    }

    /// A chart in a git repository.
    public struct Git: DefinitionRecord {
        /// The repository.
        public var url = ""
        /// The chart's folder there.
        public var path = ""
        /// Which state of it.
        public var ref = GitRef()

        public init() {}

        public static let recordName = "Git"
        public static let fields: [DefinitionField<Git>] = [
            .string("url", \.url, required: true),
            .string("path", \.path),
            .record("ref", \.ref, required: true),
        ]
    }

    /// A chart in a folder or archive.
    public struct Local: DefinitionRecord {
        /// Where.
        public var path = ""

        public init() {}

        public static let recordName = "Local"
        public static let fields: [DefinitionField<Local>] = [.string("path", \.path, required: true)]
    }

    /// A chart in a registry.
    public struct OCI: DefinitionRecord {
        /// The repository, `oci://…`.
        public var url = ""
        /// Which of it.
        public var ref = OCIRef()

        public init() {}

        public static let recordName = "OCI"
        public static let fields: [DefinitionField<OCI>] = [
            .string("url", \.url, required: true),
            .record("ref", \.ref, required: true),
        ]
    }

    /// A tag or a digest.
    public struct OCIRef: DefinitionRecord {
        /// A tag.
        public var tag = ""
        /// A digest.
        public var digest = ""

        public init() {}

        public static let recordName = "OCIRef"
        public static let exclusiveKeys = ["tag", "digest"]
        public static let fields: [DefinitionField<OCIRef>] = [
            .string("tag", \.tag),
            .string("digest", \.digest),
        ]
    }
}
