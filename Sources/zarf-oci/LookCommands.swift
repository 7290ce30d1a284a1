import Documents
import FileIO
import OCI
import Packaging
import Registry
import ToolSupport

/// A registry that has no such thing answers the question: status 2, not 1.
private func asAnswer<Result>(_ streams: StandardStreams, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as RegistryError where error.isNotFound {
        streams.explain(error)
        throw ExitStatus.answeredNo
    } catch let error as OCIError {
        guard case .notInLayout = error else { throw error }
        streams.explain(error)
        throw ExitStatus.answeredNo
    }
}

/// Writes lines, or with `--json` an array of them.
private func write(_ lines: [String], isJSON: Bool, _ streams: StandardStreams) throws {
    guard isJSON else {
        if !lines.isEmpty { try streams.write(lines.map { printable($0) }.joined(separator: "\n") + "\n") }
        return
    }
    try streams.writeLine(JSON.text(.array(lines.map { .string($0) })))
}

struct List: Tool {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the repositories of a registry, the tags of a repository, or the images of a file.",
        discussion: """
            A name without a slash that has a dot or a port, or is localhost, is a registry. Of a layout, archive or \
            package, each line is an image's name and digest; with --json, an array of objects with name and digest.
            """)

    @Argument(help: ArgumentHelp("Registry, repository, layout, archive or package.", valueName: "place")) var place:
        String
    @Flag(help: "Print one JSON array.") var json = false
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        let stores = try registry.stores(streams)
        let isHost = !place.contains("/") && (place.contains(".") || place.contains(":") || place == "localhost")
        if isHost, !["oci:", "archive:", "package:"].contains(where: { place.hasPrefix($0) }) {
            // Checked as the registry part of a reference: it becomes part of a URL.
            let host = try Reference("\(place)/repository").registry
            return try write(try stores.client.repositories(host), isJSON: json, streams)
        }
        let location = try ImageLocation(place)
        guard case .registry(let repository) = location else {
            return try listImages(try stores.index(location)?.manifests ?? [], streams)
        }
        let tags = try asAnswer(streams) { try stores.client.tags(repository) }
        try write(tags, isJSON: json, streams)
    }

    private func listImages(_ images: [Descriptor], _ streams: StandardStreams) throws {
        let pairs = images.map { (name: $0.imageName, digest: $0.digest.description) }
        guard json else {
            return try write(pairs.map { "\($0.name) \($0.digest)" }, isJSON: false, streams)
        }
        let objects = pairs.map { Value.object(["name": .string($0.name), "digest": .string($0.digest)]) }
        try streams.writeLine(JSON.text(.array(objects)))
    }
}

struct Tags: Tool {
    static let configuration = CommandConfiguration(abstract: "List the tags of a repository.")

    @Argument(help: ArgumentHelp("Repository in a registry.", valueName: "repository")) var repository: String
    @Flag(help: "Print one JSON array.") var json = false
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        let stores = try registry.stores(streams)
        let tags = try asAnswer(streams) { try stores.client.tags(try Reference(repository)) }
        try write(tags, isJSON: json, streams)
    }
}

/// One image, and which of its platforms.
struct LookTarget: ParsableArguments {
    @Argument(help: ArgumentHelp("The image.", valueName: "image")) var image: String
    @OptionGroup var platform: PlatformOption
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    fileprivate func look<Result>(
        _ streams: StandardStreams, _ body: (ImageStores, ImageLocation, Platform?) throws -> Result
    ) throws -> Result {
        let location = try ImageLocation(image)
        let wanted = try platform.value
        let stores = try registry.stores(streams)
        return try asAnswer(streams) { try body(stores, location, wanted) }
    }
}

extension ImageStores {
    /// The manifest or index that is there, or an index's manifest for a platform.
    fileprivate func document(of location: ImageLocation, for platform: Platform?) throws -> ManifestDocument {
        let source = try source(location)
        return try platform.map { try source.resolve(platform: $0).documents[0] } ?? source.document()
    }
}

struct DigestOf: Tool {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "Print the digest of an image; status 2 if there is no such image.")

    @OptionGroup var target: LookTarget

    func execute(_ streams: StandardStreams) throws {
        let digest = try target.look(streams) { stores, location, wanted in
            if case .registry(let reference) = location, wanted == nil {
                return try stores.client.describe(reference).digest
            }
            return try stores.document(of: location, for: wanted).descriptor().digest
        }
        try streams.writeLine(digest.description)
    }
}

struct ManifestOf: Tool {
    static let configuration = CommandConfiguration(
        commandName: "manifest", abstract: "Print the manifest or index of an image, byte for byte.")

    @OptionGroup var target: LookTarget

    func execute(_ streams: StandardStreams) throws {
        let document = try target.look(streams) { try $0.document(of: $1, for: $2) }
        try FileSink(streams.output).write(document.bytes)
    }
}

struct ConfigOf: Tool {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print the config of an image, byte for byte.")

    @Argument(help: ArgumentHelp("The image.", valueName: "image")) var image: String
    @Option(
        help: ArgumentHelp(
            "The image for OS/ARCH[/VARIANT] of an index. Default: this machine's.", valueName: "platform"))
    var platform: String?
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        let location = try ImageLocation(image)
        let wanted =
            try platform.map { try Platform($0) }
            ?? Platform(os: "linux", architecture: DefinitionLoader.hostArchitecture)
        let stores = try registry.stores(streams)
        let bytes = try asAnswer(streams) {
            let source = try stores.source(location)
            guard case .manifest(let manifest) = try source.resolve(platform: wanted).documents[0] else {
                throw OCIError.malformedDocument(name: source.name, reason: "an index of indexes")
            }
            return try source.blobBytes(manifest.config, limit: maximumConfigByteCount)
        }
        try FileSink(streams.output).write(bytes)
    }
}

struct Remove: Tool {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Delete a tag or manifest in a registry, or an image in a layout directory; prints its digest.",
        discussion: """
            Where a registry cannot delete a tag alone, the manifest goes with all its tags. Blobs stay until the \
            registry collects them; those of a layout stay.
            """)

    @Argument(help: ArgumentHelp("The image.", valueName: "image")) var image: String
    @OptionGroup(title: "Registry") var registry: RegistryOptions

    func execute(_ streams: StandardStreams) throws {
        let location = try ImageLocation(image)
        let stores = try registry.stores(streams)
        let digest: String = try asAnswer(streams) {
            switch location {
            case .registry(let reference):
                let found = try stores.client.describe(reference).digest
                try stores.client.delete(reference)
                return found.description
            case .layout(let path, let name):
                let layout = try ImageLayout(opening: path)
                let found = try layout.image(named: name)
                try layout.remove(named: name)
                try layout.save()
                return found.digest.description
            case .archive, .package: throw UsageError("images of an archive or package cannot be removed")
            }
        }
        try streams.writeLine(digest)
    }
}
