import Archive
import Diagnostics
import Documents
import FileIO
import HTTP
import Hashing
import OCI
import Registry
import SystemPackage

/// Images in one tar: an OCI layout, or what `docker save` of old wrote. Blobs are read where they are.
public final class ImageArchive: Sendable {
    /// The file, as the user named it.
    public let path: FilePath
    /// The images in it.
    public let index: Index
    private let file: OpenFile
    private let ranges: [Digest: Range<Int64>]
    private let documents: [Digest: ManifestDocument]
    /// Kept so that the plain form of a compressed archive stays.
    private let spool: OpenFile?

    /// A tar of more entries is no image.
    static let maximumEntryCount = 1_000_000

    /// Opens an archive; a gzip-compressed one is spread out in a nameless file of `spoolDirectory` first.
    public init(_ path: FilePath, spoolDirectory: FilePath) throws {
        self.path = path
        var file = try OpenFile.open(reading: path)
        if try file.byteCount() >= 2, try file.readBytes(2, at: 0) == [0x1f, 0x8b] {
            file = try Self.decompress(file, into: spoolDirectory)
            spool = file
        } else {
            spool = nil
        }
        self.file = file
        let entries = try Self.scan(file, name: path.string)
        let contents = ArchiveContents(file: file, entries: entries, name: path.string)
        if let prefix = contents.layoutPrefix {
            (index, ranges) = try contents.readLayout(prefix)
            documents = [:]
        } else if entries["manifest.json"] != nil {
            (index, ranges, documents) = try contents.readDockerSave()
        } else {
            throw OCIError.malformedDocument(
                name: path.string, reason: "neither an OCI layout nor a docker save archive")
        }
    }

    private static func decompress(_ file: OpenFile, into directory: FilePath) throws -> OpenFile {
        let staging = try TemporaryDirectory(in: directory)
        let plain = try OpenFile.create(staging.path.appending("archive.tar"), mode: 0o600, exclusive: true)
        try FileSink(plain).copy(
            from: GzipSource(FileSource(file, range: 0..<(try file.byteCount())), name: file.path.string))
        return plain
    }

    /// Where each file of the tar is; links lead to what they name.
    private static func scan(_ file: OpenFile, name: String) throws -> [String: Range<Int64>] {
        let reader = TarReader(FileRangeSource(file, byteCount: try file.byteCount()), name: name)
        var entries: [String: Range<Int64>] = [:]
        var links: [String: String] = [:]
        while let entry = try reader.next() {
            let key = normalized(entry.name)
            switch entry.kind {
            case .file: entries[key] = reader.offset..<(reader.offset + entry.byteCount)
            case .hardLink: links[key] = normalized(entry.linkTarget)
            case .symbolicLink:
                let folder = key.split(separator: "/").dropLast().joined(separator: "/")
                links[key] = normalized(folder + "/" + entry.linkTarget)
            case .directory, .special: break
            }
            guard entries.count + links.count <= maximumEntryCount else {
                throw OCIError.malformedDocument(name: name, reason: "more than \(maximumEntryCount) entries")
            }
        }
        // docker save of before version 25 links a layer that two images share; one step is all it needs.
        for (key, target) in links where entries[key] == nil { entries[key] = entries[target] }
        return entries
    }

    /// `./a/../b` as `b`; what leads out of the archive is cut, and found nowhere.
    private static func normalized(_ name: String) -> String {
        var parts: [Substring] = []
        for part in name.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    fileprivate func document(_ descriptor: Descriptor) throws -> ManifestDocument {
        if let made = documents[descriptor.digest] { return made }
        let bytes = try blob(descriptor).readAll(limit: maximumManifestByteCount, name: "manifest \(descriptor.digest)")
        return try ManifestDocument(
            bytes: bytes, mediaType: descriptor.mediaType, name: "manifest \(descriptor.digest) of \(path)")
    }

    fileprivate func blob(_ descriptor: Descriptor) throws -> any ByteSource {
        guard let range = ranges[descriptor.digest] else {
            throw OCIError.notInLayout(layout: path.string, name: "blob \(descriptor.digest)")
        }
        return VerifyingSource(
            FileSource(file, range: range), digest: descriptor.digest, byteCount: descriptor.byteCount,
            name: "blob \(descriptor.digest) of \(path)")
    }
}

/// The files of an archive, and what they say.
private struct ArchiveContents {
    let file: OpenFile
    let entries: [String: Range<Int64>]
    let name: String

