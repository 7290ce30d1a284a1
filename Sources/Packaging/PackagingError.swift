import Diagnostics
import Hashing

/// Why an asset could not be collected.
public enum PackagingError: Failure, Equatable {
    /// An asset failed; `reason` says how.
    case asset(component: String, asset: String, reason: String)
    /// A file is not what the definition says it is.
    case shasumMismatch(component: String, source: String, expected: String, found: String)
    /// A file of the disk that a package cannot carry.
    case unsupportedFile(path: String, reason: String)
    /// A target whose last part cannot name a file.
    case unusableTarget(component: String, target: String)
    /// A program we need is not on PATH.
    case missingProgram(needed: String, alternatives: [String])
    /// The same image in two archives.
    case imageTwice(image: String, first: String, second: String)

    public var message: String {
        switch self {
        case .asset(let component, let asset, let reason): "collect \(asset) of component \"\(component)\": \(reason)"
        case .shasumMismatch(let component, let source, let expected, let found):
            "collect file \(source) of component \"\(component)\": shasum is \(found), not \(expected)"
        case .unsupportedFile(let path, let reason): "pack \(path): \(reason)"
        case .unusableTarget(let component, let target):
            "collect files of component \"\(component)\": target \"\(target)\" names no file"
        case .missingProgram(let needed, let alternatives):
            "\(needed): neither \(alternatives.joined(separator: " nor ")) is on PATH"
        case .imageTwice(let image, let first, let second):
            "collect image \(image): it is in two archives, \(first) and \(second)"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .shasumMismatch: .untrusted
        default: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .missingProgram(_, let alternatives):
            ["install one of \(alternatives.joined(separator: ", ")) and try again"]
        case .shasumMismatch(_, _, _, let found): ["if the file is the right one, write shasum: \(found)"]
        default: []
        }
    }
}
