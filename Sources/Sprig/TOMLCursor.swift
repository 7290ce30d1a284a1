import GoText
import GoTemplate

extension TOMLReader {
    /// What is wrong with a document, and on which line.
    struct SyntaxError: Error {
        let line: Int
        let message: String
    }

    /// A place in a document.
    struct Cursor {
        private let text: [UInt8]
        private var index = 0
        private var line = 1

        init(_ text: [UInt8]) { self.text = text }

        static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

        /// An error on this line; at the end of the text, on the last that has something on it.
        func error(_ message: String, onLineBefore: Bool = false) -> SyntaxError {
            let isAfterEnd = index >= text.count && text.last == 0x0A
            return SyntaxError(line: isAfterEnd || onLineBefore ? max(1, line - 1) : line, message: message)
        }

        /// The next byte; nil at the end. Throws for what no document may hold.
        func peek(_ offset: Int = 0) throws -> UInt8? {
            guard index + offset < text.count else { return nil }
            let byte = text[index + offset]
            let isLoneReturn = byte == 0x0D && (index + offset + 1 >= text.count || text[index + offset + 1] != 0x0A)
            if byte < 0x20 && byte != 9 && byte != 0x0A && byte != 0x0D || byte == 0x7F || isLoneReturn {
                let hex = Sprig.hex([byte])
                throw error("TOML files cannot contain control characters: '0x\(hex)'")
            }
            if byte >= 0x80, byte & 0xC0 != 0x80, Runes.decode(text, at: index + offset).width == 1 {
                throw error("invalid UTF-8 byte: 0x\(Sprig.hex([byte]))")
            }
            return byte
        }

        mutating func advance() {
            if index < text.count, text[index] == 0x0A { line += 1 }
            index += 1
        }

        mutating func take(_ byte: UInt8) throws -> Bool {
            guard try peek() == byte else { return false }
            advance()
            return true
        }

        mutating func take(while belongs: (UInt8) -> Bool) throws -> ArraySlice<UInt8> {
            let start = index
            while let byte = try peek(), belongs(byte) { advance() }
            return text[start..<index]
        }

        mutating func takeLetters() throws -> GoString {
            let start = index
            while try peek() != nil {
                let (rune, width) = Runes.decode(text, at: index)
                guard Runes.isLetter(rune) else { break }
                index += width
            }
            return GoString(text[start..<index])
        }

        mutating func skipSpace() throws { _ = try take { $0 == 0x20 || $0 == 9 } }
        mutating func skipSpaceAndLines() throws { _ = try take { $0 == 0x20 || $0 == 9 || Self.isLineEnd($0) } }
        mutating func skipComment() throws { _ = try take { !Self.isLineEnd($0) } }
        mutating func skipSpaceLinesAndComments() throws {
            try skipSpaceAndLines()
            while try peek() == UInt8(ascii: "#") {
                try skipComment()
                try skipSpaceAndLines()
            }
        }

        /// The next character as Go's `%q` has it.
        func quotedCharacter() -> String {
            guard index < text.count else { return "'\\x00'" }
            return GoFormat.sprintf("%q", [.int32(Int32(Runes.decode(text, at: index).rune))]).text
        }

        /// The next character between quotes, or `end of file`.
        func namedCharacter() -> String {
            guard index < text.count else { return "end of file" }
            let width = Runes.decode(text, at: index).width
            return "'\(String(decoding: text[index..<(index + width)], as: UTF8.self))'"
        }

        // MARK: strings

        mutating func readAnyString() throws -> GoString {
            guard let quote = try peek() else { return GoString() }
            let isRaw = quote == UInt8(ascii: "'")
            advance()
            if try peek() == quote, try peek(1) == quote {
                advance()
                advance()
                return try readLines(quote, isRaw: isRaw)
            }
            return isRaw ? try readRawString() : try readString()
        }

