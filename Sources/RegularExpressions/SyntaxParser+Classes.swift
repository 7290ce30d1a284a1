extension SyntaxParser {
    /// `[…]`, from its bracket on.
    mutating func parseClass() throws(RegularExpressionError) -> CharacterClass {
        let start = position
        position += 1
        let isInverted = next == "^"
        if isInverted { position += 1 }
        var result: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            if let named = try parsePOSIXClass() {
                result += named.ranges
            } else if let escaped = try parseClassEscape() {
                result += escaped.ranges
            } else {
                result += try parseRange(classStart: start)
            }
        }
        position += 1
        let characters = CharacterClass(result)
        return isInverted ? characters.inverted : characters
    }

    /// One character or two with a hyphen.
    private mutating func parseRange(classStart: Int) throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
        let start = position
        let low = try parseClassCharacter(classStart: classStart).value
        var high = low
        if next == "-", let after = scalar(at: position + 1), after != "]" {
            position += 1
            high = try parseClassCharacter(classStart: classStart).value
            guard low <= high else { throw error(.invalidClassRange, from: start) }
        }
        return flags.contains(.foldsCase) ? CharacterClass([low...high]).folded.ranges : [low...high]
    }

    private mutating func parseClassCharacter(classStart: Int) throws(RegularExpressionError) -> Unicode.Scalar {
        guard let letter = next else { throw error(.missingBracket, from: classStart, to: pattern.count) }
        if letter == "\\" { return try parseEscape() }
        position += 1
        return letter
    }

    /// `[:alpha:]` or `[:^alpha:]`; nil if none stands here.
    private mutating func parsePOSIXClass() throws(RegularExpressionError) -> CharacterClass? {
        guard next == "[", scalar(at: position + 1) == ":", position + 2 < pattern.count else { return nil }
        let start = position
        guard let end = (start + 2..<pattern.count).first(where: { pattern[$0] == ":" && scalar(at: $0 + 1) == "]" })
        else { return nil }
        let isInverted = pattern[start + 2] == "^"
        let name = text((start + (isInverted && end > start + 2 ? 3 : 2))..<end)
        position = end + 2
        guard let named = NamedClasses.posix(name) else { throw error(.invalidClassRange, from: start) }
        return cased(named, isInverted: isInverted)
    }

    /// `\d`, `\pL`, `\p{Greek}` and their kind; nil if none stands here.
    mutating func parseClassEscape() throws(RegularExpressionError) -> CharacterClass? {
        guard next == "\\", let letter = scalar(at: position + 1) else { return nil }
        if let perl = NamedClasses.perl(letter) {
            position += 2
            return cased(perl.class, isInverted: perl.isInverted)
        }
        guard letter == "p" || letter == "P" else { return nil }
        let start = position
        guard let first = scalar(at: start + 2) else { throw error(.invalidClassRange, from: start, to: start + 2) }
        var name: Range<Int>
        if first == "{" {
            guard let end = pattern[start...].firstIndex(of: "}") else {
                throw error(.invalidClassRange, from: start, to: pattern.count)
            }
            name = start + 3..<end
            position = end + 1
        } else {
            name = start + 2..<start + 3
            position = start + 3
        }
        var isInverted = letter == "P"
        if !name.isEmpty, pattern[name.lowerBound] == "^" {
            isInverted.toggle()
            name = name.lowerBound + 1..<name.upperBound
        }
        guard let named = UnicodeClasses.named(text(name)) else { throw error(.invalidClassRange, from: start) }
        return cased(named, isInverted: isInverted)
    }

    private func cased(_ characters: CharacterClass, isInverted: Bool) -> CharacterClass {
        let cased = flags.contains(.foldsCase) ? characters.folded : characters
        return isInverted ? cased.inverted : cased
    }

    /// An escape of one character, from its backslash on.
    mutating func parseEscape() throws(RegularExpressionError) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let letter = next else { throw error(.trailingBackslash, "") }
        position += 1
        switch letter {
        case "a": return "\u{7}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "0"..."7":
            // A single digit but 0 would be a backreference.
            if letter == "0" || next.map({ "0"..."7" ~= $0 }) == true { return parseOctal(letter) }
        case "x": return try parseHexadecimal(start)
        default:
            if letter.isASCII, !isAlphanumeric(letter) { return letter }
        }
        throw error(.invalidEscape, from: start)
    }

    private mutating func parseOctal(_ first: Unicode.Scalar) -> Unicode.Scalar {
        var value = UInt16(first.value - 48)
        for _ in 0..<2 {
            guard let digit = next, "0"..."7" ~= digit else { break }
            value = value * 8 + UInt16(digit.value - 48)
            position += 1
        }
        return Unicode.Scalar(value) ?? "\0"
    }

    /// `\x7F` or `\x{10FFFF}`, from behind the x on.
    private mutating func parseHexadecimal(_ start: Int) throws(RegularExpressionError) -> Unicode.Scalar {
        guard let first = next else { throw error(.invalidEscape, from: start) }
        var value: UInt32 = 0
        position += 1
        if first == "{" {
            let digitsStart = position
            while let letter = next, letter != "}" {
                position += 1
                guard let digit = Self.hexadecimalDigit(letter), value * 16 + digit <= CharacterClass.maximum else {
                    throw error(.invalidEscape, from: start)
                }
                value = value * 16 + digit
            }
            guard next == "}", position > digitsStart else {
                position = min(position + 1, pattern.count)
                throw error(.invalidEscape, from: start)
            }
        } else {
            guard let second = next else { throw error(.invalidEscape, from: start) }
            guard let high = Self.hexadecimalDigit(first), let low = Self.hexadecimalDigit(second) else {
                position += 1
                throw error(.invalidEscape, from: start)
            }
            value = high * 16 + low
        }
        position += 1
        // Differs: Go accepts a surrogate and never matches it.
        guard let scalar = Unicode.Scalar(value) else { throw error(.invalidEscape, from: start) }
        return scalar
    }

    private static func hexadecimalDigit(_ letter: Unicode.Scalar) -> UInt32? {
        switch letter {
        case "0"..."9": letter.value - 48
        case "a"..."f": letter.value - 87
        case "A"..."F": letter.value - 55
        default: nil
        }
    }
}
