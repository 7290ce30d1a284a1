import OCI
import Registry
import ToolSupport

/// Copies an image and prints its digest.
private func copy(
    _ source: ImageLocation, _ destination: ImageLocation, _ registry: RegistryOptions, _ platform: PlatformOption,
    _ streams: StandardStreams
) throws {
    let stores = try registry.stores(streams)
    let image = try stores.source(source)
    // Looked at before anything is made: a failed run leaves no output.
    _ = try image.document()
    try stores.copy(image, to: destination, platform: try platform.value, concurrency: registry.concurrency)
}

struct Copy: Tool {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copy an image from anywhere to anywhere; prints its digest.", aliases: ["cp"])

    @Argument(help: ArgumentHelp("Where the image is.", valueName: "source")) var source: String
    @Argument(help: ArgumentHelp("Where it goes.", valueName: "destination")) var destination: String
    @OptionGroup var platform: PlatformOption
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        try copy(try ImageLocation(source), try ImageLocation(destination), registry, platform, streams)
    }
}

struct Pull: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Copy an image into a layout directory, or an archive if its name ends in .tar; prints its digest.")

    @Argument(help: ArgumentHelp("Where the image is.", valueName: "image")) var source: String
    @Argument(help: ArgumentHelp("Directory or archive; oci: and archive: may be given.", valueName: "path"))
    var destination: String
    @OptionGroup var platform: PlatformOption
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        let target = try ImageLocation.orPath(destination, isOutput: true)
        try copy(try ImageLocation(source), target, registry, platform, streams)
    }
}

struct Push: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Copy an image from a layout directory, archive or package to a registry; prints its digest.")

    @Argument(help: ArgumentHelp("Directory or archive, or any image.", valueName: "path")) var source: String
    @Argument(help: ArgumentHelp("Where it goes.", valueName: "image")) var destination: String
    @OptionGroup var platform: PlatformOption
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        let target = try ImageLocation(destination)
        try copy(try ImageLocation.orPath(source, isOutput: false), target, registry, platform, streams)
    }
}
