/// Reads Go's syntax of regular expressions (regexp/syntax parse.go, flags Perl) without recursion.
struct SyntaxParser {
    /// What `(?imsU)` switches.
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let foldsCase = Flags(rawValue: 1)
        static let isMultiline = Flags(rawValue: 2)
        static let dotMatchesNewline = Flags(rawValue: 4)
        static let isLazy = Flags(rawValue: 8)
    }

    /// A part with the height of its tree and the largest product of nested counts in it.
    struct Operand {
        let syntax: Syntax
        let height: Int
        let repeatProduct: Int
    }

    /// A group that is not closed yet; the first stands for the whole pattern.
    private struct Group {
        let flagsOutside: Flags
        let capture: Int?
        var alternatives: [Operand] = []
        var sequence: [Operand] = []
    }

    // regexp/syntax parse.go maxHeight: code that walks the tree recursively must not overflow its stack.
    private static let maximumHeight = 1000
    // regexp/syntax parse.go parse: counts, and products of nested counts, are bounded.
    private static let maximumRepeat = 1000

    let pattern: [Unicode.Scalar]
    var position = 0
    var flags: Flags = []
    private(set) var groupNames: [String?] = [nil]
    private var groups = [Group(flagsOutside: [], capture: nil)]
    /// Where the repetition operator began that was read last, if nothing came after it.
    private var lastRepeat: Int?

    private init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

    /// The tree of a pattern and the names of its groups, the whole match being the first.
    static func parse(_ pattern: String) throws(RegularExpressionError) -> (syntax: Syntax, groupNames: [String?]) {
        var parser = SyntaxParser(pattern)
        while parser.position < parser.pattern.count { try parser.parseItem() }
        guard parser.groups.count == 1 else { throw parser.error(.missingParenthesis, pattern) }
        return (try parser.closed(parser.groups[0]).syntax, parser.groupNames)
    }

    var next: Unicode.Scalar? { scalar(at: position) }

    func scalar(at index: Int) -> Unicode.Scalar? { index < pattern.count ? pattern[index] : nil }

    func error(_ problem: RegularExpressionError.Problem, _ part: String) -> RegularExpressionError {
        RegularExpressionError(problem: problem, part: part)
    }

    func error(_ problem: RegularExpressionError.Problem, from start: Int, to end: Int? = nil) -> RegularExpressionError
    {
        error(problem, text(start..<(end ?? position)))
    }

    func text(_ range: Range<Int>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: pattern[range])
        return text
    }

    private mutating func push(_ syntax: Syntax) {
        groups[groups.count - 1].sequence.append(Operand(syntax: syntax, height: 1, repeatProduct: 1))
    }

    private mutating func pushLiteral(_ scalar: Unicode.Scalar) {
        push(.literal([scalar.value], foldsCase: flags.contains(.foldsCase)))
    }

    private mutating func parseItem() throws(RegularExpressionError) {
        let start = position
        var isRepeat = false
        switch pattern[position] {
        case "(" where scalar(at: position + 1) == "?": try parsePerlGroup()
        case "(": openGroup(named: nil)
        case "|":
            position += 1
            let top = groups.count - 1
            groups[top].alternatives.append(try joined(groups[top].sequence))
            groups[top].sequence = []
        case ")":
            guard groups.count > 1, let group = groups.popLast() else {
                throw error(.unexpectedParenthesis, from: 0, to: pattern.count)
            }
            position += 1
            flags = group.flagsOutside
            groups[groups.count - 1].sequence.append(try closed(group))
        case "^": pushAndAdvance(.assertion(flags.contains(.isMultiline) ? .lineStart : .textStart))
        case "$": pushAndAdvance(.assertion(flags.contains(.isMultiline) ? .lineEnd : .textEnd))
        case ".": pushAndAdvance(flags.contains(.dotMatchesNewline) ? .anyCharacter : .anyButNewline)
        case "[": push(.characters(try parseClass()))
        case "*": isRepeat = try parseRepeat(0, nil, length: 1)
        case "+": isRepeat = try parseRepeat(1, nil, length: 1)
        case "?": isRepeat = try parseRepeat(0, 1, length: 1)
        case "{": isRepeat = try parseCountedRepeat()
        case "\\": try parseBackslash()
        default:
            position += 1
            pushLiteral(pattern[start])
        }
        lastRepeat = isRepeat ? start : nil
    }

    private mutating func pushAndAdvance(_ syntax: Syntax) {
        position += 1
        push(syntax)
    }

    // MARK: Groups

    private mutating func openGroup(named name: String?) {
        position += 1
        groupNames.append(name)
        groups.append(Group(flagsOutside: flags, capture: groupNames.count - 1))
    }

    /// `(?P<name>`, `(?<name>`, `(?flags:` or `(?flags)`.
    private mutating func parsePerlGroup() throws(RegularExpressionError) {
        let start = position
        let isPython = scalar(at: start + 2) == "P" && scalar(at: start + 3) == "<" && start + 4 < pattern.count
        if isPython || scalar(at: start + 2) == "<" && start + 3 < pattern.count {
            guard let end = pattern[start...].firstIndex(of: ">") else {
                throw error(.invalidNamedCapture, from: start, to: pattern.count)
            }
            let name = text((start + (isPython ? 4 : 3))..<end)
            let isValid = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isAlphanumeric(Unicode.Scalar($0)) }
            guard isValid, !name.isEmpty else { throw error(.invalidNamedCapture, from: start, to: end + 1) }
            position = end
            openGroup(named: name)
            return
        }
        position += 2
        var changed = flags
        var isNegative = false
        var sawFlag = false
        while let letter = next {
            position += 1
            switch letter {
            case "i", "m", "s", "U":
                let flag: Flags = ["i": .foldsCase, "m": .isMultiline, "s": .dotMatchesNewline][letter] ?? .isLazy
                if isNegative { changed.remove(flag) } else { changed.insert(flag) }
                sawFlag = true
            case "-" where !isNegative:
                isNegative = true
                sawFlag = false
            case ":", ")":
                guard !isNegative || sawFlag else { throw error(.invalidPerlSyntax, from: start) }
                if letter == ":" { groups.append(Group(flagsOutside: flags, capture: nil)) }
                flags = changed
                return
            default: throw error(.invalidPerlSyntax, from: start)
            }
        }
        throw error(.invalidPerlSyntax, from: start)
    }

    private func closed(_ group: Group) throws(RegularExpressionError) -> Operand {
        let last = try joined(group.sequence)
        var result = last
        if !group.alternatives.isEmpty {
            let all = group.alternatives + [last]
            result = try operand(.alternatives(all.map(\.syntax)), over: all)
        }
        guard let capture = group.capture else { return result }
        return try operand(.capture(capture, result.syntax), over: [result])
    }

    /// One operand of several in a row, neighbouring literals made one.
    private func joined(_ operands: [Operand]) throws(RegularExpressionError) -> Operand {
        var parts: [Syntax] = []
        for operand in operands {
            if case .literal(let new, let folds) = operand.syntax, case .literal(let old, folds)? = parts.last {
                parts[parts.count - 1] = .literal(old + new, foldsCase: folds)
            } else {
                parts.append(operand.syntax)
            }
        }
        if parts.isEmpty { return Operand(syntax: .empty, height: 1, repeatProduct: 1) }
        if parts.count == 1, let height = operands.map(\.height).max() {
            return Operand(syntax: parts[0], height: height, repeatProduct: operands.map(\.repeatProduct).max() ?? 1)
        }
        return try operand(.sequence(parts), over: operands)
    }

    private func operand(
        _ syntax: Syntax, over parts: [Operand], times count: Int = 1
    ) throws(RegularExpressionError) -> Operand {
        let height = 1 + (parts.map(\.height).max() ?? 0)
        guard height <= Self.maximumHeight else { throw error(.tooDeep, from: 0, to: pattern.count) }
        // {0} hides what it repeats.
        let product = count == 0 ? 1 : count * (parts.map(\.repeatProduct).max() ?? 1)
        return Operand(syntax: syntax, height: height, repeatProduct: product)
    }

    // MARK: Repetition

    /// An operator of so many characters, with the `?` after it that inverts its greed.
    private mutating func parseRepeat(
        _ minimum: Int, _ maximum: Int?, length: Int, isCounted: Bool = false
    ) throws(RegularExpressionError) -> Bool {
        let start = position
        position += length
        var isLazy = flags.contains(.isLazy)
        if next == "?" {
            position += 1
            isLazy.toggle()
        }
        if let lastRepeat { throw error(.invalidRepeatOperator, from: lastRepeat) }
        let top = groups.count - 1
        guard let repeated = groups[top].sequence.popLast() else { throw error(.missingRepeatArgument, from: start) }
        let syntax = Syntax.repeated(repeated.syntax, minimum: minimum, maximum: maximum, isLazy: isLazy)
        let count = isCounted ? maximum ?? max(1, minimum) : 1
        let whole = try operand(syntax, over: [repeated], times: count)
        // {0} and {1} are never too many, whatever they repeat.
        let isLarge = isCounted && (minimum >= 2 || maximum ?? 0 >= 2) && whole.repeatProduct > Self.maximumRepeat
        guard !isLarge else { throw error(.invalidRepeatCount, from: start) }
        groups[top].sequence.append(whole)
        return true
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else is a literal brace.
    private mutating func parseCountedRepeat() throws(RegularExpressionError) -> Bool {
        let start = position
        position += 1
        guard let range = parseCounts() else {
            position = start + 1
            pushLiteral("{")
            return false
        }
        let end = position
        let maximum = range.maximum ?? range.minimum
        guard range.minimum <= Self.maximumRepeat, maximum <= Self.maximumRepeat, range.minimum <= maximum else {
            throw error(.invalidRepeatCount, from: start, to: end)
        }
        position = start
        return try parseRepeat(range.minimum, range.maximum, length: end - start, isCounted: true)
    }

    private mutating func parseCounts() -> (minimum: Int, maximum: Int?)? {
        guard let minimum = parseCount() else { return nil }
        var maximum: Int? = minimum
        if next == "," {
            position += 1
            maximum = nil
            if next != "}" {
                guard let count = parseCount() else { return nil }
                maximum = count
            }
        }
        guard next == "}" else { return nil }
        position += 1
        return (minimum, maximum)
    }

    /// A decimal number without needless zeros; any beyond a million as a million.
    private mutating func parseCount() -> Int? {
        let start = position
        var count = 0
        while let digit = next, "0"..."9" ~= digit {
            count = min(count * 10 + Int(digit.value - 48), 1_000_000)
            position += 1
        }
        let hasNeedlessZero = position - start > 1 && pattern[start] == "0"
        return position == start || hasNeedlessZero ? nil : count
    }

    // MARK: Backslash

    private mutating func parseBackslash() throws(RegularExpressionError) {
        let start = position
        switch scalar(at: position + 1) {
        case "A": return advance(2, .assertion(.textStart))
        case "b": return advance(2, .assertion(.wordBoundary))
        case "B": return advance(2, .assertion(.noWordBoundary))
        case "z": return advance(2, .assertion(.textEnd))
        case "C": throw error(.invalidEscape, from: start, to: start + 2)
        case "Q":
            position += 2
            while let letter = next, !(letter == "\\" && scalar(at: position + 1) == "E") {
                pushLiteral(letter)
                position += 1
            }
            position = min(position + 2, pattern.count)
        default:
            if let characters = try parseClassEscape() { return push(.characters(characters)) }
            pushLiteral(try parseEscape())
        }
    }

    private mutating func advance(_ count: Int, _ syntax: Syntax) {
        position += count
        push(syntax)
    }
}

/// ASCII letters and digits.
func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z": true
    default: false
    }
}
