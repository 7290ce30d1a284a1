import Glibc

extension StandardStreams {
    /// Asks the person at the terminal: the question on standard error, the answer from standard input.
    ///
    /// - isHidden: whether what is typed is not shown.
    /// - throws: `UsageError` if standard input ends.
    public func ask(_ question: String, isHidden: Bool = false) throws -> String {
        writeError(printable(question))
        guard isHidden else { return try answer() }
        var settings = termios()
        tcgetattr(0, &settings)
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSADRAIN, &hidden)
        defer {
            tcsetattr(0, TCSADRAIN, &settings)
            writeError("\n")
        }
        return try answer()
    }

    private func answer() throws -> String {
        guard let line = readLine() else { throw UsageError("no answer came") }
        return line
    }
}
