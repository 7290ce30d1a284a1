import Diagnostics

/// Why a YAML or JSON text was refused, and where. All of these mean that the input cannot be trusted.
public enum DocumentError: Failure {
    /// The text is no YAML or JSON.
    case syntax(String, SourceMark)
    /// The bytes are no UTF-8.
    case notUTF8(SourceMark)
    /// A mapping has a key twice; `first` is where it stood before.
    case duplicateKey(String, SourceMark, first: SourceMark)
    /// An alias names no anchor before it.
    case unknownAnchor(String, SourceMark)
    /// A mapping's key is a sequence or a mapping.
    case keyIsNoScalar(SourceMark)
    /// A `<<` key has a value that is no mapping.
    case mergeOfNoMapping(SourceMark)
    /// A scalar does not fit its explicit tag.
    case unfitForTag(String, tag: String, SourceMark)
    /// A number is beyond what a double holds.
    case numberOutOfRange(String, SourceMark)
    /// A document was expected to be the only one.
    case severalDocuments(SourceMark)
    /// A limit of `DocumentLimits` was exceeded.
    case overLimit(String, Int, SourceMark)

    /// The input is malformed or hostile.
    public var kind: FailureKind { .untrusted }

    /// Where in the text.
    public var mark: SourceMark {
        switch self {
        case .syntax(_, let mark), .notUTF8(let mark), .duplicateKey(_, let mark, _), .unknownAnchor(_, let mark),
            .keyIsNoScalar(let mark), .mergeOfNoMapping(let mark), .unfitForTag(_, _, let mark),
            .numberOutOfRange(_, let mark), .severalDocuments(let mark), .overLimit(_, _, let mark):
            mark
        }
    }

    /// `read file:line:column: reason`.
    public var message: String { "read \(mark): \(reason)" }

    private var reason: String {
        switch self {
        case .syntax(let problem, _): problem
        case .notUTF8: "not valid UTF-8"
        case .duplicateKey(let key, _, let first): "duplicate key \"\(shortened(key))\", first used at \(first)"
        case .unknownAnchor(let name, _): "alias \"\(shortened(name))\" has no anchor before it"
        case .keyIsNoScalar: "a key must be a scalar"
        case .mergeOfNoMapping: "the value of a merge key must be a mapping or a list of mappings"
        case .unfitForTag(let text, let tag, _): "\"\(shortened(text))\" does not fit its tag \(shortened(tag))"
        case .numberOutOfRange(let text, _): "number \(shortened(text)) is out of range"
        case .severalDocuments: "a second document begins where one was expected"
        case .overLimit(let name, let limit, _): "over the limit of \(limit) \(name)"
        }
    }

    /// Nobody reads more of a key than this, however long a hostile one is.
    private func shortened(_ text: String) -> String { text.count > 80 ? text.prefix(80) + "…" : text }
}
