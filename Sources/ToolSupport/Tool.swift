@_exported import ArgumentParser
@_exported import Diagnostics
import FileIO
import Glibc

/// The version of the toolchain, printed by `--version`.
public let toolchainVersion = "0.1.0"

/// A command of ours: options, and one call into the libraries that do the work.
///
/// Instead of `run`, a tool implements `execute`; what it throws becomes `tool: error: …` and the exit status of CONVENTIONS.
public protocol Tool: ParsableCommand {
    /// Does the work. Results go to `streams`, failures are thrown.
    func execute(_ streams: StandardStreams) throws
}

extension Tool {
    /// Never called: `main` calls `execute`.
    public func run() throws { try execute(StandardStreams(toolName: Self._commandName)) }

    /// Parses the command line, does the work, ends the process with the right status.
    public static func main() {
        ToolProcess(root: Self.self).runToEnd(arguments: Array(CommandLine.arguments.dropFirst()))
    }
}

/// One run of a tool from command line to exit status.
struct ToolProcess {
    let root: any ParsableCommand.Type
    private var name: String { root._commandName }

    func runToEnd(arguments: [String]) -> Never {
        ClosedStreams.fill()
        StopSignals.install()
        exit(run(arguments: arguments))
    }

    /// The exit status of a whole run.
    private func run(arguments: [String]) -> Int32 {
        let streams = StandardStreams(toolName: name)
        do {
            var command = try root.parseAsRoot(arguments)
            guard let tool = command as? any Tool else {
                // `--help` and `help` are a command of the parser's own; running it throws the help that was asked for.
                if type(of: command)._commandName == "help" { try command.run() }
                // A group such as `zarf-oci` without its subcommand: its help is the answer, and the usage is wrong.
                streams.writeError(type(of: command).helpMessage() + "\n")
                return ExitStatus.usage.rawValue
            }
            try tool.execute(streams)
            streams.finishProgress()
            return ExitStatus.done.rawValue
        } catch let status as ExitStatus {
            streams.finishProgress()
            return status.rawValue
        } catch let program as ProgramStatus {
            streams.finishProgress()
            return program.status
        } catch {
            streams.finishProgress()
            return finish(error, streams)
        }
    }

    /// Says what went wrong, or prints the help that was asked for.
    private func finish(_ error: any Error, _ streams: StandardStreams) -> Int32 {
        if let failure = error as? any Failure {
            streams.explain(failure)
            return failure.kind.rawValue
        }
        guard isFromParser(error) else {
            streams.writeError("\(name): error: \(printable(String(describing: error)))\n")
            return ExitStatus.failed.rawValue
        }
        guard root.exitCode(for: error).isSuccess else {
            streams.writeError(usageError(error))
            return ExitStatus.usage.rawValue
        }
        do {
            let text = root.fullMessage(for: error)
            try streams.write(text.contains("USAGE:") ? text + "\n\n" + ExitStatus.table : text + "\n")
            return ExitStatus.done.rawValue
        } catch {
            streams.explain(error as? any Failure ?? UsageError("\(error)"))
            return ExitStatus.failed.rawValue
        }
    }

    private func isFromParser(_ error: any Error) -> Bool {
        error is ValidationError || error is CleanExit || error is ExitCode
            || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }

    /// The first line, with the values that would do if that is what follows it.
    private func complaint(_ message: String) -> String {
        let lines = message.split(separator: "\n")
        guard let first = lines.first else { return "wrong usage" }
        let announcement = ". Please provide one of "
        guard let stop = first.indices.first(where: { first[$0...].hasPrefix(announcement) }) else {
            return String(first)
        }
        let values =
            lines.count == 1
            ? String(first[stop...].dropFirst(announcement.count))
            : lines.dropFirst().map { $0.drop { $0 == " " || $0 == "-" } }.joined(separator: ", ")
        return first[..<stop] + ", it is one of " + values
    }

    /// The parser's complaint in our form, with one line of usage as the hint.
    private func usageError(_ error: any Error) -> String {
        let complaint = complaint(root.message(for: error))
        let lines = root.fullMessage(for: error).split(separator: "\n")
        let usage = lines.first { $0.hasPrefix("Usage: ") }.map(String.init) ?? "see \(name) --help"
        let text = complaint.prefix(1).lowercased() + complaint.dropFirst()
        return "\(name): error: \(printable(text.hasSuffix(".") ? String(text.dropLast()) : text))\n"
            + "\(name): hint: \(usage.prefix(1).lowercased() + usage.dropFirst())\n"
    }
}

/// Runs a tool that reads its command line itself, and ends the process with the status it returns.
///
/// What it throws becomes `tool: error: …` and the exit status of that failure.
public func runTool(_ name: String, _ work: (StandardStreams) throws -> Int32) -> Never {
    ClosedStreams.fill()
    StopSignals.install()
    let streams = StandardStreams(toolName: name)
    do {
        let status = try work(streams)
        streams.finishProgress()
        exit(status)
    } catch {
        streams.finishProgress()
        let failure = error as? any Failure ?? UsageError(String(describing: error))
        streams.explain(failure)
        exit(failure.kind.rawValue)
    }
}

/// A wrong command line that only the tool itself can notice.
public struct UsageError: Failure {
    public let message: String
    public let hints: [String]
    public var kind: FailureKind { .usage }

    /// - message: what is wrong, lower case, no full stop.
    public init(_ message: String, hints: [String] = []) {
        self.message = message
        self.hints = hints
    }
}
