import Documents
import Testing

@Suite struct YAMLWriterTests {
    private func text(_ value: Value) -> String { YAMLWriter.text(value) }

    /// What goccy/go-yaml 1.19.2 wrote.
    @Test(
        arguments: [
            (
                ["a": 1, "b": ["c": [1, [2, 3], ["d": 4, "e": ["f": 5]], [], [:]]]],
                "a: 1\nb:\n  c:\n  - 1\n  - - 2\n    - 3\n  - d: 4\n    e:\n      f: 5\n  - []\n  - {}\n"
            ),
            ([], "[]\n"), ([:], "{}\n"), ([[], [[]]], "- []\n- - []\n"), ("x", "x\n"), (nil, "null\n"),
            (
                ["a": "l1\nl2", "b": ["l1\nl2\n", ["c": "x\ny\n\n", "d": 1]], "e": ["f": "a\nb"]],
                "a: |-\n  l1\n  l2\nb:\n- |\n  l1\n  l2\n- c: |+\n    x\n    y\n\n  d: 1\ne:\n  f: |-\n    a\n    b\n"
            ),
            ("top\nlevel", "|-\n  top\n  level\n"), ([["a\nb\n", "c"]], "- - |\n    a\n    b\n  - c\n"),
            (["a": "x\n\ny\n\n\n", "b": ["x\n\ny"]], "a: |+\n  x\n  \n  y\n  \n\nb:\n- |-\n  x\n\n  y\n"),
            (["a": "x\n  y\nz"], "a: |-\n  x\n    y\n  z\n"),
            (["1": 2, "true": 3, "a b": 4], "\"1\": 2\n\"true\": 3\na b: 4\n"),
            (
                [.double(1.5), .double(1_000_000.5), .double(0.1), .double(1e-7), .double(3)],
                "- 1.5\n- 1.0000005e+06\n- 0.1\n- 1.0e-07\n- 3.0\n"
            ),
        ] as [(Value, String)])
    func layout(value: Value, expected: String) {
        #expect(text(value) == expected)
    }

    @Test(arguments: [
        "-x", "=", "1:2:3", "1e3", "0x", "a:b", "a-b", "it's", "a\"b", "${X}", "~x", ":x", "a, b", "x]", "24:00",
        "5:60", "1.5.2", "NaN", "+.inf", "a\tb", "é😀", "0.1.0", "/a/b", "^[a-z ]+$", "Mon, 23 Nov 2026 06:13:19 +0000",
        "a?", "2001-02-30", "2001-1-1", "__", "1.2.3-4", "\u{A0}",
    ])
    func staysPlain(plain: String) {
        #expect(text(.string(plain)) == plain + "\n")
    }

    @Test(arguments: [
        ("", #""""#), (" x", #"" x""#), ("x ", #""x ""#), ("- x", #""- x""#), ("12:30", #""12:30""#),
        ("5:4", #""5:4""#),
        ("2001-01-01", #""2001-01-01""#), ("2001-01-01T00:00:00Z", #""2001-01-01T00:00:00Z""#), ("y", #""y""#),
        ("2001-01-01 00:00:00.5", #""2001-01-01 00:00:00.5""#), ("1_0", #""1_0""#), ("a: b", #""a: b""#),
        ("b:", #""b:""#), ("a - b", #""a - b""#), ("a#b", #""a#b""#), (#"a\b"#, #""a\\b""#), ("'x'", #""'x'""#),
        ("!x", #""!x""#), ("###ZARF_PKG_TMPL_X###", "\"###ZARF_PKG_TMPL_X###\""), ("{{ x }}", #""{{ x }}""#),
        ("a\n# b", #""a\n# b""#), ("- a\n- b", #""- a\n- b""#), ("99999999999999999999", #""99999999999999999999""#),
        (",", #"",""#), ("1.5", #""1.5""#), ("\u{7F}\u{85}\u{2028} # \u{FEFF}", #""\x7f\u0085\u2028 # \ufeff""#),
        (" lead\nx", #"" lead\nx""#), ("~", #""~""#),
    ])
    func isQuoted(string: String, expected: String) {
        #expect(text(.string(string)) == expected + "\n")
    }

    /// Where goccy writes what it, or any other reader, reads as something else.
    @Test(arguments: [
        ("<<", #""<<""#), (".inf", #"".inf""#), ("?", #""?""#), ("? x", #""? x""#), ("---", #""---""#),
        ("\tx", #""\tx""#), ("a:\tb", #""a:\tb""#), ("\n", #""\n""#), ("x\r\ny", #""x\r\ny""#), ("\u{1}", #""\x01""#),
        ("\u{FEFF}x", #""\ufeffx""#),
    ])
    func isQuotedUnlikeUpstream(string: String, expected: String) {
        #expect(text(.string(string)) == expected + "\n")
    }

    @Test func keysOfManyLinesOrGreatLength() throws {
        let value: Value = ["a\nb": ["x"], .init(repeating: "k", count: 3000): ["y": [1]], "z": nil]
        #expect(try YAMLReader.document(Array(text(value).utf8), file: "t").value(.core) == value)
    }

    @Test func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let value = randomValue(depth: 4, using: &generator)
            let yaml = text(value)
            #expect(
                try YAMLReader.document(Array(yaml.utf8), file: "t").value(.core) == value, "\(yaml.debugDescription)")
        }
        for value: Value in [.double(.infinity), .double(-.infinity), .double(1e6), .double(-0.0), .double(5e300)] {
            #expect(try YAMLReader.document(Array(text(value).utf8), file: "t").value(.core) == value)
        }
    }
}
