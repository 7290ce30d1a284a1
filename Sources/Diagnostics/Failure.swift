/// What a failure means to the caller of a tool; the raw value is the exit status.
public enum FailureKind: Int32, Sendable {
    /// The work could not be done.
    case failed = 1
    /// The work was done and the answer is no: it differs, is not there, is not ready.
    case answeredNo = 2
    /// The input cannot be trusted: malformed, over a limit, digest or signature mismatch.
    case untrusted = 3
    /// Time ran out; trying again may help.
    case timedOut = 4
    /// The command line is wrong.
    case usage = 64
}

/// An error that a person will read.
///
/// Every library has one `…Error` type that conforms. Its cases hold facts (a path, a mark, a status); `message` is derived from them:
/// `<verb> <object>: <reason>`, lower case, no full stop, no secret.
public protocol Failure: Error, Sendable, CustomStringConvertible {
    /// What the failure means to the caller.
    var kind: FailureKind { get }
    /// One line: what failed, on what, and why.
    var message: String { get }
    /// What to do about it, at most two lines.
    var hints: [String] { get }
    /// What else was found wrong in the same look at the input.
    var further: [any Failure] { get }
}

extension Failure {
    /// Most failures are plain ones.
    public var kind: FailureKind { .failed }
    /// Most failures have no remedy to offer.
    public var hints: [String] { [] }
    /// Most failures end the look at the input.
    public var further: [any Failure] { [] }
    /// The message, so that string interpolation of any failure reads well.
    public var description: String { message }
}

/// A failure with the context in which it happened put before its message; the cause is kept.
public struct ContextualFailure: Failure {
    /// What was being done, as `<verb> <object>`.
    public let context: String
    /// What went wrong.
    public let cause: any Failure

    /// Wraps `cause`; wrap once, where the context is known.
    public init(_ context: String, _ cause: any Failure) {
        self.context = context
        self.cause = cause
    }

    /// The cause's kind.
    public var kind: FailureKind { cause.kind }
    /// Context and cause, joined by a colon.
    public var message: String { "\(context): \(cause.message)" }
    /// The cause's hints.
    public var hints: [String] { cause.hints }
    /// The cause's further failures, in the same context.
    public var further: [any Failure] { cause.further.map { ContextualFailure(context, $0) } }
}

/// Runs `body` and puts `context` before the message of any failure it throws.
public func withContext<Result>(_ context: @autoclosure () -> String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let failure as any Failure {
        throw ContextualFailure(context(), failure)
    }
}
