/// A pattern for the names of files: `*` and `?` stop at slashes, `**` does not, `[a-z]`, `{a,b}`.
// gobwas/glob, which Helm's Files.Glob uses with `/` as separator.
struct GlobPattern {
    private indirect enum Part {
        case byte(UInt8)
        case any
        case many
        case manyAndSlashes
        case set([ClosedRange<UInt32>], isNegated: Bool)
        case alternatives([[Part]])
    }
    private let parts: [Part]

    /// Nil if the pattern is malformed.
    init?(_ pattern: [UInt8]) {
        var rest = pattern[...]
        guard let parts = Self.parse(&rest, isNested: false), rest.isEmpty else { return nil }
        self.parts = parts
    }

    private static func parse(_ rest: inout ArraySlice<UInt8>, isNested: Bool) -> [Part]? {
        var parts: [Part] = []
        while let byte = rest.first {
            if isNested, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { return parts }
            rest.removeFirst()
            switch byte {
            case UInt8(ascii: "*"):
                if rest.first == UInt8(ascii: "*") {
                    while rest.first == UInt8(ascii: "*") { rest.removeFirst() }
                    parts.append(.manyAndSlashes)
                } else {
                    parts.append(.many)
                }
            case UInt8(ascii: "?"): parts.append(.any)
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                parts.append(.byte(next))
            case UInt8(ascii: "["):
                guard let set = parseSet(&rest) else { return nil }
                parts.append(set)
            case UInt8(ascii: "{"):
                var alternatives: [[Part]] = []
                repeat {
                    guard let one = parse(&rest, isNested: true) else { return nil }
                    alternatives.append(one)
                    guard let end = rest.popFirst() else { return nil }
                    if end == UInt8(ascii: "}") { break }
                } while true
                parts.append(.alternatives(alternatives))
            default: parts.append(.byte(byte))
            }
        }
        return isNested ? nil : parts
    }

    private static func parseSet(_ rest: inout ArraySlice<UInt8>) -> Part? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        var characters = Array(String(decoding: rest[..<end], as: UTF8.self).unicodeScalars)[...]
        rest = rest[(end + 1)...]
        let isNegated = characters.first == "!"
        if isNegated { characters.removeFirst() }
        guard !characters.isEmpty else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        while let low = characters.popFirst() {
            if characters.first == "-", characters.count >= 2 {
                characters.removeFirst()
                guard let high = characters.popFirst(), high >= low else { return nil }
                ranges.append(low.value...high.value)
            } else {
                ranges.append(low.value...low.value)
            }
        }
        return .set(ranges, isNegated: isNegated)
    }

    /// Whether the whole of a name fits.
    func matches(_ name: [UInt8]) -> Bool {
        var steps = 0
        return Self.matches(parts[...], name[...], [], &steps)
    }

    /// A pattern must not take for ever: beyond this it matches nothing.
    private static let maximumStepCount = 1_000_000

    private static func matches(
        _ parts: ArraySlice<Part>, _ text: ArraySlice<UInt8>, _ following: [ArraySlice<Part>], _ steps: inout Int
    ) -> Bool {
        steps += 1
        guard steps < maximumStepCount else { return false }
        guard let part = parts.first else {
            guard let next = following.last else { return text.isEmpty }
            return matches(next, text, Array(following.dropLast()), &steps)
        }
        let rest = parts.dropFirst()
        switch part {
        case .byte(let byte): return text.first == byte && matches(rest, text.dropFirst(), following, &steps)
        case .any:
            guard let count = characterCount(text), text.first != UInt8(ascii: "/") else { return false }
            return matches(rest, text.dropFirst(count), following, &steps)
        case .set(let ranges, let isNegated):
            guard let count = characterCount(text),
                let scalar = String(decoding: text.prefix(count), as: UTF8.self).unicodeScalars.first
            else { return false }
            guard ranges.contains(where: { $0.contains(scalar.value) }) != isNegated else { return false }
            return matches(rest, text.dropFirst(count), following, &steps)
        case .many, .manyAndSlashes:
            var tail = text
            while true {
                if matches(rest, tail, following, &steps) { return true }
                guard let byte = tail.first else { return false }
                if case .many = part, byte == UInt8(ascii: "/") { return false }
                tail = tail.dropFirst()
            }
        case .alternatives(let alternatives):
            return alternatives.contains { matches($0[...], text, following + [rest], &steps) }
        }
    }

    /// Bytes of the first character.
    private static func characterCount(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first else { return nil }
        let count = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        return min(count, text.count)
    }
}
