import ClusterTools
import Documents
import FileIO
import Injection
import OCI
import SystemPackage
import ToolSupport

struct Start: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Send seed images and serve them.",
        discussion: """
            SOURCE is a package, or oci:DIR for an OCI layout. Of an init package its seed registry's images are taken, of \
            anything else all images, or those that --image names.

            What is there already is used: the same command goes on after an interruption. After a failure the pod and its \
            service are removed; zarf-inject stop removes the rest. Prints the address at which nodes reach the registry.

            With --registry-mode proxy it runs on every node, reached on its loopback, and is there to stay: nodes that come \
            later find in it what they need before they can reach the registry.

            EXAMPLE:
              $ zarf-inject start zarf-init-amd64-0.1.0.tar.zst
              127.0.0.1:30812
            """)

    @Argument(help: "Package, or oci:DIR.") var source: String
    @Option(help: ArgumentHelp("An image to take, as the source calls it; may be repeated.", valueName: "name"))
    var image: [String] = []
    @Option(help: ArgumentHelp("Bytes of a ConfigMap's part.", valueName: "bytes"))
    var chunkSize = InjectionPayload.defaultPartByteCount
    @Option(help: ArgumentHelp("Run in this image, on any node.", valueName: "ref")) var injectorImage: String?
    @Option(help: ArgumentHelp("The program to run; else zarf-injector beside this one or on PATH.", valueName: "file"))
    var injector: String?
    @Option(
        name: [.customShort("a"), .long],
        help: ArgumentHelp("The nodes' architecture; otherwise the package's, or this machine's.", valueName: "arch"))
    var architecture: String?
    @Option(help: ArgumentHelp("nodeport, or proxy for one pod on every node.", valueName: "mode"))
    var registryMode = "nodeport"
    @Option(help: ArgumentHelp("Write what the state says of an injector (JSON).", valueName: "file"))
    var injectorInfo: String?
    @Option(help: ArgumentHelp("The port of all nodes; otherwise a free one, or 5001 for proxy.", valueName: "port"))
    var injectorPort = 0
    @Option(help: ArgumentHelp("The port that the registry to come wants.", valueName: "port")) var registryPort = 31999
    @Option(help: ArgumentHelp("Seconds for a pod to get ready.", valueName: "seconds")) var timeout = 60
    @Option(help: ArgumentHelp("Label everything as of this package.", valueName: "name")) var package: String?
    @Flag(help: "Leave everything in place after a failure.") var keep = false
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func validate() throws {
        guard ["nodeport", "proxy"].contains(registryMode) else {
            throw ValidationError("--registry-mode: nodeport or proxy")
        }
        guard injectorPort == 0 || registryMode == "proxy" || (30000...32767).contains(injectorPort) else {
            throw ValidationError("--injector-port: ports of nodes are 30000 to 32767")
        }
        guard (1...InjectionPayload.maximumPartByteCount).contains(chunkSize) else {
            throw ValidationError("--chunk-size: 1 to \(InjectionPayload.maximumPartByteCount) bytes")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        let sources = try SeedImages(source, names: image, isProxy: registryMode == "proxy")
        let platform = try Platform(architecture ?? sources.architecture ?? hostArchitecture)
        let program = try program(platform.architecture, streams)
        guard program.architecture == platform.architecture else {
            throw InjectionError.wrongInjector(
                path: injector ?? "",
                reason: "a program for \(program.architecture), nodes are \(platform.architecture)")
        }
        let spool = try TemporaryDirectory(in: streams.temporaryDirectory)
        let payload = try InjectionPayload(
            try sources.images(), platform: platform, partByteCount: chunkSize,
            writing: spool.path.appending("payload.tar.gz"), reporting: streams.progress)
        let cluster = try cluster.connect(streams)
        defer { cluster.discovery.save() }
        var options = Injection.Options()
        options.package = package ?? sources.packageName ?? ""
        options.image = injectorImage
        options.port = injectorPort
        options.reservedPort = registryPort
        options.keeps = keep
        options.podSeconds = timeout
        options.isProxy = registryMode == "proxy"
        let running = try Injection(cluster, reporting: streams.progress).start(payload, program: program, options)
        if let injectorInfo { try writeFile(FilePath(injectorInfo), JSON.bytes(info(payload, running))) }
        try streams.writeLine(json ? JSON.text(description(payload, running)) : running.address)
    }

    // spec/zarf-interop.md §6.2 injectorInfo.
    private func info(_ payload: InjectionPayload, _ running: Injection.Running) -> Value {
        let port = running.address.split(separator: ":").last.flatMap { Int64($0) } ?? 0
        return [
            "injectorImage": .string(running.image), "payLoadConfigMapAmount": .integer(Int64(payload.partCount)),
            "payLoadShaSum": .string(payload.digest.hex), "port": .integer(port),
        ]
    }

    private func description(_ payload: InjectionPayload, _ running: Injection.Running) -> Value {
        [
            "address": .string(running.address), "images": .array(payload.images.map { .string($0) }),
            "payload": [
                "sha256": .string(payload.digest.hex), "bytes": .integer(payload.byteCount),
                "parts": .integer(Int64(payload.partCount)), "sent": .integer(Int64(running.sentPartCount)),
                "kept": .integer(Int64(running.keptPartCount)),
            ],
            "borrowed": ["image": .string(running.image), "node": .string(running.node)],
            "seconds": ["send": .double(running.sendSeconds), "start": .double(running.startSeconds)],
        ]
    }

    private func program(_ architecture: String, _ streams: StandardStreams) throws -> InjectorProgram {
        if let injector { return try InjectorProgram(FilePath(injector)) }
        let own = try readLink(FilePath("/proc/self/exe")).removingLastComponent()
        let path = (streams.environment("PATH") ?? "").split(separator: ":").map { FilePath(String($0)) }
        return try InjectorProgram.find(
            architecture: architecture, in: [own, own.removingLastComponent().appending("lib/zarf")] + path)
    }
}

#if arch(arm64)
    private let hostArchitecture = "arm64"
#else
    private let hostArchitecture = "amd64"
#endif
