import Documents
import FileIO
import Glibc
import HTTP
import PackageModel
import Packaging
import Registry
import SystemPackage
import ToolSupport

@main struct ZarfPack: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-pack",
        abstract: "Make a package from a definition: compose, validate, collect every asset, write one file.",
        discussion: """
            Prints the path of the package. The same inputs give the same bytes when SOURCE_DATE_EPOCH is set.
            Registry credentials come from $DOCKER_CONFIG/config.json or ~/.docker, proxies from HTTP_PROXY, \
            HTTPS_PROXY and NO_PROXY, further certificate authorities from SSL_CERT_FILE. Repositories are fetched by git, kustomizations built by kustomize or kubectl.

            EXAMPLES:
              $ zarf-pack examples/hello --set REGISTRY=127.0.0.1:5000 -o out
              out/zarf-package-hello-amd64-0.1.0.tar.zst
              $ zarf-pack examples/hello --definition --set REGISTRY=r,GIT=g | head -n 1
              kind: ZarfPackageConfig
            """,
        version: toolchainVersion)

    @Argument(help: "Folder with a zarf.yaml, or a definition file.", completion: .directory)
    var definition = "."

    @Option(name: .shortAndLong, help: "File, folder, or - for standard output. Default: this folder.")
    var output: String?

    @Option(
        name: .customLong("set"),
        help: "Value of a package template ###ZARF_PKG_TMPL_K###, or several: K=V,L=W. May be repeated.")
    var templates: [Assignments] = []

    @Option(name: .shortAndLong, help: "Flavor: components of other flavors are left out.")
    var flavor = ""

    @Option(name: .shortAndLong, help: "Architecture of the cluster: amd64 or arm64.")
    var architecture = ""

    @Option(help: "Split the package above so many megabytes (1,000,000 bytes); 0 never splits.")
    var maxPackageSize = 0

    @Option(
        name: .customLong("registry-override"),
        help: "Pull from another registry: docker.io=mirror.test. May be repeated.")
    var registryOverrides: [Assignments] = []

    @Option(help: "Folder that keeps image blobs between runs. Default: ~/.zarf-cache.", completion: .directory)
    var cache: String?

    @Flag(help: "Use no cache.")
    var noCache = false

    @Option(help: "Folder for temporaries. Default: where the package goes.", completion: .directory)
    var tmpdir: String?

    @Option(name: .customLong("oci-concurrency"), help: "Blobs pulled at a time.")
    var concurrency = 6

    @Flag(help: "Speak plain HTTP to registries and chart repositories.")
    var plainHTTP = false

    @Flag(name: .customLong("insecure-skip-tls-verify"), help: "Accept any TLS certificate.")
    var skipsTLSVerification = false

    @Flag(name: .customLong("definition"), help: "Print the resolved definition and stop.")
    var printsDefinition = false

    @Flag(help: "Pack charts, manifests and their values only, to look at what would be applied.")
    var manifestsOnly = false

    @Flag(name: .customLong("lint"), help: "Print findings about the definition and stop; status 2 if one is an error.")
    var lints = false

    @Flag(name: .customLong("schema"), help: "Print the JSON schema of definitions and stop.")
    var printsSchema = false

    @Flag(name: .customLong("with-build-machine-info"), help: "Record this machine's name and $USER in the package.")
    var recordsMachine = false

    @Flag(name: .shortAndLong, help: "Never ask for the value of a package template, on a terminal either.")
    var confirm = false

    func validate() throws {
        guard maxPackageSize >= 0 else { throw ValidationError("--max-package-size must not be negative") }
        guard concurrency > 0 else { throw ValidationError("--oci-concurrency must be positive") }
        guard maxPackageSize == 0 || PackageOutput(output).parent != nil else {
            throw ValidationError("--max-package-size cannot split what goes to standard output or a pipe")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        if printsSchema { return try streams.writeLine(JSON.text(DefinitionSchema.document, style: .pretty)) }
        if lints { return try lint(loaderOptions(streams), streams) }
        let resolved = try DefinitionLoader(loaderOptions(streams), skeletons: skeletons(streams)).load(definition)
        for warning in resolved.warnings { streams.progress.warn(warning) }
        if !["", "amd64", "arm64"].contains(architecture) {
            streams.progress.warn("architecture \"\(architecture)\" is neither amd64 nor arm64")
        }
        if printsDefinition { return try streams.write(resolved.text) }
        if let path = try pack(manifestsOnly ? resolved.applied : resolved, streams) {
            try streams.writeLine(path.string)
        }
    }

    private func lint(_ loader: DefinitionLoader.Options, _ streams: StandardStreams) throws {
        let findings = try DefinitionLint.findings(at: definition, loader, skeletons: skeletons(streams))
        for finding in findings { try streams.writeLine(printable(finding.text)) }
        if findings.contains(where: { $0.severity == .error }) { throw ExitStatus.answeredNo }
    }

    private func pack(_ resolved: ResolvedDefinition, _ streams: StandardStreams) throws -> FilePath? {
        let target = PackageOutput(output)
        var options = PackageBuilder.Options(timestamp: try streams.sourceDate() ?? Int64(time(nil)))
        options.flavor = flavor
        options.registryOverrides = registryOverrides.dictionary
        if recordsMachine { options.machine = (hostName(), streams.environment("USER") ?? "") }
        options.partByteCount = maxPackageSize == 0 ? nil : Int64(maxPackageSize) * 1_000_000
        let surroundings = try surroundings(streams, target)
        return try PackageCreation(resolved, options: options, concurrency: concurrency, in: surroundings)
            .run(to: target)
    }

    private func surroundings(_ streams: StandardStreams, _ target: PackageOutput) throws
        -> PackageCreation.Surroundings
    {
        let (http, registry) = try clients(streams)
        let temporary =
            tmpdir.map { FilePath($0) } ?? target.parent ?? streams.temporaryDirectory
        try createDirectories(temporary)
        return PackageCreation.Surroundings(
            registry: registry, client: http, environment: streams.environment, temporaryDirectory: temporary,
            cache: try imageCache(streams), reporter: streams.progress)
    }

    /// The cache for images, made if it is not there; nil with `--no-cache`.
    private func imageCache(_ streams: StandardStreams) throws -> FilePath? {
        if noCache { return nil }
        let cache = cacheDirectory(streams)
        try withHint("--cache names another cache, --no-cache does without") { try createDirectories(cache) }
        return cache
    }

    private func cacheDirectory(_ streams: StandardStreams) -> FilePath {
        cache.map { FilePath($0) } ?? (streams.home ?? "/").appending(".zarf-cache")
    }

    /// Skeleton packages are kept in the cache even with --no-cache: their files are part of the definition.
    private func skeletons(_ streams: StandardStreams) -> SkeletonCache {
        SkeletonCache(cacheDirectory(streams)) { try clients(streams).registry }
    }

    private func clients(_ streams: StandardStreams) throws -> (http: Client, registry: RegistryClient) {
        var settings = RegistrySettings()
        settings.allowsPlainHTTP = plainHTTP
        settings.tls.skipsVerification = skipsTLSVerification
        settings.userAgent = "zarf/\(compatibleVersion)"
        let http = try settings.httpClient(environment: streams.environment)
        let registry = try settings.client(
            over: http, environment: streams.environment, reporter: streams.progress)
        return (http, registry)
    }

    // zarf v0.84 src/pkg/packager/assemble/assemble.go recordPackageMetadata: the name is left out if there is none.
    private func hostName() -> String {
        var name = utsname()
        guard uname(&name) == 0 else { return "" }
        return withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private func loaderOptions(_ streams: StandardStreams) -> DefinitionLoader.Options {
        var options = DefinitionLoader.Options()
        options.flavor = flavor
        options.architecture = architecture
        options.templates = templates.dictionary
        if !confirm, streams.canPrompt { options.askForTemplate = { try streams.ask("\($0): ") } }
        return options
    }
}
