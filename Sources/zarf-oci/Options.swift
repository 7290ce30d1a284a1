import HTTP
import OCI
import Registry
import SystemPackage
import ToolSupport

/// What every command can be told about registries.
struct RegistryOptions: ParsableArguments {
    @Flag(help: "Speak plain HTTP to registries that show that they do not speak TLS, wherever they are.")
    var plainHttp = false

    @Flag(help: "Accept any certificate.")
    var insecureSkipTlsVerify = false

    @Option(help: ArgumentHelp("Authorities to trust besides the system's (PEM).", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("Our certificate, for registries that want one (PEM).", valueName: "file"))
    var certFile: String?

    @Option(help: ArgumentHelp("The key of our certificate (PEM).", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp("Attempts in all when a request fails for a passing reason.", valueName: "n"))
    var retries = 5

    @Option(help: ArgumentHelp("Blobs under way at a time.", valueName: "n"))
    var concurrency = 6

    @Option(help: ArgumentHelp("Push larger blobs in pieces of this many MiB.", valueName: "mib"))
    var chunkSize: Int?

    func validate() throws {
        guard retries > 0 else { throw ValidationError("--retries must be at least 1") }
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency must be 1 to 64") }
        guard chunkSize.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--chunk-size must be 1 to 1024")
        }
        guard (certFile == nil) == (keyFile == nil) else {
            throw ValidationError("--cert-file and --key-file go together")
        }
    }

    /// What was said, as a client takes it.
    var settings: RegistrySettings {
        var settings = RegistrySettings()
        settings.allowsPlainHTTP = plainHttp
        settings.tls.skipsVerification = insecureSkipTlsVerify
        settings.tls.authorities = caFile.map { FilePath($0) }
        settings.tls.certificate = certFile.map { FilePath($0) }
        settings.tls.key = keyFile.map { FilePath($0) }
        settings.attempts = retries
        settings.uploadChunkByteCount = chunkSize.map { $0 << 20 }
        settings.userAgent = "zarf/\(toolchainVersion)"
        return settings
    }

    func stores(_ streams: StandardStreams) throws -> ImageStores {
        let client = try settings.client(environment: streams.environment, reporter: streams.progress)
        return ImageStores(client: client, streams: streams)
    }
}

/// Which image of an index is meant.
struct PlatformOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The image for OS/ARCH[/VARIANT] of an index. Without it, an index is taken whole.", valueName: "platform"))
    var platform: String?

    var value: Platform? { get throws { try platform.map { try Platform($0) } } }
}
