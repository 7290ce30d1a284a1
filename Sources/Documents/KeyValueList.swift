/// The `A=1,B=2` that options like `--set` take.
public enum KeyValueList {
    /// The pairs in order; nil if the text is malformed: no equals sign, no name, or quotes that do not close.
    // spf13/pflag string_to_string.go Set: with one equals sign the value may hold commas, else it is a line of CSV.
    public static func pairs(_ text: String) -> [(name: String, value: String)]? {
        let isSingle = text.utf8.count { $0 == UInt8(ascii: "=") } == 1
        guard let fields = isSingle ? [unquoted(text)] : fields(ofCSV: text) else { return nil }
        var pairs: [(name: String, value: String)] = []
        for field in fields {
            guard let equals = field.firstIndex(of: "="), equals != field.startIndex, !field.utf8.contains(0) else {
                return nil
            }
            pairs.append((String(field[..<equals]), String(field[field.index(after: equals)...])))
        }
        return pairs
    }

    private static func unquoted(_ text: String) -> String {
        var rest = text[...]
        while rest.hasPrefix("\"") { rest.removeFirst() }
        while rest.hasSuffix("\"") { rest.removeLast() }
        return String(rest)
    }

    /// The fields of one record: separated by commas, quoted where they hold some; nil if the quotes are wrong.
    // RFC 4180 §2, as Go's encoding/csv reads the first record.
    private static func fields(ofCSV text: String) -> [String]? {
        var fields: [String] = []
        var rest = text[...]
        while true {
            guard let field = rest.first == "\"" ? quotedField(&rest) : plainField(&rest) else { return nil }
            fields.append(field)
            guard rest.popFirst() != nil else { return fields }
        }
    }

    private static func plainField(_ rest: inout Substring) -> String? {
        let field = rest.prefix { $0 != "," }
        rest = rest[field.endIndex...]
        return field.contains("\"") ? nil : String(field)
    }

    private static func quotedField(_ rest: inout Substring) -> String? {
        rest.removeFirst()
        var field = ""
        while let character = rest.popFirst() {
            guard character == "\"" else {
                field.append(character)
                continue
            }
            guard rest.first == "\"" else { return rest.isEmpty || rest.first == "," ? field : nil }
            field.append("\"")
            rest.removeFirst()
        }
        return nil
    }
}
