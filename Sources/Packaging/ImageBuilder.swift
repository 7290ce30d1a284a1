import Archive
import Documents
import FileIO
import HTTP
import Glibc
import Hashing
import OCI
import Registry
import SystemPackage

/// Makes an image from tar layers, alone or on top of another image, with no container engine. The same inputs give the
/// same bytes.
public struct ImageBuilder: Sendable {
    /// What runs, and what is remembered.
    public struct Options: Sendable {
        /// What the image runs on; the base's if there is one, unless said otherwise.
        public var platform: Platform?
        /// `ENTRYPOINT`; nil keeps the base's. Setting it forgets the base's `CMD`, as Docker does.
        public var entrypoint: [String]?
        /// `CMD`; nil keeps the base's.
        public var command: [String]?
        /// `NAME=value`; one of the base's with the same name is replaced.
        public var environment: [String] = []
        /// Labels, added to the base's.
        public var labels: [String: String] = [:]
        /// The user that runs it; nil keeps the base's.
        public var user: String?
        /// The directory it starts in; nil keeps the base's.
        public var workingDirectory: String?
        /// Annotations of the manifest.
        public var annotations: [String: String] = [:]
        /// When it was made: seconds since 1970.
        public var created: Int64 = 0

        /// Nothing set.
        public init() {}
    }

    private let options: Options

    /// A builder with these options.
    public init(_ options: Options) { self.options = options }

    /// Makes an image.
    ///
    /// - layers: tar files, plain, gzip or zstd; a plain one is compressed, a compressed one kept as it is.
    /// - base: the image below them.
    /// - staging: a directory for layers while they are compressed.
    public func build(
        layers: [FilePath], base: (any ImageSource)?, staging: TemporaryDirectory
    ) throws -> BuiltImage {
        let wanted = options.platform ?? Platform(os: "linux", architecture: DefinitionLoader.hostArchitecture)
        let below = try base.map { try $0.config(platform: wanted) }
        let prepared = try layers.map { try PreparedLayer($0, staging: staging) }
        let diffIDs = (below?.config.diffIDs ?? []) + prepared.map(\.diffID)
        let platform = options.platform ?? below?.config.platform ?? wanted
        let config = try ImageConfig(
            value: configValue(below?.config, platform: platform, diffIDs: diffIDs, layerNames: prepared.map(\.name)))
        let manifest = Manifest(
            config: Descriptor(of: config.bytes, mediaType: .imageConfig),
            layers: (below?.manifest.layers ?? []).map(asOCI) + prepared.map(\.descriptor),
            annotations: (below?.manifest.annotations ?? [:]).merging(options.annotations) { $1 })
        guard manifest.layers.count == diffIDs.count else {
            throw OCIError.malformedDocument(
                name: base?.name ?? "image",
                reason:
                    "the config names \(diffIDs.count - prepared.count) layers, the manifest \(manifest.layers.count - prepared.count)"
            )
        }
        return BuiltImage(manifest: manifest, config: config, layers: prepared, base: base, staging: staging)
    }

    /// A manifest of ours is OCI's; Docker's layers are the same bytes under another name.
    private func asOCI(_ layer: Descriptor) -> Descriptor {
        var layer = layer
        if layer.mediaType == .dockerLayerGzip { layer.mediaType = .layerGzip }
        if layer.mediaType == .dockerLayerTar { layer.mediaType = .layerTar }
        return layer
    }

    // OCI image-spec 1.1 config.md.
    private func configValue(
        _ base: ImageConfig?, platform: Platform, diffIDs: [Digest], layerNames: [String]
    ) -> Value {
        let created = Value.string(rfc3339(options.created))
        var object = base?.value.object ?? [:]
        object["created"] = created
        object["architecture"] = .string(platform.architecture)
        object["os"] = .string(platform.os)
        object["variant"] = platform.variant.map { .string($0) }
        let runtime = runtimeObject(base?.runtime.object ?? [:])
        if !runtime.isEmpty || object["config"] != nil { object["config"] = .object(runtime) }
        object["rootfs"] = ["type": "layers", "diff_ids": .array(diffIDs.map { .string($0.description) })]
        var history = object["history"]?.array ?? []
        for name in layerNames {
            history.append(["created": created, "created_by": .string("zarf-oci append \(name)")])
        }
        object["history"] = .array(history)
        // What Docker keeps here is about the container the base was made in.
        for key in ["container", "container_config", "docker_version", "id", "parent", "parent_id"] {
            object[key] = nil
        }
        return .object(object)
    }

