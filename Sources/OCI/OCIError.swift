import Diagnostics
import Hashing

/// What can be wrong with references, image documents and image layouts.
public enum OCIError: Failure, Equatable {
    /// Not a reference to an image or artifact.
    case malformedReference(String, reason: String)
    /// Not `os/architecture[/variant]`.
    case malformedPlatform(String)
    /// A manifest, index, config or layout that is not what the image specification says.
    case malformedDocument(name: String, reason: String)
    /// A document over its limit.
    case tooLarge(name: String, limit: Int)
    /// A kind of document we do not handle.
    case unsupportedMediaType(name: String, mediaType: String)
    /// An image layout has no such image or blob.
    case notInLayout(layout: String, name: String)
    /// An image layout holds several images and none was named.
    case ambiguousImage(layout: String, names: [String])
    /// An index offers nothing for the platform.
    case noPlatform(name: String, wanted: String, offered: [String])

    public var message: String {
        switch self {
        case .malformedReference(let text, let reason): "read reference \"\(printable(text))\": \(reason)"
        case .malformedPlatform(let text):
            "read platform \"\(printable(text))\": not os/architecture[/variant]"
        case .malformedDocument(let name, let reason): "read \(name): \(reason)"
        case .tooLarge(let name, let limit): "read \(name): larger than the limit of \(limit) bytes"
        case .unsupportedMediaType(let name, let mediaType):
            "read \(name): media type \"\(printable(mediaType))\" is not supported"
        case .notInLayout(let layout, let name): "read \(layout): no \(name) in it"
        case .ambiguousImage(let layout, let names): "read \(layout): it holds \(names.count) images, name one"
        case .noPlatform(let name, let wanted, _): "resolve \(name): no image for platform \(wanted)"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .malformedReference, .malformedDocument, .tooLarge, .unsupportedMediaType: .untrusted
        case .malformedPlatform: .usage
        case .notInLayout, .ambiguousImage, .noPlatform: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .malformedReference(_, let reason) where reason.contains("lower case"):
            ["write the repository in lower case"]
        case .ambiguousImage(_, let names): ["images: \(names.prefix(8).map(printable).joined(separator: " "))"]
        case .noPlatform(_, _, let offered) where !offered.isEmpty:
            ["platforms: \(offered.prefix(12).map(printable).joined(separator: " "))"]
        default: []
        }
    }
}

/// A foreign text as it may stand in a message: at most 160 characters, control characters replaced.
func printable(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.prefix(160).map { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) ? "?" : $0 }))
}
