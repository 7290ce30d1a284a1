/// Writes values as YAML text.
public enum YAMLWriter {
    /// Whose manner is followed.
    public enum Style: Sendable {
        /// As upstream prints package definitions with goccy/go-yaml: members in their own order, sequences not indented
        /// below their key, literal blocks for text of several lines.
        case definition
    }

    /// A value as one YAML document, with a newline at its end.
    ///
    /// Whatever the value, reading the text by `ScalarRules.core` gives it back.
    public static func text(_ value: Value, style: Style = .definition) -> String {
        var emitter = YAMLEmitter()
        emitter.write(value, indent: 0, position: .line)
        return String(decoding: emitter.bytes, as: UTF8.self)
    }

    /// Whether a text is written as a literal block.
    package static func writesBlock(_ text: String) -> Bool { YAMLScalarText.style(of: text) == .literal }
}

/// Block style, two spaces a level.
struct YAMLEmitter {
    /// What stands before a value on its line.
    enum Position {
        /// Nothing: the value begins the line.
        case line
        /// A key and its colon.
        case key
        /// A dash and a space.
        case dash
    }

    private(set) var bytes: [UInt8] = []

    /// Writes a value and ends its line.
    ///
    /// - indent: the column of the collection that holds the value, or of the value itself at the start of a line.
    mutating func write(_ value: Value, indent: Int, position: Position) {
        switch value {
        case .object(let object) where !object.isEmpty:
            if position == .key { add("\n") }
            write(object, indent: position == .line ? indent : indent + 2, startsLine: position != .dash)
        case .array(let elements) where !elements.isEmpty:
            if position == .key { add("\n") }
            write(elements, indent: position == .dash ? indent + 2 : indent, startsLine: position != .dash)
        default:
            if position == .key { add(" ") }
            writeScalar(value, indent: indent, position: position)
            add("\n")
        }
    }

    private mutating func write(_ object: Value.Object, indent: Int, startsLine: Bool) {
        for (index, (key, value)) in object.enumerated() {
            if startsLine || index > 0 { addSpaces(indent) }
            let text = YAMLScalarText.key(key)
            // libyaml scanner.c yaml_parser_stale_simple_keys: a key without "?" has at most 1024 characters.
            if text.utf8.count > 1000 {
                add("? " + text + "\n")
                addSpaces(indent)
                add(":")
            } else {
                add(text + ":")
            }
            write(value, indent: indent, position: .key)
        }
    }

    private mutating func write(_ elements: [Value], indent: Int, startsLine: Bool) {
        for (index, element) in elements.enumerated() {
            if startsLine || index > 0 { addSpaces(indent) }
            add("- ")
            write(element, indent: indent, position: .dash)
        }
    }

    private mutating func writeScalar(_ value: Value, indent: Int, position: Position) {
        switch value {
        case .null: add("null")
        case .bool(let truth): add(truth ? "true" : "false")
        case .integer(let number): add(String(number))
        case .double(let number): add(YAMLScalarText.number(number))
        case .array: add("[]")
        case .object: add("{}")
        case .string(let text):
            switch YAMLScalarText.style(of: text) {
            case .plain: add(text)
            case .quoted: add(YAMLScalarText.quoted(text))
            case .literal: writeLiteral(text, indent: indent + 2, indentsBlankLines: position != .dash)
            }
        }
    }

    /// Lines of a literal block. Quirk: goccy indents blank lines too, but the last, and none that stand in a sequence.
    private mutating func writeLiteral(_ text: String, indent: Int, indentsBlankLines: Bool) {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let endsLine = lines.last?.isEmpty == true
        if endsLine { lines.removeLast() }
        let keeps = endsLine && lines.last?.isEmpty == true
        add(keeps ? "|+" : endsLine ? "|" : "|-")
        for (index, line) in lines.enumerated() {
            add("\n")
            if !line.isEmpty || indentsBlankLines && index < lines.count - 1 { addSpaces(indent) }
            bytes.append(contentsOf: line)
        }
    }

    private mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func addSpaces(_ count: Int) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }
}
