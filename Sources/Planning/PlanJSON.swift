import Documents
import PackageModel
import Variables

extension Plan {
    /// The plan as the text of one JSON document.
    public var jsonText: String { JSON.text(json, style: .pretty) }

    /// The plan as one JSON document. Sensitive values do not appear.
    public var json: Value {
        [
            "operation": .string(operation.rawValue),
            "package": [
                "name": .string(package.metadata.name), "version": .string(package.metadata.version),
                "architecture": .string(package.build.architecture), "path": .string(places.package),
                "definition": .string(definitionDigest),
            ],
            "journal": .string(places.journal),
            "variables": .array(variables.variables.sorted { $0.key < $1.key }.map(variable)),
            "begin": Self.value(begin), "cluster": cluster.map(Self.value) ?? .null,
            "components": .array(
                components.map { component in
                    var members: Value.Object = [
                        "name": .string(component.name), "description": .string(component.description),
                        "steps": .array(component.steps.map(Self.value)),
                    ]
                    if let record = component.failureRecord { members["failureRecord"] = Self.value(record) }
                    if let failure = component.onFailure { members["onFailure"] = Self.value(failure) }
                    return .object(members)
                }),
            "leftOut": .array(
                leftOut.map { ["name": .string($0.component), "reason": .string($0.reason)] }),
        ]
    }

    private func variable(_ name: String, _ entry: DeployVariables.Entry) -> Value {
        let isDeclared = package.variables.contains { $0.name.uppercased() == name }
        var members: Value.Object = ["name": .string(name), "sensitive": .bool(entry.isSensitive)]
        if isDeclared, !entry.isSensitive { members["value"] = .string(entry.text) }
        return .object(members)
    }

    private static func value(_ step: Step) -> Value {
        [
            "name": .string(step.name), "kind": .string(step.kind.rawValue),
            "command": .array(step.command.map(Value.string)), "details": .array(step.details.map(Value.string)),
        ]
    }
}
