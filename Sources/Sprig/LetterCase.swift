import GoText
import GoTemplate

/// Upper and lower case of letters in words.
enum LetterCase {
    /// strings.Title: every letter that follows none.
    static func titled(_ text: [UInt8]) -> [UInt8] {
        var previous: UInt32 = 0x20
        return TextSearch.mapped(text) { rune in
            defer { previous = rune }
            return isSeparator(previous) ? Runes.titlecased(rune) : rune
        }
    }

    // Go strings.go isSeparator.
    private static func isSeparator(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return !(Runes.isLetter(rune) || Runes.isDigit(rune) || rune == UInt32(UInt8(ascii: "_"))) }
        return !Runes.isLetter(rune) && !Runes.isDigit(rune) && Runes.isSpace(rune)
    }

    /// goutils v1.1 Uncapitalize: the first letter of every word.
    static func untitled(_ text: [UInt8]) -> [UInt8] {
        var isNext = true
        return TextSearch.mapped(text) { rune in
            if Runes.isSpace(rune) {
                isNext = true
            } else if isNext {
                isNext = false
                return Runes.lowercased(rune)
            }
            return rune
        }
    }

    /// goutils v1.1 SwapCase.
    static func swapped(_ text: [UInt8]) -> [UInt8] {
        var isAfterSpace = true
        return TextSearch.mapped(text) { rune in
            if Runes.isUpper(rune) || Runes.isTitle(rune) {
                isAfterSpace = false
                return Runes.lowercased(rune)
            } else if Runes.isLower(rune) {
                defer { isAfterSpace = false }
                return isAfterSpace ? Runes.titlecased(rune) : Runes.uppercased(rune)
            }
            isAfterSpace = Runes.isSpace(rune)
            return rune
        }
    }
}
