/// How a command is called, on one line.
func usageLine(_ command: Command, path: String) -> String {
    if command.run == nil { return "\(path) VERB [flags]" }
    return command.operands.isEmpty ? "\(path) [flags]" : "\(path) \(command.operands) [flags]"
}

/// What `--help` prints.
func helpText(_ command: Command, path: String, _ flags: FlagSet) -> String {
    var text = command.summary + "\n\n"
    if !command.details.isEmpty { text += command.details + "\n\n" }
    text += "usage: \(usageLine(command, path: path))\n"
    if !command.subcommands.isEmpty {
        text += "\nSUBCOMMANDS:\n"
        for verb in command.subcommands { text += entry("  \(verb.name)", verb.summary) }
    }
    text += "\nOPTIONS:\n"
    for flag in flags.flags {
        let short = flag.shorthand.map { "  -\($0), " } ?? "      "
        text += entry("\(short)--\(flag.name)", flag.help)
    }
    return text + """

        EXIT STATUS:
          0      done
          1      failed, whatever it was, as with Helm
          128+N  ended by signal N

        """
}

/// A name and what it means, on one line, or on two if the name is long.
private func entry(_ name: String, _ meaning: String) -> String {
    let column = 34
    guard name.count < column - 1 else { return "\(name)\n\(String(repeating: " ", count: column))\(meaning)\n" }
    return name + String(repeating: " ", count: column - name.count) + meaning + "\n"
}
