import Documents

extension V1Beta1 {
    /// A component of a package.
    public struct Component: DefinitionRecord {
        /// Lower-case letters, digits and dashes; unique in the package.
        public var name = ""
        /// What it is for, shown when asking.
        public var description = ""
        /// Whether it may be left out at deploy.
        public var isOptional = false
        /// What it holds.
        public var spec = ComponentSpec()
        public var origin = DefinitionOrigin()

        public init() {}

        public static let recordName = "Component"
        public static let fields: [DefinitionField<Component>] =
            [
                .string("name", \.name, required: true, pattern: .name),
                .string("description", \.description),
                .bool("optional", \.isOptional),
            ] + .inline(\.spec, ComponentSpec.fields)
    }

    /// What a component holds.
    public struct ComponentSpec: DefinitionRecord {
        /// Components it builds on.
        public var `import` = Import()
        /// Where it is deployed.
        public var target = Target()
        /// For what it is made.
        public var selector = Selector()
        /// Kubernetes documents, installed as one chart each.
        public var manifests: [Manifest] = []
        /// Helm charts.
        public var charts: [Chart] = []
        /// Files placed on the machine that deploys.
        public var files: [File] = []
        /// Images.
        public var images: [Image] = []
        /// Tars that hold images.
        public var imageArchives: [ImageArchive] = []
        /// Git repositories.
        public var repositories: [Repository] = []
        /// Commands and waits around create, deploy and remove.
        public var actions = Actions()
        /// What it provides in an init package.
        public var service = ""
        /// Groups of secrets that templates may use.
        public var stateAccess: [String] = []

        public init() {}

        public static let recordName = "ComponentSpec"
        public static let fields: [DefinitionField<ComponentSpec>] = [
            .record("import", \.import),
            .record("target", \.target),
            .record("selector", \.selector),
            .records("manifests", \.manifests),
            .records("charts", \.charts),
            .records("files", \.files),
            .records("images", \.images),
            .records("imageArchives", \.imageArchives),
            .records("repositories", \.repositories),
            .record("actions", \.actions),
            .string(
                "service", \.service, choices: ["registry", "seed-registry", "injector", "agent", "git-server"]),
            .strings("stateAccess", \.stateAccess, choices: ["registryCredentials", "gitCredentials", "agentCerts"]),
        ]
    }

    /// Components that a component builds on.
    public struct Import: DefinitionRecord {
        /// Variants in files, of which exactly one must fit.
        public var local: [LocalImport] = []
        /// Published ones.
        public var remote: [RemoteImport] = []

        public init() {}

        public static let recordName = "Import"
        public static let fields: [DefinitionField<Import>] = [
            .records("local", \.local),
            .records("remote", \.remote),
        ]
    }

    /// A component in a file.
    public struct LocalImport: DefinitionRecord {
        /// The file, relative to this one.
        public var path = ""

        public init() {}

        public static let recordName = "LocalImport"
        public static let fields: [DefinitionField<LocalImport>] = [.string("path", \.path, required: true)]
    }

    /// A published component.
    public struct RemoteImport: DefinitionRecord {
        /// Where it is.
        public var url = ""

        public init() {}

        public static let recordName = "RemoteImport"
        public static let fields: [DefinitionField<RemoteImport>] = [.string("url", \.url, required: true)]
    }

    /// Where a component is deployed.
    public struct Target: DefinitionRecord {
        /// The system of the machine that deploys.
        public var os = ""

        public init() {}

        public static let recordName = "Target"
        public static let fields: [DefinitionField<Target>] = [
            .string("os", \.os, choices: ["linux", "darwin", "windows"])
        ]
    }

    /// For what a component is made.
    public struct Selector: DefinitionRecord {
        /// `amd64`, `arm64`, or empty for both.
        public var architecture = ""
        /// The flavor chosen at create; empty goes with every flavor.
        public var flavor = ""

        public init() {}

        public static let recordName = "Selector"
        public static let fields: [DefinitionField<Selector>] = [
            .string("architecture", \.architecture, choices: ["amd64", "arm64"]),
            .string("flavor", \.flavor),
        ]
    }

