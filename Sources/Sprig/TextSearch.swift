import GoText
import GoTemplate

/// Go's package strings on bytes.
enum TextSearch {
    /// Where a text begins in another, from an index on; nil if it does not.
    static func firstIndex(of needle: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first else { return start }
        var index = start
        while index + needle.count <= text.count {
            guard let found = text[index...(text.count - needle.count)].firstIndex(of: first) else { return nil }
            if text[found...].starts(with: needle) { return found }
            index = found + 1
        }
        return nil
    }

    /// strings.SplitN; a negative limit is none, an empty separator divides between characters.
    static func split(_ text: [UInt8], by separator: [UInt8], limit: Int = -1) -> [ArraySlice<UInt8>] {
        if limit == 0 { return [] }
        guard !separator.isEmpty else { return characters(text, limit: limit) }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1, let index = firstIndex(of: separator, in: text, from: start) {
            parts.append(text[start..<index])
            start = index + separator.count
        }
        return parts + [text[start...]]
    }

    private static func characters(_ text: [UInt8], limit: Int) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var index = 0
        while index < text.count {
            if limit > 0, parts.count == limit - 1 { return parts + [text[index...]] }
            let width = Runes.decode(text, at: index).width
            parts.append(text[index..<index + width])
            index += width
        }
        return parts
    }

    /// strings.ReplaceAll: an empty text is found before each character and at the end.
    static func replacing(_ old: [UInt8], with new: [UInt8], in text: [UInt8]) throws -> [UInt8] {
        let parts: [ArraySlice<UInt8>]
        if old.isEmpty {
            parts = [[]] + characters(text, limit: -1) + [[]]
        } else {
            parts = split(text, by: old)
        }
        guard parts.count > 1 else { return text }
        return try joined(parts, by: new, count: text.count)
    }

    private static func joined(_ parts: [ArraySlice<UInt8>], by separator: [UInt8], count: Int) throws -> [UInt8] {
        let (added, isOver) = (parts.count - 1).multipliedReportingOverflow(by: separator.count)
        try Arguments.checkByteCount(isOver ? .max : count + added)
        var result: [UInt8] = []
        result.reserveCapacity(count + added)
        for (index, part) in parts.enumerated() {
            if index > 0 { result += separator }
            result += part
        }
        return result
    }

    /// strings.Join
    static func joined(_ parts: [GoString], by separator: [UInt8]) throws -> [UInt8] {
        try joined(parts.map { $0.bytes[...] }, by: separator, count: parts.reduce(0) { $0 + $1.count })
    }

    /// strings.Repeat
    static func repeated(_ text: [UInt8], _ count: Int) throws -> [UInt8] {
        guard count >= 0 else { throw GoError("strings: negative Repeat count") }
        let (size, isOver) = text.count.multipliedReportingOverflow(by: count)
        if isOver { throw GoError("strings: Repeat output length overflow") }
        try Arguments.checkByteCount(size)
        if text.count == 1 { return [UInt8](repeating: text[0], count: count) }
        var result: [UInt8] = []
        result.reserveCapacity(size)
        for _ in 0..<(text.isEmpty ? 0 : count) { result += text }
        return result
    }

    /// A text without the characters at either end that are to go: strings.TrimFunc.
    static func trimmed(_ text: [UInt8], _ goes: (UInt32) -> Bool) -> ArraySlice<UInt8> {
        var rest = text[...]
        while !rest.isEmpty {
            let (rune, width) = Runes.decode(text, at: rest.startIndex)
            guard goes(rune) else { break }
            rest = rest.dropFirst(width)
        }
        while let (rune, width) = lastCharacter(rest), goes(rune) { rest = rest.dropLast(width) }
        return rest
    }

    /// The last character and how many bytes it has; a wrong byte is U+FFFD of width 1.
    private static func lastCharacter(_ text: ArraySlice<UInt8>) -> (rune: UInt32, width: Int)? {
        guard !text.isEmpty else { return nil }
        for width in 1...4 where width <= text.count {
            let found = Runes.decode(Array(text.suffix(width)), at: 0)
            if found.width == width, width > 1 || found.rune != Runes.replacement || text.last == nil { return found }
        }
        return (Runes.replacement, 1)
    }

    /// Each character changed; a wrong byte becomes U+FFFD: strings.Map.
    static func mapped(_ text: [UInt8], _ change: (UInt32) -> UInt32) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let (rune, width) = Runes.decode(text, at: index)
            Runes.append(change(rune), to: &result)
            index += width
        }
        return result
    }
}
