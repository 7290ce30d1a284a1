import Charts
import Diagnostics
import ToolSupport

/// Helm's verbs, with Helm's arguments, output and exit status.
@main enum ZarfHelm {
    static let root = Command(
        name: "zarf-helm", summary: "Install, render, check, pack and fetch Helm charts, as Helm does.",
        details: """
            Arguments, output, messages and the records of releases are Helm's.

            EXAMPLES:
              $ zarf-helm template demo ./chart --namespace demo -f values.yaml
              $ zarf-helm upgrade --install demo ./chart-1.0.0.tgz --namespace demo --create-namespace --wait
            """,
        subcommands: [
            installCommand, upgradeCommand, rollbackCommand, uninstallCommand, listCommand, statusCommand,
            historyCommand, getCommand, testCommand, templateCommand, lintCommand, showCommand, packageCommand,
            pullCommand, dependencyCommand, verifyCommand, valuesCommand,
        ])

    static func main() {
        runTool("zarf-helm") { streams in
            var arguments = Array(CommandLine.arguments.dropFirst())[...]
            // Helm knows one status for everything that goes wrong.
            let tellsKind = arguments.contains("--\(FlagSet.kindStatus)")
            var kind = FailureKind.failed
            do {
                return try run(root, path: root.name, &arguments, streams)
            } catch let failure as HelmFailure {
                kind = failure.kind
                streams.writeError("Error: \(failure.text)\n")
                for hint in failure.hints.prefix(2) { streams.writeError("hint: \(printable(hint))\n") }
            } catch let failure as ChartError {
                kind = failure.kind
                streams.writeError("Error: \(failure.helmText)\n")
            } catch let failure as any Failure {
                kind = failure.kind
                streams.writeError("Error: \(failure.message)\n")
                for hint in failure.hints.prefix(2) { streams.writeError("hint: \(printable(hint))\n") }
            }
            return tellsKind ? kind.rawValue : FailureKind.failed.rawValue
        }
    }

    private static func run(
        _ command: Command, path: String, _ arguments: inout ArraySlice<String>, _ streams: StandardStreams
    ) throws -> Int32 {
        if !command.subcommands.isEmpty, let word = takeVerb(from: &arguments) {
            guard let verb = command.subcommands.first(where: { $0.name == word || $0.aliases.contains(word) }) else {
                throw HelmFailure("unknown command \"\(word)\" for \"\(path)\"")
            }
            return try run(verb, path: "\(path) \(verb.name)", &arguments, streams)
        }
        var flags = FlagSet()
        command.flags(&flags)
        flags.addGlobal()
        if command.run == nil { flags.add("version", nil, .toggle, help: "print the version") }
        let operands = try flags.parse(Array(arguments))
        if command.run == nil, flags.isOn("version") {
            try streams.writeLine(toolchainVersion)
            return 0
        }
        guard let work = command.run, !flags.isOn("help") else {
            try streams.write(helpText(command, path: path, flags))
            return 0
        }
        try checkCount(of: operands, command, path: path)
        try work(Invocation(flags: flags, operands: operands, streams: streams))
        return 0
    }

    /// Takes the first word that is no global flag nor the value of one: `zarf-helm --debug template …` is allowed.
    private static func takeVerb(from arguments: inout ArraySlice<String>) -> String? {
        var flags = FlagSet()
        flags.addGlobal()
        var index = arguments.startIndex
        while index < arguments.endIndex, arguments[index].hasPrefix("-"), arguments[index] != "--" {
            let takesNext = flags.flags.contains { flag in
                guard flag.kind != .toggle else { return false }
                return arguments[index] == "--\(flag.name)"
                    || flag.shorthand.map { arguments[index] == "-\($0)" } == true
            }
            index += takesNext ? 2 : 1
        }
        guard index < arguments.endIndex else { return nil }
        var rest = Array(arguments)
        let word = rest.remove(at: index - arguments.startIndex)
        arguments = rest[...]
        return word
    }

    // helm v4.2 pkg/cmd/require/args.go.
    private static func checkCount(of operands: [String], _ command: Command, path: String) throws {
        let range = command.operandCount
        guard !range.contains(operands.count) else { return }
        func arguments(_ count: Int) -> String { count == 1 ? "argument" : "arguments" }
        let (low, high) = (range.lowerBound, range.upperBound)
        let rule =
            if high == 0 {
                "accepts no arguments"
            } else if low == high {
                "requires \(low) \(arguments(low))"
            } else if operands.count < low {
                "requires at least \(low) \(arguments(low))"
            } else {
                "accepts at most \(high) \(arguments(high))"
            }
        throw HelmFailure("\"\(path)\" \(rule)\n\nUsage:  \(usageLine(command, path: path))")
    }
}
