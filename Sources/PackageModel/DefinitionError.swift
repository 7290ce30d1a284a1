import Diagnostics

/// What can be wrong with a package definition.
public enum DefinitionError: Failure {
    /// A node of the wrong shape.
    case wrongType(expected: String, found: String, at: SourceMark)
    /// The document breaks its schema; the first problem is the message, the others follow.
    case invalidSchema(file: String, problems: [DefinitionProblem])
    /// The resolved package breaks rules; the first problem is the message, the others follow.
    case invalid(file: String, problems: [DefinitionProblem])
    /// No document in the file has a form we know.
    case noKnownDocument(file: String)
    /// The file starts with a byte order mark.
    case byteOrderMark(file: String)
    /// The file holds no document.
    case empty(file: String)
    /// Two documents of the same form.
    case duplicateDocument(apiVersion: String, at: SourceMark)

    public var kind: FailureKind { .untrusted }

    public var message: String {
        switch self {
        case .wrongType(let expected, let found, let mark): return "read \(mark): expected \(expected), found \(found)"
        case .invalidSchema(let file, let problems), .invalid(let file, let problems):
            guard let first = problems.first else { return "read \(file): invalid definition" }
            return "read \(first.mark?.description ?? file): \(first.description)"
        case .noKnownDocument(let file): return "read \(file): no document has a known apiVersion"
        case .byteOrderMark(let file): return "read \(file):1:1: starts with a byte order mark"
        case .empty(let file): return "read \(file): no package definition found"
        case .duplicateDocument(let version, let mark):
            return "read \(mark): second document with apiVersion \(version)"
        }
    }

    public var hints: [String] {
        switch self {
        case .invalidSchema(_, let problems), .invalid(_, let problems): problems.first?.hint.map { [$0] } ?? []
        case .noKnownDocument: ["known: zarf.dev/v1alpha1 and zarf.dev/v1beta1"]
        case .byteOrderMark: ["save the file as UTF-8 without it"]
        default: []
        }
    }

    public var further: [any Failure] {
        switch self {
        case .invalidSchema(let file, let problems), .invalid(let file, let problems):
            problems.dropFirst().map { DefinitionError.invalid(file: file, problems: [$0]) }
        default: []
        }
    }
}

/// One broken rule.
public struct DefinitionProblem: Sendable, Hashable {
    /// Where, for yq: `.components.[0].images.[1]`; empty for the whole package.
    public var path: String
    /// Where in the file, if known.
    public var mark: SourceMark?
    /// What is wrong, with the component it is in.
    public var description: String
    /// What to do, if known.
    public var hint: String?

    /// The description with its place in the file.
    public var described: String { mark.map { "\($0): \(description)" } ?? description }

    /// Nothing is left of a package whose components have these flavors.
    public static func nothingFits(flavors: [String], keys: String) -> DefinitionProblem {
        DefinitionProblem(
            "no component fits the architecture and flavor",
            hint: hint(onFlavors: flavors) ?? "components are left out by \(keys)")
    }

    /// How to choose one of the flavors there are; nil if there are none.
    public static func hint(onFlavors flavors: [String]) -> String? {
        let known = Set(flavors).subtracting([""]).sorted()
        if known.isEmpty { return nil }
        return "choose a flavor with --flavor: \(known.map(\.shortened).joined(separator: ", "))"
    }

    /// A problem; where it is may be unknown.
    public init(_ description: String, path: String = "", at mark: SourceMark? = nil, hint: String? = nil) {
        self.description = description
        self.path = path
        self.mark = mark
        self.hint = hint
    }
}
