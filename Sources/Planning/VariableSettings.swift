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
        add(values: variables.values)
    }

    /// Merges package values over those given before.
    public mutating func add(values: Value.Object) {
        var all = Value.object(given.values)
        all.merge(.object(values))
        given.values = all.object ?? [:]
    }

    /// Merges a file of package values over those given before.
    ///
    /// - file: its name, for messages.
    /// - throws: `DocumentError`, `PlanError.malformedValues`.
    public mutating func add(valuesFile bytes: [UInt8], file: String) throws {
        let value = try YAMLReader.documents(bytes, file: file, options: .values).first?.value(.legacy) ?? .null
        if value == .null { return }
        guard let members = value.object else { throw PlanError.malformedValues(source: file, reason: "not a mapping") }
        add(values: members)
    }

    /// Takes the value of one `--set-values`: `a.b=1`, or `a.b=1,c=text`; a later one wins.
    // zarf v0.84 src/pkg/value/value.go: true, false and decimal numbers are typed, quotes keep a text a text.
    public mutating func add(valueArgument: String) throws {
        guard let pairs = KeyValueList.pairs(valueArgument) else {
            throw PlanError.malformedSetting(source: "--set-values")
        }
        for pair in pairs {
            let keys = pair.name.drop { $0 == "." }.split(separator: ".", omittingEmptySubsequences: false)
            guard !keys.isEmpty, !keys.contains("") else { throw PlanError.malformedSetting(source: "--set-values") }
            var values = Value.object([:])
            values.set(path: keys.joined(separator: "."), to: Self.typed(pair.value))
            add(values: values.object ?? [:])
        }
    }

    private static func typed(_ text: String) -> Value {
        if text.count >= 2, text.first == "'", text.last == "'" { return .string(String(text.dropFirst().dropLast())) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        let digits = text.drop { $0 == "-" || $0 == "+" }
        let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
        guard isNumber, text.count - digits.count <= 1, digits == "0" || digits.first != "0", let number = Int64(text)
        else { return .string(text) }
        return .integer(number)
    }

    /// Takes the value of one `--set-variables`: `A=1`, or `A=1,B=2`; a later one wins.
    public mutating func add(argument: String) throws {
        guard let pairs = KeyValueList.pairs(argument) else {
            throw PlanError.malformedSetting(source: "--set-variables")
        }
        for pair in pairs { given.setVariable(pair.name, .init(pair.value)) }
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

    private static func text(of value: Value) -> String? {
        switch value {
        case .string(let text): text.utf8.contains(0) ? nil : text
        case .integer(let number): String(number)
        case .bool(let truth): truth ? "true" : "false"
        case .double, .null, .array, .object: JSON.text(value)
        }
    }
}
