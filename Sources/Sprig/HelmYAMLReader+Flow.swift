import CYaml
import Glibc
import GoTemplate

/// Where go-yaml v2 reads flow collections in another way than libyaml.
extension HelmYAMLReader {
    /// A colon at the end of a plain scalar in a flow collection, as in `[a:]`: libyaml refuses it, go-yaml does not.
    struct UnexpectedColon: Error {
        /// Characters before it.
        let index: Int
        let error: GoError
    }

    /// More of them than anything real has; each makes the text be read once more.
    private static let maximumColonCount = 200

    /// Reads with something else in the place of such colons, until libyaml is content.
    static func read(_ bytes: [UInt8], replacing first: UnexpectedColon) throws -> GoValue {
        guard let substitute = "^~$;+=_()<".utf8.first(where: { !bytes.contains($0) }) else { throw first.error }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var bytes = bytes
        var colon = first
        for _ in 0..<maximumColonCount {
            let index =
                start
                + bytes.withUnsafeBufferPointer {
                    offset(ofCharacter: colon.index, in: UnsafeBufferPointer(rebasing: $0[start...]))
                }
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { break }
            bytes[index] = substitute
            do {
                let value = try bytes.withUnsafeBufferPointer { buffer in
                    var reader = HelmYAMLReader(buffer)
                    return try reader.document()
                }
                return restored(value, substitute)
            } catch let next as UnexpectedColon {
                colon = next
            }
        }
        throw first.error
    }

    /// A value with colons again where something stood for them.
    private static func restored(_ value: GoValue, _ substitute: UInt8) -> GoValue {
        func text(_ string: GoString) -> GoString {
            GoString(string.bytes.map { $0 == substitute ? UInt8(ascii: ":") : $0 })
        }
        switch value {
        case .string(let string): return .string(text(string))
        case .list(let list): return .list(list.elements.map { restored($0, substitute) })
        case .map(let map):
            let result = GoMap(type: map.type)
            for (key, member) in map.members { result[text(key)] = restored(member, substitute) }
            return .map(result)
        default: return value
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
