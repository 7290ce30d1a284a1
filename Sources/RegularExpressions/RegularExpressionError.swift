import Diagnostics

/// Why a pattern is no regular expression, in the words of Go's package regexp.
public struct RegularExpressionError: Failure, Hashable {
    /// What is wrong.
    public enum Problem: String, Sendable {
        case invalidClassRange = "invalid character class range"
        case invalidEscape = "invalid escape sequence"
        case invalidNamedCapture = "invalid named capture"
        case invalidPerlSyntax = "invalid or unsupported Perl syntax"
        case invalidRepeatOperator = "invalid nested repetition operator"
        case invalidRepeatCount = "invalid repeat count"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case missingRepeatArgument = "missing argument to repetition operator"
        case trailingBackslash = "trailing backslash at end of expression"
        case unexpectedParenthesis = "unexpected )"
        case tooDeep = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    /// What is wrong.
    public let problem: Problem
    /// The part of the pattern that is at fault.
    public let part: String

    /// `error parsing regexp: missing closing ]: `[a``
    public var message: String { "error parsing regexp: \(problem.rawValue): `\(part)`" }
}
