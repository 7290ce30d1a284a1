import Documents
import Testing

@Suite struct JSONTests {
    @Test(
        arguments: [
            ("null", nil), (" [ ] ", []), ("{}", [:]), ("-0", 0), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1e2", .double(100)),
            ("1.5E-2", .double(0.015)),
            ("[1,true,false,null,\"a\"]", [1, true, false, nil, "a"]), ("{\"a\":{\"b\":[]}}", ["a": ["b": []]]),
            (#""\u0041\n\t\"\\\/\b\f\r""#, "A\n\t\"\\/\u{8}\u{C}\r"), (#""\ud83d\ude00 é""#, "😀 é"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]), ("\"é\"", "é"), ("\"\u{7F}\"", "\u{7F}"),
        ] as [(String, Value)])
    func accepted(text: String, expected: Value) throws {
        #expect(try JSON.parse(text, file: "t") == expected)
    }

    @Test(arguments: [
        ("", "1:1: the text ends too early"), ("{", "1:2: the text ends too early"), ("[1,]", "1:4: expected a value"),
        ("[1 2]", "1:4: expected , or ]"), ("{a:1}", "1:2: expected a key"), ("{\"a\" 1}", "1:6: expected :"),
        ("{\"a\":1,}", "1:8: expected a key"), ("01", "1:2: unexpected text"), ("1.", "1:3: the text ends"),
        ("+1", "1:1: expected a value"), (".5", "1:1: expected a value"), ("-", "1:2: the text ends"),
        ("1e", "1:3: the text ends"), ("tru", "1:4: the text ends"), ("nul!", "1:4: expected null"),
        ("\"\n\"", "1:2: control characters"), (#""\x""#, "1:3: unknown escape"), (#""\u12g4""#, "1:6: expected four"),
        ("\"a", "1:3: the text ends"), ("'a'", "1:1: expected a value"), ("[]\n\n x", "3:2: unexpected text"),
        ("\u{FEFF}1", "1:1: expected a value"), ("1e400", "1:1: number 1e400 is out of range"), ("NaN", "1:1: "),
        ("/* */1", "1:1: "),
    ])
    func refused(text: String, problem: String) {
        do {
            let value = try JSON.parse(text, file: "t")
            Issue.record("accepted as \(value)")
        } catch {
            #expect("\(error)".hasPrefix("read t:\(problem)"), "\(error)")
        }
    }

    @Test func limitsAndDuplicates() {
        let deep = String(repeating: "[", count: 513) + String(repeating: "]", count: 513)
        #expect(throws: DocumentError.self) { try JSON.parse(deep, file: "t") }
        #expect(throws: Never.self) { try JSON.parse(deep.dropFirst().dropLast().utf8, file: "t") }
        #expect(throws: DocumentError.self) {
            try JSON.parse(#"{"a":1,"a":2}"#.utf8, file: "t", duplicateKeys: .refused)
        }
        #expect(throws: DocumentError.self) { try JSON.parse([0x22, 0xC3, 0x28, 0x22], file: "t") }
        #expect(throws: DocumentError.self) { try JSON.parse([0x22, 0x5C, 0x6E, 0xFF, 0x22], file: "t") }
        #expect(throws: DocumentError.self) {
            try JSON.parse("[1, 2]".utf8, file: "t", limits: DocumentLimits(byteCount: 5))
        }
    }

    /// What Go's encoding/json 1.27 wrote.
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (0.1, "0.1"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
            (123456789.5, "123456789.5"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.5e-10, "1.5e-10"),
            (-2.5e30, "-2.5e+30"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (3.141592653589793, "3.141592653589793"),
            (9_007_199_254_740_992, "9007199254740992"), (1e16, "10000000000000000"), (.infinity, "null"),
        ] as [(Double, String)])
    func numbers(number: Double, expected: String) {
        #expect(JSON.text(.double(number)) == expected)
    }

    @Test func numbersMayStayTexts() throws {
        let text = #"{"a": [1, 1.0, 1e999, {"b": -0}], "d": 1.50, "d": "2", "e": 1E1}"#
        let value = try JSON.parse(Array(text.utf8), file: "f", numbers: .texts)
        #expect(value == ["a": ["1", "1.0", "1e999", ["b": "-0"]], "d": "2", "e": "1E1"])
    }

    @Test func layout() {
        let value: Value = ["b": [1, [], [:]], "a": "<é>&\u{2028}\u{1F}\u{7F}\"\\/", "c": nil]
        #expect(JSON.text(value) == #"{"b":[1,[],{}],"a":"<é>&\u2028\u001f"# + "\u{7F}" + #"\"\\/","c":null}"#)
        #expect(
            JSON.text(value, JSON.Options(sortsKeys: true, escapesHTML: true))
                == #"{"a":"\u003cé\u003e\u0026\u2028\u001f"# + "\u{7F}" + #"\"\\/","b":[1,[],{}],"c":null}"#)
        #expect(
            JSON.text(value, style: .pretty).hasPrefix("{\n  \"b\": [\n    1,\n    [],\n    {}\n  ],\n  \"a\": \"<é>"))
    }

    @Test func everyPrefixIsReadOrRefused() throws {
        let text = Array(#"{"a":[1,-2.5e+3,true,null],"b":"x\u00e9\ud83d\ude00é","c":{}}"#.utf8)
        for end in text.indices {
            #expect(throws: DocumentError.self) { try JSON.parse(text[..<end], file: "t") }
            for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x2C, 0x80, 0xFF] {
                var damaged = text
                damaged[end] = byte
                _ = try? JSON.parse(damaged, file: "t")
            }
        }
    }

    @Test func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let value = randomValue(depth: 4, using: &generator)
            #expect(try JSON.parse(JSON.bytes(value), file: "t") == value)
            let pretty = JSON.text(value, JSON.Options(style: .pretty, escapesHTML: true))
            #expect(try JSON.parse(pretty, file: "t") == value)
        }
    }
}
