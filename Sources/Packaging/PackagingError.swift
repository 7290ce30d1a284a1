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
    /// A name in the definition that cannot be part of a file's name.
    case unusableName(what: String, name: String, reason: String)
    /// A variable's pattern that is no regular expression.
    case badPattern(variable: String, pattern: String, reason: String)
    /// A program we need is not on PATH.
    case missingProgram(needed: String, alternatives: [String])
    /// The same image in two archives.
    case imageTwice(image: String, first: String, second: String)
    /// A repository that may not be fetched, or whose content cannot be packed.
    case repository(address: String, reason: String)
    /// A repository without the ref that was asked for.
    case unknownRef(address: String, ref: String, suggestion: String?)
    /// A program failed; `output` is the end of what it said.
    case programFailed(task: String, program: String, status: Int32, output: String)
    /// A program said nothing for too long.
    case programStalled(task: String, program: String, seconds: Int)
    /// A chart from a place we do not reach.
    case unreachableChart(name: String, url: String, reason: String)

    public var message: String {
        switch self {
        case .asset(let component, let asset, let reason): "collect \(asset) of component \"\(component)\": \(reason)"
        case .shasumMismatch(let component, let source, let expected, let found):
            "collect file \(source) of component \"\(component)\": shasum is \(found), not \(expected)"
        case .unsupportedFile(let path, let reason): "pack \(path): \(reason)"
        case .unusableTarget(let component, let target):
            "collect files of component \"\(component)\": target \"\(target)\" names no file"
        case .unusableName(let what, let name, let reason): "pack \(what) \"\(name)\": \(reason)"
        case .badPattern(let variable, let pattern, let reason):
            "read pattern \"\(pattern)\" of variable \(variable): \(reason)"
        case .missingProgram(let needed, let alternatives):
            "\(needed): \(alternatives.count > 1 ? "neither " : "")\(alternatives.joined(separator: " nor ")) is "
                + "\(alternatives.count > 1 ? "" : "not ")on PATH"
        case .imageTwice(let image, let first, let second):
            "collect image \(image): it is in two archives, \(first) and \(second)"
        case .repository(let address, let reason): "fetch repository \(address): \(reason)"
        case .unknownRef(let address, let ref, _): "fetch repository \(address): it has no ref \"\(ref)\""
        case .programFailed(let task, let program, let status, ""): "\(task): \(program) ended with status \(status)"
        case .programFailed(let task, let program, _, let output): "\(task): \(program): \(output)"
        case .programStalled(let task, let program, let seconds):
            "\(task): \(program) said nothing for \(seconds) seconds"
        case .unreachableChart(let name, let url, let reason): "fetch chart \"\(name)\" from \(url): \(reason)"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .shasumMismatch, .badPattern, .unusableName, .unusableTarget: .untrusted
        case .programStalled: .timedOut
        default: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .missingProgram(_, let alternatives):
            ["install one of \(alternatives.joined(separator: ", ")) and try again"]
        case .unknownRef(_, _, let suggestion?): ["did you mean \"\(suggestion)\"?"]
        case .shasumMismatch(_, _, _, let found): ["if the file is the right one, write shasum: \(found)"]
        default: []
        }
    }
}
