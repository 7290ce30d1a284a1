import Diagnostics

/// Why deploy variables could not be read or inserted.
public enum DeployVariablesError: Failure, Equatable {
    /// A line is longer than templates may be.
    case lineTooLong(path: String, line: Int, limit: Int)
    /// The variables file does not have the documented shape.
    case malformed(path: String, place: String, problem: String, suggestion: String?)

    public var message: String {
        switch self {
        case .lineTooLong(let path, let line, let limit):
            "replace variables in \(path):\(line): line over the limit of \(limit) bytes"
        case .malformed(let path, let place, let problem, _):
            place.isEmpty ? "read \(path): \(problem)" : "read \(path): \(place): \(problem)"
        }
    }

    public var hints: [String] {
        if case .malformed(_, _, _, let suggestion?) = self { ["did you mean \"\(suggestion)\"?"] } else { [] }
    }

    public var kind: FailureKind { .untrusted }
}
