import Documents

/// A Helm chart of a component.
public struct ComponentChart: DefinitionRecord {
    /// At most 40 characters, unique in the component.
    public var name = ""
    /// Needed unless the chart is local.
    public var version = ""
    /// Helm repository, `oci://…` or git repository.
    public var url = ""
    /// The chart's name in the repository, if another one.
    public var repoName = ""
    /// The chart's folder in the git repository.
    public var gitPath = ""
    /// Folder or `.tgz`; exactly one of this and `url`.
    public var localPath = ""
    /// Where the release is installed.
    public var namespace = ""
    /// The release's name; empty means the chart's.
    public var releaseName = ""
    /// Whether deploy goes on before everything is ready.
    public var noWait = false
    /// Values, `###ZARF_…###` replaced at deploy; later files win.
    public var valuesFiles: [String] = []
    /// Values that are Go templates too; they come after `valuesFiles`.
    public var templatedValuesFiles: [String] = []
    /// Zarf variables that become chart values.
    public var variables: [ChartVariable] = []
    /// Package values that become chart values.
    public var values: [ChartValue] = []
    /// Whether values are checked with the chart's schema; nil means true.
    public var schemaValidation: Bool?
    /// `true`, `false` or `auto` (or empty).
    public var serverSideApply = ""
    public var origin = DefinitionOrigin()

    public init() {}

    public static let recordName = "Chart"
    public static let fields: [DefinitionField<ComponentChart>] = [
        .string("name", \.name, required: true, pattern: .noSlash),
        .string("version", \.version, pattern: .noSlash),
        .string("url", \.url),
        .string("repoName", \.repoName),
        .string("gitPath", \.gitPath),
        .string("localPath", \.localPath),
        .string("namespace", \.namespace),
        .string("releaseName", \.releaseName),
        .bool("noWait", \.noWait),
        .strings("valuesFiles", \.valuesFiles),
        .strings("templatedValuesFiles", \.templatedValuesFiles),
        .records("variables", \.variables),
        .records("values", \.values),
        .optionalBool("schemaValidation", \.schemaValidation),
        .string("serverSideApply", \.serverSideApply, choices: ["true", "false", "auto"]),
    ]
}

/// A Zarf variable that becomes a chart value.
public struct ChartVariable: DefinitionRecord {
    /// The variable.
    public var name = ""
    /// What it does.
    public var description = ""
    /// Path in the chart's values.
    public var path = ""

    public init() {}

    public static let recordName = "ChartVariable"
    public static let fields: [DefinitionField<ChartVariable>] = [
        .string("name", \.name, required: true, pattern: .variable),
        .string("description", \.description, required: true),
        .string("path", \.path, required: true),
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
        .string("sourcePath", \.sourcePath, required: true, pattern: .valuePath),
        .string("targetPath", \.targetPath, required: true, pattern: .valuePath),
        .strings("excludePaths", \.excludePaths, pattern: .valueSubpath),
    ]
}

/// Kubernetes documents of a component, installed as one chart.
public struct ComponentManifest: DefinitionRecord {
    /// At most 40 characters, unique in the component.
    public var name = ""
    /// Where objects without a namespace go; empty means `default`.
    public var namespace = ""
    /// Files or URLs.
    public var files: [String] = []
    /// Whether kustomizations may use files above their folder.
    public var kustomizeAllowAnyDirectory = false
    /// Folders or URLs, built at create.
    public var kustomizations: [String] = []
    /// Whether kustomize may run plugins.
    public var enableKustomizePlugins = false
    /// Whether deploy goes on before everything is ready.
    public var noWait = false
    /// `true`, `false` or `auto` (or empty).
    public var serverSideApply = ""
    /// Whether the files are Go templates; nil means false.
    public var template: Bool?
    public var origin = DefinitionOrigin()

    public init() {}

    public static let recordName = "Manifest"
    public static let fields: [DefinitionField<ComponentManifest>] = [
        .string("name", \.name, required: true, pattern: .noSlash),
        .string("namespace", \.namespace),
        .strings("files", \.files),
        .bool("kustomizeAllowAnyDirectory", \.kustomizeAllowAnyDirectory),
        .strings("kustomizations", \.kustomizations),
        .bool("enableKustomizePlugins", \.enableKustomizePlugins),
        .bool("noWait", \.noWait),
        .string("serverSideApply", \.serverSideApply, choices: ["true", "false", "auto"]),
        .optionalBool("template", \.template),
    ]
}

/// A file or folder placed on the machine that deploys.
public struct ComponentFile: DefinitionRecord {
    /// File, folder or URL.
    public var source = ""
    /// Its SHA-256, if it is to be checked.
    public var shasum = ""
    /// Where it goes.
    public var target = ""
    /// Whether it may be executed.
    public var isExecutable = false
    /// Symbolic links that point to the target.
    public var symlinks: [String] = []
    /// What to take out of the archive that `source` is.
    public var extractPath = ""
    /// Whether it is a Go template; nil means false.
    public var template: Bool?

    public init() {}

    public static let recordName = "File"
    public static let fields: [DefinitionField<ComponentFile>] = [
        .string("source", \.source, required: true),
        .string("shasum", \.shasum),
        .string("target", \.target, required: true),
        .bool("executable", \.isExecutable),
        .strings("symlinks", \.symlinks),
        .string("extractPath", \.extractPath),
        .optionalBool("template", \.template),
    ]
}
