import PackageFormat
import FileIO
import OCI
import Packaging
import Registry
import SystemPackage
import ToolSupport

/// Where an operand says an image is.
enum ImageLocation: Equatable {
    case registry(Reference)
    case layout(FilePath, name: String?)
    case archive(FilePath, name: String?)
    case package(FilePath, name: String?)

    /// Reads an operand. Throws `OCIError.malformedReference` or `UsageError`.
    init(_ operand: String) throws {
        for (prefix, make) in [
            ("archive:", { ImageLocation.archive($0, name: $1) }), ("package:", { .package($0, name: $1) }),
            ("oci:", { .layout($0, name: $1) }),
        ] as [(String, (FilePath, String?) -> ImageLocation)] {
            guard operand.hasPrefix(prefix), !operand.hasPrefix("oci://") else { continue }
            let rest = operand.dropFirst(prefix.count)
            let path = rest.prefix { $0 != ":" }
            let name = rest.dropFirst(path.count + 1)
            guard !path.isEmpty else { throw UsageError("\(prefix) without a path") }
            self = make(FilePath(String(path)), name.isEmpty ? nil : String(name))
            return
        }
        self = .registry(try Reference(operand))
    }

    /// Like `init`, but what is no name of an image may be the path of a directory or file.
    ///
    /// - isOutput: whether it need not be there: then its name tells what it will be.
    static func orPath(_ operand: String, isOutput: Bool) throws -> ImageLocation {
        let hasPrefix = ["oci:", "archive:", "package:"].contains { operand.hasPrefix($0) }
        let path = FilePath(operand)
        if !hasPrefix, isOutput || fileExists(path) {
            let isArchive = isOutput ? operand.hasSuffix(".tar") : !isDirectory(path)
            return isArchive ? .archive(path, name: nil) : .layout(path, name: nil)
        }
        return try ImageLocation(operand)
    }
}

/// Opens images for the commands.
struct ImageStores {
    let client: RegistryClient
    let streams: StandardStreams

    private var spoolDirectory: FilePath { streams.temporaryDirectory }

    func source(_ location: ImageLocation) throws -> any ImageSource {
        switch location {
        case .registry(let reference): RegistryImage(reference, client: client)
        case .layout(let path, let name): LayoutImage(try ImageLayout(opening: path), name: name)
        case .archive(let path, let name):
            ArchiveImage(try ImageArchive(path, spoolDirectory: spoolDirectory), name: name)
        case .package(let path, let name): try PackageImages(try PackageReader(path)).image(named: name)
        }
    }

    /// - sourceName: what the image is called where it comes from; files keep it unless they were given a name.
    func destination(_ location: ImageLocation, sourceName: String?) throws -> any ImageDestination {
        switch location {
        case .registry(let reference): RegistryImage(reference, client: client)
        case .layout(let path, let name):
            LayoutImage(try ImageLayout(creating: path), name: name ?? sourceName, reporter: streams.progress)
        case .archive(let path, let name):
            try ArchiveDestination(path, name: name ?? sourceName, reporter: streams.progress)
        case .package: throw UsageError("images of a package can only be read", hints: ["make packages with zarf-pack"])
        }
    }

    /// What a layout, archive or package lists; nil for a registry.
    func index(_ location: ImageLocation) throws -> Index? {
        switch location {
        case .registry: nil
        case .layout(let path, _): try ImageLayout(opening: path).index
        case .archive(let path, _): try ImageArchive(path, spoolDirectory: spoolDirectory).index
        case .package(let path, _): try PackageImages(try PackageReader(path)).index
        }
    }

    /// Copies an image to where an operand says, and prints its digest. A layout directory that was not there before is
    /// removed again when that fails.
    func copy(_ image: any ImageSource, to location: ImageLocation, platform: Platform?, concurrency: Int) throws {
        var made: FilePath?
        if case .layout(let path, _) = location, !fileExists(path) {
            made = path
            Temporaries.register(path)
        }
        defer { made.map { Temporaries.forget($0) } }
        do {
            let target = try destination(location, sourceName: image.imageName)
            let digest = try target.copy(image, platform: platform, concurrency: concurrency)
            try streams.writeLine(digest.description)
        } catch {
            if let made { removeTree(made) }
            throw error
        }
    }
}
