import Documents
import Testing

@Suite struct KeyValueListTests {
    /// What spf13/pflag's StringToString makes of it.
    @Test(arguments: [
        ("A=1", ["A=1"]),
        ("A=", ["A="]),
        ("A=1,2", ["A=1,2"]),
        ("A=1,B=2", ["A=1", "B=2"]),
        (#""A=1,2""#, ["A=1,2"]),
        (#""A=1,2",B=3"#, ["A=1,2", "B=3"]),
        (#""A=say ""hi""",B=3"#, [#"A=say "hi""#, "B=3"]),
        ("URL=https://x.test/?a=b", ["URL=https://x.test/?a=b"]),
        ("A=b,A=c", ["A=b", "A=c"]),
        ("A=é,B=ü", ["A=é", "B=ü"]),
    ])
    func pairs(text: String, expected: [String]) {
        #expect(KeyValueList.pairs(text)?.map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test(arguments: ["", "A", "=x", "A=1,=2", #""A=1,B=2"#, #"A="b"c,D=e"#, "A=1,B=2,C", "A=\u{0}"])
    func malformed(text: String) {
        #expect(KeyValueList.pairs(text) == nil)
    }
}
