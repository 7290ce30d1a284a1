/// The classes behind `\p{…}`, by the names Go knows (regexp/syntax parse.go unicodeTable).
enum UnicodeClasses {
    /// The class of a general category, its long name, a script, `Any`, `ASCII` or `Assigned`; nil if there is none.
    ///
    /// Case, underscores, hyphens and spaces in the name do not matter.
    static func named(_ name: String) -> CharacterClass? {
        let name = canonical(name)
        switch name {
        case "Any": return CharacterClass([0...CharacterClass.maximum])
        case "Ascii": return CharacterClass([0...0x7F])
        case "Assigned": return unassigned.inverted
        default:
            if let found = category(name) { return found }
            if let ranges = scripts[name] { return unpack(ranges) }
            return aliases[name].flatMap { category(canonical($0)) }
        }
    }

    /// A category by its one or two letters.
    private static func category(_ name: String) -> CharacterClass? {
        switch name {
        case "Cn": return unassigned
        case "Lc": return union(["Lu", "Ll", "Lt"])
        case "C": return union(["Cc", "Cf", "Co", "Cs"], unassigned)
        case "L", "M", "N", "P", "S", "Z": return union(categories.keys.filter { $0.hasPrefix(name) })
        default: return categories[name].map(unpack)
        }
    }

    private static func union(_ names: [String], _ start: CharacterClass = CharacterClass()) -> CharacterClass {
        CharacterClass(names.reduce(into: start.ranges) { $0 += categories[$1].map(unpack)?.ranges ?? [] })
    }

    private static let unassigned = union(Array(categories.keys)).inverted
    private static let categories = lines(UnicodeTables.categories)
    private static let scripts = lines(UnicodeTables.scripts)
    private static let aliases = lines(UnicodeTables.categoryAliases).mapValues { String($0) }

    /// A first capital, then small letters, nothing between words.
    private static func canonical(_ name: some StringProtocol) -> String {
        let letters = String(name.filter { !"_- ".contains($0) })
        return String(letters.prefix(1)).uppercased() + String(letters.dropFirst()).lowercased()
    }

    private static func lines(_ table: String) -> [String: Substring] {
        var result: [String: Substring] = [:]
        for line in table.split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            result[canonical(line[..<space])] = line[line.index(after: space)...]
        }
        return result
    }

    private static func unpack(_ text: Substring) -> CharacterClass {
        var end: UInt32 = 0
        return CharacterClass(
            text.split(separator: " ").map { item in
                let parts = item.split(separator: "+").compactMap { UInt32($0, radix: 36) }
                let start = end + parts[0]
                end = start + (parts.count > 1 ? parts[1] : 0)
                return start...end
            })
    }
}
