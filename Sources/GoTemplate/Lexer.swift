import GoText

/// Kinds of tokens, in text/template/parse's order: those after `variable` are keywords.
enum TokenKind: UInt8 {
    case error, bool, character, characterConstant, complex, assign, declare, end, field, identifier, leftDelimiter
    case leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space, string, text, variable
    case block, breakKeyword, continueKeyword, dot, define, elseKeyword, endKeyword, ifKeyword, nilKeyword
    case range, template, with
}

/// A token: a stretch of the text.
struct Token {
    var kind: TokenKind
    var start: Int
    var end: Int
    var line: Int
}

/// Cuts a template's text into tokens: text/template/parse lex.go.
struct Lexer {
    let text: [UInt8]
    private var position = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var parenthesisDepth = 0
    private var isInsideAction = false
    /// What the error token says.
    private(set) var errorMessage: GoString = ""

    init(_ text: [UInt8]) { self.text = text }

    /// The next token. After an error nothing is asked for.
    mutating func next() -> Token { isInsideAction ? actionToken() : textToken() }

    /// The token from the start to the position.
    private mutating func take(_ kind: TokenKind) -> Token {
        let token = Token(kind: kind, start: start, end: position, line: startLine)
        start = position
        startLine = line
        return token
    }

    /// Skips what lies before the position.
    private mutating func ignore() {
        line += newlineCount(start, position)
        start = position
        startLine = line
    }

    private mutating func fail(_ message: GoString) -> Token {
        errorMessage = message
        return Token(kind: .error, start: start, end: start, line: startLine)
    }

    private func newlineCount(_ from: Int, _ to: Int) -> Int {
        var count = 0
        for index in from..<to where text[index] == UInt8(ascii: "\n") { count += 1 }
        return count
    }

    private func has(_ first: Unicode.Scalar, _ second: Unicode.Scalar, at index: Int) -> Bool {
        index + 1 < text.count && text[index] == UInt8(truncatingIfNeeded: first.value)
            && text[index + 1] == UInt8(truncatingIfNeeded: second.value)
    }

    private func isSpace(at index: Int) -> Bool {
        guard index < text.count else { return false }
        let byte = text[index]
        return byte == 0x20 || byte == 9 || byte == 13 || byte == 10
    }

    // MARK: text

    private mutating func textToken() -> Token {
        while true {
            guard let open = find(UInt8(ascii: "{"), UInt8(ascii: "{"), from: position) else {
                position = text.count
                line += newlineCount(start, position)
                return take(position > start ? .text : .end)
            }
            if open > position {
                position = open
                if hasLeftTrimMarker(at: open + 2) {
                    while position > start, isSpace(at: position - 1) { position -= 1 }
                }
                line += newlineCount(start, position)
                let token = take(.text)
                position = open
                ignore()
                if token.end > token.start { return token }
            }
            if let token = leftDelimiter() { return token }
        }
    }

    private func find(_ first: UInt8, _ second: UInt8, from start: Int) -> Int? {
        text.withUnsafeBufferPointer { text in
            var index = start
            while index + 1 < text.count {
                if text[index] == first, text[index + 1] == second { return index }
                index += 1
            }
            return nil
        }
    }

    private func hasLeftTrimMarker(at index: Int) -> Bool {
        index < text.count && text[index] == UInt8(ascii: "-") && isSpace(at: index + 1)
    }

    private func hasRightTrimMarker(at index: Int) -> Bool {
        isSpace(at: index) && index + 1 < text.count && text[index + 1] == UInt8(ascii: "-")
    }

    /// `{{`, or nil after a comment.
    private mutating func leftDelimiter() -> Token? {
        position += 2
        let marker = hasLeftTrimMarker(at: position) ? 2 : 0
        if has("/", "*", at: position + marker) {
            position += marker
            ignore()
            return comment()
        }
        let token = take(.leftDelimiter)
        isInsideAction = true
        position += marker
        ignore()
        parenthesisDepth = 0
        return token
    }

