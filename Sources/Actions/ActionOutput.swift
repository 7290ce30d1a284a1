import Diagnostics
import Documents
import PackageModel
import Variables

extension Action {
    /// Whether variables or values are set from what the command prints.
    var usesOutput: Bool { !variablesToSet.isEmpty || !setValues.isEmpty }

    /// The variables the action sets, the deprecated form included.
    var variablesToSet: [Variable] {
        guard setVariables.isEmpty, !setVariable.isEmpty else { return setVariables }
        var variable = Variable()
        variable.name = setVariable
        return [variable]
    }
}

/// What a command printed, as it is used: white space trimmed from both ends.
struct ActionOutput {
    /// Output that becomes a variable is held in memory.
    static let maximumByteCount = 16 << 20

    private let text: String

    // Go's strings.TrimSpace: Unicode's White_Space property.
    init(_ bytes: [UInt8]) {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        let head = scalars.drop { $0.properties.isWhitespace }
        let end = head.lastIndex { !$0.properties.isWhitespace }.map { head.index(after: $0) } ?? head.startIndex
        text = String(head[..<end])
    }

    /// Sets the action's variables and values; nothing is set if one of them cannot be.
    func set(_ action: Action, in variables: inout DeployVariables) throws {
        var changed = variables
        for variable in action.variablesToSet {
            guard !text.utf8.contains(0) else {
                throw ActionError.unusableOutput(action: action.displayName, reason: "it holds a zero byte")
            }
            guard try withContext("variable \(variable.name)", { try VariablePattern(variable.pattern) }).matches(text)
            else {
                throw ActionError.unusableOutput(
                    action: action.displayName,
                    reason: "it does not match the pattern of variable \(variable.name), \"\(variable.pattern)\"")
            }
            changed.setVariable(
                variable.name,
                .init(
                    text, isSensitive: variable.isSensitive, autoIndents: variable.autoIndents, isFile: variable.isFile)
            )
        }
        for setting in action.setValues {
            guard changed.setValue(try value(for: setting, of: action), at: setting.key) else {
                throw ActionError.unusableOutput(
                    action: action.displayName, reason: "there is no place \"\(setting.key)\" for it in the values")
            }
        }
        variables = changed
    }

    // zarf v0.84 src/pkg/packager/actions/actions.go parseAndSetValue.
    private func value(for setting: SetValue, of action: Action) throws -> Value {
        func parsed(_ parse: () throws -> Value) throws -> Value {
            do {
                return try parse()
            } catch let failure as any Failure {
                throw ActionError.unusableOutput(action: action.displayName, reason: failure.message)
            }
        }
        switch setting.type {
        case "", "string": return .string(text)
        case "json": return try parsed { try JSON.parse(text, file: "it") }
        case "yaml": return try parsed { try YAMLReader.document(Array(text.utf8), file: "it").value(.core) }
        default:
            throw ActionError.malformed(
                action: action.displayName, reason: "value \"\(setting.key)\" has the unknown type \"\(setting.type)\"")
        }
    }
}

extension DeployVariables {
    /// Sets a package value at a dotted path, `.a.b`; objects are merged. False if something else is in the way.
    // zarf v0.84 src/pkg/value/value.go Set.
    package mutating func setValue(_ value: Value, at path: String) -> Bool {
        guard path.hasPrefix(".") else { return false }
        let keys = path.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if path == "." {
            guard case .object(let members) = value else { return false }
            values = Self.merged(values, with: members)
            return true
        }
        guard !keys.contains("") else { return false }
        return Self.set(value, at: keys[...], in: &values)
    }

    private static func set(_ value: Value, at keys: ArraySlice<String>, in object: inout Value.Object) -> Bool {
        guard let key = keys.first else { return false }
        guard keys.count > 1 else {
            if case .object(let new) = value, case .object(let old)? = object[key] {
                object[key] = .object(merged(old, with: new))
            } else {
                object[key] = value
            }
            return true
        }
        guard case .object(var inner) = object[key] ?? .object([:]) else { return false }
        guard set(value, at: keys.dropFirst(), in: &inner) else { return false }
        object[key] = .object(inner)
        return true
    }

    private static func merged(_ old: Value.Object, with new: Value.Object) -> Value.Object {
        var merged = old
        for (key, value) in new {
            if case .object(let inner) = value, case .object(let existing)? = merged[key] {
                merged[key] = .object(Self.merged(existing, with: inner))
            } else {
                merged[key] = value
            }
        }
        return merged
    }
}
