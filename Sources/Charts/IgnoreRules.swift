/// The rules of a `.helmignore`: which files of a folder do not belong to the chart.
// helm v4.2 pkg/ignore/rules.go.
struct IgnoreRules {
    private var rules: [Rule]

    private struct Rule {
        let pattern: [UInt8]
        let isNegated: Bool
        let isForDirectories: Bool
        /// Whether the pattern is matched with the last part of the path alone.
        let matchesBaseName: Bool
    }

    /// Rules of a file's text; without one, those that always hold. Throws `ChartError.refused`.
    init(_ text: [UInt8] = [], chart: String) throws(ChartError) {
        rules = []
        var rest = text[...]
        if rest.starts(with: utf8ByteOrderMark) { rest = rest.dropFirst(utf8ByteOrderMark.count) }
        for (index, line) in rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            do {
                try add(trimmed(line))
            } catch {
                throw ChartError.refused(chart: "\(chart)/.helmignore:\(index + 1)", reason: error.reason)
            }
        }
        // helm v4.2 pkg/ignore/rules.go AddDefaults.
        let always = Array("templates/.?*".utf8)
        rules.append(Rule(pattern: always, isNegated: false, isForDirectories: false, matchesBaseName: false))
    }

    private mutating func add(_ line: ArraySlice<UInt8>) throws(BadPattern) {
        guard let first = line.first, first != UInt8(ascii: "#") else { return }
        guard !contains(line, "**") else { throw BadPattern(reason: "double-star (**) syntax is not supported") }
        // Matching with any text finds what is wrong with a pattern.
        _ = try matches(Array(line), Array("abc".utf8))
        var pattern = line
        let isNegated = pattern.first == UInt8(ascii: "!")
        if isNegated { pattern = pattern.dropFirst() }
        let isForDirectories = pattern.last == UInt8(ascii: "/")
        if isForDirectories { pattern = pattern.dropLast() }
        let isRooted = pattern.first == UInt8(ascii: "/")
        if isRooted { pattern = pattern.dropFirst() }
        let matchesBaseName = !isRooted && !pattern.contains(UInt8(ascii: "/"))
        rules.append(
            Rule(
                pattern: Array(pattern), isNegated: isNegated, isForDirectories: isForDirectories,
                matchesBaseName: matchesBaseName))
    }

    /// Whether a path of the chart is to be left out; a directory that is takes everything in it along.
    func ignores(_ path: String, isDirectory: Bool) -> Bool {
        let bytes = Array(path.utf8)
        let base = Array(bytes.split(separator: UInt8(ascii: "/")).last ?? [])
        for rule in rules {
            let isMatch = (try? matches(rule.pattern, rule.matchesBaseName ? base : bytes)) ?? false
            // Quirk: a negated rule leaves out everything it does not match.
            if rule.isNegated {
                if rule.isForDirectories && !isDirectory || !isMatch { return true }
            } else if isMatch, isDirectory || !rule.isForDirectories {
                return true
            }
        }
        return false
    }
}

/// Some editors begin a file with it.
let utf8ByteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

/// A pattern that matches nothing because it is malformed.
struct BadPattern: Error {
    var reason = "syntax error in pattern"
}

private func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    var rest = line.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
    return rest
}

private func contains(_ bytes: ArraySlice<UInt8>, _ word: String) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: word.utf8) }
}

/// Go's filepath.Match: `*` and `?` stop at slashes, `[a-z]` and `[^a-z]`, a backslash takes the next byte as it is.
func matches(_ pattern: [UInt8], _ text: [UInt8]) throws(BadPattern) -> Bool {
    // Where to go on when the text after a star does not fit: star's place in the pattern, next place in the text.
    var (p, t) = (0, 0)
    var retry: (pattern: Int, text: Int)?
    while true {
        if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
            retry = (p, t)
            p += 1
            continue
        }
        if p == pattern.count, t == text.count { return true }
        if p < pattern.count, t < text.count, let next = try matchOne(pattern, p, text[t]) {
            (p, t) = (next, t + 1)
            continue
        }
        guard let star = retry, star.text < text.count, text[star.text] != UInt8(ascii: "/") else {
            try checkRest(pattern, p)
            return false
        }
        retry = (star.pattern, star.text + 1)
        (p, t) = (star.pattern + 1, star.text + 1)
    }
}

/// Where the pattern goes on if its element at `p` matches `byte`; nil if it does not.
private func matchOne(_ pattern: [UInt8], _ p: Int, _ byte: UInt8) throws(BadPattern) -> Int? {
    switch pattern[p] {
    case UInt8(ascii: "?"): return byte == UInt8(ascii: "/") ? nil : p + 1
    case UInt8(ascii: "["):
        let (isMatch, next) = try matchClass(pattern, p + 1, byte)
        return isMatch ? next : nil
    case UInt8(ascii: "\\"):
        guard p + 1 < pattern.count else { throw BadPattern() }
        return pattern[p + 1] == byte ? p + 2 : nil
    default: return pattern[p] == byte ? p + 1 : nil
    }
}

private func matchClass(
    _ pattern: [UInt8], _ start: Int, _ byte: UInt8
) throws(BadPattern) -> (isMatch: Bool, next: Int) {
    var p = start
    let isNegated = p < pattern.count && pattern[p] == UInt8(ascii: "^")
    if isNegated { p += 1 }
    var (isMatch, count) = (false, 0)
    while true {
        if p < pattern.count, pattern[p] == UInt8(ascii: "]"), count > 0 { return (isMatch != isNegated, p + 1) }
        let low = try classByte(pattern, &p)
        var high = low
        if p < pattern.count, pattern[p] == UInt8(ascii: "-") {
            p += 1
            high = try classByte(pattern, &p)
        }
        if low <= byte, byte <= high { isMatch = true }
        count += 1
    }
}

private func classByte(_ pattern: [UInt8], _ p: inout Int) throws(BadPattern) -> UInt8 {
    guard p < pattern.count, pattern[p] != UInt8(ascii: "-"), pattern[p] != UInt8(ascii: "]") else {
        throw BadPattern()
    }
    if pattern[p] == UInt8(ascii: "\\") { p += 1 }
    guard p + 1 < pattern.count else { throw BadPattern() }
    p += 1
    return pattern[p - 1]
}

/// What follows the place where matching failed may be malformed too.
private func checkRest(_ pattern: [UInt8], _ start: Int) throws(BadPattern) {
    var p = start
    while p < pattern.count { p = try matchEnd(pattern, p) }
}

private func matchEnd(_ pattern: [UInt8], _ p: Int) throws(BadPattern) -> Int {
    switch pattern[p] {
    case UInt8(ascii: "["): return try matchClass(pattern, p + 1, 0).next
    case UInt8(ascii: "\\"):
        guard p + 1 < pattern.count else { throw BadPattern() }
        return p + 2
    default: return p + 1
    }
}
