extension RegularExpression {
    /// The text with every match replaced by a template, in which `$1`, `${1}`, `$name` and `${name}` stand for groups
    /// and `$$` for a dollar sign.
    public func replacing(_ text: String, with template: String) -> String {
        let parts = ReplacementTemplate(template)
        return replacing(text, slotCount: program.slotCount) { slots, bytes, result in
            parts.expand(into: &result, slots, bytes, groupNames)
        }
    }

    /// The text with every match replaced by another text as it is.
    public func replacing(_ text: String, withLiteral replacement: String) -> String {
        replacing(text, slotCount: 2) { _, _, result in result.append(contentsOf: replacement.utf8) }
    }

    /// The text with every match replaced by what `body` makes of it.
    public func replacing(_ text: String, _ body: (Match) throws -> String) rethrows -> String {
        try replacing(text, slotCount: program.slotCount) { slots, _, result in
            result.append(contentsOf: try body(match(text, slots)).utf8)
        }
    }

    /// The text cut at every match, as Go's `Split` does it.
    ///
    /// - limit: at most so many pieces, the last one whole; nil for no limit.
    public func split(_ text: String, limit: Int? = nil) -> [String] {
        if limit == 0 { return [] }
        if !pattern.isEmpty, text.isEmpty { return [""] }
        var pieces: [String] = []
        var begin = 0
        var end = 0
        for slots in allSlots(in: text, slotCount: 2, limit: limit) {
            if let limit, pieces.count == limit - 1 { break }
            end = slots[0]
            if slots[1] != 0 { pieces.append(text.slice(begin..<end)) }
            begin = slots[1]
        }
        if end != text.utf8.count { pieces.append(text.slice(begin..<text.utf8.count)) }
        return pieces
    }

    /// A pattern that matches a text literally, as Go's `QuoteMeta` makes it.
    public static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// Go's regexp.go replaceAll.
    private func replacing(
        _ text: String, slotCount: Int, _ append: ([Int], UnsafeBufferPointer<UInt8>, inout [UInt8]) throws -> Void
    ) rethrows -> String {
        var text = text
        return try text.withUTF8 { bytes in
            var matcher = Matcher(program, bytes, slotCount: slotCount, backtracks: backtracks)
            var result: [UInt8] = []
            var lastEnd = 0
            var position = 0
            while position <= bytes.count, let slots = matcher.search(from: position) {
                result.append(contentsOf: bytes[lastEnd..<slots[0]])
                if slots[1] > lastEnd || slots[0] == 0 { try append(slots, bytes, &result) }
                lastEnd = slots[1]
                let width = position < bytes.count ? bytes.characterWidth(at: position) : 1
                position = max(position + width, slots[1])
            }
            result.append(contentsOf: bytes[lastEnd...])
            return String(decoding: result, as: UTF8.self)
        }
    }
}

/// A replacement cut into literal text and groups (Go's regexp.go expand and extract).
struct ReplacementTemplate {
    private enum Part {
        case text([UInt8])
        case number(Int)
        case name(String)
    }

    private var parts: [Part] = []

    init(_ template: String) {
        var rest = template.unicodeScalars[...]
        var text: [UInt8] = []
        while let scalar = rest.popFirst() {
            if scalar == "$", rest.first == "$" {
                rest.removeFirst()
            } else if scalar == "$", let part = Self.group(&rest) {
                parts += [.text(text), part]
                text = []
                continue
            }
            text.append(contentsOf: String(scalar).utf8)
        }
        parts.append(.text(text))
    }

    /// What stands behind a dollar sign; nil, and nothing taken, if it is no group.
    private static func group(_ rest: inout Substring.UnicodeScalarView) -> Part? {
        var candidate = rest
        let hasBrace = candidate.first == "{"
        if hasBrace { candidate.removeFirst() }
        let name = candidate.prefix { $0 == "_" || $0.isLetterOrDigit }
        guard !name.isEmpty else { return nil }
        candidate = candidate[name.endIndex...]
        if hasBrace { guard candidate.popFirst() == "}" else { return nil } }
        rest = candidate
        let text = String(name)
        let isNumber = text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        let hasNeedlessZero = text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0")
        guard isNumber, !hasNeedlessZero else { return .name(text) }
        return .number(Int(text) ?? .max)
    }

    func expand(
        into result: inout [UInt8], _ slots: [Int], _ bytes: UnsafeBufferPointer<UInt8>, _ groupNames: [String?]
    ) {
        func append(_ group: Int) {
            guard 2 * group < slots.count, slots[2 * group] >= 0 else { return }
            result.append(contentsOf: bytes[slots[2 * group]..<slots[2 * group + 1]])
        }
        for part in parts {
            switch part {
            case .text(let text): result.append(contentsOf: text)
            case .number(let number): if number < groupNames.count { append(number) }
            case .name(let name):
                let taken = groupNames.indices.first { groupNames[$0] == name && slots[2 * $0] >= 0 }
                if let taken { append(taken) }
            }
        }
    }
}

extension Unicode.Scalar {
    /// Go's unicode.IsLetter or IsDigit.
    fileprivate var isLetterOrDigit: Bool {
        if isASCII { return isAlphanumeric(self) }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default: return false
        }
    }
}
