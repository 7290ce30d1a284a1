import GoText
import GoTemplate

extension Sprig {
    /// Texts: Masterminds/sprig v3.3 strings.go, and Go's package strings, the text last.
    static let strings: FunctionTable = [
        "hello": GoFunction([]) { _ in .string("Hello!") },
        "trim": changing { TextSearch.trimmed($0, Runes.isSpace) },
        "trimAll": trimAll, "trimall": trimAll,
        "trimPrefix": GoFunction([.string, .string]) { arguments in
            let (prefix, text) = pair(arguments)
            return text.starts(with: prefix) ? .string(GoString(text.dropFirst(prefix.count))) : arguments[1]
        },
        "trimSuffix": GoFunction([.string, .string]) { arguments in
            let (suffix, text) = pair(arguments)
            let hasSuffix = text.suffix(suffix.count).elementsEqual(suffix)
            return hasSuffix ? .string(GoString(text.dropLast(suffix.count))) : arguments[1]
        },
        "contains": test { TextSearch.firstIndex(of: $0, in: $1) != nil },
        "hasPrefix": test { $1.starts(with: $0) },
        "hasSuffix": test { $1.suffix($0.count).elementsEqual($0) },
        "upper": changing { TextSearch.mapped($0, Runes.uppercased)[...] },
        "lower": changing { TextSearch.mapped($0, Runes.lowercased)[...] },
        "title": changing { LetterCase.titled($0)[...] },
        "untitle": changing { LetterCase.untitled($0)[...] },
        "swapcase": changing { LetterCase.swapped($0)[...] },
        "snakecase": changing { WordCase.divided($0, by: UInt8(ascii: "_"))[...] },
        "kebabcase": changing { WordCase.divided($0, by: UInt8(ascii: "-"))[...] },
        "camelcase": changing { WordCase.pascal($0)[...] },
        "nospace": changing { withoutSpace($0)[...] },
        "initials": changing { initials($0)[...] },
        "shuffle": changing { shuffled($0)[...] },
        "repeat": GoFunction([.int, .string]) {
            .string(GoString(try TextSearch.repeated(Arguments.bytes($0[1]), Arguments.int($0[0]))))
        },
        "replace": GoFunction([.string, .string, .string]) { arguments in
            let (old, new) = pair(arguments)
            return .string(GoString(try TextSearch.replacing(old, with: new, in: Arguments.bytes(arguments[2]))))
        },
        "plural": GoFunction([.string, .string, .int]) { Arguments.int($0[2]) == 1 ? $0[0] : $0[1] },
        "indent": GoFunction([.int, .string]) { .string(GoString(try indented($0))) },
        "nindent": GoFunction([.int, .string]) { .string(GoString([0x0A] + (try indented($0)))) },
        "trunc": GoFunction([.int, .string]) { arguments in
            let (count, text) = (Arguments.int(arguments[0]), Arguments.bytes(arguments[1]))
            if count >= 0 { return .string(GoString(text.prefix(count))) }
            return count > -text.count ? .string(GoString(text.suffix(-count))) : arguments[1]
        },
        "substr": GoFunction([.int, .int, .string]) {
            .string(GoString(try part(Arguments.bytes($0[2]), Arguments.int($0[0]), Arguments.int($0[1]))))
        },
        "abbrev": GoFunction([.int, .string]) {
            .string(Abbreviation.shortened(Arguments.bytes($0[1]), width: Arguments.int($0[0])))
        },
        "abbrevboth": GoFunction([.int, .int, .string]) { arguments in
            let (left, right) = (Arguments.int(arguments[0]), Arguments.int(arguments[1]))
            return .string(Abbreviation.shortened(Arguments.bytes(arguments[2]), offset: left, width: right))
        },
        "wrap": GoFunction([.int, .string]) {
            .string(
                GoString(try Wrapping(length: Arguments.int($0[0]), cuts: false).wrapped(Arguments.bytes($0[1]))))
        },
        "wrapWith": GoFunction([.int, .string, .string]) {
            let wrapping = Wrapping(length: Arguments.int($0[0]), lineEnd: Arguments.bytes($0[1]), cuts: true)
            return .string(GoString(try wrapping.wrapped(Arguments.bytes($0[2]))))
        },
    ]

