import Documents
import FileIO
import OCI
import Packaging
import Registry
import SystemPackage
import ToolSupport

struct Append: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Make an image of tar layers, alone or on top of another; prints its digest.",
        discussion: """
            A plain tar is compressed; one that is compressed already (gzip, zstd) is kept as it is. The same input \
            gives the same image: its time is $SOURCE_DATE_EPOCH, else 1970.
            """)

    @Option(help: ArgumentHelp("The image below the layers.", valueName: "image")) var base: String?
    @Option(help: ArgumentHelp("A tar file, the lowest first. May be repeated.", valueName: "tar")) var layer:
        [String] = []
    @Option(
        help: ArgumentHelp(
            "OS/ARCH[/VARIANT] of the image, and of the base if that is an index. Default: the base's, else this machine's.",
            valueName: "platform"))
    var platform: String?
    @Option(help: ArgumentHelp("ENTRYPOINT, as a JSON array of strings.", valueName: "json")) var entrypoint: String?
    @Option(help: ArgumentHelp("CMD, as a JSON array of strings.", valueName: "json")) var cmd: String?
    @Option(help: ArgumentHelp("NAME=VALUE. May be repeated.", valueName: "env")) var env: [String] = []
    @Option(help: ArgumentHelp("NAME=VALUE. May be repeated.", valueName: "label")) var label: [String] = []
    @Option(help: ArgumentHelp("NAME=VALUE, of the manifest. May be repeated.", valueName: "annotation"))
    var annotation: [String] = []
    @Option(help: ArgumentHelp("The user that runs it.", valueName: "user")) var user: String?
    @Option(help: ArgumentHelp("The directory it starts in.", valueName: "dir")) var workdir: String?
    @OptionGroup(title: "Registry") var registry: RegistryOptions
    @Argument(help: ArgumentHelp("Where the image goes.", valueName: "destination")) var destination: String

    func validate() throws {
        guard base != nil || !layer.isEmpty else { throw ValidationError("nothing to make an image of: give --layer") }
    }

    func execute(_ streams: StandardStreams) throws {
        let target = try ImageLocation(destination)
        var options = ImageBuilder.Options()
        options.platform = try platform.map { try Platform($0) }
        options.entrypoint = try entrypoint.map { try strings($0, option: "--entrypoint") }
        options.command = try cmd.map { try strings($0, option: "--cmd") }
        options.environment = try env.map { try pair($0, option: "--env").whole }
        options.labels = try dictionary(label, option: "--label")
        options.annotations = try dictionary(annotation, option: "--annotation")
        options.user = user
        options.workingDirectory = workdir
        options.created = try streams.sourceDate() ?? 0
        let stores = try registry.stores(streams)
        let staging = try TemporaryDirectory(in: streams.temporaryDirectory, prefix: "zarf-oci")
        let below = try base.map { try stores.source(try ImageLocation($0)) }
        let image = try ImageBuilder(options).build(layers: layer.map { FilePath($0) }, base: below, staging: staging)
        try stores.copy(image, to: target, platform: nil, concurrency: registry.concurrency)
    }

    /// reproducible-builds.org/specs/source-date-epoch.
    private func strings(_ text: String, option: String) throws -> [String] {
        guard let elements = try? JSON.parse(text, file: option).array, elements.allSatisfy({ $0.string != nil }) else {
            throw UsageError(
                "\(option) is not a JSON array of strings", hints: [#"for example \#(option) '["/bin/sh","-c"]'"#])
        }
        return elements.compactMap(\.string)
    }

    private func pair(_ text: String, option: String) throws -> (name: String, value: String, whole: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw UsageError("\(option) is not NAME=VALUE: \"\(text)\"")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]), text)
    }

    private func dictionary(_ texts: [String], option: String) throws -> [String: String] {
        try texts.reduce(into: [:]) { result, text in
            let (name, value, _) = try pair(text, option: option)
            result[name] = value
        }
    }
}