    /// Skips a comment: nil unless it is wrong.
    private mutating func comment() -> Token? {
        guard let close = find(UInt8(ascii: "*"), UInt8(ascii: "/"), from: position + 2) else {
            return fail("unclosed comment")
        }
        position = close + 2
        let (isAtDelimiter, trims) = rightDelimiter()
        guard isAtDelimiter else { return fail("comment ends before closing delimiter") }
        position += trims ? 4 : 2
        if trims { skipSpaces() }
        ignore()
        return nil
    }

    private mutating func skipSpaces() {
        while isSpace(at: position) { position += 1 }
    }

    // MARK: actions

    private func rightDelimiter() -> (isHere: Bool, trims: Bool) {
        if hasRightTrimMarker(at: position), has("}", "}", at: position + 2) { return (true, true) }
        return (has("}", "}", at: position), false)
    }

    private mutating func rightDelimiterToken() -> Token {
        let trims = rightDelimiter().trims
        if trims {
            position += 2
            ignore()
        }
        position += 2
        let token = take(.rightDelimiter)
        if trims {
            skipSpaces()
            ignore()
        }
        isInsideAction = false
        return token
    }

    private mutating func actionToken() -> Token {
        if rightDelimiter().isHere {
            return parenthesisDepth == 0 ? rightDelimiterToken() : fail("unclosed left paren")
        }
        guard position < text.count else { return fail("unclosed action") }
        if isSpace(at: position) { return space() }
        let (rune, width) = Runes.decode(text, at: position)
        position += width
        switch UInt8(exactly: rune) ?? 0xFF {
        case UInt8(ascii: "="): return take(.assign)
        case UInt8(ascii: ":"):
            guard position < text.count, text[position] == UInt8(ascii: "=") else { return fail("expected :=") }
            position += 1
            return take(.declare)
        case UInt8(ascii: "|"): return take(.pipe)
        case UInt8(ascii: "\""): return quoted(UInt8(ascii: "\""), .string, "unterminated quoted string")
        case UInt8(ascii: "'"): return quoted(UInt8(ascii: "'"), .characterConstant, "unterminated character constant")
        case UInt8(ascii: "`"): return rawQuoted()
        case UInt8(ascii: "$"): return fieldOrVariable(.variable)
        case UInt8(ascii: ".") where position < text.count && !isDecimalDigit(at: position):
            return fieldOrVariable(.field)
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            position -= 1
            return number()
        case UInt8(ascii: "("):
            parenthesisDepth += 1
            return take(.leftParenthesis)
        case UInt8(ascii: ")"):
            parenthesisDepth -= 1
            return parenthesisDepth < 0 ? fail("unexpected right paren") : take(.rightParenthesis)
        default: break
        }
        if isAlphanumeric(rune) {
            position -= width
            return identifier()
        }
        if rune < 0x7F, rune >= 0x20 { return take(.character) }
        return fail(GoFormat.sprintf("unrecognized character in action: %#U", [.int32(Int32(rune))]))
    }

    private mutating func space() -> Token {
        let first = position
        skipSpaces()
        // The last space may belong to ` -}}`.
        if hasRightTrimMarker(at: position - 1), has("}", "}", at: position + 1) {
            position -= 1
            if position == first { return rightDelimiterToken() }
        }
        line += newlineCount(start, position)
        return take(.space)
    }

