import Documents
import FileIO
import Glibc
import Hashing
import Synchronization
import SystemPackage

/// The annotations by which layouts and packages name their images.
public enum ImageAnnotation {
    /// OCI image-spec 1.1 annotations.md; a tag, or a whole reference.
    public static let refName = "org.opencontainers.image.ref.name"
    /// Zarf writes the canonical reference here too.
    public static let baseName = "org.opencontainers.image.base.name"
    /// What containerd and `docker save` write: the whole reference.
    public static let containerdName = "io.containerd.image.name"
}

/// A directory of images: `oci-layout`, `index.json` and `blobs/<algorithm>/<hex>`.
///
/// OCI image-spec 1.1 image-layout.md. Links within the directory are not followed.
public final class ImageLayout: Sendable {
    /// The directory.
    public let root: FilePath
    private let current: Mutex<Index>

    /// What `index.json` says, or will say once `save` was called.
    public private(set) var index: Index {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    /// `index.json` of a package with thousands of images stays far below this.
    static let maximumIndexByteCount = 16 << 20
    /// The content of `oci-layout`.
    public static let marker = #"{"imageLayoutVersion":"1.0.0"}"#

    /// Opens a layout that is there.
    public init(opening root: FilePath) throws {
        self.root = root
        let markerName = root.appending("oci-layout").string
        let marker = try Self.readBelow(root, ["oci-layout"], limit: maximumManifestByteCount)
        let fields = try DocumentFields(parsing: marker, name: markerName, limit: maximumManifestByteCount)
        guard try fields.string("imageLayoutVersion")?.hasPrefix("1.") == true else {
            throw fields.malformed("not version 1 of the image layout")
        }
        let bytes = try Self.readBelow(root, ["index.json"], limit: Self.maximumIndexByteCount)
        current = Mutex(try Index(bytes: bytes, mediaType: .index, name: root.appending("index.json").string))
    }

    /// Opens the layout at `root`, or makes an empty one there.
    public init(creating root: FilePath) throws {
        self.root = root
        for directory in [root, root.appending("blobs"), root.appending("blobs").appending("sha256")] {
            try createDirectories(directory)
        }
        guard fileExists(root.appending("index.json")) else {
            current = Mutex(Index(manifests: []))
            try writeFile(root.appending("oci-layout"), Self.marker.utf8)
            return
        }
        current = Mutex(try ImageLayout(opening: root).index)
    }

    // MARK: reading

    /// Opens a blob. Throws `OCIError.notInLayout` when it is not there.
    public func openBlob(_ digest: Digest) throws -> OpenFile {
        do {
            return try Self.openBelow(root, ["blobs", digest.algorithm.rawValue, digest.hex])
        } catch FileError.system(_, _, .noSuchFileOrDirectory) {
            throw OCIError.notInLayout(layout: root.string, name: "blob \(digest)")
        }
    }

    /// Whether a blob of that digest and size is there; its bytes are not looked at.
    public func hasBlob(_ descriptor: Descriptor) -> Bool {
        guard let file = try? openBlob(descriptor.digest) else { return false }
        return (try? file.byteCount()) == descriptor.byteCount
    }

    /// A blob's bytes, verified while they are read.
    public func blobSource(_ descriptor: Descriptor) throws -> any ByteSource {
        VerifyingSource(
            FileSource(try openBlob(descriptor.digest)), digest: descriptor.digest, byteCount: descriptor.byteCount,
            name: "blob \(descriptor.digest)")
    }

    /// The whole of a small blob, verified.
    public func blobBytes(_ descriptor: Descriptor, limit: Int) throws -> [UInt8] {
        try blobSource(descriptor).readAll(limit: limit, name: "blob \(descriptor.digest)")
    }

    /// The manifest or index a descriptor names, verified.
    public func document(_ descriptor: Descriptor) throws -> ManifestDocument {
        try ManifestDocument(
            bytes: blobBytes(descriptor, limit: maximumManifestByteCount), mediaType: descriptor.mediaType,
            name: "manifest \(descriptor.digest)")
    }

    /// The image called `name`: by annotation, by reference, or by digest. Without a name, the only one.
    public func image(named name: String?) throws -> Descriptor {
        guard let name else {
            guard index.manifests.count == 1, let only = index.manifests.first else {
                if index.manifests.isEmpty { throw OCIError.notInLayout(layout: root.string, name: "image") }
                throw OCIError.ambiguousImage(layout: root.string, names: index.manifests.map(\.imageName))
            }
            return only
        }
        guard let found = index.image(named: name) else {
            throw OCIError.notInLayout(layout: root.string, name: "image \(printable(name))")
        }
        return found
    }

    // MARK: writing

    /// A sink for one blob: it appears in the layout once `finish` has found digest and size to be right.
    public func blobSink(_ descriptor: Descriptor) throws -> LayoutBlobSink {
        let directory = root.appending("blobs").appending(descriptor.digest.algorithm.rawValue)
        try createDirectories(directory)
        return try LayoutBlobSink(directory.appending(descriptor.digest.hex), descriptor: descriptor)
    }

    /// Writes a blob unless one of that digest and size is there; the bytes are verified.
    public func putBlob(_ descriptor: Descriptor, from source: any ByteSource) throws {
        guard !hasBlob(descriptor) else { return }
        let sink = try blobSink(descriptor)
        try sink.copy(from: source)
        try sink.finish()
    }

    /// Names an image in the index; an entry of the same name is replaced. `save` makes it last.
    public func add(_ descriptor: Descriptor, name: String?) {
        var named = descriptor
        if let name { named.annotations[ImageAnnotation.refName] = name }
        let others = index.manifests.filter { entry in
            let entryName = entry.annotations[ImageAnnotation.refName]
            return name.map { $0 != entryName } ?? (entryName != nil || entry.digest != descriptor.digest)
        }
        index = Index(manifests: others + [named], annotations: index.annotations)
    }

    /// Takes an image out of the index; its blobs stay. `save` makes it last.
    public func remove(named name: String?) throws {
        let doomed = try image(named: name)
        index = Index(manifests: index.manifests.filter { $0 != doomed }, annotations: index.annotations)
    }

    /// Writes `index.json`.
    public func save() throws {
        try writeFile(root.appending("index.json"), index.bytes)
    }

    // MARK: files below the root

    private static func readBelow(_ root: FilePath, _ names: [String], limit: Int) throws -> [UInt8] {
        let file = try openBelow(root, names)
        return try FileSource(file).readAll(limit: limit, name: file.path.string)
    }

    /// Opens a regular file by one step a name, so that no link on the way leads elsewhere.
    private static func openBelow(_ root: FilePath, _ names: [String]) throws -> OpenFile {
        let directoryFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        var path = root
        var parent = OpenFile(
            descriptor: try systemCall("read", root.string) { root.withPlatformString { open($0, directoryFlags) } },
            path: root)
        for (position, name) in names.enumerated() {
            path.append(name)
            let isLast = position == names.count - 1
            // O_NONBLOCK: a named pipe in the place of a blob must not stop us.
            let flags = (isLast ? O_RDONLY | O_CLOEXEC | O_NONBLOCK : directoryFlags) | O_NOFOLLOW
            let descriptor = try systemCall("read", path.string) { openat(parent.descriptor, name, flags) }
            parent = OpenFile(descriptor: descriptor, path: path)
        }
        var information = stat()
        try systemCall("read", path.string) { fstat(parent.descriptor, &information) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw FileError.system(operation: "read", path: path.string, errno: .invalidArgument)
        }
        return parent
    }
}

/// Writes one blob of a layout, checking it; without `finish` nothing appears.
public final class LayoutBlobSink: ByteSink {
    private let file: AtomicFile
    private let hashing: DigestingSink
    private let descriptor: Descriptor

