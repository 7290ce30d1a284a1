import ClusterState
import ClusterTools
import Documents
import FileIO
import Glibc
import Hashing
import Kubernetes
import PackageFormat
import PackageModel
import PackageRendering
import Planning
import Releases
import SystemPackage
import ToolSupport
import Variables

struct SeeCluster: Tool {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "A step of a plan: see that the cluster is ready, write what it is into the journal.",
        discussion: """
            state.json gets the cluster's state with its credentials, variables.json what ###ZARF_REGISTRY### and the like \
            stand for. Waits half a minute for an API server that does not answer. zarf-deploy does it again when it goes on \
            with a plan: passwords may have changed since.

            EXAMPLE:
              $ zarf-plan cluster hello.tar.zst --journal journal
            """
    )

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Option(help: ArgumentHelp("The journal.", valueName: "dir")) var journal: String
    @Flag(help: "The cluster need not be initialised.") var connected = false
    @Flag(help: "Images are pushed: there must be nodes of their architecture.") var withImages = false
    @Option(help: ArgumentHelp("The namespace the package is moved to.", valueName: "name")) var namespace: String?
    @OptionGroup(title: "Cluster") var cluster: PlainClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let store = StateStore(try cluster.options.connect(streams))
        defer { store.cluster.discovery.save() }
        let journal = Journal(FilePath(journal))
        let source = try PlanSource(package)
        try store.waitForServer()
        let state = connected ? try store.read()?.state : try store.required().state
        if withImages, !(try source.hasIndexes()) {
            try store.checkArchitecture(source.package.build.architecture, of: source.package.metadata.name)
        }
        if let state {
            if !connected { try store.checkAgentCertificate(state, streams.progress) }
            // There are passwords in it.
            try writeFile(journal.state, JSON.bytes(state.value), mode: 0o600)
        }
        try addBuiltins(state, to: journal.variables)
        try journal.noteClusterInputs(
            (state?.builtins ?? [:]).reduce(into: ["GIT_ADDRESS": state?.text(["gitServer", "address"]) ?? ""]) {
                $0[$1.key] = $1.value.string
            }, isConnected: connected)
        // Whoever goes on with a deployment counts it once.
        guard !fileExists(journal.generation) else { return }
        let older = try store.record(of: source.package.metadata.name, namespaceOverride: namespace ?? "")
        try writeFile(journal.generation, "\((older?.generation ?? 0) + 1)\n".utf8, mode: 0o600)
    }

    private func addBuiltins(_ state: ZarfState?, to file: FilePath) throws {
        var variables = try DeployVariables(reading: file)
        for (name, value) in state?.builtins ?? [:] {
            let isSecret = name.hasSuffix("_AUTH_PUSH") || name.hasSuffix("_AUTH_PULL")
            variables.setBuiltin(name, .init(value.string ?? "", isSensitive: isSecret))
        }
        if variables.builtins["DATA_INJECTION_MARKER"] == nil {
            // zarf v0.84 src/config/config.go GetDataInjectionMarker.
            variables.setBuiltin("DATA_INJECTION_MARKER", .init(".zarf-injection-\(time(nil))"))
        }
        try variables.write(to: file)
    }
}

struct WriteReleases: Tool {
    static let configuration = CommandConfiguration(
        commandName: "releases",
        abstract: "A step of a plan: write a component's charts and their values into the journal.",
        discussion: """
            Below releases/COMPONENT of the journal, chart-1.tgz and chart-1.yaml and so on, manifest-1.tgz for a list of \
            manifests, health.yaml for what is waited for. Variables and values are those of the journal.

            EXAMPLE:
              $ zarf-plan releases hello.tar.zst app --journal journal
            """
    )

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Argument(help: ArgumentHelp("The component.", valueName: "component")) var component: String
    @Option(help: ArgumentHelp("The journal.", valueName: "dir")) var journal: String

    func execute(_ streams: StandardStreams) throws {
        let journal = Journal(FilePath(journal))
        let definition = try journal.package()
        let component = try definition.component(named: component, in: journal.definition)
        let inspection = try PackageInspection(try PackageReader(FilePath(package)))
        let templates = PackageGoTemplates(definition, state: try journal.stateForTemplates(component))
        let releases = try inspection.releases(
            of: component, variables: try DeployVariables(reading: journal.variables), templates: templates,
            seconds: Int64(time(nil)), reporting: streams.progress)
        let folder = journal.releases(of: component.name)
        try createDirectories(folder, mode: 0o700)
        for release in releases {
            try writeFile(folder.appending("\(release.file).tgz"), release.archive, mode: 0o600)
            try writeFile(folder.appending("\(release.file).yaml"), YAMLWriter.text(release.values).utf8, mode: 0o600)
        }
        try writeFile(folder.appending("health.yaml"), health(component).utf8, mode: 0o600)
        let list = releases.map { release -> Value in
            [
                "file": .string(release.file), "release": .string(release.name),
                "namespace": .string(release.namespace),
            ]
        }
        try writeFile(folder.appending("releases.json"), JSON.bytes(.array(list)), mode: 0o600)
    }

