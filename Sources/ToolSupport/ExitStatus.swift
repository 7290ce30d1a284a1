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
