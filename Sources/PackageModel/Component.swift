import Documents

/// A group of things that is deployed together.
public struct Component: DefinitionRecord {
    /// Lower-case letters, digits and dashes; unique in the package.
    public var name = ""
    /// What it is for, shown when asking.
    public var description = ""
    /// Whether an optional component is chosen unless deselected.
    public var isDefault = false
    /// True: always deployed; nil and false: optional.
    public var required: Bool?
    /// Where and for what it is made and deployed.
    public var only = Only()
    /// Deprecated: of a group exactly one component is deployed.
    public var group = ""
    /// The component of another package that this one builds on.
    public var `import` = Import()
    /// Kubernetes documents, installed as one chart each.
    public var manifests: [ComponentManifest] = []
    /// Helm charts.
    public var charts: [ComponentChart] = []
    /// Deprecated: data copied into running containers.
    public var dataInjections: [DataInjection] = []
    /// Files placed on the machine that deploys.
    public var files: [ComponentFile] = []
    /// Image references.
    public var images: [String] = []
    /// Tars that hold images.
    public var imageArchives: [ImageArchive] = []
    /// Git repositories.
    public var repos: [String] = []
    /// Deprecated: became actions.
    public var scripts = DeprecatedScripts()
    /// Commands and waits around create, deploy and remove.
    public var actions = ComponentActions()
    /// Objects that must be ready after deploy.
    public var healthChecks: [HealthCheck] = []
    /// Groups of secrets that templates may use.
    public var stateAccess: [String] = []
    public var origin = DefinitionOrigin()

    public init() {}

    /// Whether the component is always deployed.
    public var isRequired: Bool { required ?? false }

    /// Whether deploying needs a cluster.
    public var needsCluster: Bool {
        !images.isEmpty || !imageArchives.isEmpty || !charts.isEmpty || !manifests.isEmpty || !repos.isEmpty
            || !dataInjections.isEmpty || !healthChecks.isEmpty
    }

    /// All images, those of archives last.
    public var allImages: [String] { images + imageArchives.flatMap(\.images) }

    public static let recordName = "Component"
    public static let fields: [DefinitionField<Component>] = [
        .string("name", \.name, required: true, pattern: .name),
        .string("description", \.description),
        .bool("default", \.isDefault),
        .optionalBool("required", \.required),
        .record("only", \.only),
        .string("group", \.group),
        .record("import", \.import),
        .records("manifests", \.manifests),
        .records("charts", \.charts),
        .records("dataInjections", \.dataInjections),
        .records("files", \.files),
        .strings("images", \.images),
        .records("imageArchives", \.imageArchives),
        .strings("repos", \.repos),
        .record("scripts", \.scripts),
        .record("actions", \.actions),
        .records("healthChecks", \.healthChecks),
        .strings("stateAccess", \.stateAccess),
    ]
}

/// Where and for what a component is made and deployed.
public struct Only: DefinitionRecord {
    /// The system of the machine that deploys: `linux`, `darwin`, `windows`, or empty for all.
    public var localOS = ""
    /// The cluster.
    public var cluster = OnlyCluster()
    /// The flavor chosen at create; empty goes with every flavor.
    public var flavor = ""

    public init() {}

    public static let recordName = "Only"
    public static let fields: [DefinitionField<Only>] = [
        .string("localOS", \.localOS, choices: ["linux", "darwin", "windows"]),
        .record("cluster", \.cluster),
        .string("flavor", \.flavor),
    ]
}

/// Which clusters a component is for.
public struct OnlyCluster: DefinitionRecord {
    /// `amd64`, `arm64`, or empty for both.
    public var architecture = ""
    /// Kubernetes distributions; recorded, not enforced.
    public var distros: [String] = []

    public init() {}

    public static let recordName = "OnlyCluster"
    public static let fields: [DefinitionField<OnlyCluster>] = [
        .string("architecture", \.architecture, choices: ["amd64", "arm64"]),
        .strings("distros", \.distros),
    ]
}

/// The component of another package that a component builds on.
public struct Import: DefinitionRecord {
    /// Its name there; empty means the same name.
    public var name = ""
    /// Folder or definition, relative to this definition.
    public var path = ""
    /// A published skeleton package, `oci://…`.
    public var url = ""

    public init() {}

    public static let recordName = "Import"
    public static let fields: [DefinitionField<Import>] = [
        .string("name", \.name),
        .string("path", \.path),
        .string("url", \.url, pattern: .ociURL),
    ]
}

/// An object that must be ready after deploy.
public struct HealthCheck: DefinitionRecord {
    /// Such as `apps/v1`.
    public var apiVersion = ""
    /// Such as `Deployment`.
    public var kind = ""
    /// The namespace.
    public var namespace = ""
    /// The name.
    public var name = ""

    public init() {}

    public static let recordName = "HealthCheck"
    public static let fields: [DefinitionField<HealthCheck>] = [
        .string("apiVersion", \.apiVersion, required: true),
        .string("kind", \.kind, required: true),
        .string("namespace", \.namespace, required: true),
        .string("name", \.name, required: true),
    ]
}

/// A tar that holds an OCI layout, and the images wanted from it.
public struct ImageArchive: DefinitionRecord {
    /// The tar.
    public var path = ""
    /// References in it.
    public var images: [String] = []

    public init() {}

    public static let recordName = "ImageArchive"
    public static let fields: [DefinitionField<ImageArchive>] = [
        .string("path", \.path, required: true),
        .strings("images", \.images, required: true),
    ]
}

/// Deprecated: data copied into a running container.
public struct DataInjection: DefinitionRecord {
    /// File, folder or URL.
    public var source = ""
    /// Where it goes.
    public var target = ContainerTarget()
    /// Whether it is compressed on the way.
    public var isCompressed = false

    public init() {}

    public static let recordName = "DataInjection"
    public static let fields: [DefinitionField<DataInjection>] = [
        .string("source", \.source, required: true),
        .record("target", \.target, required: true),
        .bool("compress", \.isCompressed),
    ]
}

/// A path in a container.
public struct ContainerTarget: DefinitionRecord {
    /// The pod's namespace.
    public var namespace = ""
    /// Labels that select the pod.
    public var selector = ""
    /// The container.
    public var container = ""
    /// The path in it.
    public var path = ""

    public init() {}

    public static let recordName = "ContainerTarget"
    public static let fields: [DefinitionField<ContainerTarget>] = [
        .string("namespace", \.namespace, required: true),
        .string("selector", \.selector, required: true),
        .string("container", \.container, required: true),
        .string("path", \.path, required: true),
    ]
}

/// Deprecated: scripts, which become actions when a definition is read.
public struct DeprecatedScripts: DefinitionRecord {
    /// Whether output is shown.
    public var showsOutput = false
    /// Seconds until a script is stopped.
    public var timeoutSeconds = 0
    /// Whether a failed script is tried again.
    public var retries = false
    /// Run at create.
    public var prepare: [String] = []
    /// Run before deploy.
    public var before: [String] = []
    /// Run after deploy.
    public var after: [String] = []

    public init() {}

    public static let recordName = "DeprecatedScripts"
    public static let fields: [DefinitionField<DeprecatedScripts>] = [
        .bool("showOutput", \.showsOutput),
        .integer("timeoutSeconds", \.timeoutSeconds),
        .bool("retry", \.retries),
        .strings("prepare", \.prepare),
        .strings("before", \.before),
        .strings("after", \.after),
    ]
}
