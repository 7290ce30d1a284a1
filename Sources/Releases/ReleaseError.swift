public import Diagnostics

/// What can go wrong with releases. Most messages are Helm's.
public enum ReleaseError: Failure {
    /// A record is none.
    case malformed(place: String, reason: String)
    /// There is no release of that name, or no such revision.
    case notFound
    /// There is such a revision already: somebody else was faster.
    case exists
    /// Nothing of that name is deployed.
    case notDeployed(name: String)
    /// Somebody is at work on the release; `since` tells what is known of them.
    case inProgress(since: String)
    /// A record was changed while we were at work on it.
    case changedMeanwhile(name: String, revision: Int)
    /// An installation needs a name that is free.
    case nameInUse
    /// What the record would hold is more than a Secret does.
    case tooLarge(name: String, byteCount: Int)
    /// An object is there and is not the release's.
    case foreign(String)
    /// Something that Helm refuses, in its words.
    case refused(String)

    public var message: String {
        switch self {
        case .malformed(let place, let reason): "read release record \(place): \(reason)"
        case .notFound: "release: not found"
        case .exists: "release: already exists"
        case .notDeployed(let name): "\"\(name)\" has no deployed releases"
        case .inProgress: "another operation (install/upgrade/rollback) is in progress"
        case .changedMeanwhile(let name, let revision):
            "revision \(revision) of release \"\(name)\" was changed by another operation"
        case .nameInUse: "cannot reuse a name that is still in use"
        case .tooLarge(let name, let byteCount):
            "release \"\(name)\" cannot be recorded: \(byteCount) bytes, and a Secret holds \(ReleaseStore.maximumByteCount); "
                + "nothing was applied"
        case .foreign(let text), .refused(let text): text
        }
    }

    public var kind: FailureKind {
        switch self {
        case .malformed: .untrusted
        default: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .inProgress(let since): [since]
        case .foreign: ["take it over with --take-ownership, or give one of the two another name"]
        case .tooLarge: ["leave files out of the chart with .helmignore, or divide it"]
        default: []
        }
    }
}
