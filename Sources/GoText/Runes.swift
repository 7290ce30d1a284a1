/// Characters of byte strings as Go's unicode/utf8 and unicode packages see them.
package enum Runes {
    /// U+FFFD, which stands for a byte that is no UTF-8.
    package static let replacement: UInt32 = 0xFFFD

    /// The character at an index within the bytes, and how many bytes it has; a wrong byte is U+FFFD of width 1.
    @inlinable package static func decode(_ bytes: [UInt8], at index: Int) -> (rune: UInt32, width: Int) {
        let first = bytes[index]
        if first < 0x80 { return (UInt32(first), 1) }
        return bytes.withUnsafeBufferPointer { decodeMultibyte($0, at: index) }
    }

    /// The character at an index within the bytes, and how many bytes it has; a wrong byte is U+FFFD of width 1.
    @inlinable package static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (rune: UInt32, width: Int) {
        let first = bytes[index]
        return first < 0x80 ? (UInt32(first), 1) : decodeMultibyte(bytes, at: index)
    }

    @usableFromInline static func decodeMultibyte(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (rune: UInt32, width: Int) {
        let first = UInt32(bytes[index])
        func tail(_ offset: Int) -> UInt32? {
            guard index + offset < bytes.count, bytes[index + offset] & 0xC0 == 0x80 else { return nil }
            return UInt32(bytes[index + offset] & 0x3F)
        }
        switch first {
        case 0xC2...0xDF:
            guard let second = tail(1) else { break }
            return ((first & 0x1F) << 6 | second, 2)
        case 0xE0...0xEF:
            guard let second = tail(1), let third = tail(2) else { break }
            let rune = (first & 0x0F) << 12 | second << 6 | third
            guard rune >= 0x800, rune & 0xF800 != 0xD800 else { break }
            return (rune, 3)
        case 0xF0...0xF4:
            guard let second = tail(1), let third = tail(2), let fourth = tail(3) else { break }
            let rune = (first & 0x07) << 18 | second << 12 | third << 6 | fourth
            guard rune >= 0x10000, rune <= 0x10FFFF else { break }
            return (rune, 4)
        default:
            break
        }
        return (replacement, 1)
    }

    /// Characters in the bytes: utf8.RuneCount.
    package static func count(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var count = 0
            var index = 0
            while index < bytes.count {
                index += decode(bytes, at: index).width
                count += 1
            }
            return count
        }
    }

    /// Adds a character's UTF-8; what is no character becomes U+FFFD.
    package static func append(_ rune: UInt32, to bytes: inout [UInt8]) {
        switch rune {
        case 0..<0x80:
            bytes.append(UInt8(rune))
        case 0x80..<0x800:
            bytes.append(UInt8(0xC0 | rune >> 6))
            bytes.append(UInt8(0x80 | rune & 0x3F))
        case 0x800..<0xD800, 0xE000..<0x10000:
            bytes.append(UInt8(0xE0 | rune >> 12))
            bytes.append(UInt8(0x80 | rune >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | rune & 0x3F))
        case 0x10000...0x10FFFF:
            bytes.append(UInt8(0xF0 | rune >> 18))
            bytes.append(UInt8(0x80 | rune >> 12 & 0x3F))
            bytes.append(UInt8(0x80 | rune >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | rune & 0x3F))
        default:
            append(replacement, to: &bytes)
        }
    }

    /// unicode.IsPrint and strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
    package static func isPrintable(_ rune: UInt32) -> Bool {
        if rune < 0x7F { return rune >= 0x20 }
        guard let properties = known(rune) else { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default:
            return true
        }
    }

    /// unicode.IsLetter
    package static func isLetter(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (0x41...0x5A).contains(rune & ~0x20) }
        switch known(rune)?.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }

    /// unicode.IsDigit
    package static func isDigit(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (0x30...0x39).contains(rune) }
        return known(rune)?.generalCategory == .decimalNumber
    }

    /// A character's properties if Go 1.26 knows the character: its tables are those of Unicode 15.0.
    private static func known(_ rune: UInt32) -> Unicode.Scalar.Properties? {
        guard let properties = Unicode.Scalar(rune)?.properties, let age = properties.age else { return nil }
        return age.major < 15 || age.major == 15 && age.minor == 0 ? properties : nil
    }
}

/// Letters' cases and kinds: Go's package unicode. A character has one other case at most, not the several characters
/// that it may have in full.
extension Runes {
    /// unicode.IsSpace
    package static func isSpace(_ rune: UInt32) -> Bool {
        switch rune {
        case 9...13, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// unicode.IsUpper
    package static func isUpper(_ rune: UInt32) -> Bool {
        rune < 0x80 ? (0x41...0x5A).contains(rune) : known(rune)?.generalCategory == .uppercaseLetter
    }

    /// unicode.IsLower
    package static func isLower(_ rune: UInt32) -> Bool {
        rune < 0x80 ? (0x61...0x7A).contains(rune) : known(rune)?.generalCategory == .lowercaseLetter
    }

    /// unicode.IsTitle
    package static func isTitle(_ rune: UInt32) -> Bool { known(rune)?.generalCategory == .titlecaseLetter }

    /// unicode.IsNumber
    package static func isNumber(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (0x30...0x39).contains(rune) }
        switch known(rune)?.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: return true
        default: return false
        }
    }

    /// unicode.IsPunct
    package static func isPunctuation(_ rune: UInt32) -> Bool {
        switch known(rune)?.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    /// unicode.ToUpper
    package static func uppercased(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return (0x61...0x7A).contains(rune) ? rune - 32 : rune }
        guard let properties = known(rune) else { return rune }
        // Where the whole mapping has several characters, the one of title case may be the simple one.
        return single(properties.uppercaseMapping) ?? single(properties.titlecaseMapping) ?? rune
    }

    /// unicode.ToLower
    package static func lowercased(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return (0x41...0x5A).contains(rune) ? rune + 32 : rune }
        // The one letter whose small form is a letter and a mark.
        if rune == 0x130 { return 0x69 }
        return known(rune).flatMap { single($0.lowercaseMapping) } ?? rune
    }

    /// unicode.ToTitle
    package static func titlecased(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return uppercased(rune) }
        return known(rune).flatMap { single($0.titlecaseMapping) } ?? rune
    }

    private static func single(_ mapping: String) -> UInt32? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first?.value : nil
    }
}
