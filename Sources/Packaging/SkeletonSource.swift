import Diagnostics
import Archive
import FileIO
import Glibc
import Hashing
import OCI
import PackageModel
import Registry
import SystemPackage

/// Where packages that others published for importing come from.
public protocol SkeletonSource {
    /// The skeleton package that `url` (`oci://…`) names.
    func skeleton(_ url: String) throws -> any Skeleton
}

/// A package published for importing: its definition, and its components' files.
public protocol Skeleton {
    /// Its definition.
    func package() throws -> Package
    /// The folder with a component's files, an absolute path. It is empty where everything is remote.
    func folder(of component: String) throws -> FilePath
}

/// Skeleton packages of registries, kept in the cache as upstream keeps them: `oci/blobs/sha256/…` and `oci/dirs/…`.
public struct SkeletonCache: SkeletonSource {
    private let directory: FilePath
    private let client: () throws -> RegistryClient

    /// - directory: the cache's folder.
    /// - client: makes a client; called only if a skeleton is needed.
    public init(_ directory: FilePath, client: @escaping () throws -> RegistryClient) {
        self.directory = directory.appending("oci")
        self.client = client
    }

    /// Finds the skeleton; nothing but its manifest is fetched.
    ///
    /// - throws: `OCIError`, `RegistryError`, or `CompositionError.noSkeleton` if only built packages are there.
    public func skeleton(_ url: String) throws -> any Skeleton {
        let reference = try Reference(url.hasPrefix("oci://") ? String(url.dropFirst(6)) : url)
        let client = try client()
        // zarf v0.84 src/pkg/zoci: the platform is multi/skeleton.
        guard case .index(let index) = try client.manifest(reference),
            let descriptor = index.manifest(for: Platform(os: "multi", architecture: "skeleton")),
            case .manifest(let manifest) = try client.manifest(descriptor, of: reference)
        else { throw CompositionError.noSkeleton(url: url) }
        return RegistrySkeleton(
            url: url, reference: reference, manifest: manifest, client: client, directory: directory)
    }
}

private struct RegistrySkeleton: Skeleton {
    /// The annotation that holds a layer's path in the package.
    private static let title = "org.opencontainers.image.title"

    let url: String
    let reference: Reference
    let manifest: Manifest
    let client: RegistryClient
    let directory: FilePath

    private func layer(_ path: String) -> Descriptor? {
        manifest.layers.first { $0.annotations[Self.title] == path }
    }

    func package() throws -> Package {
        guard let layer = layer("zarf.yaml") else { throw CompositionError.noSkeleton(url: url) }
        let bytes = try client.blobBytes(layer, in: reference, limit: DefinitionFile.byteLimit)
        return try Package(reading: bytes, file: "\(url)/zarf.yaml")
    }

    func folder(of component: String) throws -> FilePath {
        let folders = directory.appending("dirs")
        guard let layer = layer("components/\(component).tar") else {
            let empty = folders.appending(Digest.sha256(Array((url + component).utf8)).hex)
            try createDirectories(empty, mode: 0o755)
            return try absolute(empty)
        }
        let folder = folders.appending(layer.digest.hex)
        if !isDirectory(folder) {
            try createDirectories(folders, mode: 0o755)
            let blobs = try BlobStore(directory)
            if try !blobs.holds(layer) {
                try blobs.put(layer.digest, from: try client.blob(layer, in: reference))
            }
            let tar = blobs.path(layer.digest)
            try extractTar(FileSource(path: tar), name: tar.string, to: folder) { name in
                // The first part of each name is the component's.
                let parts = name.split(separator: "/", maxSplits: 1)
                return parts.count == 2 ? String(parts[1]) : nil
            }
        }
        return try absolute(folder)
    }

    private func absolute(_ path: FilePath) throws -> FilePath {
        path.isAbsolute ? path : try workingDirectory().pushing(path)
    }
}

/// The folder that relative paths start from.
func workingDirectory() throws(FileError) -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard getcwd(&buffer, buffer.count) != nil else {
        throw .system(operation: "find the working directory", path: "", errno: Errno(rawValue: errno))
    }
    return FilePath(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
}
