import Documents
import Testing

@Suite struct ScalarResolutionTests {
    /// What goccy/go-yaml 1.19.2 answered for `a: <text>`.
    @Test(
        arguments: [
            ("yes", "yes"), ("No", "No"), ("0o17", 15), ("017", 15), ("1_000", 1000), ("2001-01-01", "2001-01-01"),
            ("12:30", "12:30"), ("~", nil), ("null", nil), ("Null", nil), ("nULL", "nULL"), ("", nil), ("true", true),
            ("FALSE", false), ("tRue", "tRue"), ("0x1F", 31), ("0X1F", "0X1F"), ("1e3", "1e3"), ("+1", 1), ("0b11", 3),
            ("18446744073709551616", "18446744073709551616"),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-9223372036854775808", .integer(.min)), ("-9223372036854775809", "-9223372036854775809"),
            (".5", .double(0.5)), ("1.", .double(1)), (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)),
            ("+.inf", "+.inf"), ("1.5e3", .double(1500)), ("0x", "0x"), ("08", "08"), ("0o8", "0o8"), ("-0x1", -1),
            ("1__0", 10), ("1_", 1), ("_1", "_1"), ("+", "+"), ("-", "-"), (".", "."), ("0b", "0b"), ("-0o7", -7),
            (".5e1", .double(5)), ("1.e5", .double(100_000)), ("0x1.8p1", "0x1.8p1"), ("1.8p1", "1.8p1"),
            ("1.inf", "1.inf"), ("-_1", -1), ("+-1", 1), ("-+1", "-+1"), ("0777", 511), ("00", 0), ("-0", 0),
            ("1.0", .double(1)), ("1.7e400", "1.7e400"), ("0x1_f", 31), ("1.2.3", "1.2.3"), ("1.5.", "1.5."),
            ("0.0", .double(0)), ("1.0e-400", .double(0)), ("v1", "v1"), ("1 2", "1 2"), ("0.1.0", "0.1.0"),
        ] as [(String, Value)])
    func core(text: String, expected: Value) {
        #expect(ScalarRules.core.resolve(text) == expected)
    }

    /// What go.yaml.in/yaml/v2 resolve.go says.
    @Test(
        arguments: [
            ("yes", true), ("n", false), ("Off", false), ("oN", "oN"), ("~", nil), ("", nil), ("0o17", 15), ("017", 15),
            ("0x1F", 31), ("0X1f", 31), ("0B11", 3), ("1e3", .double(1000)), ("1_000", 1000), ("08", .double(8)),
            ("+.inf", .double(.infinity)), ("2001-01-01", "2001-01-01"), ("12:30:00", "12:30:00"), ("1.2.3", "1.2.3"),
            ("18446744073709551615", .double(18_446_744_073_709_551_616)), ("99999999999999999999", .double(1e20)),
            ("-9223372036854775809", .double(-9_223_372_036_854_775_808)), (".5", .double(0.5)),
            (".5_5", .double(0.55)),
            ("1.", .double(1)), ("-1.5E-2", .double(-0.015)), ("1e400", "1e400"), ("-0b101", -5), ("+12", 12),
            ("-", "-"), ("0b-1", -1), ("0b+11", 3), ("0_b-0", 0), ("0B-1", "0B-1"), ("-0b-1", "-0b-1"),
            (".1_00", .double(0.1)),
            ("._1", "._1"), (".1_", ".1_"), (".1__0", ".1__0"),
            ("0x", "0x"), ("_1", "_1"), ("1_", 1), ("null", nil), ("NaN", "NaN"), ("e3", "e3"),
        ] as [(String, Value)])
    func legacy(text: String, expected: Value) {
        #expect(ScalarRules.legacy.resolve(text) == expected)
    }

    @Test(
        arguments: [
            ("!!str 3", "3"), ("!!int \"3\"", 3), ("!!float 3", .double(3)), ("!!bool yes", true), ("!!null ''", nil),
            ("!foo 3", 3), ("! 3", "3"), ("'3'", "3"), ("\"true\"", "true"), ("|\n  3", "3"), ("!!binary aGk=", "aGk="),
        ] as [(String, Value)])
    func tagsAndQuotes(text: String, expected: Value) throws {
        let node = try YAMLReader.document(Array("a: \(text)".utf8), file: "t")
        #expect(try node["a"]?.value(.core) == expected)
    }

    @Test func keysOfLegacyObjects() throws {
        #expect(try json("y: 1\n0x10: 2\n1.50: 3\n'no': 4", .legacy) == [#"{"true":1,"16":2,"1.5":3,"no":4}"#])
        #expect(throws: DocumentError.self) { try json("~: 1", .legacy) }
    }
}
