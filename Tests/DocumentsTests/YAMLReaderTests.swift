import Diagnostics
import Documents
import Testing

/// The documents of a text as compact JSON, the easiest shape to compare.
func json(_ yaml: String, _ rules: ScalarRules = .core, options: YAMLReader.Options = .definition) throws -> [String] {
    try YAMLReader.documents(Array(yaml.utf8), file: "t.yaml", options: options)
        .map { JSON.text(try $0.value(rules)) }
}

/// The message of the error that reading throws; empty if it throws none.
func refusal(_ yaml: String, options: YAMLReader.Options = .definition) -> String {
    do {
        _ = try YAMLReader.documents(Array(yaml.utf8), file: "t.yaml", options: options).map { try $0.value(.core) }
        return ""
    } catch let error as any Failure {
        #expect(error.kind == .untrusted)
        return error.message
    } catch {
        return "\(error)"
    }
}

@Suite struct YAMLReaderTests {
    @Test(arguments: [
        ("", []), ("# only a comment\n", []), ("---\n", ["null"]), ("---\n---\n", ["null", "null"]),
        ("--- a\n--- b", [#""a""#, #""b""#]), ("a: b\n...\n---\nc: d", [#"{"a":"b"}"#, #"{"c":"d"}"#]),
        ("\u{FEFF}a: b", [#"{"a":"b"}"#]), ("a: b\r\nc: d\r\n", [#"{"a":"b","c":"d"}"#]),
        ("a: |\r\n  x\r\n  y\r\n", [#"{"a":"x\ny\n"}"#]), ("- - a\n  - b\n- c", [#"[["a","b"],"c"]"#]),
        ("a:\n- b\n- c", [#"{"a":["b","c"]}"#]), ("a: x#y", [#"{"a":"x#y"}"#]), ("a: x #y", [#"{"a":"x"}"#]),
        ("a: http://x:80/", [#"{"a":"http://x:80/"}"#]), ("? a\n: b", [#"{"a":"b"}"#]), ("? a", [#"{"a":null}"#]),
        ("a: [b, c,]", [#"{"a":["b","c"]}"#]), ("a: {b: , c}", [#"{"a":{"b":null,"c":null}}"#]),
        ("a: &x {b: 1}\nc: *x", [#"{"a":{"b":1},"c":{"b":1}}"#]),
        ("a: &x 1\nb: &x 2\nc: *x", [#"{"a":1,"b":2,"c":2}"#]),
        ("1: a\ntrue: b\n~: c", [#"{"1":"a","true":"b","null":"c"}"#]), ("{}", ["{}"]), ("[]", ["[]"]),
        ("%YAML 1.1\n---\na: yes", [#"{"a":"yes"}"#]), ("a: \"\\x41\\u00e9\\U0001F600\\e\"", [#"{"a":"Aé😀\u001b"}"#]),
    ])
    func accepted(yaml: String, expected: [String]) throws {
        #expect(try json(yaml) == expected)
    }

    @Test(arguments: [
        ("a: 1\nb: 2\n'a': 3", "read t.yaml:3:1: duplicate key \"a\", first used at t.yaml:1:1"),
        ("a: *b", "read t.yaml:1:4: alias \"b\" has no anchor before it"),
        ("a: &a [*a]", "read t.yaml:1:8: alias \"a\" has no anchor before it"),
        ("? [a]\n: b", "read t.yaml:1:3: a key must be a scalar"),
        ("<<: 1", "read t.yaml:1:5: the value of a merge key"),
        ("<<: {a: 1}\n<<: {b: 1}", "read t.yaml:2:1: duplicate key \"<<\", first used at t.yaml:1:1"),
        ("a: !!int x", "read t.yaml:1:4: \"x\" does not fit its tag !!int"),
        ("a: b: c", "read t.yaml:1:5: mapping values"),
        ("a: [b, c", "read t.yaml:2:1: while parsing a flow sequence that began at 1:4: "),
        ("a: 'x", "read t.yaml:1:6: "), ("a: @b", "read t.yaml:1:4: "),
        ("a:\n\tb: c", "read t.yaml:2:1: "), ("a: \"\\q\"", "read t.yaml:1:5: "), ("a: - b", "read t.yaml:1:4: "),
        ("a: b\u{1}", "read t.yaml:1:5: control characters are not allowed"), ("é: \u{0}", "read t.yaml:1:4: control"),
    ])
    func refused(yaml: String, start: String) {
        #expect(refusal(yaml).hasPrefix(start), "\(refusal(yaml))")
    }

    @Test func invalidUTF8NamesItsPlace() {
        #expect(throws: (any Error).self) { try YAMLReader.documents([0x61, 0x3A, 0x20, 0xFF], file: "t") }
        do {
            _ = try YAMLReader.documents(Array("a: b\nc: ".utf8) + [0xC3, 0x28], file: "t")
        } catch {
            #expect("\(error)" == "read t:2:5: not valid UTF-8")
        }
    }

    @Test func marksAreWhereThingsStart() throws {
        let root = try YAMLReader.document(Array("a:\n  - é: x\n    b: 'y'\n".utf8), file: "t")
        let first = try #require(root["a"]?.elements?.first)
        #expect("\(first.mark)" == "t:2:5")
        #expect(first.member("b").map { "\($0.key.mark) \($0.value.mark)" } == "t:3:5 t:3:8")
        #expect(root[path: ["a", "0", "b"]]?.text == "y")
        #expect(root[path: ["a", "1", "b"]]?.text == nil)
    }

    /// What goccy/go-yaml 1.19.2 and go-yaml v2 answered.
    @Test func mergeKeys() throws {
        let text = "x: &x {a: 1, b: 2}\nw: &w {a: 5, c: 6}\n"
        func merged(_ y: String, _ options: YAMLReader.Options) throws -> String {
            let root = try YAMLReader.document(Array((text + "y:\n" + y).utf8), file: "t", options: options)
            return JSON.text(try #require(root["y"]).value(.core))
        }
        #expect(try merged("  b: 3\n  <<: *x", .values) == #"{"b":2,"a":1}"#)
        #expect(try merged("  b: 3\n  <<: *x", .helm) == #"{"b":3,"a":1}"#)
        #expect(try merged("  <<: *x\n  b: 3", .values) == #"{"a":1,"b":3}"#)
        #expect(try merged("  <<: [*x, *w]", .values) == #"{"a":5,"b":2,"c":6}"#)
        #expect(try merged("  <<: [*x, *w]", .helm) == #"{"a":1,"b":2,"c":6}"#)
        #expect(try merged("  <<: *x\n  d: 3", .definition) == #"{"a":1,"b":2,"d":3}"#)
        for refused in ["  <<: *x\n  b: 3", "  b: 3\n  <<: *x", "  <<: [*x, *w]"] {
            #expect(throws: DocumentError.self) { try merged(refused, .definition) }
        }
    }

    @Test func duplicatesMayBeAllowed() throws {
        #expect(try json("a: 1\nb: 2\na: 3", options: .helm) == [#"{"a":3,"b":2}"#])
    }

    @Test func hostileTextsHitLimits() {
        let bomb = (1...9).reduce("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n") { text, level in
            text + "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
                + "]\n"
        }
        #expect(refusal(bomb).contains("over the limit of 1000000 nodes expanded from aliases"))
        let merges = (1...40).reduce("a0: &a0 {x: 1}\n") { text, level in
            text + "a\(level): &a\(level) {k\(level): *a\(level - 1), <<: *a\(level - 1)}\n"
        }
        #expect(refusal(merges).contains("over the limit"))
        #expect(refusal(String(repeating: "[", count: 100_000)).hasSuffix("over the limit of 512 nested collections"))
        #expect(refusal(String(repeating: "- ", count: 600) + "x").contains("over the limit of 512 nested"))
        #expect(refusal(String(repeating: "{a: ", count: 600)).contains("over the limit of 512 nested"))
        let chain = (1...600).reduce("a0: &a0 [x]\n") { $0 + "a\($1): &a\($1) [*a\($1 - 1)]\n" }
        #expect(refusal(chain).contains("nested collections"))
        #expect(throws: DocumentError.self) {
            try YAMLReader.documents(
                Array(repeating: 0x20, count: 101), file: "t", limits: DocumentLimits(byteCount: 100))
        }
    }

    @Test func deepestAllowedTextIsRead() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try json(text) == [text])
    }

    @Test func everyPrefixIsReadOrRefused() {
        let text = Array(
            "# c\na: &x 'b'\n\"c\": [1, {d: !!str e}, *x]\nf: |+\n  g\n\n? h\n: >-\n  i\n<<: {j: ~}\n---\n%k".utf8)
        for end in text.indices {
            _ = try? YAMLReader.documents(Array(text[..<end]), file: "t").map { try $0.value(.core) }
            var damaged = text
            for byte: UInt8 in [0, 0x0A, 0x22, 0x2A, 0x5B, 0x7B, 0x80, 0xFF] {
                damaged[end] = byte
                _ = try? YAMLReader.documents(damaged, file: "t").map { try $0.value(.legacy) }
            }
        }
    }
}
