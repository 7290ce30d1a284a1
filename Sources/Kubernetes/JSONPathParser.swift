import Documents

/// Reads JSONPath templates: k8s.io/client-go util/jsonpath/parser.go.
struct JSONPathParser {
    private let characters: [Character]
    private let original: String
    private var position = 0
    private var depth = 0

    init(_ text: String, original: String) {
        characters = Array(text)
        self.original = original
    }

    private func failure(_ reason: String) -> KubernetesError { .malformedPath(original, reason: reason) }
    private var next: Character? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard characters[position...].starts(with: text) else { return false }
        position += text.count
        return true
    }

    private mutating func skipBlanks() { while next == " " || next == "\t" { position += 1 } }

    private mutating func expect(_ text: String) throws {
        guard take(text) else { throw failure("\(text) is missing at character \(position + 1)") }
    }

    /// The whole template.
    mutating func template() throws -> [JSONPath.Node] {
        let nodes = try nodes(endsAtEnd: false)
        guard position == characters.count else { throw failure("end without range") }
        return nodes
    }

    private mutating func nodes(endsAtEnd: Bool) throws -> [JSONPath.Node] {
        var result: [JSONPath.Node] = []
        depth += 1
        defer { depth -= 1 }
        guard depth < JSONPath.maximumDepth else { throw failure("nested too deeply") }
        while let character = next {
            guard character == "{" else {
                let start = position
                while let character = next, character != "{" { position += 1 }
                result.append(.text(String(characters[start..<position])))
                continue
            }
            position += 1
            skipBlanks()
            if takeWord("end") {
                try expect("}")
                guard endsAtEnd else { throw failure("end without range") }
                return result
            }
            if takeWord("range") {
                skipBlanks()
                let steps = try path()
                skipBlanks()
                try expect("}")
                result.append(.range(steps, try nodes(endsAtEnd: true)))
                continue
            }
            result += try action()
        }
        guard !endsAtEnd else { throw failure("range without end") }
        return result
    }

    private mutating func takeWord(_ word: String) -> Bool {
        let start = position
        guard take(word) else { return false }
        if let next, next.isLetter || next.isNumber {
            position = start
            return false
        }
        if word == "end" { skipBlanks() }
        return true
    }

    /// What stands between braces: quoted texts and paths.
    private mutating func action() throws -> [JSONPath.Node] {
        var result: [JSONPath.Node] = []
        while true {
            skipBlanks()
            guard let character = next else { throw failure("} is missing") }
            if take("}") { return result.isEmpty ? [.path([])] : result }
            if character == "\"" || character == "'" {
                result.append(.text(try quoted()))
            } else {
                result.append(.path(try path()))
            }
        }
    }

    private mutating func quoted() throws -> String {
        let quote = characters[position]
        position += 1
        var text = ""
        while let character = next, character != quote {
            position += 1
            guard character == "\\", let escaped = next else {
                text.append(character)
                continue
            }
            position += 1
            switch escaped {
            case "n": text += "\n"
            case "t": text += "\t"
            case "r": text += "\r"
            default: text.append(escaped)
            }
        }
        guard next == quote else { throw failure("a quote is not closed") }
        position += 1
        return text
    }

    private mutating func path() throws -> [JSONPath.Step] {
        var steps: [JSONPath.Step] = []
        let start = position
        while let character = next {
            switch character {
            case "$":
                position += 1
                steps.append(.root)
            case "@":
                position += 1
                steps.append(.current)
            case "*":
                position += 1
                steps.append(.wildcard)
            case ".":
                position += 1
                if take(".") { steps.append(.recursive) }
                if let name = fieldName() { steps.append(.field(name)) }
            case "[":
                position += 1
                steps.append(try bracket())
            default:
                guard steps.isEmpty, let name = fieldName() else {
                    guard position > start else { throw failure("\"\(character)\" is not understood") }
                    return steps
                }
                steps.append(.field(name))
            }
        }
        return steps
    }

    /// A name after a point; a backslash takes the next character as it is.
    private mutating func fieldName() -> String? {
        var name = ""
        while let character = next, !" \t.[]{}()|,*$@=!<>\"'".contains(character) {
            position += 1
            if character == "\\", let escaped = next {
                name.append(escaped)
                position += 1
            } else {
                name.append(character)
            }
        }
        return name.isEmpty ? nil : name
    }

    private mutating func bracket() throws -> JSONPath.Step {
        skipBlanks()
        if take("?(") { return try filter() }
        var alternatives: [[JSONPath.Step]] = []
        while true {
            skipBlanks()
            guard let character = next else { throw failure("] is missing") }
            if take("*") {
                alternatives.append([.wildcard])
            } else if character == "'" || character == "\"" {
                alternatives.append([.field(try quoted())])
            } else {
                alternatives.append([try indexOrSlice()])
            }
            skipBlanks()
            if take(",") { continue }
            try expect("]")
            return alternatives.count == 1 ? alternatives[0][0] : .union(alternatives)
        }
    }

    private mutating func indexOrSlice() throws -> JSONPath.Step {
        let start = position
        while let character = next, character != "]", character != "," { position += 1 }
        let text = String(characters[start..<position]).filter { $0 != " " }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.map { Int($0) }
        guard parts.count <= 3, zip(parts, numbers).allSatisfy({ $0.isEmpty || $1 != nil }) else {
            throw failure("[\(text)] is no index")
        }
        if parts.count == 1 {
            guard let index = numbers[0] else { throw failure("[] holds no index") }
            return .slice(start: index, end: index == -1 ? nil : index + 1, step: 1)
        }
        return .slice(start: numbers[0], end: numbers[1], step: parts.count == 3 ? numbers[2] ?? 1 : 1)
    }

    private mutating func filter() throws -> JSONPath.Step {
        depth += 1
        defer { depth -= 1 }
        guard depth < JSONPath.maximumDepth else { throw failure("nested too deeply") }
        let left = try operand()
        skipBlanks()
        guard let comparison = ["==", "!=", "<=", ">=", "<", ">"].first(where: { take($0) }) else {
            try expect(")")
            try expect("]")
            guard case .path(let steps) = left else { throw failure("a filter needs a comparison") }
            return .exists(steps)
        }
        let right = try operand()
        skipBlanks()
        try expect(")")
        try expect("]")
        return .filter(left, comparison, right)
    }

    private mutating func operand() throws -> JSONPath.Operand {
        skipBlanks()
        guard let character = next else { throw failure("a filter is not closed") }
        if character == "\"" || character == "'" { return .value(.string(try quoted())) }
        if character == "@" || character == "." || character == "$" { return .path(try path()) }
        let start = position
        while let character = next, !" )=<>!".contains(character) { position += 1 }
        let word = String(characters[start..<position])
        guard let value = try? JSON.parse(word, file: "filter") else { throw failure("\"\(word)\" is no value") }
        return .value(value)
    }
}