    /// Between texts and slices of them, and texts of any values.
    static let textLists: FunctionTable = [
        "toString": GoFunction([.any]) { .string(Arguments.text($0[0])) },
        "toStrings": GoFunction([.any]) { .strings(Arguments.texts($0[0])) },
        "join": GoFunction([.string, .any]) {
            .string(GoString(try TextSearch.joined(Arguments.texts($0[1]), by: Arguments.bytes($0[0]))))
        },
        "split": GoFunction([.string, .string]) { arguments in
            let (separator, text) = pair(arguments)
            return numbered(TextSearch.split(text, by: separator))
        },
        "splitn": GoFunction([.string, .int, .string]) {
            let (separator, text) = (Arguments.bytes($0[0]), Arguments.bytes($0[2]))
            return numbered(TextSearch.split(text, by: separator, limit: Arguments.int($0[1])))
        },
        "splitList": GoFunction([.string, .string]) { arguments in
            let (separator, text) = pair(arguments)
            return .strings(TextSearch.split(text, by: separator).map { GoString($0) })
        },
        "sortAlpha": GoFunction([.any]) { arguments in
            guard Arguments.elements(arguments[0]) != nil else { return .strings([Arguments.text(arguments[0])]) }
            return .strings(Arguments.texts(arguments[0]).sorted())
        },
        "quote": GoFunction([.any], isVariadic: true) { arguments in
            let texts = arguments.filter { !$0.isNil }.map { GoFormat.quoted(Arguments.text($0)) }
            return .string(GoString(try TextSearch.joined(texts, by: [UInt8(ascii: " ")])))
        },
        "squote": GoFunction([.any], isVariadic: true) { arguments in
            let quote = UInt8(ascii: "'")
            let texts = arguments.filter { !$0.isNil }.map { GoString([quote] + GoFormat.print($0).bytes + [quote]) }
            return .string(GoString(try TextSearch.joined(texts, by: [UInt8(ascii: " ")])))
        },
        "cat": GoFunction([.any], isVariadic: true) { arguments in
            let texts = arguments.filter { !$0.isNil }.map { GoFormat.print($0) }
            return .string(GoString(try TextSearch.joined(texts, by: [UInt8(ascii: " ")])))
        },
    ]

    private static let trimAll = GoFunction([.string, .string]) { arguments in
        let (set, text) = pair(arguments)
        let runes = Set(TextSearch.split(set, by: []).map { Runes.decode(Array($0), at: 0).rune })
        return .string(GoString(TextSearch.trimmed(text, runes.contains)))
    }

    private static func pair(_ arguments: [GoValue]) -> ([UInt8], [UInt8]) {
        (Arguments.bytes(arguments[0]), Arguments.bytes(arguments[1]))
    }

    /// A function of one text.
    private static func changing(_ body: @escaping ([UInt8]) throws -> ArraySlice<UInt8>) -> GoFunction {
        GoFunction([.string]) { .string(GoString(try body(Arguments.bytes($0[0])))) }
    }

    /// A question about a needle and a text.
    private static func test(_ body: @escaping ([UInt8], [UInt8]) -> Bool) -> GoFunction {
        GoFunction([.string, .string]) { .bool(body(Arguments.bytes($0[0]), Arguments.bytes($0[1]))) }
    }

    /// A `map[string]string` of `_0`, `_1` and so on.
    private static func numbered(_ parts: [ArraySlice<UInt8>]) -> GoValue {
        let members = parts.enumerated().map { (GoString("_\($0)"), GoValue.string(GoString($1))) }
        return .map(GoMap(Dictionary(members) { first, _ in first }, type: .string))
    }

    private static func indented(_ arguments: [GoValue]) throws -> [UInt8] {
        let pad = try TextSearch.repeated([UInt8(ascii: " ")], Arguments.int(arguments[0]))
        return try pad + TextSearch.replacing([0x0A], with: [0x0A] + pad, in: Arguments.bytes(arguments[1]))
    }

    // sprig v3.3 strings.go substring; the messages are Go's for slices out of range.
    private static func part(_ text: [UInt8], _ start: Int, _ end: Int) throws -> ArraySlice<UInt8> {
        func outOfRange(_ what: String) -> GoError { GoError("runtime error: slice bounds out of range \(what)") }
        if start < 0 {
            guard end >= 0 else { throw outOfRange("[:\(end)]") }
            guard end <= text.count else { throw outOfRange("[:\(end)] with length \(text.count)") }
            return text[..<end]
        }
        let end = end < 0 || end > text.count ? text.count : end
        guard start <= end else { throw outOfRange("[\(start):\(end)]") }
        return text[start..<end]
    }

    // goutils v1.1 DeleteWhiteSpace takes each byte for a character, but leaves a text without white space alone.
    private static func withoutSpace(_ text: [UInt8]) -> [UInt8] {
        let kept = text.filter { !Runes.isSpace(UInt32($0)) }
        guard kept.count < text.count else { return text }
        var result: [UInt8] = []
        for byte in kept { Runes.append(UInt32(byte), to: &result) }
        return result
    }

    // goutils v1.1 Initials takes each byte for a character.
    private static func initials(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isAfterGap = true
        for byte in text {
            let isGap = Runes.isSpace(UInt32(byte))
            if !isGap, isAfterGap { Runes.append(UInt32(byte), to: &result) }
            isAfterGap = isGap
        }
        return result
    }

    private static func shuffled(_ text: [UInt8]) -> [UInt8] {
        var runes: [UInt32] = []
        var index = 0
        while index < text.count {
            let (rune, width) = Runes.decode(text, at: index)
            runes.append(rune)
            index += width
        }
        var result: [UInt8] = []
        for rune in runes.shuffled() { Runes.append(rune, to: &result) }
        return result
    }
}
