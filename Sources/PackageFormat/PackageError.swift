import Archive
import Diagnostics

/// What can be wrong with a package as a container: its entries, its checksums, its parts.
public enum PackageError: Failure, Equatable {
    /// The package breaks the rules of its format.
    case malformed(package: String, reason: String)
    /// An entry's name is none that a package may hold.
    case badEntryName(package: String, name: String, reason: String)
    /// A pipe or a device where a file is needed.
    case notAFile(path: String)
    /// There is no such entry.
    case noEntry(package: String, name: String)
    /// The definition has no such component.
    case noComponent(package: String, name: String, suggestion: String?)
    /// `checksums.txt` names a file that is not there.
    case missingFile(package: String, name: String)
    /// A file is there that `checksums.txt` does not name.
    case extraFile(package: String, name: String)
    /// The index at the end says something else than the archive.
    case falseIndex(package: String, reason: String)
    /// More than we are willing to take: `limit` names the limit and its size.
    case overLimit(package: String, limit: String)
    /// Parts of a split package do not fit their header.
    case badParts(package: String, reason: String)
    /// A package would need more than 999 parts.
    case tooManyParts(package: String, partByteCount: Int64)
    /// There is not enough space for what would be written.
    case noSpace(path: String, neededByteCount: Int64, freeByteCount: Int64)

    /// One line: what failed, on what, and why.
    public var message: String {
        switch self {
        case .malformed(let package, let reason): "read \(package): \(reason)"
        case .badEntryName(let package, let name, let reason): "read \(package): entry \(quoted(name)): \(reason)"
        case .notAFile(let path): "read \(path): not a file"
        case .noEntry(let package, let name): "find entry \(quoted(name)) in \(package): not there"
        case .noComponent(let package, let name, _): "find component \(quoted(name)) in \(package): not there"
        case .missingFile(let package, let name):
            "verify \(package): \(name) is in checksums.txt but not in the package"
        case .extraFile(let package, let name): "verify \(package): \(quoted(name)) is not in checksums.txt"
        case .falseIndex(let package, let reason): "read \(package): false index: \(reason)"
        case .overLimit(let package, let limit): "read \(package): over the limit of \(limit)"
        case .badParts(let package, let reason): "read \(package): \(reason)"
        case .tooManyParts(let package, let partByteCount):
            "split \(package): more than \(SplitParts.maximumCount) parts of \(partByteCount) bytes"
        case .noSpace(let path, let needed, let free): "write \(path): \(needed) bytes needed, \(free) bytes free"
        }
    }

    /// What came from outside cannot be trusted; the rest is plain failure.
    public var kind: FailureKind {
        switch self {
        case .malformed, .badEntryName, .missingFile, .extraFile, .falseIndex, .overLimit, .badParts: .untrusted
        case .noEntry: .answeredNo
        case .tooManyParts, .noSpace, .notAFile, .noComponent: .failed
        }
    }

    /// What to do about it.
    public var hints: [String] {
        switch self {
        case .tooManyParts: ["allow larger parts with --max-package-size"]
        case .noComponent(_, _, let suggestion?): ["did you mean \"\(suggestion)\"?"]
        default: []
        }
    }
}