    func bytes(_ entry: String, limit: Int) throws -> [UInt8] {
        guard let range = entries[entry] else { throw OCIError.notInLayout(layout: name, name: entry) }
        return try FileSource(file, range: range).readAll(limit: limit, name: "\(name): \(entry)")
    }

    /// Where the layout is: at the top, or in one folder; nil when there is none.
    var layoutPrefix: String? {
        if entries["oci-layout"] != nil, entries["index.json"] != nil { return "" }
        // zarf v0.84 src/pkg/images/unpack.go: the layout may sit inside one wrapping folder.
        let folders = entries.keys.filter { $0.hasSuffix("/oci-layout") }.map {
            String($0.dropLast("oci-layout".count))
        }
        let wrapping = folders.filter { !$0.dropLast().contains("/") && entries[$0 + "index.json"] != nil }
        return wrapping.count == 1 ? wrapping[0] : nil
    }

    func readLayout(_ prefix: String) throws -> (Index, [Digest: Range<Int64>]) {
        let entry = prefix + "index.json"
        let index = try Index(
            bytes: try bytes(entry, limit: maximumManifestByteCount), mediaType: .index, name: "\(name): \(entry)")
        var ranges: [Digest: Range<Int64>] = [:]
        for (key, range) in entries where key.hasPrefix(prefix + "blobs/") {
            let parts = key.dropFirst(prefix.count).split(separator: "/")
            if parts.count == 3, let digest = try? Digest("\(parts[1]):\(parts[2])") { ranges[digest] = range }
        }
        return (index, ranges)
    }

    // moby image/spec v1.2 "Combined Image JSON + Filesystem Changeset Format": manifest.json.
    func readDockerSave() throws -> (Index, [Digest: Range<Int64>], [Digest: ManifestDocument]) {
        let manifestName = "\(name): manifest.json"
        func malformed(_ reason: String) -> OCIError { .malformedDocument(name: manifestName, reason: reason) }
        let list = try JSON.parse(try bytes("manifest.json", limit: maximumManifestByteCount), file: manifestName)
        var ranges: [Digest: Range<Int64>] = [:]
        var documents: [Digest: ManifestDocument] = [:]
        var descriptors: [Descriptor] = []
        for image in list.array ?? [] {
            guard let configEntry = image["Config"]?.string,
                let layerEntries = image["Layers"]?.array?.compactMap(\.string)
            else { throw malformed("an image without Config or Layers") }
            let config = try ImageConfig(
                bytes: try bytes(configEntry, limit: maximumConfigByteCount), name: "\(name): \(configEntry)")
            ranges[config.digest] = entries[configEntry]
            let layers = try layerEntries.map { try layer($0, &ranges) }
            guard layers.count == config.diffIDs.count else { throw malformed("config and layers do not fit together") }
            let manifest = Manifest(config: Descriptor(of: config.bytes, mediaType: .imageConfig), layers: layers)
            documents[manifest.digest] = .manifest(manifest)
            let tags = image["RepoTags"]?.array?.compactMap(\.string) ?? []
            for tag in tags.isEmpty ? [nil] : tags.map({ Optional($0) }) {
                let annotations = tag.map { [ImageAnnotation.refName: (try? Reference($0).canonical) ?? $0] } ?? [:]
                descriptors.append(manifest.descriptor(platform: config.platform, annotations: annotations))
            }
        }
        return (Index(manifests: descriptors), ranges, documents)
    }

    private func layer(_ entry: String, _ ranges: inout [Digest: Range<Int64>]) throws -> Descriptor {
        guard let range = entries[entry] else { throw OCIError.notInLayout(layout: name, name: "layer \(entry)") }
        let digest = try Digest.sha256(of: FileSource(file, range: range))
        ranges[digest] = range
        let isGzip = range.count >= 2 ? try file.readBytes(2, at: range.lowerBound) == [0x1f, 0x8b] : false
        return Descriptor(
            mediaType: isGzip ? .layerGzip : .layerTar, digest: digest, byteCount: range.upperBound - range.lowerBound)
    }
}

/// A file read from its start, whose parts can be left out.
private final class FileRangeSource: SkippingSource {
    private let file: OpenFile
    private let byteCount: Int64
    private var offset: Int64 = 0

