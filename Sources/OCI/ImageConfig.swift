import Documents
import Hashing

/// The config of a container image: platform, what runs, and the layers' uncompressed digests.
public struct ImageConfig: Sendable, Hashable {
    /// The bytes it was read from, over which its digest is.
    public let bytes: [UInt8]
    /// Digest of `bytes`.
    public let digest: Digest
    /// The whole document; members we do not know stay.
    public let value: Value
    /// What the image runs on.
    public let platform: Platform
    /// Digest of each layer's plain tar, base first.
    public let diffIDs: [Digest]

    // OCI image-spec 1.1 config.md.
    /// Reads an OCI or Docker image config.
    public init(bytes: [UInt8], name: String) throws {
        let fields = try DocumentFields(parsing: bytes, name: name, limit: maximumConfigByteCount)
        self.bytes = bytes
        digest = .sha256(bytes)
        value = fields.value
        platform = try Platform(fields.value, name: name)
        let rootFS = try DocumentFields(fields.member("rootfs") ?? [:], name: name)
        diffIDs = try (rootFS.strings("diff_ids") ?? []).map { text in
            guard let digest = try? Digest(text) else { throw fields.malformed("a diff_id is not a digest") }
            return digest
        }
    }

    /// Makes a config and its bytes from a whole document. Throws when it is none.
    public init(value: Value, name: String = "image config") throws {
        try self.init(bytes: Array(JSON.text(value).utf8), name: name)
    }

    /// The `config` member: `Env`, `Entrypoint`, `Cmd`, `Labels`, `User`, `WorkingDir`, …
    public var runtime: Value { value["config"] ?? [:] }

    /// A list of strings in `config`, empty when it is missing.
    public func runtimeStrings(_ key: String) -> [String] { runtime[key]?.array?.compactMap(\.string) ?? [] }

    /// The image's labels.
    public var labels: [String: String] {
        (runtime["Labels"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    /// When the image was made, RFC 3339, if it says so.
    public var created: String? { value["created"]?.string }
}
