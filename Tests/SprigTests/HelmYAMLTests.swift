import GoTemplate
import Sprig
import Testing

/// Where go-yaml v2 and libyaml part; the answers are Helm's.
struct HelmYAMLTests {
    @Test(arguments: [
        ("[a:]", "[a:]"), ("{a:}", "map[a::<nil>]"), ("[a:, b]", "[a: b]"), ("[https://a.b/c:]", "[https://a.b/c:]"),
        ("[a:b:]", "[a:b:]"), ("x: [a^b:]", "map[x:[a^b:]]"),
    ])
    func plainScalarsMayEndInColons(_ text: String, _ printed: String) throws {
        #expect(GoFormat.print(try HelmYAML.read(Array(text.utf8))).text == printed)
    }

    @Test(arguments: [
        ("x: {a:[1]}", "yaml: did not find expected ',' or '}'"),
        ("x: [map[host:h paths:[/] s:t]]\ny: 1", "yaml: did not find expected ',' or ']'"),
        ("metadata:\n  labels:\n    a: b\n    {}\n  name: x", "yaml: line 3: did not find expected key"),
        ("a:\n  b: c\n  []\nd: e", "yaml: line 2: did not find expected key"),
        ("a:\n  b: c\n  {d: e}\nf: g", "yaml: line 4: could not find expected ':'"),
        ("- a\n{}\n- b", "yaml: line 1: did not find expected '-' indicator"),
        ("a: b\n{}", "yaml: line 1: did not find expected key"),
    ])
    func emptyCollectionsAreNoKeys(_ text: String, _ message: String) throws {
        let error = #expect(throws: GoError.self) {
            try HelmYAML.read(Array(text.utf8))
        }
        #expect(error?.text.text == "error converting YAML to JSON: \(message)")
    }

    /// Marks count characters, not bytes.
    @Test func slashesBehindOtherLetters() throws {
        let read = try HelmYAML.read(Array("# ──────── é\np: ^/foo\\/bar$\nx: \"some quoted / text\"\n".utf8))
        #expect(GoFormat.print(read).text == #"map[p:^/foo\/bar$ x:some quoted / text]"#)
    }

    @Test(arguments: [
        ("# ──────── é\nx: \"a\\/b\"", "yaml: line 2: found unknown escape character"),
        ("a: [x\n?y]", "yaml: line 1: did not find expected ',' or ']'"),
        ("a:\n- [b: c\n?: d]", "yaml: line 2: did not find expected ',' or ']'"),
        ("# é\na:\n- {b: c\n?: d}", "yaml: line 3: did not find expected ',' or '}'"),
        ("? ?\n", "yaml: invalid map key: map[interface {}]interface {}{interface {}(nil):interface {}(nil)}"),
    ])
    func whatIsNewInLibyamlIsRefused(_ text: String, _ message: String) throws {
        let error = #expect(throws: GoError.self) {
            try HelmYAML.read(Array(text.utf8))
        }
        #expect(error?.text.text == "error converting YAML to JSON: \(message)")
    }

    @Test func manyColonsEnd() throws {
        let text = "[" + String(repeating: "a:, ", count: 2000) + "]"
        #expect(throws: GoError.self) { try HelmYAML.read(Array(text.utf8)) }
    }
}
