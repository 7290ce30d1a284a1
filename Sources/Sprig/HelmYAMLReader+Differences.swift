import CYaml
import Glibc
import GoTemplate

/// Something that libyaml refuses and go-yaml v2 reads.
struct ScannerDifference: Error {
    enum Kind {
        /// A colon at the end of a plain scalar in a flow collection, as in `[a:]`.
        case colon
        /// `\'` in double quotes.
        case escapedQuote
        /// A comma or bracket in a tag.
        case tagCharacter
    }

    let kind: Kind
    /// Characters before it.
    let index: Int
    /// What libyaml says.
    let error: GoError

    init(_ kind: Kind, at index: Int, _ error: GoError) {
        self.kind = kind
        self.index = index
        self.error = error
    }

    /// Nil if what stopped the parser stops go-yaml, too.
    init?(_ state: yaml_parser_t, _ error: GoError) {
        guard state.error == YAML_SCANNER_ERROR, let problem = state.problem.map({ String(cString: $0) }) else {
            return nil
        }
        let context = state.context.map { String(cString: $0) }
        switch (problem, context) {
        case ("found unexpected ':'", _): kind = .colon
        case ("found unknown escape character", _): kind = .escapedQuote
        case ("did not find expected whitespace or line break", "while scanning a tag"): kind = .tagCharacter
        default: return nil
        }
        index = state.problem_mark.index
        self.error = error
    }

    /// Writes what libyaml reads as go-yaml reads what is there; false if go-yaml refuses it, too.
    ///
    /// - place: the byte it is at.
    /// - substitute: stands for a colon.
    fileprivate func mend(_ bytes: inout [UInt8], at place: Int, substitute: UInt8) -> Bool {
        guard place < bytes.count else { return false }
        switch (kind, bytes[place]) {
        case (.colon, UInt8(ascii: ":")): bytes[place] = substitute
        case (.escapedQuote, UInt8(ascii: "\\")) where bytes[place...].starts(with: [0x5C, 0x27]):
            bytes.remove(at: place)
        case (.tagCharacter, UInt8(ascii: ",")): bytes.replaceSubrange(place...place, with: Array("%2C".utf8))
        case (.tagCharacter, UInt8(ascii: "[")): bytes.replaceSubrange(place...place, with: Array("%5B".utf8))
        case (.tagCharacter, UInt8(ascii: "]")): bytes.replaceSubrange(place...place, with: Array("%5D".utf8))
        default: return false
        }
        return true
    }
}

/// A text whose byte order marks are hidden from libyaml, which takes one at the start of any line for nothing.
// go-yaml v2 scannerc.go yaml_parser_scan_to_next_token. Quirk: is_bom looks at the start of the buffer, wherever the
// parser is, so that a mark within a text is a character like others.
struct HiddenMarks {
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The text with something else in the place of marks.
    let bytes: [UInt8]
    private let substitute: [UInt8]

    /// Nil if there are none, but at the text's very start.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while text[start...].starts(with: Self.mark) { start += Self.mark.count }
        guard Self.hasMark(text[start...]) else { return nil }
        let rest = Array(text[start...])
        // The first of Unicode's characters for private use.
        let candidates = (0x80..<0xC0).lazy.map { [0xEE, 0x80, $0] as [UInt8] }
        guard let substitute = candidates.first(where: { rest.firstRange(of: $0) == nil }) else { return nil }
        self.substitute = substitute
        bytes = Array(text[..<start]) + rest.replacing(Self.mark, with: substitute)
    }

    /// Looks at few bytes one by one: hardly a text has the mark's first byte at all.
    private static func hasMark(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = UnsafeBufferPointer(rebasing: text)
        while let start = rest.baseAddress, let found = memchr(start, 0xEF, rest.count) {
            rest = UnsafeBufferPointer(rebasing: rest[start.distance(to: found.assumingMemoryBound(to: UInt8.self))...])
            if rest.starts(with: mark) { return true }
            rest = UnsafeBufferPointer(rebasing: rest.dropFirst())
        }
        return false
    }

    /// Reads the text so, and gives what is read, or what is wrong with it, with the marks again.
    func read(_ body: (UnsafeBufferPointer<UInt8>) throws -> GoValue) throws -> GoValue {
        do {
            return try bytes.withUnsafeBufferPointer(body).replacingTexts { $0.replacing(substitute, with: Self.mark) }
        } catch let error as GoError {
            let escape = Array("\\u\(String(0xE000 + Int(substitute[2] & 0x3F), radix: 16))".utf8)
            throw GoError(GoString(Array(error.text.bytes).replacing(escape, with: Array("\\ufeff".utf8))))
        }
    }
}

