import Diagnostics
import FileIO
import Glibc
import SystemPackage

/// Descriptors 0, 1 and 2 and the process environment, as a tool may use them: every write is checked.
public final class StandardStreams: Sendable {
    /// The tool's name, before every message.
    public let toolName: String
    /// Progress and warnings, for people: a line that moves on a terminal, only warnings and notes elsewhere.
    public let progress: any Reporter
    private let progressLine: ProgressLine

    /// The streams of this process.
    public init(toolName: String) {
        self.toolName = toolName
        progressLine = ProgressLine(toolName: toolName, isTerminal: Self.wantsProgress)
        progress = progressLine
    }

    /// Standard input.
    public var input: OpenFile { OpenFile(descriptor: 0, path: "standard input", isOwned: false) }
    /// Standard output, for results that are streamed; `write` is for text.
    public var output: OpenFile { OpenFile(descriptor: 1, path: "standard output", isOwned: false) }

    /// Opens the file an operand names; `-` is standard input.
    public func input(_ operand: String) throws -> OpenFile {
        operand == "-" ? input : try OpenFile.open(reading: FilePath(operand))
    }

    /// Whether a person sits at standard input and error and can be asked.
    public var canPrompt: Bool { isatty(0) == 1 && isatty(2) == 1 }

    /// Writes a result to standard output.
    public func write(_ text: String) throws {
        progressLine.clear()
        var text = text
        try text.withUTF8 { try output.write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes one line of result to standard output.
    public func writeLine(_ text: String) throws { try write(text + "\n") }

    /// Writes a text for people to standard error; nobody can be told when that fails.
    public func writeError(_ text: String) {
        progressLine.clear()
        var text = text
        text.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
    }

    /// Prints a failure and its hints.
    public func explain(_ failure: any Failure) {
        let shown = [failure] + failure.further.prefix(Self.furtherFailuresShown)
        var text = ""
        for failure in shown {
            text += "\(toolName): error: \(printable(failure.message))\n"
            text += failure.hints.prefix(2).map { "\(toolName): hint: \(printable($0))\n" }.joined()
        }
        let hidden = failure.further.count + 1 - shown.count
        if hidden > 0 { text += "\(toolName): error: … and \(hidden) more\n" }
        writeError(text)
    }

    /// A file that is wrong throughout must not flood the terminal.
    private static let furtherFailuresShown = 20

    /// A variable of the process environment.
    public func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The user's own directory; nil if the environment names none.
    public var home: FilePath? { directory("HOME") }

    /// Where temporaries go that belong beside no result.
    public var temporaryDirectory: FilePath { directory("TMPDIR") ?? "/tmp" }

    /// An empty variable names no place, least of all the working directory.
    private func directory(_ name: String) -> FilePath? {
        environment(name).flatMap { $0.isEmpty ? nil : FilePath($0) }
    }

    /// The time to record instead of now, in seconds since 1970; nil if the user names none.
    ///
    /// - throws: `UsageError` if it is no number, or after the year 9999.
    // reproducible-builds.org/specs/source-date-epoch
    public func sourceDate() throws -> Int64? {
        guard let text = environment("SOURCE_DATE_EPOCH"), !text.isEmpty else { return nil }
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
            throw UsageError("SOURCE_DATE_EPOCH is not a number of seconds: \(text)")
        }
        return seconds
    }

    /// The whole process environment, `NAME=value` each.
    public var environment: [String] {
        var entries: [String] = []
        var pointer = Glibc.environ
        while let entry = pointer.pointee {
            entries.append(String(cString: entry))
            pointer += 1
        }
        return entries
    }

    /// The process environment by name.
    public var variables: [String: String] {
        environment.reduce(into: [:]) { variables, entry in
            guard let equals = entry.firstIndex(of: "=") else { return }
            variables[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
    }

    /// Ends the moving line, if there is one.
    func finishProgress() { progressLine.clear() }

    /// Progress and colour only if stderr is a terminal, TERM is not dumb and NO_COLOR is unset.
    private static var wantsProgress: Bool {
        let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
        return isatty(2) == 1 && terminal != "dumb" && getenv("NO_COLOR") == nil
    }
}

/// Text that cannot move the cursor or change colours: control characters become `?`, but for newline and tab.
///
/// Names and messages come from packages and servers; advisories.md "terminal escapes in version fields".
public func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
        result.append(isControl && scalar != "\n" && scalar != "\t" ? "?" : scalar)
    }
    return String(result)
}
