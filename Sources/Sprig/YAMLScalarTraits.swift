import GoText
import Documents
import GoTemplate

/// What a text consists of, as far as the choice of its style depends on it.
///
/// go-yaml v2 emitterc.go `yaml_emitter_analyze_scalar`; `allowsTabs` is what v3 changed.
struct YAMLScalarTraits {
    var isMultiline = false
    var allowsPlain = true
    var allowsSingleQuotes = true
    var allowsLiteral = true

    init(_ text: UnsafeBufferPointer<UInt8>, allowsTabs: Bool) {
        guard text.count > 0 else {
            allowsLiteral = false
            return
        }
        var scan = Scan()
        scan.hasIndicators =
            text.count >= 3 && (text[0] == 0x2D || text[0] == 0x2E) && text[0] == text[1] && text[1] == text[2]
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte > 0x20 && byte < 0x7F {
                scan.addVisible(byte, isFirst: index == 0, next: index + 1 < text.count ? text[index + 1] : 0x20)
                index += 1
            } else {
                let (rune, width) = Runes.decode(text, at: index)
                scan.addOther(rune, isFirst: index == 0, isLast: index + width == text.count, allowsTabs: allowsTabs)
                index += width
            }
        }
        isMultiline = scan.hasBreaks
        if scan.hasEdge || scan.hasBreaks || scan.hasIndicators || scan.hasTab { allowsPlain = false }
        if scan.endsInSpace { allowsLiteral = false }
        if scan.hasSpaceAfterBreak { (allowsPlain, allowsSingleQuotes) = (false, false) }
        if scan.hasTab { allowsSingleQuotes = false }
        if scan.hasBreakAfterSpace || scan.hasSpecial {
            (allowsPlain, allowsSingleQuotes, allowsLiteral) = (false, false, false)
        }
    }

    private struct Scan {
        var hasIndicators = false
        var hasBreaks = false
        var hasEdge = false
        var endsInSpace = false
        var hasSpaceAfterBreak = false
        var hasBreakAfterSpace = false
        var hasSpecial = false
        var hasTab = false
        private var isAfterSpace = false
        private var isAfterBreak = false
        private var isAfterBlank = true

        mutating func addVisible(_ byte: UInt8, isFirst: Bool, next: UInt8) {
            let precedesBlank = next == 0x20 || next == 0x09
            switch byte {
            case UInt8(ascii: ":"): if precedesBlank { hasIndicators = true }
            case UInt8(ascii: "#"): if isFirst || isAfterBlank { hasIndicators = true }
            case UInt8(ascii: "?"), UInt8(ascii: "-"): if isFirst && precedesBlank { hasIndicators = true }
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
                UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"),
                UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
                if isFirst { hasIndicators = true }
            default: break
            }
            (isAfterSpace, isAfterBreak, isAfterBlank) = (false, false, false)
        }

        mutating func addOther(_ rune: UInt32, isFirst: Bool, isLast: Bool, allowsTabs: Bool) {
            if rune == 0x09 && allowsTabs { hasTab = true } else if !isYAMLPrintable(rune) { hasSpecial = true }
            isAfterBlank = rune == 0x20 || rune == 0x09 || isYAMLBreak(rune)
            if rune == 0x20 {
                if isFirst || isLast { hasEdge = true }
                if isLast { endsInSpace = true }
                if isAfterBreak { hasSpaceAfterBreak = true }
                (isAfterSpace, isAfterBreak) = (true, false)
            } else if isYAMLBreak(rune) {
                hasBreaks = true
                if isFirst || isLast { hasEdge = true }
                if isAfterSpace { hasBreakAfterSpace = true }
                (isAfterSpace, isAfterBreak) = (false, true)
            } else {
                (isAfterSpace, isAfterBreak) = (false, false)
            }
        }
    }
}

/// go-yaml v2 yamlprivateh.go `is_printable`: nothing outside the basic plane is.
func isYAMLPrintable(_ rune: UInt32) -> Bool {
    switch rune {
    case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
    default: false
    }
}

/// go-yaml v2 yamlprivateh.go `is_break`.
func isYAMLBreak(_ rune: UInt32) -> Bool {
    rune == 0x0A || rune == 0x0D || rune == 0x85 || rune == 0x2028 || rune == 0x2029
}
