import Documents

/// How go-yaml v2 writes a text: plain where that reads back, else quoted, several lines as a literal block.
enum HelmYAMLScalar {
    /// A value.
    ///
    /// - indent: where further lines of the text begin.
    /// - column: where its first line begins.
    static func text(_ text: String, indent: Int, column: Int) -> String {
        let traits = ScalarTraits(text)
        var folder = LineFolder(indent: indent, column: column)
        if text.utf8.contains(0x0a) {
            return traits.allowsLiteral ? literal(text, indent: indent) : folder.fold(doubleQuoted(text), .double)
        }
        guard resolvesToText(text) else { return folder.fold(doubleQuoted(text), .double) }
        if traits.allowsPlain { return folder.fold(text, .plain) }
        if traits.allowsSingleQuotes { return folder.fold(singleQuoted(text), .single) }
        return folder.fold(doubleQuoted(text), .double)
    }

    /// A key, on one line.
    static func key(_ text: String) -> String {
        let traits = ScalarTraits(text)
        guard !traits.hasBreaks, resolvesToText(text) else { return doubleQuoted(text) }
        return traits.allowsPlain ? text : traits.allowsSingleQuotes ? singleQuoted(text) : doubleQuoted(text)
    }

    /// Whether the plain text would be read as a text.
    private static func resolvesToText(_ text: String) -> Bool {
        guard case .string = ScalarRules.legacy.resolve(text) else { return false }
        return !looksLikeTimestamp(text) && !looksLikeBase60(text)
    }

    private static func literal(_ text: String, indent: Int) -> String {
        var header = "|"
        if let first = text.utf8.first, first == 0x20 || first == 0x0a { header += "2" }
        if !text.hasSuffix("\n") {
            header += "-"
        } else if text == "\n" || text.hasSuffix("\n\n") {
            header += "+"
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if text.hasSuffix("\n") { lines.removeLast() }
        let spaces = String(repeating: " ", count: indent)
        return header + lines.map { $0.isEmpty ? "\n" : "\n" + spaces + $0 }.joined()
    }

    private static func singleQuoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x00: result += "\\0"
            case 0x07: result += "\\a"
            case 0x08: result += "\\b"
            case 0x09: result += "\\t"
            case 0x0a: result += "\\n"
            case 0x0b: result += "\\v"
            case 0x0c: result += "\\f"
            case 0x0d: result += "\\r"
            case 0x1b: result += "\\e"
            case 0x22: result += "\\\""
            case 0x5c: result += "\\\\"
            case 0x85: result += "\\N"
            case 0xa0: result += "\\_"
            case 0x2028: result += "\\L"
            case 0x2029: result += "\\P"
            case 0xfeff,
                _ where !isPrintable(scalar):
                result += escape(scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ value: UInt32) -> String {
        let (letter, width) = value <= 0xff ? ("x", 2) : value <= 0xffff ? ("u", 4) : ("U", 8)
        let digits = String(value, radix: 16, uppercase: true)
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

/// Breaks long lines at a space, as go-yaml v2 does after 80 characters.
private struct LineFolder {
    enum Quotes { case plain, single, double }

    let indent: Int
    var column: Int

    // go-yaml v2 emitterc.go yaml_emitter_write_plain_scalar and the two for quoted ones.
    mutating func fold(_ text: String, _ quotes: Quotes) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var isAfterSpace = false
        // The quotes are not part of what may be broken at.
        let inner = quotes == .plain ? 0..<scalars.count : 2..<max(2, scalars.count - 2)
        for (index, scalar) in scalars.enumerated() {
            let isSpace = scalar == " "
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            let mayBreak = isSpace && !isAfterSpace && column > 80 && inner.contains(index)
            if mayBreak, next != " " || quotes == .double {
                result.append(contentsOf: ("\n" + String(repeating: " ", count: indent)).unicodeScalars)
                column = indent
                if next == " " {
                    result.append("\\")
                    column += 1
                }
            } else {
                result.append(scalar)
                column += 1
            }
            isAfterSpace = isSpace
        }
        return String(result)
    }
}

/// go-yaml v2 emitterc.go yaml_emitter_analyze_scalar: which styles a text allows.
private struct ScalarTraits {
    var allowsPlain = true
    var allowsSingleQuotes = true
    var allowsLiteral = true
    var hasBreaks = false

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty else {
            allowsPlain = false
            allowsLiteral = false
            return
        }
        var hasIndicators = text.hasPrefix("---") || text.hasPrefix("...")
        var (isAfterSpace, isAfterBreak) = (false, false)
        for (index, scalar) in scalars.enumerated() {
            let isLast = index == scalars.count - 1
            let followsBlank = index == 0 || isBlank(scalars[index - 1])
            let precedesBlank = isLast || isBlank(scalars[index + 1])
            if index == 0 {
                if "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(scalar) { hasIndicators = true }
                if "?:-".unicodeScalars.contains(scalar), precedesBlank { hasIndicators = true }
            } else if scalar == ":" && precedesBlank || scalar == "#" && followsBlank {
                hasIndicators = true
            }
            if !isPrintable(scalar) { (allowsPlain, allowsSingleQuotes, allowsLiteral) = (false, false, false) }
            if scalar == " " {
                if index == 0 || isLast { allowsPlain = false }
                if isLast { allowsLiteral = false }
                if isAfterBreak { (allowsPlain, allowsSingleQuotes) = (false, false) }
                (isAfterSpace, isAfterBreak) = (true, false)
            } else if isLineBreak(scalar) {
                hasBreaks = true
                allowsPlain = false
                if isAfterSpace { (allowsSingleQuotes, allowsLiteral) = (false, false) }
                (isAfterSpace, isAfterBreak) = (false, true)
            } else {
                (isAfterSpace, isAfterBreak) = (false, false)
            }
        }
        if hasIndicators { allowsPlain = false }
    }
}

private func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    [0x0a, 0x0d, 0x85, 0x2028, 0x2029].contains(scalar.value)
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || isLineBreak(scalar) }

/// go-yaml v2 yamlprivateh.go is_printable, without the byte order mark.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0a, 0x20...0x7e, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: true
    default: false
    }
}

/// go-yaml v2 resolve.go parseTimestamp: four digits and a dash are enough to be careful.
private func looksLikeTimestamp(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(5))
    return bytes.count == 5 && bytes[..<4].allSatisfy { (0x30...0x39).contains($0) } && bytes[4] == 0x2d
}

/// go-yaml v2 encode.go isBase60Float: `^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$`.
private func looksLikeBase60(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: ":")) else { return false }
    return text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-_:.".utf8.contains($0) }
}