        mutating func readString() throws -> GoString {
            var result: [UInt8] = []
            while true {
                guard let byte = try peek() else { throw error("unexpected EOF; expected '\"'") }
                if Self.isLineEnd(byte) { throw error("strings cannot contain newlines") }
                advance()
                if byte == UInt8(ascii: "\"") { return GoString(result) }
                if byte == UInt8(ascii: "\\") { try readEscape(into: &result) } else { result.append(byte) }
            }
        }

        mutating func readRawString() throws -> GoString {
            let bytes = try take { $0 != UInt8(ascii: "'") && !Self.isLineEnd($0) }
            guard let byte = try peek() else { throw error("unexpected EOF; expected \"'\"") }
            if Self.isLineEnd(byte) { throw error("strings cannot contain newlines") }
            advance()
            return GoString(bytes)
        }

        /// A string over several lines: up to two quotes may stand before the three that end it.
        private mutating func readLines(_ quote: UInt8, isRaw: Bool) throws -> GoString {
            let mark = String(decoding: [quote, quote, quote], as: UTF8.self)
            var result: [UInt8] = []
            if try take(0x0D) || peek() == 0x0A { _ = try take(0x0A) }
            while true {
                guard let byte = try peek() else {
                    throw error("unexpected EOF; expected " + (isRaw ? "\"\(mark)\"" : "'\(mark)'"))
                }
                if byte == quote {
                    let count = try take { $0 == quote }.count
                    guard count < 6 else {
                        throw error("unexpected " + (isRaw ? "\"\(mark)\(mark)\"" : "'\(mark)\(mark)'"))
                    }
                    result += [UInt8](repeating: quote, count: count >= 3 ? count - 3 : count)
                    if count >= 3 { return GoString(result) }
                    continue
                }
                advance()
                if byte == UInt8(ascii: "\\"), !isRaw {
                    if try !skipEscapedLineEnd() { try readEscape(into: &result) }
                } else {
                    result.append(byte)
                }
            }
        }

        /// A backslash at the end of a line takes all white space up to the next text.
        private mutating func skipEscapedLineEnd() throws -> Bool {
            var ahead = self
            try ahead.skipSpace()
            guard let byte = try ahead.peek(), Self.isLineEnd(byte) else { return false }
            try ahead.skipSpaceAndLines()
            self = ahead
            return true
        }

        private static let escapes: [UInt8: UInt8] = [
            UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "f"): 12,
            UInt8(ascii: "r"): 13, UInt8(ascii: "e"): 27, UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C,
        ]

        private mutating func readEscape(into result: inout [UInt8]) throws {
            guard let byte = try peek(), !Self.isLineEnd(byte) else {
                throw error("unexpected end of line after '\\'")
            }
            if let plain = Self.escapes[byte] {
                advance()
                return result.append(plain)
            }
            let kinds: [UInt8: (Int, String)] = [
                UInt8(ascii: "x"): (2, "two"), UInt8(ascii: "u"): (4, "four"), UInt8(ascii: "U"): (8, "eight"),
            ]
            guard let (count, word) = kinds[byte] else {
                if byte == 0x20 || byte == 9 {
                    throw error("invalid escape: '\\\(namedCharacter().dropFirst().dropLast())'")
                }
                throw error("invalid escape in string '\\\(namedCharacter().dropFirst().dropLast())'")
            }
            advance()
            let digits = text[index...].prefix(count)
            guard digits.count == count, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
            else {
                let found = GoFormat.quoted(GoString(digits.prefix { $0 != UInt8(ascii: "\"") }))
                let name = String(decoding: [byte], as: UTF8.self)
                throw error("expected \(word) hexadecimal digits after '\\\(name)', but got \(found) instead")
            }
            guard Unicode.Scalar(code) != nil else {
                let written = String(decoding: digits, as: UTF8.self)
                throw error("Escaped character '\\u\(written)' is not valid UTF-8.")
            }
            index += count
            Runes.append(code, to: &result)
        }
    }
}
