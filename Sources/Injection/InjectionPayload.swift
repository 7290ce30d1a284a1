import Archive
public import Diagnostics
public import FileIO
public import Hashing
public import OCI
public import Registry
public import SystemPackage

/// Seed images as they travel: one gzipped tar of an OCI layout, cut into parts.
// zarf v0.84 src/pkg/cluster/injector.go createPayloadConfigMaps; spec/zarf-interop.md §10.
public struct InjectionPayload: Sendable {
    /// The gzipped tar.
    public let file: OpenFile
    /// Its size.
    public let byteCount: Int64
    /// What the injector checks the joined parts against.
    public let digest: Digest
    /// Bytes of every part but the last.
    public let partByteCount: Int
    /// What the images run on, in Go's words.
    public let architecture: String
    /// The images in it, by the names they are served under.
    public let images: [String]

    /// Upstream's parts have 768 KiB; smaller ones fit busy API servers better.
    public static let defaultPartByteCount = 512 << 10
    /// A ConfigMap holds at most 1 MiB, of everything in it together.
    public static let maximumPartByteCount = 1_000_000
    /// Of what is not compressed already.
    private static let compressionLevel: Int32 = 6
    /// injector.h MAX_PARTS.
    static let maximumPartCount = 4096
    /// etcd keeps 2 GiB unless told otherwise, old revisions included.
    private static let worryingByteCount: Int64 = 256 << 20

    /// What to say of a payload of so many bytes before it is sent; nil of one that etcd takes easily.
    package static func worry(about byteCount: Int64) -> String? {
        guard byteCount > worryingByteCount else { return nil }
        return "the payload has \(byteCount >> 20) MiB; etcd may have no room for it"
    }

    /// Parts needed.
    public var partCount: Int { Int((byteCount + Int64(partByteCount) - 1) / Int64(partByteCount)) }

    /// The name of a part.
    static func partName(_ number: Int) -> String {
        let digits = String(number)
        return "zarf-payload-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    /// The bytes of a part.
    func part(_ number: Int) throws -> [UInt8] {
        let start = Int64(number) * Int64(partByteCount)
        return try file.readBytes(Int(min(Int64(partByteCount), byteCount - start)), at: start)
    }

    /// Packs images into a file.
    ///
    /// - sources: each with the name it is served under: `library/registry:3.1.1`, the registry's host left out.
    /// - platform: what is taken of an index.
    /// - output: the file to write; afterwards it may be removed while this value is used.
    public init(
        _ sources: [(name: String, image: any ImageSource)], platform: Platform, partByteCount: Int,
        writing output: FilePath, reporting reporter: any Reporter = SilentReporter()
    ) throws {
        guard (1...Self.maximumPartByteCount).contains(partByteCount) else {
            throw InjectionError.unusable(
                "cut the payload: a part has 1 to \(Self.maximumPartByteCount) bytes, not \(partByteCount)")
        }
        let hashing = DigestingSink(FileSink(try OpenFile.create(output, mode: 0o600)))
        let gzip = try GzipSink(hashing, level: Self.compressionLevel)
        try Self.write(sources, platform, to: gzip, reporter)
        try gzip.finish()
        file = try OpenFile.open(reading: output)
        byteCount = hashing.byteCount
        digest = hashing.digest
        self.partByteCount = partByteCount
        architecture = platform.architecture
        images = sources.map(\.name)
        guard partCount <= Self.maximumPartCount else {
            throw InjectionError.unusable(
                "cut the payload: \(byteCount) bytes are \(partCount) parts, at most \(Self.maximumPartCount) travel")
        }
    }

    /// The name an image is served under.
    public static func servedName(_ written: String) throws -> String {
        let reference = try Reference(written)
        if let digest = reference.digest { return "\(reference.repository)@\(digest)" }
        return "\(reference.repository):\(reference.tag ?? "latest")"
    }

    private static func write(
        _ sources: [(name: String, image: any ImageSource)], _ platform: Platform, to gzip: GzipSink,
        _ reporter: any Reporter
    ) throws {
        let tar = TarWriter(gzip)
        var entries: [Descriptor] = []
        var documents: [Digest: [UInt8]] = [:]
        var blobs: [(descriptor: Descriptor, image: any ImageSource)] = []
        var seen: Set<Digest> = []
        for (name, image) in sources {
            let resolved = try image.resolve(platform: platform)
            try check(image, resolved, platform, name)
            var entry = resolved.descriptor
            entry.annotations[ImageAnnotation.baseName] = name
            entry.annotations[ImageAnnotation.refName] = name
            entries.append(entry)
            for document in resolved.documents { documents[document.descriptor().digest] = document.bytes }
            for blob in resolved.blobs where seen.insert(blob.digest).inserted { blobs.append((blob, image)) }
        }
        // What must be trusted first comes first; names in one order, so that the same images are the same bytes.
        try tar.addFile("oci-layout", mode: 0o644, bytes: Array(ImageLayout.marker.utf8))
        try tar.addFile("index.json", mode: 0o644, bytes: Index(manifests: entries).bytes)
        try tar.addDirectory("blobs", mode: 0o755)
        try tar.addDirectory("blobs/sha256", mode: 0o755)
        for (digest, bytes) in documents.sorted(by: { $0.key.hex < $1.key.hex }) {
            try tar.addFile("blobs/sha256/\(digest.hex)", mode: 0o644, bytes: bytes)
        }
        let task = "pack the payload"
        reporter.report(.began(task: task, byteCount: blobs.reduce(0) { $0 + $1.descriptor.byteCount }))
        defer { reporter.report(.finished(task: task)) }
        for (blob, image) in blobs.sorted(by: { $0.descriptor.digest.hex < $1.descriptor.digest.hex }) {
            try gzip.setLevel(blob.mediaType.isCompressed ? 0 : Self.compressionLevel)
            let source = ReportingSource(try image.blob(blob, cancellation: nil), task: task, reporter: reporter)
            try tar.addFile(
                "blobs/sha256/\(blob.digest.hex)", mode: 0o644, byteCount: blob.byteCount, from: source)
        }
        try tar.finish()
    }

    /// An image for other machines would only show as a pod that cannot run.
    private static func check(
        _ image: any ImageSource, _ resolved: ResolvedImage, _ platform: Platform, _ name: String
    ) throws {
        guard case .manifest(let manifest) = resolved.documents[0], manifest.config.mediaType.isImageConfig else {
            return
        }
        let config = try image.config(of: manifest)
        guard config.platform.architecture == platform.architecture else {
            throw InjectionError.unusable(
                "pack \(name): the image is for \(config.platform.architecture), the nodes are \(platform.architecture)"
            )
        }
    }
}
