import CYaml
import Diagnostics

/// One event of libyaml's parser, with its payload in Swift's types.
struct YAMLEvent {
    enum Kind {
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(text: String, style: YAMLNode.Style)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        /// Stream starts and the like.
        case other
    }

    let kind: Kind
    var anchor: String?
    var tag: String?
    let mark: SourceMark
    /// Where it ends.
    var end: SourceMark?
    /// For the start of a collection: whether it is written in brackets.
    var isFlow = false
}

/// libyaml's event parser over bytes that stay put for its life.
///
/// Of libyaml the parser's events alone: documents are composed here, so that nesting and aliases are counted.
final class LibYAML {
    /// On the heap: libyaml keeps a pointer from the parser to itself.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let file: String
    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int

    /// - maximumDepth: for the message when libyaml's own, higher limit is met by its lookahead first.
    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, maximumDepth: Int) {
        self.file = file
        self.maximumDepth = maximumDepth
        self.bytes = bytes
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event with where it ends and how it is written.
    func nextAsWritten() throws -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        var result = converted(event)
        result.end = place(event.end_mark)
        result.isFlow =
            event.type == YAML_SEQUENCE_START_EVENT && event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
            || event.type == YAML_MAPPING_START_EVENT && event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        return result
    }

    func next() throws -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return converted(event)
    }

    private func converted(_ event: yaml_event_t) -> YAMLEvent {
        let mark = place(event.start_mark)
        switch event.type {
        case YAML_STREAM_END_EVENT: return YAMLEvent(kind: .streamEnd, mark: mark)
        case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, mark: mark)
        case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, mark: mark)
        case YAML_ALIAS_EVENT:
            return YAMLEvent(kind: .alias(string(event.data.alias.anchor) ?? ""), mark: mark)
        case YAML_SCALAR_EVENT:
            let data = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
            return YAMLEvent(
                kind: .scalar(text: text, style: style(data.style)), anchor: string(data.anchor),
                tag: string(data.tag), mark: mark)
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            return YAMLEvent(kind: .sequenceStart, anchor: string(data.anchor), tag: string(data.tag), mark: mark)
        case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, mark: mark)
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            return YAMLEvent(kind: .mappingStart, anchor: string(data.anchor), tag: string(data.tag), mark: mark)
        case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, mark: mark)
        default: return YAMLEvent(kind: .other, mark: mark)
        }
    }

    private func place(_ mark: yaml_mark_t) -> SourceMark {
        SourceMark(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func string(_ text: UnsafeMutablePointer<UInt8>?) -> String? {
        text.map { String(cString: $0) }
    }

    private func style(_ style: yaml_scalar_style_t) -> YAMLNode.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private var failure: DocumentError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "malformed"
        if parser.pointee.error == YAML_READER_ERROR {
            let mark = SourceMark(file: file, offset: Int(parser.pointee.problem_offset), in: bytes)
            return problem.hasPrefix("control") ? .syntax("control characters are not allowed", mark) : .notUTF8(mark)
        }
        let mark = place(parser.pointee.problem_mark)
        if problem.hasPrefix("Maximum nesting level") { return .overLimit("nested collections", maximumDepth, mark) }
        let context = parser.pointee.context.map { text in
            let start = place(parser.pointee.context_mark)
            return String(cString: text) + " that began at \(start.line):\(start.column): "
        }
        return .syntax((context ?? "") + problem, mark)
    }
}

extension SourceMark {
    /// The place of a byte, counted from the start of the text.
    init(file: String, offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(file: file, line: line, column: column)
    }
}
