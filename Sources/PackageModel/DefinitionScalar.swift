import Diagnostics
import Documents

/// Scalars as upstream's YAML library (goccy/go-yaml v1.19.2) takes them into typed fields.
package enum DefinitionScalar {
    /// Whether the node is null: written so, or left empty.
    package static func isNull(_ node: YAMLNode) -> Bool {
        guard case .scalar = node.content, case .null = value(node) else { return false }
        return true
    }

    /// The text for a field that holds text, nil for null: numbers and booleans become the text Go prints for them.
    package static func string(_ node: YAMLNode) throws -> String? {
        switch value(node) {
        case .null: return nil
        case .string(let text): return text
        case .bool(let truth): return truth ? "true" : "false"
        case .integer(let number): return String(number)
        case .double(let number):
            // Whole numbers beyond Int64 are held as double; Go keeps them as unsigned.
            if case .scalar(let text, _) = node.content, let number = UInt64(text) { return String(number) }
            return number.goText
        default: throw DefinitionError.wrongType(expected: "text", found: node.kindName, at: node.mark)
        }
    }

    /// The truth for a field that holds one, nil for null.
    package static func bool(_ node: YAMLNode) throws -> Bool? {
        switch value(node) {
        case .null: return nil
        case .bool(let truth): return truth
        default: throw DefinitionError.wrongType(expected: "true or false", found: node.kindName, at: node.mark)
        }
    }

    /// The number for a field that holds a whole one, nil for null. Fractions are cut off, text that reads as a number is taken.
    package static func integer(_ node: YAMLNode) throws -> Int? {
        let found = value(node)
        switch found {
        case .null: return nil
        case .integer(let number): return Int(number)
        case .double(let number) where number.isFinite && abs(number) < 9.2e18: return Int(number)
        case .string(let text):
            if let number = Int(text) { return number }
            if let number = Double(text), number.isFinite, abs(number) < 9.2e18, !text.isEmpty { return Int(number) }
        default: break
        }
        throw DefinitionError.wrongType(expected: "a whole number", found: node.kindName, at: node.mark)
    }

    /// A key as text: what was written, whatever it would mean as a value.
    package static func keyText(_ node: YAMLNode) -> String { (try? node.keyText(.core)) ?? node.text ?? "" }

    /// Any node as a value; a scalar that does not fit its tag is text.
    package static func value(_ node: YAMLNode) -> Value {
        if let value = try? node.value(.core) { return value }
        switch node.content {
        case .scalar(let text, _): return .string(text)
        case .sequence(let elements): return .array(elements.map(value))
        case .mapping(let members):
            return .object(Value.Object(members.map { (keyText($0.key), value($0.value)) }) { _, last in last })
        }
    }
}