    /// What is waited for, as objects that have nothing but a name.
    private func health(_ component: Component) -> String {
        component.healthChecks.map { check in
            "---\n"
                + YAMLWriter.text([
                    "apiVersion": .string(check.apiVersion), "kind": .string(check.kind),
                    "metadata": ["name": .string(check.name), "namespace": .string(check.namespace)],
                ])
        }.joined()
    }
}

struct RecordProgress: Tool {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "A step of a plan: note in the cluster how far a component is.",
        discussion: """
            The record is a Secret of namespace zarf, in upstream's form; zarf package list reads it. Statuses are \
            Deploying, Succeeded, Failed, Removing and Removed, which takes the component out.

            EXAMPLE:
              $ zarf-plan record app Succeeded --journal journal
            """
    )

    @Argument(help: ArgumentHelp("The component.", valueName: "component")) var component: String
    @Argument(help: ArgumentHelp("How far it is.", valueName: "status")) var status: ComponentStatus
    @Option(help: ArgumentHelp("The journal.", valueName: "dir")) var journal: String
    @Flag(help: "Images come from outside the cluster.") var connected = false
    @Option(help: ArgumentHelp("The namespace the package was moved to.", valueName: "name")) var namespace: String?
    @OptionGroup(title: "Cluster") var cluster: PlainClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let journal = Journal(FilePath(journal))
        let definition = try journal.package()
        var progress = ComponentProgress(
            definition: definition.value, component: component, status: status,
            generation: try journal.generationCount())
        progress.isConnected = connected
        progress.namespaceOverride = namespace ?? ""
        let store = StateStore(try cluster.options.connect(streams))
        defer { store.cluster.discovery.save() }
        if status != .removing, status != .removed { progress.charts = try charts(journal, store.cluster) }
        if status == .succeeded { progress.inputs = try journal.allInputs() }
        try store.note(progress)
    }

    /// What is installed by now: the releases whose steps are done, and the one that failed.
    private func charts(_ journal: Journal, _ cluster: Cluster) throws -> [InstalledChart] {
        let folder = journal.releases(of: component)
        let file = folder.appending("releases.json")
        guard fileExists(file) else { return [] }
        let list = try JSON.parse(try readFile(file, limit: 16 << 20), file: file.string).array ?? []
        var charts: [InstalledChart] = []
        for entry in list {
            let name = entry["file"]?.string ?? ""
            let isDone = fileExists(journal.path.appending("\(component).\(name)"))
            guard isDone || status == .failed else { break }
            let connections = folder.appending("\(name).connections.json")
            let (namespace, release) = (entry["namespace"]?.string ?? "", entry["release"]?.string ?? "")
            let deployed =
                status == .succeeded ? try ReleaseActions(cluster, namespace: namespace).deployed(release) : nil
            charts.append(
                InstalledChart(
                    namespace: namespace, release: release, isInstalled: isDone,
                    connections: fileExists(connections)
                        ? try JSON.parse(try readFile(connections, limit: 16 << 20), file: connections.string) : [:],
                    manifestDigest: deployed?.manifestDigest.description))
            guard isDone else { break }
        }
        return charts
    }
}

extension ComponentStatus: ExpressibleByArgument {}

extension Release {
    /// The digest of what was rendered.
    var manifestDigest: Digest { Digest.sha256(manifest.utf8) }
}

/// Which cluster: as the environment says, for steps that are many.
struct PlainClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Kubeconfig; otherwise $KUBECONFIG, ~/.kube/config, or the pod's own.", valueName: "file"))
    var kubeconfig: String?

    var options: ClusterOptions {
        get throws { try ClusterOptions.parse(kubeconfig.map { ["--kubeconfig", $0] } ?? []) }
    }

    /// The record of a package. Throws `StateError.noSuchPackage`.
    func record(of name: String, _ namespace: String?, _ streams: StandardStreams) throws -> PackageRecord {
        let store = StateStore(try options.connect(streams))
        defer { store.cluster.discovery.save() }
        return try store.existingRecord(of: name, namespaceOverride: namespace ?? "")
    }
}

extension Journal {
    /// The definition that is deployed.
    func package() throws -> Package {
        try Package(
            readingFinished: try readFile(definition, limit: PackageReader.maximumMetadataByteCount),
            file: definition.string)
    }

    /// How many times the package has been deployed, with this one.
    func generationCount() throws -> Int {
        guard fileExists(generation) else { return 1 }
        let text = String(decoding: try readFile(generation, limit: 64), as: UTF8.self)
        return Int(text.filter(\.isNumber)) ?? 1
    }

    /// What templates of a component are told about the cluster; nil without one.
    func stateForTemplates(_ component: Component) throws -> Value? {
        guard fileExists(state) else { return nil }
        return try ZarfState(reading: try readFile(state, limit: 1 << 20), file: state.string)
            .forTemplates(access: component.stateAccess)
    }
}

extension Package {
    /// A component by its name.
    func component(named name: String, in file: FilePath) throws -> Component {
        guard let component = components.first(where: { $0.name == name }) else {
            let near = nearestSpelling(of: name, among: components.map(\.name))
            throw UsageError(
                "read \(file): no component \"\(name)\"", hints: near.map { ["did you mean \"\($0)\"?"] } ?? [])
        }
        return component
    }
}
