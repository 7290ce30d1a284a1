import Charts
import GoTemplate
import RegularExpressions
import Sprig

extension FuzzTarget {
    /// What `--set` and its kin take; the first byte says which.
    static let values = FuzzTarget(
        name: "values",
        seeds: [
            "0a.b[1].c=x,d={1,2,null},e=true", "1a\\.b=5,c[0][2]=x", "2a={\"b\": [1, \"x\\\"\"]} , c=null,d=1e3",
            "3a=name,b={one,two}", "4a.b[0]=x,y={z}\\", "0a.b=1,a.b.c=2,a[0]=3",
        ],
        tokens: [
            "=", ",", ".", "[", "]", "[0]", "[65536]", "[-1]", "{", "}", "\\", "null", "true", "0", "a", "\"", "b.c",
        ]
    ) { bytes in
        let kinds: [ValueAssignment.Kind] = [.typed, .text, .json, .file, .literal]
        guard let first = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let map = GoMap(["a": .map(["b": .list([.string("x"), .nil])]), "d": .float64(1)])
        do {
            try ValueAssignment.apply(text, kinds[(Int(first) + 2) % kinds.count], to: map) { Array($0.utf8) }
        } catch is GoError {}
    }

    /// Versions and constraints, separated by a zero byte.
    static let versions = FuzzTarget(
        name: "versions",
        seeds: [
            "1.2.3-rc.1+build.5\u{0}>=1.2-0, <2 || ~3.1", "v4\u{0}1.2 - 1.4.5 || 4.x", "0.0.1\u{0}^0.0 !=0.0.1 =>0",
            "18446744073709551615.0.0\u{0}~>1.*, *",
        ],
        tokens: ["v", ".", "-", "+", "||", ",", " ", " - ", "x", "X", "*", ">=", "~>", "^", "!=", "0", "01", "\u{0}"]
    ) { bytes in
        let (text, constraint) = halves(bytes)
        let version = try? SemanticVersion(String(decoding: text, as: UTF8.self))
        if let version {
            guard let again = try? SemanticVersion(version.description), again.description == version.description else {
                throw Finding("\(version.original) became \(version)")
            }
            if version.compare(again) != 0 { throw Finding("\(version) is not itself") }
        }
        guard let range = try? VersionConstraint(String(decoding: constraint, as: UTF8.self)), let version else {
            return
        }
        _ = range.admits(version)
    }

    /// A pattern, a zero byte, and a text: both ways to match must agree.
    static let regularExpressions = FuzzTarget(
        name: "regular-expressions",
        seeds: [
            "^(a+|b*?)[^x-z\\d]{2,3}$\u{0}aab!!", "(?i:É)\\b(?P<n>.)\\z\u{0}é x",
            "\\p{Greek}|\\x{1F600}|[[:alpha:]]+\u{0}αb",
            "(?s).*(?m)^c$\u{0}a\nb\nc", "((a?){3}){3}\\Qa+\\E\u{0}aaaa+",
        ],
        tokens: [
            "(", ")", "[", "]", "{2,}", "{1000}", "*", "+?", "|", "^", "$", "\\b", "\\pL", "\\x{", "(?i)", "(?P<n>",
            "[^",
            "[:digit:]", "\\Q", "\\E", ".", "\u{0}",
        ]
    ) { bytes in
        let (pattern, subject) = halves(bytes)
        guard var expression = try? RegularExpression(String(decoding: pattern, as: UTF8.self)) else { return }
        let text = String(decoding: subject, as: UTF8.self)
        let first = expression.firstMatch(in: text)?.ranges
        expression.backtracks = false
        let second = expression.firstMatch(in: text)?.ranges
        if first != second { throw Finding("two matches: \(first ?? []) and \(second ?? [])") }
        _ = expression.replacing(text, with: "$1-${n}$$")
        _ = expression.split(text)
    }
}
