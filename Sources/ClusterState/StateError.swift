import Diagnostics

/// What can be wrong with what a cluster knows of itself.
public enum StateError: Failure {
    /// Something that is written is not what it should be.
    case malformed(String, String)
    /// The cluster was never initialised.
    case notInitialised
    /// There is no such package, or component of one.
    case noSuchPackage(String)
    /// A choice that cannot be taken.
    case unusable(String)

    public var message: String {
        switch self {
        case .malformed(let what, let reason): "read \(what): \(reason)"
        case .notInitialised: "read the state of the cluster: there is no Secret zarf/zarf-state"
        case .noSuchPackage(let name): "find package \"\(name)\": the cluster has no record of it"
        case .unusable(let text): text
        }
    }

    public var kind: FailureKind {
        switch self {
        case .malformed: .untrusted
        case .notInitialised, .noSuchPackage: .answeredNo
        case .unusable: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .notInitialised: ["initialise it with zarf-init"]
        default: []
        }
    }
}