    /// Kubernetes documents of a component, installed as one chart.
    public struct Manifest: DefinitionRecord {
        /// At most 40 characters, unique in the component.
        public var name = ""
        /// Where objects without a namespace go.
        public var namespace = ""
        /// Files or URLs.
        public var files: [String] = []
        /// Kustomizations, built at create.
        public var kustomize: Kustomize?
        /// Whether deploy goes on before everything is ready.
        public var skipsWait = false
        /// `true`, `false` or `auto` (or empty).
        public var serverSideApply = ""
        /// Whether the files are Go templates.
        public var enablesTemplating = false
        public var origin = DefinitionOrigin()

        public init() {}

        public static let recordName = "Manifest"
        public static let fields: [DefinitionField<Manifest>] = [
            .string("name", \.name, required: true, maximumLength: 40),
            .string("namespace", \.namespace),
            .strings("files", \.files),
            .optionalRecord("kustomize", \.kustomize),
            .bool("skipWait", \.skipsWait),
            .string("serverSideApply", \.serverSideApply, choices: ["true", "false", "auto"]),
            .bool("enableTemplating", \.enablesTemplating),
        ]
    }

    /// Kustomizations of a manifest.
    public struct Kustomize: DefinitionRecord {
        /// Folders or URLs.
        public var files: [String] = []
        /// Whether they may use files above their folder.
        public var allowsAnyDirectory = false
        /// Whether plugins may run.
        public var enablesPlugins = false

        public init() {}

        public static let recordName = "Kustomize"
        public static let fields: [DefinitionField<Kustomize>] = [
            .strings("files", \.files),
            .bool("allowAnyDirectory", \.allowsAnyDirectory),
            .bool("enablePlugins", \.enablesPlugins),
        ]
    }

    /// A file or folder placed on the machine that deploys.
    public struct File: DefinitionRecord {
        /// File, folder or URL.
        public var source = ""
        /// Its checksum, if it is to be checked.
        public var checksum = ""
        /// Where it goes.
        public var destination = ""
        /// Whether it may be executed.
        public var isExecutable = false
        /// Symbolic links that point to it.
        public var symlinks: [String] = []
        /// What to take out of the archive that `source` is.
        public var extractPath = ""
        /// Whether it is a Go template.
        public var enablesTemplating = false

        public init() {}

        public static let recordName = "File"
        public static let fields: [DefinitionField<File>] = [
            .string("source", \.source, required: true),
            .string("checksum", \.checksum),
            .string("destination", \.destination, required: true),
            .bool("executable", \.isExecutable),
            .strings("symlinks", \.symlinks),
            .string("extractPath", \.extractPath),
            .bool("enableTemplating", \.enablesTemplating),
        ]
    }

    /// An image.
    public struct Image: DefinitionRecord {
        /// The reference.
        public var name = ""
        /// `registry` (or empty) or `daemon`.
        public var source = ""

        public init() {}

        public static let recordName = "Image"
        public static let fields: [DefinitionField<Image>] = [
            .string("name", \.name, required: true),
            .string("source", \.source, choices: ["registry", "daemon"]),
        ]
    }

    /// A git repository.
    public struct Repository: DefinitionRecord {
        /// Where it is.
        public var url = ""
        /// What of it; nil mirrors everything.
        public var ref: GitRef?

        public init() {}

        public static let recordName = "Repository"
        public static let fields: [DefinitionField<Repository>] = [
            .string("url", \.url, required: true),
            .optionalRecord("ref", \.ref),
        ]
    }

    /// A place in a git repository: exactly one of the three.
    public struct GitRef: DefinitionRecord {
        /// A tag.
        public var tag = ""
        /// A branch.
        public var branch = ""
        /// A commit's hash.
        public var commit = ""

        public init() {}

        public static let recordName = "GitRef"
        public static let exclusiveKeys = ["tag", "branch", "commit"]
        public static let fields: [DefinitionField<GitRef>] = [
            .string("tag", \.tag),
            .string("branch", \.branch),
            .string("commit", \.commit),
        ]
    }
}
