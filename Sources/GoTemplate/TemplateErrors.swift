import GoText

/// An error with Go's text of it, and what it wraps: what `Error()` and `Unwrap()` tell in Go.
public protocol TemplateError: Error {
    /// Go's whole text, that of what it wraps included.
    var text: GoString { get }
    /// What comes before the text of the wrapped error; the whole text if nothing is wrapped.
    var ownText: GoString { get }
    /// The wrapped error: Go's `%w`.
    var cause: (any Error)? { get }
}

extension TemplateError {
    /// The texts down the chain, joined.
    public var text: GoString {
        var bytes = ownText.bytes
        var next = cause
        while let error = next {
            guard let link = error as? any TemplateError else {
                bytes += Array("\(error)".utf8)
                break
            }
            bytes += link.ownText.bytes
            next = link.cause
        }
        return GoString(bytes)
    }
}

extension GoError: TemplateError {
    /// The text.
    public var ownText: GoString { text }
    /// Nothing.
    public var cause: (any Error)? { nil }
}

/// An error that another adds text to, as `fmt.Errorf("…: %w", err)` makes it.
public struct WrappedError: TemplateError {
    /// The text up to that of the cause.
    public let ownText: GoString
    /// The wrapped error.
    public let cause: (any Error)?

    /// That error with this text before it.
    public init(_ text: GoString, _ cause: any Error) {
        ownText = text
        self.cause = cause
    }
}

/// A template that cannot be parsed: `template: NAME:LINE: MESSAGE`.
public struct ParseError: TemplateError, Hashable {
    /// The name of the text that was parsed.
    public let name: GoString
    /// The line, from 1.
    public let line: Int
    /// What is wrong.
    public let message: GoString

    /// Go's whole text.
    public var ownText: GoString {
        GoString(Array("template: ".utf8) + name.bytes + Array(":\(line): ".utf8) + message.bytes)
    }
    /// Nothing.
    public var cause: (any Error)? { nil }
}

/// An error while a template ran: text/template's `ExecError`, and where Helm's longer messages take their parts from.
public struct ExecutionError: TemplateError {
    /// The template that was executing: a file or what a `define` names.
    public let templateName: GoString
    /// The name of the text that the failing expression stands in.
    public let fileName: GoString
    /// The line, from 1.
    public let line: Int
    /// The bytes before the expression in its line.
    public let column: Int
    /// The expression in Go's canonical form.
    public let expression: GoString
    /// What is wrong, or `error calling NAME: ` before the text of the cause.
    public let message: GoString
    /// What a called function failed with.
    public let cause: (any Error)?

    /// `template: FILE:LINE:COLUMN: executing "NAME" at <EXPRESSION>: MESSAGE`
    public var ownText: GoString {
        var bytes = Array("template: ".utf8) + fileName.bytes + Array(":\(line):\(column): executing ".utf8)
        GoQuoting.append(templateName.bytes, to: &bytes)
        bytes += Array(" at <".utf8) + expression.bytes + Array(">: ".utf8) + message.bytes
        return GoString(bytes)
    }
}
