import Diagnostics

/// What can be wrong with an archive or a compressed stream.
public enum ArchiveError: Failure, Equatable {
    /// The bytes break the rules of their format.
    case malformed(archive: String, reason: String)
    /// The stream stopped before its end marker.
    case endedEarly(archive: String)
    /// More than we are willing to take: `limit` names the limit and its size.
    case overLimit(archive: String, limit: String)
    /// An entry that must not be extracted: it would leave the directory, or is no file, directory or link.
    case unsafeEntry(archive: String, name: String, reason: String)
    /// An entry that cannot be written into a tar.
    case unwritable(name: String, reason: String)
    /// A codec failed for a reason that does not lie in its input.
    case codec(operation: String, archive: String, reason: String)

    /// One line: what failed, on what, and why.
    public var message: String {
        switch self {
        case .malformed(let archive, let reason): "read \(archive): \(reason)"
        case .endedEarly(let archive): "read \(archive): ended early"
        case .overLimit(let archive, let limit): "read \(archive): over the limit of \(limit)"
        case .unsafeEntry(let archive, let name, let reason): "extract \(archive): entry \(quoted(name)): \(reason)"
        case .unwritable(let name, let reason): "archive \(quoted(name)): \(reason)"
        case .codec(let operation, let archive, let reason): "\(operation) \(archive): \(reason)"
        }
    }

    /// Bad input cannot be trusted; the rest is plain failure.
    public var kind: FailureKind {
        switch self {
        case .malformed, .endedEarly, .overLimit, .unsafeEntry: .untrusted
        case .unwritable, .codec: .failed
        }
    }
}

/// A name from an archive as it may stand in a message: control characters escaped, cut after 160 characters.
public func quoted(_ name: String) -> String {
    var text = "\""
    for scalar in name.unicodeScalars.prefix(160) {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0: text += "\\x" + hexadecimalByte(UInt8(scalar.value))
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text + "\""
}

private func hexadecimalByte(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "0" + digits : digits
}
