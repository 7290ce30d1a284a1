import Hashing
import OCI

/// Where an image is found after the air gap: names of images as they are written, to names in the target registry.
public struct ImageRewrite: Sendable {
    /// The registry images are redirected to: host, port, and a path if it has one.
    public let target: String
    /// Whether tags get the checksum of the original name, so that equal paths of different hosts stay apart.
    public let addsChecksum: Bool

    /// A rewrite to `target`, such as `127.0.0.1:31999` or `gitlab.com/project`.
    public init(target: String, addsChecksum: Bool = true) {
        self.target = target
        self.addsChecksum = addsChecksum
    }

    /// The name of `source` in the target registry. Throws `OCIError.malformedReference`.
    public func rewrite(_ source: String) throws(OCIError) -> String { rewrite(try Reference(source), written: source) }

    /// The name of `reference` in the target registry; `written` is what is returned if it is there already.
    // zarf v0.84 src/pkg/transform/image.go ImageTransformHost.
    public func rewrite(_ reference: Reference, written: String? = nil) -> String {
        // Quirk: a string prefix decides, so a target "ghcr.io/acme" leaves every image of ghcr.io where it is.
        guard !target.hasPrefix(reference.registry) else { return written ?? reference.description }
        if let digest = reference.digest { return "\(target)/\(reference.repository)@\(digest)" }
        let tag = reference.tag ?? "latest"
        return "\(target)/\(reference.repository):\(addsChecksum ? Self.checksumTag(tag, of: reference) : tag)"
    }

    /// `tag` with the CRC-32 of the image's name (host and path, no tag): `1.23.3-zarf-3793515731`.
    // zarf v0.84 src/pkg/transform/image.go CRCTag.
    public static func checksumTag(_ tag: String, of reference: Reference) -> String {
        "\(tag)-zarf-\(crc32(reference.name))"
    }
}
