import Diagnostics
import Testing

private enum SampleError: Failure {
    case broken
    var message: String { "read x: broken" }
    var kind: FailureKind { .untrusted }
    var hints: [String] { ["mend it"] }
}

@Test func contextKeepsKindAndHints() {
    let error = #expect(throws: ContextualFailure.self) {
        try withContext("unpack p.tar.zst") { throw SampleError.broken }
    }
    #expect(error?.message == "unpack p.tar.zst: read x: broken")
    #expect(error?.kind == .untrusted)
    #expect(error?.hints == ["mend it"])
}
