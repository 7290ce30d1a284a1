import Diagnostics
import RegularExpressions

/// Why a value is no schema that we can use.
public enum SchemaError: Failure {
    /// A schema that is neither object nor boolean, or a keyword with a value of the wrong shape.
    case malformed(path: [String], reason: String)
    /// A pattern that is no regular expression.
    case invalidPattern(path: [String], RegularExpressionError)
    /// A `$ref` to a file or to the network: refused, a package must say all itself.
    case remoteReference(path: [String], String)
    /// A `$ref` to something that is not in the schema.
    case unknownReference(path: [String], String)

    /// The schema is malformed.
    public var kind: FailureKind { .untrusted }

    /// `read schema at /properties/a: reason`.
    public var message: String {
        switch self {
        case .malformed(let path, let reason): "read schema at \(pointer(path)): \(reason)"
        case .invalidPattern(let path, let error): "read schema at \(pointer(path)): \(error.message)"
        case .remoteReference(let path, let reference):
            "read schema at \(pointer(path)): reference \"\(reference)\" leaves the schema"
        case .unknownReference(let path, let reference):
            "read schema at \(pointer(path)): reference \"\(reference)\" leads nowhere"
        }
    }

    /// What to do about a reference.
    public var hints: [String] {
        if case .remoteReference = self { ["copy what it refers to below \"$defs\" and refer to it there"] } else { [] }
    }
}

/// A JSON pointer (RFC 6901), `/` for the whole.
func pointer(_ path: [String]) -> String {
    if path.isEmpty { return "/" }
    return path.map { component in
        "/" + component.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }.joined()
}
