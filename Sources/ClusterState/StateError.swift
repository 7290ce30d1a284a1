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
    /// A member has a value that this version does not know.
    case tooNew(member: String, value: String)
    /// A pod of the registry goes on asking for other passwords.
    case usersNotTakenOver(pod: String, seconds: Int)
    /// Somebody else changes the cluster now.
    case locked(by: String)
    /// Somebody else took over while we were at it.
    case lockLost

    public var message: String {
        switch self {
        case .malformed(let what, let reason): "read \(what): \(reason)"
        case .notInitialised: "read the state of the cluster: there is no Secret zarf/zarf-state"
        case .noSuchPackage(let name): "find package \"\(name)\": the cluster has no record of it"
        case .unusable(let text): text
        case .tooNew(let member, let value):
            "read the state of the cluster: \(member) is \"\(value)\", which this version does not know"
        case .usersNotTakenOver(let pod, let seconds):
            "change the registry's passwords: \(pod) still asks for the old ones after \(seconds) seconds"
        case .locked(let holder): "lock the cluster: \(holder) is at work in it"
        case .lockLost: "hold the cluster's lock: somebody else took it over, the command was stopped"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .malformed, .tooNew: .untrusted
        case .locked, .usersNotTakenOver: .timedOut
        case .lockLost: .failed
        case .notInitialised, .noSuchPackage: .answeredNo
        case .unusable: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .tooNew: ["it was written by a newer version: use that one"]
        case .locked: ["wait for it to end; after a crash elsewhere the lock is free in fifteen seconds"]
        case .usersNotTakenOver: ["delete the pod, then run zarf-init: what is left to do is done then"]
        case .notInitialised: ["initialise it with zarf-init"]
        default: []
        }
    }
}
