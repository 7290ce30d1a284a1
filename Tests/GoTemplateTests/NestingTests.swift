import GoTemplate
import Testing

/// Texts that nest a hundred thousand deep or grow without end: each comes to an end, with a result or an error.
@Suite struct NestingTests {
    private static let functions: [GoString: GoFunction] = [
        "include": .include, "tpl": .tpl,
        "list": GoFunction([.any], isVariadic: true) { .list($0) },
        "dict": GoFunction([.string, .any]) { .map([$0[0].string ?? "": $0[1]]) },
        "put": GoFunction([.map, .string, .any]) { arguments in
            arguments[0].map?[arguments[1].string ?? ""] = arguments[2]
            return arguments[0]
        },
    ]

    /// The start of what a text gives, or of its error.
    private func outcome(_ text: String) -> String {
        do {
            var set = TemplateSet(functions: Self.functions)
            set.maximumOutputByteCount = 1 << 20
            try set.parse(Array(text.utf8), name: "main")
            return String(decoding: try set.execute("main", .map([:])).prefix(200), as: UTF8.self)
        } catch {
            return ((error as? any TemplateError)?.text.text ?? "\(error)").suffix(200).description
        }
    }

    private func times(_ text: String, _ count: Int = 100_000) -> String { String(repeating: text, count: count) }

    @Test func parentheses() {
        #expect(outcome("{{" + times("(") + "1" + times(")") + "}}").hasSuffix("max expression depth exceeded"))
        #expect(outcome("{{" + times("(", 9999) + "1" + times(")", 9999) + "}}") == "1")
        #expect(outcome("{{" + times("(")).hasSuffix("max expression depth exceeded"))
    }

    @Test func pipelines() {
        #expect(outcome("{{1" + times(" | print") + "}}") == "1")
        #expect(outcome("{{1" + times(" | ")).hasSuffix("unexpected <|> in command") == false)
        #expect(outcome("{{print" + times(" 1") + "}}").hasPrefix("1 1 1"))
        #expect(outcome("{{$" + times(".a") + "}}").hasSuffix("nil pointer evaluating interface {}.a"))
    }

    @Test(arguments: ["if 1", "with 1", "range 1"]) func blocks(keyword: String) {
        // Fewer: the frames of a debug build are large.
        let (start, end) = (times("{{\(keyword)}}", 10_000), times("{{end}}", 10_000))
        #expect(outcome(start + "x" + end) == "x")
        #expect(outcome(start).hasSuffix("unexpected EOF"))
        #expect(outcome("{{\(keyword)}}" + times("{{else}}{{\(keyword)}}", 10_000) + end + "{{end}}").isEmpty)
    }

    @Test func elseBranches() {
        #expect(outcome("{{if 0}}" + times("{{else if 0}}", 10_000) + "{{else}}x{{end}}") == "x")
        #expect(outcome("{{with 0}}" + times("{{else with 0}}", 10_000) + "{{else}}x{{end}}") == "x")
    }

    @Test func templatesWithinTemplates() {
        #expect(outcome(times(#"{{block "x" 1}}"#, 1000) + times("{{end}}", 1000)).contains("multiple definition"))
        #expect(outcome(times(#"{{tpl "{{tpl "#, 1)).contains("unterminated quoted string"))
        #expect(
            outcome(#"{{define "x"}}{{tpl "{{include \"x\" .}}" .}}{{end}}{{include "x" .}}"#)
                .hasSuffix("rendering template has a nested reference name: x: unable to execute template"))
        #expect(
            outcome(#"{{define "x"}}{{template "y" .}}{{end}}{{define "y"}}{{template "x" .}}{{end}}{{template "x"}}"#)
                .hasSuffix("exceeded maximum template depth (100000)"))
    }

    /// A hundred thousand lists in one another, which a template makes in a loop.
    @Test func values() {
        let deep = #"{{$x := list}}{{range 100000}}{{$x = list $x}}{{end}}"#
        #expect(outcome(deep) == "")
        #expect(outcome(deep + "{{$x}}") == tooLarge)
        #expect(outcome(deep + "{{eq $x $x}}").hasSuffix("]]]: []interface {}"))
        #expect(outcome(deep + #"{{printf "%d %#v %T" $x $x $x}}"#) == tooLarge)
        let maps = #"{{$x := dict "a" 1}}{{range 100000}}{{$x = dict "a" $x}}{{end}}"#
        #expect(outcome(maps) == "")
        #expect(outcome(maps + "{{$x}}") == tooLarge)
    }

    /// Go would print it until the memory is full.
    @Test func aMapInItself() {
        #expect(outcome(#"{{$x := dict "a" 1}}{{$_ := put $x "a" $x}}{{$x}}"#) == tooLarge)
    }

    @Test func growth() {
        let doubling = #"{{$x := "0123456789"}}{{range 40}}{{$x = print $x $x}}{{end}}{{len $x}}"#
        #expect(outcome(doubling).hasSuffix("error calling print: " + tooLarge))
        #expect(outcome(#"{{$x := printf "%1000d" 1}}{{range 2000}}{{$x}}{{end}}"#) == "template: output too large")
        #expect(
            outcome(#"{{define "x"}}{{printf "%100000d" 1}}{{include "x" .}}{{end}}{{include "x" .}}"#)
                .hasSuffix("template: output too large"))
        #expect(outcome(#"{{printf "%1000000000d" 1}}"#) == "%!(NOVERB)%!(EXTRA int=1)")
    }

    private let tooLarge = "template: value too large to print"
}
