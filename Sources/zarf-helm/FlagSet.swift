/// The flags of a command, read as Helm's command line reads them.
// spf13/pflag v1.0 FlagSet.Parse: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, `-ab` for two
// switches, `--` ends the flags, operands may stand anywhere.
struct FlagSet {
    /// What a flag takes.
    enum Kind: Equatable {
        /// On or off; `--name=false` turns it off.
        case toggle
        /// A text; the last one given counts.
        case text
        /// A whole number.
        case number
        /// Every text given, in order.
        case array
        /// Every text given, divided at commas as a line of CSV is.
        case list
        /// A text that may be left out: then `value` stands for it.
        case optional(value: String)
    }

    /// A flag and its help.
    struct Flag {
        let name: String
        let shorthand: Character?
        let kind: Kind
        let help: String
    }

    private(set) var flags: [Flag] = []
    private var given: [String: [String]] = [:]

    /// Declares a flag.
    mutating func add(_ name: String, _ shorthand: Character? = nil, _ kind: Kind = .text, help: String) {
        flags.append(Flag(name: name, shorthand: shorthand, kind: kind, help: help))
    }

    /// Whether a flag stands on the command line.
    func isGiven(_ name: String) -> Bool { given[name] != nil }

    /// Whether a toggle is on.
    func isOn(_ name: String) -> Bool { given[name]?.last == "true" }

    /// The last text given for a flag.
    func text(_ name: String) -> String? { given[name]?.last }

    /// Every text given for a flag.
    func texts(_ name: String) -> [String] { given[name] ?? [] }

    /// Reads a command line. Returns its operands. Throws `HelmFailure` with pflag's words.
    mutating func parse(_ arguments: [String]) throws -> [String] {
        var operands: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                return operands + rest
            } else if argument.hasPrefix("--") {
                try parseLong(argument.dropFirst(2), &rest)
            } else if argument.hasPrefix("-"), argument != "-" {
                try parseShort(argument, &rest)
            } else {
                operands.append(argument)
            }
        }
        return operands
    }

    private mutating func parseLong(_ argument: Substring, _ rest: inout ArraySlice<String>) throws {
        let name = String(argument.prefix { $0 != "=" })
        guard let first = name.first, first != "-" else { throw HelmFailure("bad flag syntax: --\(argument)") }
        guard let flag = flags.first(where: { $0.name == name }) else {
            throw HelmFailure("unknown flag: --\(name)")
        }
        if name.count < argument.count {
            return try set(flag, String(argument.dropFirst(name.count + 1)), written: "--\(name)")
        }
        switch flag.kind {
        case .toggle: try set(flag, "true", written: "--\(name)")
        case .optional(let value): try set(flag, value, written: "--\(name)")
        default:
            guard let value = rest.popFirst() else { throw HelmFailure("flag needs an argument: --\(name)") }
            try set(flag, value, written: "--\(name)")
        }
    }

    private mutating func parseShort(_ argument: String, _ rest: inout ArraySlice<String>) throws {
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            guard let flag = flags.first(where: { $0.shorthand == letter }) else {
                throw HelmFailure("unknown shorthand flag: \(goQuoted(letter)) in \(argument)")
            }
            let written = "-\(letter), --\(flag.name)"
            if letters.first == "=" { return try set(flag, String(letters.dropFirst()), written: written) }
            switch flag.kind {
            case .toggle:
                try set(flag, "true", written: written)
                continue
            case .optional(let value):
                try set(flag, value, written: written)
                continue
            default:
                if !letters.isEmpty { return try set(flag, String(letters), written: written) }
                guard let value = rest.popFirst() else {
                    throw HelmFailure("flag needs an argument: \(goQuoted(letter)) in \(argument)")
                }
                return try set(flag, value, written: written)
            }
        }
    }

    private mutating func set(_ flag: Flag, _ value: String, written: String) throws {
        func wrong(_ function: String) -> HelmFailure {
            HelmFailure(
                "invalid argument \"\(value)\" for \"\(written)\" flag: strconv.\(function): parsing \"\(value)\": "
                    + "invalid syntax")
        }
        switch flag.kind {
        case .toggle:
            guard let isOn = Self.boolean(value) else { throw wrong("ParseBool") }
            given[flag.name] = [isOn ? "true" : "false"]
        case .number:
            guard Int(value) != nil else { throw wrong("ParseInt") }
            given[flag.name] = [value]
        case .text, .optional: given[flag.name] = [value]
        case .array: given[flag.name, default: []].append(value)
        case .list: given[flag.name, default: []] += commaSeparated(value)
        }
    }

    // Go's strconv.ParseBool.
    private static func boolean(_ text: String) -> Bool? {
        if ["1", "t", "T", "true", "TRUE", "True"].contains(text) { return true }
        return ["0", "f", "F", "false", "FALSE", "False"].contains(text) ? false : nil
    }
}

/// The fields of a line of CSV: quotes may hold commas, and two of them within quotes are one.
func commaSeparated(_ text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    var fields = [""]
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let character = characters.popFirst() {
        switch character {
        case "\"" where isQuoted && characters.first == "\"":
            characters.removeFirst()
            fields[fields.count - 1].unicodeScalars.append("\"")
        case "\"" where isQuoted: isQuoted = false
        case "\"" where fields[fields.count - 1].isEmpty: isQuoted = true
        case "," where !isQuoted: fields.append("")
        default: fields[fields.count - 1].unicodeScalars.append(character)
        }
    }
    return fields
}

/// A character as Go's `%q` writes it, for those that can stand on a command line.
private func goQuoted(_ character: Character) -> String { "'\(character)'" }
