import Documents

/// A definition as YAML text.
public enum DefinitionText {
    /// The text of a record, as upstream writes it.
    public static func text(of record: some DefinitionRecord) -> String { text(of: record.value) }

    /// The text of a value, as upstream writes it.
    package static func text(of value: Value) -> String { YAMLWriter.text(trimmed(value, column: 0)) }

    // goccy/go-yaml v1.19.2 ast.StringNode.String. Quirk: of the spaces that end a text of several lines, as many are lost as the
    // text is indented, lists not counted. Upstream writes and reads a definition twice, so that this shows.
    private static func trimmed(_ value: Value, column: Int) -> Value {
        switch value {
        case .string(let text): return .string(trimmed(text, count: column + 2))
        case .array(let elements): return .array(elements.map { trimmed($0, column: column) })
        case .object(let members):
            return .object(
                members.mapValues { member in
                    guard case .object = member else { return trimmed(member, column: column) }
                    return trimmed(member, column: column + 2)
                })
        default: return value
        }
    }

    private static func trimmed(_ text: String, count: Int) -> String {
        let bytes = text.utf8
        guard bytes.last == UInt8(ascii: "\n"), bytes.count > count + 1 else { return text }
        let body = bytes.dropLast()
        guard body.last != UInt8(ascii: "\n"), body.suffix(count).allSatisfy({ $0 == UInt8(ascii: " ") }) else {
            return text
        }
        // Only texts that are written as a block lose spaces; the others stand in quotes.
        guard YAMLWriter.writesBlock(text) else { return text }
        return String(decoding: body.dropLast(count), as: UTF8.self) + "\n"
    }
}
