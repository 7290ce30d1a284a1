import Diagnostics
public import Documents
import PackageModel
import Variables

/// The values a deployment begins with.
public struct VariableResolution: Sendable {
    /// Variables and constants, ready for the first step.
    public let variables: DeployVariables
    /// What was given or answered: asked for nothing twice, and compared when a deployment goes on.
    public let given: DeployVariables
    /// Names of variables that nothing in the package declares: probably misspelled.
    public let undeclared: [String]

    /// Given values win over answers, answers over defaults; every value must match its pattern.
    ///
    /// - packageValues: the values in the package; those that are given stand over them.
    /// - ask: asks the user for a variable with `prompt: true`; nil where nobody can be asked.
    /// - throws: `PlanError.patternMismatch`.
    // zarf v0.84 src/pkg/variables/variables.go PopulateVariables.
    public init(
        _ package: Package, settings: VariableSettings, packageValues: Value = [:],
        ask: ((InteractiveVariable) throws -> String)? = nil
    ) throws {
        var variables = DeployVariables()
        var given = settings.given
        for (name, entry) in given.variables { variables.setVariable(name, entry) }
        for declared in package.variables {
            let name = declared.name.uppercased()
            var entry = DeployVariables.Entry(
                declared.defaultValue, isSensitive: declared.variable.isSensitive,
                autoIndents: declared.variable.autoIndents, isFile: declared.variable.isFile)
            if let known = given.variables[name] {
                entry.text = known.text
                given.setVariable(name, entry)
            } else if declared.prompts, let ask {
                entry.text = try ask(declared)
                given.setVariable(name, entry)
            }
            let pattern = try withContext("variable \(name)") { try VariablePattern(declared.variable.pattern) }
            guard pattern.matches(entry.text) else {
                throw PlanError.patternMismatch(variable: name, pattern: declared.variable.pattern)
            }
            variables.setVariable(name, entry)
        }
        for constant in package.constants {
            variables.setConstant(constant.name, .init(constant.text, autoIndents: constant.autoIndents))
        }
        var values = packageValues
        values.merge(.object(settings.given.values))
        variables.values = values.object ?? [:]
        self.variables = variables
        self.given = given
        let declaredNames = Set(package.variables.map { $0.name.uppercased() })
        undeclared = given.variables.keys.filter { !declaredNames.contains($0) }.sorted()
    }
}
