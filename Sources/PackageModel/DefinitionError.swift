import Diagnostics

/// What can be wrong with a package definition.
public enum DefinitionError: Failure {
    /// A node of the wrong shape.
    case wrongType(expected: String, found: String, at: SourceMark)

    public var kind: FailureKind { .untrusted }

    public var message: String {
        switch self {
        case .wrongType(let expected, let found, let mark): "read \(mark): expected \(expected), found \(found)"
        }
    }
}
