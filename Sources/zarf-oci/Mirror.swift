import ClusterState
import ClusterTools
import Diagnostics
import FileIO
import HTTP
import Kubernetes
import OCI
import PackageModel
import PackageFormat
import Packaging
import Registry
import SystemPackage
import ToolSupport

struct Mirror: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Push the images of a package into the registry of a cluster, or another one; prints their names.",
        discussion: """
            Each image gets two names: with a checksum of its own name in the tag, which keeps images of equal paths apart, \
            and the plain one. Nothing is extracted: blobs go from the package file into the registry, each once, and those \
            that are there already stay. The cluster's registry is reached at its port of this machine or of a node.

            EXAMPLE:
              $ zarf-oci mirror hello.tar.zst --to registry.test:5000
              registry.test:5000/hello/web:1.0.0-zarf-1562930583
              registry.test:5000/hello/web:1.0.0
            """)

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Option(help: ArgumentHelp("Only images of this component. May be repeated.", valueName: "name"))
    var component: [String] = []
    @Option(
        help: ArgumentHelp(
            "A registry, instead of the cluster's; who may push is in Docker's configuration.", valueName: "registry"))
    var to: String?
    @Option(help: ArgumentHelp("The cluster's state (JSON); otherwise the cluster is asked.", valueName: "file"))
    var state: String?
    @Flag(help: "Push under the plain names only.") var noImgChecksum = false
    @Flag(help: "Push nothing: print the names that do not lead to these images; status 2 if there are any.")
    var check = false
    @OptionGroup(title: "Registry") var registry: RegistryOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let reader = try PackageReader(FilePath(package))
        let names = try images(of: PackageInspection(reader).package)
        guard !names.isEmpty else { return }
        let pushed: [Reference]
        if let to {
            let client = try registry.settings.client(environment: streams.environment, reporter: streams.progress)
            pushed = try push(names, of: reader, to: to, at: to, client, streams)
        } else {
            pushed = try pushToCluster(names, of: reader, streams)
        }
        try streams.write(pushed.map { $0.description + "\n" }.joined())
        if check, !pushed.isEmpty { throw ExitStatus.answeredNo }
    }

    private func images(of definition: Package) throws -> [String] {
        for name in component where !definition.components.contains(where: { $0.name == name }) {
            let near = nearestSpelling(of: name, among: definition.components.map(\.name))
            throw UsageError(
                "read \(package): no component \"\(name)\"", hints: near.map { ["did you mean \"\($0)\"?"] } ?? [])
        }
        let chosen = definition.components.filter { component.isEmpty || component.contains($0.name) }
        var seen: Set<String> = []
        return chosen.flatMap(\.allImages).filter { seen.insert($0).inserted }
    }

    private func pushToCluster(
        _ names: [String], of reader: PackageReader, _ streams: StandardStreams
    ) throws -> [Reference] {
        let store = StateStore(try cluster.connect(streams))
        defer { store.cluster.discovery.save() }
        let state =
            try self.state.map { try ZarfState(reading: try readFile(FilePath($0), limit: 1 << 20), file: $0) }
            ?? store.required().state
        return try store.withRegistry(of: state) { address in
            var settings = registry.settings
            settings.allowsPlainHTTP = settings.allowsPlainHTTP || state.isRegistryInternal
            settings.fixedCredentials = FixedCredentials(
                .basic(
                    user: state.text(["registryInfo", "pushUsername"]),
                    password: state.text(["registryInfo", "pushPassword"])),
                registry: String(address.prefix { $0 != "/" }))
            let client = try settings.client(environment: streams.environment, reporter: streams.progress)
            do {
                return try push(names, of: reader, to: state.registryAddress, at: address, client, streams)
            } catch RegistryError.refused(let operation, status: 401, let code, let text) {
                throw StatePasswordRefused(
                    message: RegistryError.refused(operation: operation, status: 401, code: code, text: text).message,
                    isRegistryInternal: state.isRegistryInternal)
            }
        }
    }

    private func push(
        _ names: [String], of reader: PackageReader, to target: String, at address: String, _ client: RegistryClient,
        _ streams: StandardStreams
    ) throws -> [Reference] {
        let mirror = try PackageMirror(reader, client: client, reporter: streams.progress)
        return check
            ? try mirror.missing(names, from: target, at: address, addsChecksum: !noImgChecksum)
            : try mirror.push(names, to: target, at: address, addsChecksum: !noImgChecksum)
    }
}

/// The cluster's registry does not know the password that is in the cluster's state.
private struct StatePasswordRefused: Failure {
    let message: String
    let isRegistryInternal: Bool

    var hints: [String] {
        isRegistryInternal
            ? ["the registry knows another password than the cluster's state: zarf-init has it take that over"]
            : [
                "users and passwords are the state's: zarf-state set registryInfo.pushPassword -, then zarf-state secrets --all"
            ]
    }
}