    private func isDecimalDigit(at index: Int) -> Bool {
        index < text.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index])
    }

    private func isAlphanumeric(_ rune: UInt32) -> Bool {
        rune == 0x5F || Runes.isLetter(rune) || Runes.isDigit(rune)
    }

    private func isAlphanumeric(at index: Int) -> Bool {
        index < text.count && isAlphanumeric(Runes.decode(text, at: index).rune)
    }

    /// If an identifier may end here.
    private func isAtTerminator() -> Bool {
        guard position < text.count, !isSpace(at: position) else { return true }
        switch text[position] {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ")"),
            UInt8(ascii: "("):
            return true
        default: return has("}", "}", at: position)
        }
    }

    private mutating func skipAlphanumerics() {
        while isAlphanumeric(at: position) { position += Runes.decode(text, at: position).width }
    }

    private mutating func badCharacter() -> Token {
        fail(GoFormat.sprintf("bad character %#U", [.int32(Int32(Runes.decode(text, at: position).rune))]))
    }

    private mutating func identifier() -> Token {
        skipAlphanumerics()
        guard isAtTerminator() else { return badCharacter() }
        return take(keyword() ?? .identifier)
    }

    /// The keyword from the start to the position.
    private func keyword() -> TokenKind? {
        let length = position - start
        guard length >= 2, length <= 8 else { return nil }
        return Self.keywords.first { word, _ in
            word.utf8CodeUnitCount == length
                && (0..<length).allSatisfy { text[start + $0] == word.utf8Start[$0] }
        }?.1
    }

    private static let keywords: [(StaticString, TokenKind)] = [
        ("true", .bool), ("false", .bool), ("block", .block), ("break", .breakKeyword),
        ("continue", .continueKeyword), ("define", .define), ("else", .elseKeyword), ("end", .endKeyword),
        ("if", .ifKeyword), ("range", .range), ("nil", .nilKeyword), ("template", .template), ("with", .with),
    ]

    private mutating func fieldOrVariable(_ kind: TokenKind) -> Token {
        if isAtTerminator() { return take(kind == .variable ? .variable : .dot) }
        skipAlphanumerics()
        return isAtTerminator() ? take(kind) : badCharacter()
    }

    /// A string or character constant, its first quote read.
    private mutating func quoted(_ quote: UInt8, _ kind: TokenKind, _ message: GoString) -> Token {
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == quote { return take(kind) }
            if byte == UInt8(ascii: "\n") { break }
            if byte == UInt8(ascii: "\\") {
                guard position < text.count, text[position] != UInt8(ascii: "\n") else { break }
                position += 1
            }
        }
        return fail(message)
    }

    private mutating func rawQuoted() -> Token {
        guard let close = text[position...].firstIndex(of: UInt8(ascii: "`")) else {
            return fail("unterminated raw quoted string")
        }
        position = close + 1
        line += newlineCount(start, position)
        return take(.rawString)
    }

    // MARK: numbers

    private mutating func number() -> Token {
        guard scanNumber() else { return badNumber() }
        guard accept("+-") else { return take(.number) }
        position -= 1
        // Complex: 1+2i, without spaces.
        guard scanNumber(), text[position - 1] == UInt8(ascii: "i") else { return badNumber() }
        return take(.complex)
    }

    private mutating func badNumber() -> Token {
        fail(GoString(Array("bad number syntax: ".utf8) + GoFormat.quoted(GoString(text[start..<position])).bytes))
    }

    private mutating func accept(_ set: StaticString) -> Bool {
        guard position < text.count else { return false }
        let bytes = UnsafeBufferPointer(start: set.utf8Start, count: set.utf8CodeUnitCount)
        guard bytes.contains(text[position]) else { return false }
        position += 1
        return true
    }

    private mutating func scanNumber() -> Bool {
        _ = accept("+-")
        var digits: StaticString = "0123456789_"
        var isDecimal = true
        var isHexadecimal = false
        if accept("0") {
            isHexadecimal = accept("xX")
            if isHexadecimal {
                digits = "0123456789abcdefABCDEF_"
            } else if accept("oO") {
                digits = "01234567_"
                isDecimal = false
            } else if accept("bB") {
                digits = "01_"
                isDecimal = false
            }
        }
        while accept(digits) {}
        if accept(".") { while accept(digits) {} }
        if isHexadecimal ? accept("pP") : isDecimal && accept("eE") {
            _ = accept("+-")
            while accept("0123456789_") {}
        }
        _ = accept("i")
        guard isAlphanumeric(at: position) else { return true }
        position += Runes.decode(text, at: position).width
        return false
    }
}
