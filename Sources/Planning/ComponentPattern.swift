/// One item of `--components`: a glob as Go's `path.Match` reads it, with a `-` before it to exclude.
struct ComponentPattern {
    /// As written.
    let text: String
    /// Whether what it matches is excluded.
    let excludes: Bool
    private let parts: [Part]

    private enum Part {
        case character(Character)
        case anyCharacter
        case anyText
        case oneOf([ClosedRange<Character>], isNegated: Bool)
    }

    init(_ text: String) throws {
        self.text = text
        excludes = text.hasPrefix("-")
        parts = try Self.parse(excludes ? text.dropFirst() : text[...], whole: text)
    }

    /// Whether the whole name matches.
    func matches(_ name: String) -> Bool {
        let name = Array(name)
        var (part, position) = (0, 0)
        // After the last star: the part to go on with, and how much of the name the star has taken.
        var retry: (part: Int, position: Int)?
        while position < name.count || part < parts.count {
            if part < parts.count, case .anyText = parts[part] {
                retry = (part + 1, position)
                part += 1
            } else if part < parts.count, position < name.count, Self.matches(parts[part], name[position]) {
                part += 1
                position += 1
            } else if let last = retry, last.position < name.count {
                retry = (last.part, last.position + 1)
                (part, position) = (last.part, last.position + 1)
            } else {
                return false
            }
        }
        return true
    }

    private static func matches(_ part: Part, _ character: Character) -> Bool {
        switch part {
        case .character(let wanted): character == wanted
        case .anyCharacter, .anyText: true
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
        }
    }

    private static func parse(_ pattern: Substring, whole: String) throws -> [Part] {
        var parts: [Part] = []
        var rest = pattern
        while let character = rest.popFirst() {
            switch character {
            case "*": if case .anyText? = parts.last {} else { parts.append(.anyText) }
            case "?": parts.append(.anyCharacter)
            case "[": parts.append(try parseClass(&rest, whole))
            case "\\":
                guard let escaped = rest.popFirst() else { throw PlanError.malformedGlob(whole) }
                parts.append(.character(escaped))
            default: parts.append(.character(character))
            }
        }
        return parts
    }

    private static func parseClass(_ rest: inout Substring, _ whole: String) throws -> Part {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        func end() throws -> Character {
            guard var character = rest.popFirst(), character != "-", character != "]" else {
                throw PlanError.malformedGlob(whole)
            }
            if character == "\\" {
                guard let escaped = rest.popFirst() else { throw PlanError.malformedGlob(whole) }
                character = escaped
            }
            return character
        }
        while true {
            if rest.first == "]", !ranges.isEmpty { break }
            let low = try end()
            guard rest.first == "-" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            let high = try end()
            if low <= high { ranges.append(low...high) }
        }
        rest.removeFirst()
        return .oneOf(ranges, isNegated: isNegated)
    }
}