    init(_ path: FilePath, descriptor: Descriptor) throws {
        file = try AtomicFile(path, mode: 0o644)
        hashing = DigestingSink(file)
        self.descriptor = descriptor
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard hashing.byteCount + Int64(bytes.count) <= descriptor.byteCount else {
            throw FileError.tooLarge(path: "blob \(descriptor.digest)", limit: Int(descriptor.byteCount))
        }
        try hashing.write(bytes)
    }

    /// Verifies what was written and makes it appear.
    public func finish() throws {
        guard hashing.byteCount == descriptor.byteCount else {
            throw FileError.endedEarly(path: "blob \(descriptor.digest)")
        }
        guard hashing.digest == descriptor.digest else {
            throw HashingError.mismatch(
                name: "blob \(descriptor.digest)", expected: descriptor.digest, found: hashing.digest)
        }
        try file.commit()
    }
}

extension Descriptor {
    /// What an index calls this image: the annotations in the order of their worth, else its digest.
    public var imageName: String {
        annotations[ImageAnnotation.containerdName] ?? annotations[ImageAnnotation.refName]
            ?? annotations[ImageAnnotation.baseName] ?? digest.description
    }
}

extension Index {
    /// The image an index calls `name`: exactly, or as the same reference, or by its digest.
    public func image(named name: String) -> Descriptor? {
        let keys = [ImageAnnotation.refName, ImageAnnotation.containerdName, ImageAnnotation.baseName]
        for key in keys {
            if let found = manifests.first(where: { $0.annotations[key] == name }) { return found }
        }
        if let found = manifests.first(where: { $0.digest.description == name }) { return found }
        guard let canonical = (try? Reference(name))?.canonical else { return nil }
        return manifests.first { descriptor in
            keys.contains { key in
                descriptor.annotations[key].flatMap { try? Reference($0) }?.canonical == canonical
            }
        }
    }
}
