import Diagnostics
import HTTP
import Hashing

/// What can go wrong with a registry. `operation` is verb and object with the place: `pull manifest host/repository:tag`.
public enum RegistryError: Failure, Equatable {
    /// The registry answered with an error; code and text are its own words, if it gave any.
    case refused(operation: String, status: Int, code: String?, text: String?)
    /// An answer that is not what the protocol says.
    case malformedAnswer(operation: String, reason: String)
    /// A token server we do not go to.
    case refusedRealm(host: String, realm: String, reason: String)
    /// The bytes are not the ones that were asked for.
    case digestMismatch(operation: String, expected: Digest, found: Digest)
    /// Docker's configuration file is of no use.
    case malformedConfiguration(path: String, reason: String)
    /// A credential helper failed.
    case credentialHelper(program: String, reason: String)

    public var message: String {
        switch self {
        case .refused(let operation, let status, let code, let text):
            "\(operation): \(status)" + (code.map { " \(shown($0))" } ?? Self.words(status))
                + (text.map { ": \(shown($0))" } ?? "")
        case .malformedAnswer(let operation, let reason): "\(operation): \(reason)"
        case .refusedRealm(let host, let realm, let reason):
            "log in to \(host): token server \(realm) refused: \(reason)"
        case .digestMismatch(let operation, let expected, let found):
            "\(operation): expected \(expected), found \(found)"
        case .malformedConfiguration(let path, let reason): "read \(path): \(reason)"
        case .credentialHelper(let program, let reason): "run \(program): \(shown(reason))"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .refused(_, let status, _, _): [408, 429, 502, 503, 504].contains(status) ? .timedOut : .failed
        case .malformedAnswer, .refusedRealm, .digestMismatch, .malformedConfiguration: .untrusted
        case .credentialHelper: .failed
        }
    }

    public var hints: [String] {
        guard case .refused(_, let status, _, _) = self else { return [] }
        switch status {
        case 401: return ["credentials come from Docker's config.json: docker login, or set DOCKER_CONFIG"]
        case 429: return ["the registry limits how often it is asked: log in, or try again later"]
        default: return []
        }
    }

    /// Whether the registry said that there is no such thing.
    public var isNotFound: Bool { if case .refused(_, 404, _, _) = self { true } else { false } }

    private static func words(_ status: Int) -> String {
        let text = ResponseHead.text(of: status)
        return String(text.dropFirst(String(status).count))
    }
}

/// A registry's words as they may stand in a message: control characters replaced, at most 300 characters.
func shown(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(300) {
        let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        result.append(isControl ? " " : scalar)
    }
    return String(result)
}