    init(_ file: OpenFile, byteCount: Int64) {
        self.file = file
        self.byteCount = byteCount
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try file.read(into: buffer, at: offset)
        offset += Int64(count)
        return count
    }

    func skip(_ skipped: Int64) throws {
        guard skipped <= byteCount - offset else { throw FileError.endedEarly(path: file.path.string) }
        offset += skipped
    }
}

/// An image in an archive.
public struct ArchiveImage: ImageSource {
    private let archive: ImageArchive
    private let wanted: String?

    /// The image the archive calls `name`; without one, the only one.
    public init(_ archive: ImageArchive, name: String?) {
        self.archive = archive
        wanted = name
    }

    public var name: String { "archive:\(archive.path)" + (wanted.map { ":" + $0 } ?? "") }
    public var imageName: String? { try? archive.index.only(named: wanted, in: name).imageName }

    public func document() throws -> ManifestDocument {
        try archive.document(try archive.index.only(named: wanted, in: archive.path.string))
    }
    public func document(_ descriptor: Descriptor) throws -> ManifestDocument { try archive.document(descriptor) }
    public func blob(_ descriptor: Descriptor, cancellation: Cancellation?) throws -> any ByteSource {
        try archive.blob(descriptor)
    }
}

/// Writes one image into a new archive, an OCI layout in a tar.
public final class ArchiveDestination: ImageDestination, @unchecked Sendable {
    private let file: AtomicFile
    private let tar: TarWriter
    private let wanted: String?
    private let reporter: any Reporter
    private var top: Descriptor?

    /// The archive appears when the image is complete.
    public init(_ path: FilePath, name: String?, reporter: any Reporter = SilentReporter()) throws {
        file = try AtomicFile(path)
        tar = TarWriter(file)
        wanted = name
        self.reporter = reporter
        try tar.addDirectory("blobs", mode: 0o755)
        try tar.addDirectory("blobs/sha256", mode: 0o755)
    }

    /// A tar is written from front to back.
    public var maximumConcurrency: Int { 1 }

    public func put(_ blob: Descriptor, from source: any ImageSource, cancellation: Cancellation?) throws {
        let task = "copy blob \(blob.digest.hex.prefix(12))"
        reporter.report(.began(task: task, byteCount: blob.byteCount))
        defer { reporter.report(.finished(task: task)) }
        let bytes = ReportingSource(try source.blob(blob, cancellation: cancellation), task: task, reporter: reporter)
        try tar.addFile("blobs/sha256/\(blob.digest.hex)", mode: 0o644, byteCount: blob.byteCount, from: bytes)
    }

    public func put(_ document: ManifestDocument, isTop: Bool) throws {
        let descriptor = document.descriptor()
        try tar.addFile("blobs/sha256/\(descriptor.digest.hex)", mode: 0o644, bytes: document.bytes)
        if isTop { top = descriptor }
    }

    public func finish() throws {
        guard var top else { return }
        if let wanted { top.annotations[ImageAnnotation.refName] = wanted }
        try tar.addFile("index.json", mode: 0o644, bytes: Index(manifests: [top]).bytes)
        try tar.addFile("oci-layout", mode: 0o644, bytes: Array(ImageLayout.marker.utf8))
        try tar.finish()
        try file.commit()
    }
}

extension Index {
    /// The image called `name`; without a name, the only one. `place` is for messages.
    func only(named name: String?, in place: String) throws -> Descriptor {
        guard let name else {
            if manifests.count == 1 { return manifests[0] }
            if manifests.isEmpty { throw OCIError.notInLayout(layout: place, name: "image") }
            throw OCIError.ambiguousImage(layout: place, names: manifests.map(\.imageName))
        }
        guard let found = image(named: name) else { throw OCIError.notInLayout(layout: place, name: "image \(name)") }
        return found
    }
}
