/// Classes written as `\d` or `[:alpha:]`: ASCII only, as in Go's regexp/syntax perl_groups.go.
enum NamedClasses {
    /// The class of the letter after a backslash; a capital one inverts.
    static func perl(_ letter: Unicode.Scalar) -> (class: CharacterClass, isInverted: Bool)? {
        switch letter {
        case "d", "D": (CharacterClass(pairs: "09"), letter == "D")
        case "s", "S": (CharacterClass(pairs: "\t\n\u{C}\r  "), letter == "S")
        case "w", "W": (CharacterClass(pairs: "09AZaz__"), letter == "W")
        default: nil
        }
    }

    /// The class of a name between `[:` and `:]`.
    static func posix(_ name: String) -> CharacterClass? {
        switch name {
        case "alnum": CharacterClass(pairs: "09AZaz")
        case "alpha": CharacterClass(pairs: "AZaz")
        case "ascii": CharacterClass([0...0x7F])
        case "blank": CharacterClass(pairs: "\t\t  ")
        case "cntrl": CharacterClass([0...0x1F, 0x7F...0x7F])
        case "digit": CharacterClass(pairs: "09")
        case "graph": CharacterClass(pairs: "!~")
        case "lower": CharacterClass(pairs: "az")
        case "print": CharacterClass(pairs: " ~")
        case "punct": CharacterClass(pairs: "!/:@[`{~")
        case "space": CharacterClass(pairs: "\t\r  ")
        case "upper": CharacterClass(pairs: "AZ")
        case "word": CharacterClass(pairs: "09AZaz__")
        case "xdigit": CharacterClass(pairs: "09AFaf")
        default: nil
        }
    }
}
