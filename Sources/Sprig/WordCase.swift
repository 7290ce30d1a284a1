import GoText
import GoTemplate

/// Words joined by a sign, or by capital letters: huandu/xstrings v1.5 convert.go.
enum WordCase {
    private static func isConnector(_ rune: UInt32) -> Bool {
        rune == UInt32(UInt8(ascii: "-")) || rune == UInt32(UInt8(ascii: "_")) || Runes.isSpace(rune)
    }

    /// ToPascalCase: `some_words` becomes `SomeWords`.
    static func pascal(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var previous: UInt32?
        var isRunOfCapitals = false
        var index = 0
        while index < text.count {
            let (rune, width) = Runes.decode(text, at: index)
            index += width
            guard let last = previous else {
                // Connectors at the start stay.
                if isConnector(rune) {
                    Runes.append(rune, to: &result)
                } else {
                    isRunOfCapitals = Runes.isUpper(rune)
                    previous = Runes.uppercased(rune)
                }
                continue
            }
            if isConnector(last) {
                if isConnector(rune) {
                    Runes.append(last, to: &result)
                    continue
                }
                isRunOfCapitals = Runes.isUpper(rune)
                previous = Runes.uppercased(rune)
                continue
            }
            Runes.append(last, to: &result)
            var next = rune
            if isRunOfCapitals {
                if Runes.isUpper(rune) { next = Runes.lowercased(rune) } else { isRunOfCapitals = false }
            }
            previous = next
        }
        if let previous { Runes.append(previous, to: &result) }
        return result
    }

    /// ToSnakeCase and ToKebabCase: `HTTPServer` becomes `http_server`.
    static func divided(_ text: [UInt8], by connector: UInt8) -> [UInt8] {
        var division = Division(words: Words(text: text), connector: connector)
        division.run()
        return division.result
    }

    /// What a run of characters is.
    private enum Kind {
        case none, number, capitals, letters, connector, punctuation, other
    }

    private struct Division {
        var words: Words
        let connector: UInt8
        var result: [UInt8] = []

        mutating func run() {
            var (kind, word) = words.next()
            while !words.isAtEnd {
                if kind != .connector { add(kind, word) }
                let (previous, last) = (kind, word)
                (kind, word) = words.next()
                switch previous {
                case .number:
                    takeLetters(&kind, &word)
                    if kind != .none, kind != .punctuation, kind != .connector { result.append(connector) }
                case .connector: add(previous, last)
                case .punctuation: break
                default: afterLetters(&kind, &word)
                }
            }
            add(kind, word)
        }

        private mutating func takeLetters(_ kind: inout Kind, _ word: inout ArraySlice<UInt8>) {
            while kind == .letters || kind == .number {
                add(kind, word)
                (kind, word) = words.next()
            }
        }

        private mutating func afterLetters(_ kind: inout Kind, _ word: inout ArraySlice<UInt8>) {
            guard kind == .number else {
                if kind != .connector, kind != .punctuation { result.append(connector) }
                return
            }
            guard !words.isAtEnd else { return }
            let last = word
            (kind, word) = words.next()
            guard kind == .letters else {
                // A number belongs to the word before it: `Bld4Floor`.
                add(.number, last)
                if kind != .connector, kind != .punctuation { result.append(connector) }
                return
            }
            // With small letters after it, a number begins a word: `HTTP2xx`.
            result.append(connector)
            add(.number, last)
            takeLetters(&kind, &word)
            if kind != .none, kind != .connector, kind != .punctuation { result.append(connector) }
        }

        private mutating func add(_ kind: Kind, _ word: ArraySlice<UInt8>) {
            guard kind == .capitals || kind == .connector else {
                result += word
                return
            }
            let sign = UInt32(connector)
            result += TextSearch.mapped(Array(word)) { rune in
                if isConnector(rune) { return sign }
                return Runes.isUpper(rune) ? Runes.lowercased(rune) : rune
            }
        }
    }

    /// A text cut into runs of one kind.
    private struct Words {
        let text: [UInt8]
        private var index = 0

        init(text: [UInt8]) { self.text = text }

        var isAtEnd: Bool { index >= text.count }

        mutating func next() -> (kind: Kind, word: ArraySlice<UInt8>) {
            guard !isAtEnd else { return (.none, []) }
            let start = index
            let (rune, width) = Runes.decode(text, at: index)
            index += width
            guard rune != Runes.replacement else { return (.none, text[start..<index]) }
            let kind: Kind
            if isConnector(rune) {
                kind = .connector
                skip { isConnector($0) }
            } else if Runes.isPunctuation(rune) {
                kind = .punctuation
                skip { Runes.isPunctuation($0) }
            } else if Runes.isUpper(rune) {
                kind = .capitals
                skipCapitals()
            } else if Runes.isLower(rune) {
                kind = .letters
                skip { Runes.isLower($0) }
            } else if Runes.isNumber(rune) {
                kind = .number
                skip { Runes.isNumber($0) }
            } else {
                kind = .other
                // Letters that are neither large nor small are no letters here.
                skip {
                    !(isConnector($0) || Runes.isLower($0) || Runes.isUpper($0) || Runes.isNumber($0)
                        || Runes.isPunctuation($0))
                }
            }
            return (kind, text[start..<index])
        }

        private mutating func skip(_ belongs: (UInt32) -> Bool) {
            while !isAtEnd {
                let (rune, width) = Runes.decode(text, at: index)
                guard rune == Runes.replacement || belongs(rune) else { return }
                index += width
            }
        }

        /// After one capital letter: more of them, but not the one that begins the next word, or small letters.
        private mutating func skipCapitals() {
            guard !isAtEnd else { return }
            guard Runes.isUpper(Runes.decode(text, at: index).rune) else {
                return skip { Runes.isLower($0) }
            }
            var last = index
            while !isAtEnd {
                let (rune, width) = Runes.decode(text, at: index)
                guard Runes.isUpper(rune) else {
                    if Runes.isLower(rune) { index = last }
                    return
                }
                last = index
                index += width
            }
        }
    }
}
