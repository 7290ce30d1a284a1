import Documents
import Variables

/// Values of variables that were given before anybody is asked: by the command line, the environment, a file.
public struct VariableSettings: Sendable {
    /// The values by upper-case name.
    public private(set) var given = DeployVariables()

    /// Nothing given.
    public init() {}

    /// Takes over a variables file: what was given and answered before.
    public mutating func add(_ variables: DeployVariables) {
        for (name, entry) in variables.variables { given.setVariable(name, entry) }
    }

    /// Takes the value of one `--set-variables`: `A=1`, or `A=1,B=2`; a later one wins.
    // spf13/pflag string_to_string.go Set: with one equals sign the value may hold commas, else it is a line of CSV.
    public mutating func add(argument: String) throws {
        let isSingle = argument.utf8.count { $0 == UInt8(ascii: "=") } == 1
        let fields = isSingle ? [Self.unquoted(argument)] : try Self.fields(ofCSV: argument)
        for field in fields { try add(pair: field, source: "--set-variables") }
    }

    /// Takes `ZARF_PACKAGE_DEPLOY_SET`: a JSON object as upstream reads it, or what `--set-variables` takes.
    // zarf v0.84 src/cmd/viper.go VPkgDeploySet, spf13/cast ToStringMapString.
    public mutating func add(environmentValue text: String) throws {
        guard text.first(where: { !$0.isWhitespace }) == "{" else { return try add(argument: text) }
        guard let members = (try? JSON.parse(text, file: ""))?.object else { throw Self.environmentError }
        for (name, value) in members {
            guard !name.isEmpty, !name.contains("="), let text = Self.text(of: value) else {
                throw Self.environmentError
            }
            given.setVariable(name, .init(text))
        }
    }

    private static let environmentError = PlanError.malformedSetting(source: "ZARF_PACKAGE_DEPLOY_SET")

    private mutating func add(pair: String, source: String) throws {
        guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex, !pair.utf8.contains(0) else {
            throw PlanError.malformedSetting(source: source)
        }
        given.setVariable(String(pair[..<equals]), .init(String(pair[pair.index(after: equals)...])))
    }

    private static func text(of value: Value) -> String? {
        switch value {
        case .string(let text): text.utf8.contains(0) ? nil : text
        case .integer(let number): String(number)
        case .bool(let truth): truth ? "true" : "false"
        case .double, .null, .array, .object: JSON.text(value)
        }
    }

    private static func unquoted(_ text: String) -> String {
        var rest = text[...]
        while rest.hasPrefix("\"") { rest.removeFirst() }
        while rest.hasSuffix("\"") { rest.removeLast() }
        return String(rest)
    }

    /// The fields of one record: separated by commas, quoted where they hold some.
    // RFC 4180 §2, as Go's encoding/csv reads the first record.
    private static func fields(ofCSV text: String) throws -> [String] {
        let malformed = PlanError.malformedSetting(source: "--set-variables")
        var fields: [String] = []
        var rest = text[...]
        while true {
            var field = ""
            if rest.first == "\"" {
                rest.removeFirst()
                while true {
                    guard let character = rest.popFirst() else { throw malformed }
                    guard character == "\"" else {
                        field.append(character)
                        continue
                    }
                    guard rest.first == "\"" else { break }
                    field.append("\"")
                    rest.removeFirst()
                }
                guard rest.isEmpty || rest.first == "," else { throw malformed }
            } else {
                field = String(rest.prefix { $0 != "," })
                guard !field.contains("\"") else { throw malformed }
                rest = rest.dropFirst(field.count)
            }
            fields.append(field)
            guard rest.popFirst() != nil else { return fields }
        }
    }
}
