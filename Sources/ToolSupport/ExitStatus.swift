/// The exit statuses every tool shares. Throw one to end with it and no further message.
public enum ExitStatus: Int32, Error, Sendable {
    case done = 0
    case failed = 1
    case answeredNo = 2
    case untrusted = 3
    case timedOut = 4
    case usage = 64

    /// The end of every `--help`.
    static let table = """
        EXIT STATUS:
          0      done
          1      failed
          2      ran well, the answer is no (differs, not found, not ready)
          3      input cannot be trusted: malformed, digest or signature mismatch
          4      timed out; retry may help
          64     usage
          128+N  ended by signal N

        """
}

/// The exit status of a program that a tool ran on behalf of its caller, who gets it as it is. Throw it to end with it.
public struct ProgramStatus: Error, Sendable {
    /// 0 to 255; 128 and the signal's number for a program that a signal ended.
    public let status: Int32

    /// A status.
    public init(_ status: Int32) { self.status = status }
}