extension GoValue {
    /// The same with other texts, keys included.
    fileprivate func replacingTexts(_ change: ([UInt8]) -> [UInt8]) -> GoValue {
        switch self {
        case .string(let string): return .string(GoString(change(Array(string.bytes))))
        case .list(let list): return .list(GoList(list.elements.map { $0.replacingTexts(change) }))
        case .map(let map):
            let result = GoMap(type: map.type)
            for (key, member) in map.members {
                result[GoString(change(Array(key.bytes)))] = member.replacingTexts(change)
            }
            return .map(result)
        default: return self
        }
    }
}

/// Where go-yaml v2 reads in another way than libyaml.
extension HelmYAMLReader {
    /// More of them than anything real has; each makes the text be read once more.
    private static let maximumDifferenceCount = 200

    /// Reads with something else in the place of what libyaml refuses, until it is content.
    static func read(_ bytes: [UInt8], mending first: ScannerDifference) throws -> GoValue {
        guard let substitute = "^~$;+=_()<".utf8.first(where: { !bytes.contains($0) }) else { throw first.error }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var bytes = bytes
        var difference = first
        for _ in 0..<maximumDifferenceCount {
            let place =
                start
                + bytes.withUnsafeBufferPointer {
                    offset(ofCharacter: difference.index, in: UnsafeBufferPointer(rebasing: $0[start...]))
                }
            guard difference.mend(&bytes, at: place, substitute: substitute) else { break }
            do {
                let value = try bytes.withUnsafeBufferPointer { buffer in
                    var reader = HelmYAMLReader(buffer)
                    return try reader.document()
                }
                return value.replacingTexts { $0.map { $0 == substitute ? UInt8(ascii: ":") : $0 } }
            } catch let next as ScannerDifference {
                difference = next
            }
        }
        throw difference.error
    }

