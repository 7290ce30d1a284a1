import Diagnostics
import RegularExpressions

/// The regular expression that a variable's value must match somewhere, unless the author anchored it.
public struct VariablePattern: Sendable {
    private let expression: RegularExpression?

    /// - pattern: Go's syntax; empty matches everything. Throws `RegularExpressionError`.
    public init(_ pattern: String) throws {
        expression = pattern.isEmpty ? nil : try RegularExpression(pattern)
    }

    /// Whether a value matches.
    public func matches(_ text: String) -> Bool { expression?.matches(text) ?? true }
}
