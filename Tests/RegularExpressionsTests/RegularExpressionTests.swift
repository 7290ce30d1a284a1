import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
    @Test func groupsByNumberAndName() throws {
        let version = try RegularExpression(#"^v?(?P<major>\d+)\.(?<minor>\d+)(-(.*))?$"#)
        let match = try #require(version.firstMatch(in: "v1.20"))
        #expect(match["major"] == "1" && match["minor"] == "20" && match[0] == "v1.20")
        #expect(match[3] == nil && match[9] == nil && match["none"] == nil)
        #expect(version.groupCount == 4)
        #expect(match.range == 0..<5)
        #expect(version.firstMatch(in: "v1.20x") == nil)
    }

    @Test func limits() throws {
        let comma = try RegularExpression(",")
        #expect(comma.allMatches(in: "a,b,c", limit: 1).count == 1)
        #expect(comma.split("a,b,c", limit: 2) == ["a", "b,c"])
        #expect(comma.split("a,b,c", limit: 0) == [])
        #expect(comma.split("") == [""])
        #expect(try RegularExpression("").split("añb") == ["a", "ñ", "b"])
    }

    @Test func replacements() throws {
        let word = try RegularExpression(#"\w+"#)
        #expect(word.replacing("a bc", withLiteral: "$0") == "$0 $0")
        #expect(word.replacing("a bc") { "<\($0[0] ?? "")>" } == "<a> <bc>")
        #expect(RegularExpression.escaped("a.b*[é]") == #"a\.b\*\[é\]"#)
    }

    @Test func hugePatternsAreRefused() {
        for pattern in [
            String(repeating: "(", count: 1001) + String(repeating: ")", count: 1001),
            String(repeating: "a{1000}", count: 2000), "((a{10}){10}){11}", String(repeating: "(", count: 100_000),
        ] {
            #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
        }
    }

    /// Patterns over which backtracking engines take years.
    @Test(arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "(?:a?){30}a{30}", "(x+x+)+y", ".*.*.*=.*"])
    func timeIsLinear(pattern: String) throws {
        let expression = try RegularExpression(pattern)
        _ = expression.matches(String(repeating: "a", count: 20_000) + "!")
        _ = expression.allMatches(in: String(repeating: "a", count: 200) + "!")
    }

    @Test func longTextsAreSearchedWhole() throws {
        let text = String(repeating: "x\n", count: 300_000) + "###ZARF_VAR_A###"
        for pattern in ["###ZARF_VAR_([A-Z]+)###", "(?m)^#+ZARF_VAR_(A)", "[^x\n]+(A)#"] {
            let match = try #require(try RegularExpression(pattern).firstMatch(in: text))
            #expect(match[1] == "A")
            #expect(match.range.lowerBound == 600_000)
        }
    }

    @Test func everyPrefixOfAPatternIsReadOrRefused() {
        let pattern = #"(?i)^[^\d\pL[:alpha:]a-z\x{1F600}]{2,3}?(?P<n>\Qx\E|\p{^Greek}\B)*(?:a|b)+\101$"#
        for end in pattern.indices { _ = try? RegularExpression(String(pattern[..<end])).matches("a1é") }
        for start in pattern.indices { _ = try? RegularExpression(String(pattern[start...])).matches("a1é") }
    }
}