    private func runtimeObject(_ base: Value.Object) -> Value.Object {
        func list(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
        var object = base
        if !options.environment.isEmpty {
            var entries = base["Env"]?.array?.compactMap(\.string) ?? []
            for entry in options.environment {
                let prefix = entry.prefix { $0 != "=" } + "="
                if let position = entries.firstIndex(where: { $0.hasPrefix(prefix) }) {
                    entries[position] = entry
                } else {
                    entries.append(entry)
                }
            }
            object["Env"] = list(entries)
        }
        if let entrypoint = options.entrypoint {
            object["Entrypoint"] = list(entrypoint)
            object["Cmd"] = nil
        }
        if let command = options.command { object["Cmd"] = list(command) }
        if let user = options.user { object["User"] = .string(user) }
        if let directory = options.workingDirectory { object["WorkingDir"] = .string(directory) }
        if !options.labels.isEmpty {
            var labels = base["Labels"]?.object ?? [:]
            for (name, text) in options.labels.sorted(by: { $0.key < $1.key }) { labels[name] = .string(text) }
            object["Labels"] = .object(labels)
        }
        return object
    }
}

/// A layer ready to be pushed.
struct PreparedLayer: Sendable {
    /// The file's name, for the history.
    let name: String
    /// The file to push: the one given, or the compressed one.
    let path: FilePath
    let descriptor: Descriptor
    /// Digest of the plain tar.
    let diffID: Digest

    init(_ layer: FilePath, staging: TemporaryDirectory) throws {
        name = layer.lastComponent?.string ?? layer.string
        let file = try OpenFile.open(reading: layer)
        let head = try file.byteCount() >= 4 ? file.readBytes(4, at: 0) : []
        if head.starts(with: [0x1f, 0x8b]) {
            path = layer
            descriptor = try Self.describe(layer, .layerGzip)
            diffID = try Self.checkedDigest(GzipSource(FileSource(path: layer), name: layer.string), name: layer.string)
        } else if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            path = layer
            descriptor = try Self.describe(layer, .layerZstd)
            diffID = try Self.checkedDigest(ZstdSource(FileSource(path: layer), name: layer.string), name: layer.string)
        } else {
            let compressed = staging.path.appending("layer-\(try staging.count()).gz")
            let output = DigestingSink(FileSink(try OpenFile.create(compressed, exclusive: true)))
            let gzip = try GzipSink(output)
            let plain = DigestingSource(try FileSource(path: layer))
            try checkTar(TeeSource(plain, gzip), name: layer.string)
            try gzip.finish()
            path = compressed
            descriptor = Descriptor(mediaType: .layerGzip, digest: output.digest, byteCount: output.byteCount)
            diffID = plain.digest
        }
    }

    private static func describe(_ path: FilePath, _ type: MediaType) throws -> Descriptor {
        let source = DigestingSource(try FileSource(path: path))
        try source.drain()
        return Descriptor(mediaType: type, digest: source.digest, byteCount: source.byteCount)
    }

    private static func checkedDigest(_ source: any ByteSource, name: String) throws -> Digest {
        let hashing = DigestingSource(source)
        try checkTar(hashing, name: name)
        return hashing.digest
    }
}

extension TemporaryDirectory {
    /// How many entries it has.
    fileprivate func count() throws -> Int { try directoryEntries(path).count }
}

/// Reads a whole tar, so that what is none, or is cut short, does not become a layer.
private func checkTar(_ source: any ByteSource, name: String) throws {
    let reader = TarReader(source, name: name)
    while try reader.next() != nil {}
    try source.drain()
}

/// A source whose bytes also go to a sink.
private final class TeeSource: ByteSource {
    private let base: any ByteSource
    private let sink: any ByteSink

    init(_ base: any ByteSource, _ sink: any ByteSink) {
        self.base = base
        self.sink = sink
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try base.read(into: buffer)
        try sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }
}

/// An image made of layers at hand, and of a base that may be far away.
public struct BuiltImage: ImageSource, @unchecked Sendable {
    private let manifest: Manifest
    private let config: ImageConfig
    private let layers: [PreparedLayer]
    private let base: (any ImageSource)?
    /// Kept so that the compressed layers stay.
    private let staging: TemporaryDirectory

    init(
        manifest: Manifest, config: ImageConfig, layers: [PreparedLayer], base: (any ImageSource)?,
        staging: TemporaryDirectory
    ) {
        self.manifest = manifest
        self.config = config
        self.layers = layers
        self.base = base
        self.staging = staging
    }

    public var name: String { "image" }
    public var imageName: String? { nil }
    public var repository: Reference? { base?.repository }
    public var maximumConcurrency: Int { base?.maximumConcurrency ?? .max }

    public func document() throws -> ManifestDocument { .manifest(manifest) }

    public func document(_ descriptor: Descriptor) throws -> ManifestDocument { .manifest(manifest) }

    public func blob(_ descriptor: Descriptor, cancellation: Cancellation?) throws -> any ByteSource {
        if descriptor.digest == config.digest { return MemorySource(config.bytes) }
        if let layer = layers.first(where: { $0.descriptor.digest == descriptor.digest }) {
            return VerifyingSource(
                try FileSource(path: layer.path), digest: descriptor.digest, byteCount: descriptor.byteCount,
                name: layer.name)
        }
        guard let base else { throw OCIError.notInLayout(layout: name, name: "blob \(descriptor.digest)") }
        return try base.blob(descriptor, cancellation: cancellation)
    }
}

/// Seconds since 1970 as RFC 3339 in UTC.
func rfc3339(_ seconds: Int64) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
