/// What an image runs on: `os/architecture[/variant]`.
public struct Platform: Sendable, Hashable, CustomStringConvertible {
    /// Operating system in Go's words: `linux`.
    public let os: String
    /// Processor in Go's words: `amd64`.
    public let architecture: String
    /// Its variant: `v7`, `v8`.
    public let variant: String?
    /// Version of the operating system; Windows only.
    public let osVersion: String?

    /// A platform from its parts, as they are.
    public init(os: String, architecture: String, variant: String? = nil, osVersion: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant.flatMap { $0.isEmpty ? nil : $0 }
        self.osVersion = osVersion.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads `os/architecture[/variant]`, or an architecture alone (then the system is `linux`); other names of
    /// architectures (`x86_64`, `aarch64`) are understood.
    public init(_ text: String) throws(OCIError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isWord: (Substring) -> Bool = { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "._-".utf8.contains(byte)
                }
        }
        guard (1...3).contains(parts.count), parts.allSatisfy(isWord) else { throw .malformedPlatform(text) }
        let os = parts.count == 1 ? "linux" : parts[0].lowercased()
        let written = (parts.count == 1 ? parts[0] : parts[1]).lowercased()
        let (architecture, implied) = Self.normalized(written)
        self.init(os: os, architecture: architecture, variant: parts.count == 3 ? parts[2].lowercased() : implied)
    }

    // containerd/platforms v1.0 database.go normalizeArch.
    /// Other names of an architecture, with the variant they imply.
    private static func normalized(_ name: String) -> (architecture: String, variant: String?) {
        switch name {
        case "x86_64", "x86-64": ("amd64", nil)
        case "aarch64": ("arm64", nil)
        case "armhf": ("arm", "v7")
        case "armel": ("arm", "v6")
        case "i386": ("386", nil)
        default: (name, nil)
        }
    }

    /// The variant that is meant when none is written, written out.
    private var effectiveVariant: String? {
        switch (architecture, variant) {
        case ("arm64", nil), ("arm64", "8"): "v8"
        case ("amd64", nil): "v1"
        case ("arm", nil), ("arm", "7"): "v7"
        case ("arm", "5"), ("arm", "6"): variant.map { "v" + $0 }
        default: variant
        }
    }

    /// Whether an image for this platform is what `wanted` asks for; a variant matters only if one was asked for.
    public func matches(_ wanted: Platform) -> Bool {
        os == wanted.os && architecture == wanted.architecture
            && (wanted.variant == nil || effectiveVariant == wanted.effectiveVariant)
            && (wanted.osVersion == nil || osVersion == wanted.osVersion)
    }

    public var description: String { "\(os)/\(architecture)" + (variant.map { "/" + $0 } ?? "") }
}
