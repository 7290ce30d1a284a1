import Diagnostics
import Documents

/// What can go wrong between us and a cluster.
public enum KubernetesError: Failure {
    /// A kubeconfig has something that cannot be used; the place is a file or a mark in one.
    case kubeconfig(place: String, String)
    /// There is no kubeconfig, and this is no pod.
    case noConfiguration(searched: [String])
    /// A program that gives out credentials did not.
    case credentialProgram(String, reason: String, installHint: String?)
    /// The API server refused; `operation` is the verb and its object.
    case refused(operation: String, APIStatus)
    /// The server serves no such kind or resource.
    case unknownKind(String, suggestion: String?)
    /// A document is no object: where, and why.
    case notAnObject(place: String, String)
    /// Something was asked for in a way that makes no sense.
    case unusable(String)
    /// A response is not what the API promises.
    case malformedResponse(operation: String, String)
    /// Time ran out; one line per object that is not there yet.
    case timedOut(operation: String, seconds: Int, details: [String])
    /// Objects that will never get ready; one line each.
    case failedObjects(operation: String, details: [String])
    /// A JSONPath is malformed.
    case malformedPath(String, reason: String)
    /// A stream to a pod ended otherwise than it should.
    case stream(operation: String, String)

    public var message: String {
        switch self {
        case .kubeconfig(let place, let reason): "read kubeconfig \(place): \(reason)"
        case .noConfiguration(let searched): "find a cluster: no kubeconfig at \(searched.joined(separator: ", "))"
        case .credentialProgram(let program, let reason, _): "get credentials from \(program): \(reason)"
        case .refused(let operation, let status): "\(operation): \(status.text)"
        case .unknownKind(let name, _): "find kind \(name): the server does not have it"
        case .notAnObject(let place, let reason): "read \(place): \(reason)"
        case .unusable(let text): text
        case .malformedResponse(let operation, let reason): "\(operation): unexpected answer: \(reason)"
        case .timedOut(let operation, let seconds, let details):
            (["\(operation): timed out after \(seconds) seconds"] + details).joined(separator: "\n")
        case .failedObjects(let operation, let details): (["\(operation): failed"] + details).joined(separator: "\n")
        case .malformedPath(let path, let reason): "read JSONPath \(path): \(reason)"
        case .stream(let operation, let reason): "\(operation): \(reason)"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .kubeconfig, .notAnObject, .malformedResponse: .untrusted
        case .timedOut: .timedOut
        case .malformedPath: .usage
        case .refused(_, let status) where status.isTimeout: .timedOut
        default: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .noConfiguration: ["name one with --kubeconfig or $KUBECONFIG"]
        case .credentialProgram(_, _, let hint): hint.map { [$0] } ?? []
        case .refused(_, let status): status.hints
        case .unknownKind(_, let suggestion):
            suggestion.map { ["did you mean \($0)?"] } ?? ["is its CustomResourceDefinition installed?"]
        default: []
        }
    }

    /// Whether the API server says that there is no such object.
    public var isNotFound: Bool { if case .refused(_, let status) = self { status.code == 404 } else { false } }
}
