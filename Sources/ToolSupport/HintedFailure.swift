import Diagnostics

/// A failure of a library with a remedy that only the tool knows, such as an option of its own.
struct HintedFailure: Failure {
    let cause: any Failure
    let hint: String
    var kind: FailureKind { cause.kind }
    var message: String { cause.message }
    var hints: [String] { cause.hints + [hint] }
    var further: [any Failure] { cause.further }
}

/// Runs `body`; a failure it throws gets one more hint.
public func withHint<Result>(_ hint: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let failure as any Failure {
        throw HintedFailure(cause: failure, hint: hint)
    }
}
