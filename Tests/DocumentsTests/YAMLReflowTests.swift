import Documents
import Testing

/// What go-yaml v3 makes of documents that it reads into nodes and writes again.
struct YAMLReflowTests {
    @Test(arguments: [
        "a: |\n  x\ty\n", "a: >-\n  x\n\n  y\n", "a: |\n  é\n", "a: |+\n  x\n\n\nb: c\n", "a: 'it''s'\n",
        "a: {b: c, d: [e]}\n", "a: {}\nb: []\nc:\n", "a: !!str 5\n", "a: !foo b\n", "\"a b\": c\n", "a: \"\"\nb: ''\n",
        "- - a\n  - b\n- c: d\n  e: f\n", "a:\n  b:\n    c: d\n    # foot\n  e: f\n",
        "a:\n  b:\n    c: d\n  # head\n  e: f\n", "a:\n- b\n# foot\nc: d\n", "a: b # x\n# y\nc: d # z\n",
        "a: # x\n  b: c\n", "a: # x\n- c\n", "a:\n  # first\n  b: c\n",
    ])
    func staysAsItIs(_ text: String) throws {
        #expect(try YAMLReflow.text(Array(text.utf8), file: "x") == Array(text.utf8))
    }

    @Test(arguments: [
        ("a:\n    - b:  c\n      d: [e,f]\n", "a:\n- b: c\n  d: [e, f]\n"), ("a: |\n  x \n  y\n", "a: \"x \\ny\\n\"\n"),
        ("a: |\n  x\n  y \n", "a: \"x\\ny \\n\"\n"), ("a: >\n  x\n  y\n\n  z\n", "a: >\n  x y\n\n  z\n\n"),
        ("a: >\n  x\n   y\n  z\n", "a: >\n  x\n\n   y\n  z\n\n"), ("a: |\n  \u{1F600}\n", "a: \"\\U0001F600\\n\"\n"),
        ("a: \"x\\ty\\u00e9\"\n", "a: \"x\\tyé\"\n"), ("a: b\n  c\n", "a: b c\n"), ("? a\n: b\n", "a: b\n"),
        ("a: &x {b: c}\nd:\n  <<: *x\n", "a: &x {b: c}\nd:\n  !!merge <<: *x\n"),
        ("a: b\n\n# c\n\nd: e\n", "a: b\n# c\nd: e\n"),
        ("# lost\na: b\n", "a: b\n"), ("a: |-\n\nb: c", "a: \"\"\nb: c\n"),
    ])
    func isWrittenAnew(_ text: String, _ written: String) throws {
        #expect(try YAMLReflow.text(Array(text.utf8), file: "x").map { String(decoding: $0, as: UTF8.self) } == written)
    }

    @Test func nothingStaysNothing() throws {
        #expect(try YAMLReflow.text([], file: "x") == nil)
        #expect(try YAMLReflow.text(Array("# only\n".utf8), file: "x") == nil)
        #expect(throws: DocumentError.self) { try YAMLReflow.text(Array("a: b: c".utf8), file: "x") }
    }

    /// Wherever a text is cut, the outcome is an error or a text that means the same.
    @Test func cutTexts() throws {
        let text = Array("a: &x [1, {b: \"c\"}] # d\ne:\n  - |\n    f\n  - *x\n  # g\nh: 'i'\n".utf8)
        for count in text.indices {
            guard let written = try? YAMLReflow.text(Array(text[..<count]), file: "x") else { continue }
            let before = try YAMLReader.document(Array(text[..<count]), file: "x", options: .helm).value(.legacy)
            #expect(try YAMLReader.document(written, file: "x", options: .helm).value(.legacy) == before)
        }
    }
}
