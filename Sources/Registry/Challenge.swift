/// What a `WWW-Authenticate` header asks for (RFC 9110 §11.6.1).
package struct Challenge: Hashable {
    /// The scheme in lower case: `basic`, `bearer`.
    package let scheme: String
    /// Its parameters, names in lower case.
    package let parameters: [String: String]

    /// Reads all challenges of all values of the header.
    package static func parse(_ values: [String]) -> [Challenge] { values.flatMap { parse($0) } }

    private static func parse(_ value: String) -> [Challenge] {
        var scanner = Scanner(rest: Array(value.utf8)[...])
        var result: [Challenge] = []
        var scheme: String?
        var parameters: [String: String] = [:]
        func finish() {
            if let scheme { result.append(Challenge(scheme: scheme, parameters: parameters)) }
            parameters = [:]
        }
        while scanner.skipSeparators() {
            let word = scanner.token()
            guard !word.isEmpty else { break }
            if scanner.take("=") {
                if scheme != nil, let text = scanner.value() { parameters[word] = parameters[word] ?? text }
            } else {
                finish()
                scheme = word
            }
        }
        finish()
        return result
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        /// Skips blanks and commas; false at the end.
        mutating func skipSeparators() -> Bool {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
            return !rest.isEmpty
        }

        mutating func token() -> String {
            let word = rest.prefix { $0 > 0x20 && !"=,\"".utf8.contains($0) }
            rest = rest.dropFirst(word.count)
            return String(decoding: word, as: UTF8.self).lowercased()
        }

        mutating func take(_ text: Character) -> Bool {
            let after = rest.drop { $0 == 0x20 || $0 == 0x09 }
            guard after.first == text.asciiValue else { return false }
            rest = after.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            return true
        }

        /// A quoted string or a token.
        mutating func value() -> String? {
            guard rest.first == UInt8(ascii: "\"") else {
                let word = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") }
                rest = rest.dropFirst(word.count)
                return String(decoding: word, as: UTF8.self)
            }
            rest = rest.dropFirst()
            var text: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    continue
                }
                if let escaped = rest.popFirst() { text.append(escaped) }
            }
            return nil
        }
    }
}