    /// Refuses a tag that libyaml ends at a comma, as it does in flow collections: to go-yaml the comma is one of the
    /// tag's characters, and no comma may follow `!<…>`.
    // go-yaml v2 scannerc.go yaml_parser_scan_tag, yaml_parser_scan_tag_uri.
    mutating func checkTag(of event: yaml_event_t) throws {
        guard event.type == YAML_SCALAR_EVENT, event.data.scalar.length == 0, event.data.scalar.tag != nil else {
            return
        }
        let start = offset(of: event.start_mark)
        var tag = bytes[start...]
        if tag.first == UInt8(ascii: "&") {
            tag = tag.drop { !" \t\r\n".utf8.contains($0) }.drop { " \t\r\n".utf8.contains($0) }
        }
        guard tag.first == UInt8(ascii: "!") else { return }
        let isVerbatim = tag.dropFirst().first == UInt8(ascii: "<")
        let end =
            isVerbatim
            ? tag.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } : tag.firstIndex { ", \t\r\n".utf8.contains($0) }
        guard let end, end < bytes.count, bytes[end] == UInt8(ascii: ",") else { return }
        let line = event.start_mark.line
        let error = GoError(
            "yaml: \(line == 0 ? "" : "line \(line + 1): ")did not find expected whitespace or line break")
        if isVerbatim { throw error }
        let length = bytes[start..<end].count { $0 & 0xC0 != 0x80 }
        throw ScannerDifference(.tagCharacter, at: event.start_mark.index + length, error)
    }

    /// Where go-yaml notices that a flow collection is no key: when it has scanned what follows, while libyaml looks
    /// before it scans. Nil where they agree.
    // go-yaml v2 scannerc.go yaml_parser_fetch_more_tokens.
    func lineOfMissingColon(_ state: yaml_parser_t) -> Int? {
        guard state.error == YAML_SCANNER_ERROR, state.flow_level > 0, let problem = state.problem,
            strcmp(problem, "could not find expected ':'") == 0, state.tokens.tail > state.tokens.start
        else { return nil }
        let last = state.tokens.tail[-1]
        let rest = Self.offset(ofCharacter: state.problem_mark.index, in: bytes)
        guard last.type == YAML_SCALAR_TOKEN, last.data.scalar.style == YAML_PLAIN_SCALAR_STYLE else {
            return state.problem_mark.line + Self.lineCountOfToken(after: bytes[rest...])
        }
        // A plain scalar takes the line breaks behind it along; go-yaml ends it at a question mark.
        let start = Self.offset(ofCharacter: last.start_mark.index, in: bytes)
        guard let mark = bytes[start..<rest].firstIndex(of: UInt8(ascii: "?")) else { return nil }
        let lineCount = bytes[start..<mark].count { $0 == 0x0A }
        return lineCount == 0 ? nil : last.start_mark.line + lineCount
    }

    /// How many lines farther libyaml is when it has scanned one token within a flow collection.
    private static func lineCountOfToken(after text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var parser = yaml_parser_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        // On a line of its own the bracket is no key, whatever follows.
        let text = Array("[\n".utf8) + text
        return text.withUnsafeBufferPointer { bytes in
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            // The stream's start, the bracket, and the token.
            var end = 0
            for _ in 0..<3 {
                var token = yaml_token_t()
                guard yaml_parser_scan(&parser, &token) == 1, token.type != YAML_STREAM_END_TOKEN else { return 0 }
                let isPlain = token.type == YAML_SCALAR_TOKEN && token.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
                // A plain scalar takes the line breaks behind it along. Where others end does not depend on how far
                // libyaml looks to see whether they are keys.
                end = isPlain ? parser.mark.line : token.end_mark.line
                yaml_token_delete(&token)
            }
            return end - 1
        }
    }

    /// What go-yaml says about `{}` or `[]` where a key or an entry should stand: it forgets that these could be keys,
    /// and does not look for a colon.
    // go-yaml v2 scannerc.go yaml_parser_decrease_flow_level.
    var emptyFlowFailure: GoError? {
        let state = parser.pointee
        guard state.error == YAML_SCANNER_ERROR, let problem = state.problem,
            strcmp(problem, "could not find expected ':'") == 0
        else { return nil }
        var index = Self.offset(ofCharacter: state.context_mark.index, in: bytes)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "[") else {
            return nil
        }
        let end = bytes[index] + 2
        index += 1
        while index < bytes.count, " \t\r\n,".utf8.contains(bytes[index]) { index += 1 }
        guard index < bytes.count, bytes[index] == end else { return nil }
        let wanted: String
        switch state.state {
        case YAML_PARSE_BLOCK_MAPPING_FIRST_KEY_STATE, YAML_PARSE_BLOCK_MAPPING_KEY_STATE,
            YAML_PARSE_INDENTLESS_SEQUENCE_ENTRY_STATE:
            wanted = "did not find expected key"
        case YAML_PARSE_BLOCK_SEQUENCE_FIRST_ENTRY_STATE, YAML_PARSE_BLOCK_SEQUENCE_ENTRY_STATE:
            wanted = "did not find expected '-' indicator"
        default: return nil
        }
        let line = Int(state.context_mark.line)
        return GoError("yaml: " + (line == 0 ? "" : "line \(line): ") + wanted)
    }

    /// Where a character of the text begins.
    static func offset(ofCharacter number: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = 0
        var left = number
        while index < bytes.count, left > 0 || bytes[index] & 0xC0 == 0x80 {
            if bytes[index] & 0xC0 != 0x80 { left -= 1 }
            index += 1
        }
        return index
    }
}
