import GoTemplate
import Testing

private let functions: [GoString: GoFunction] = ["include": .include, "tpl": .tpl]

private func render(_ text: String, _ data: GoValue = .nil, beside others: [String] = []) throws -> String {
    var set = TemplateSet(functions: functions)
    for (index, other) in others.enumerated() { try set.parse(Array(other.utf8), name: GoString("other\(index)")) }
    try set.parse(Array(text.utf8), name: "main")
    return String(decoding: try set.execute("main", data), as: UTF8.self)
}

private func failure(_ text: String, _ data: GoValue = .nil, beside others: [String] = []) -> String {
    do {
        return "rendered: \(try render(text, data, beside: others))"
    } catch {
        return (error as? any TemplateError)?.text.text ?? "\(error)"
    }
}

@Test func laterTemplatesReplaceEarlierUnlessBlank() throws {
    let first = #"{{define "x"}}one{{end}}"#
    #expect(try render(#"{{template "x"}}"#, beside: [first, #"{{define "x"}}two{{end}}"#]) == "two")
    #expect(try render(#"{{template "x"}}"#, beside: [first, #"{{define "x"}} {{/* */}}{{end}}"#]) == "one")
}

@Test func includeGivesItsOutputToThePipeline() throws {
    let other = #"{{define "x"}}<{{.}}>{{end}}"#
    #expect(try render(#"{{include "x" 1 | printf "%q"}}"#, beside: [other]) == #""<1>""#)
    #expect(try render(#"{{include "x" .missing}}"#, beside: [other]) == "<<no value>>")
}

@Test func includeEndsARecursion() throws {
    let text = failure(#"{{include "x" .}}"#, beside: [#"{{define "x"}}{{include "x" .}}{{end}}"#])
    #expect(text.hasSuffix("rendering template has a nested reference name: x: unable to execute template"))
    #expect(text.hasPrefix(#"template: main:1:2: executing "main" at <include "x" .>: error calling include: "#))
}

@Test func templateEndsARecursion() throws {
    let text = failure(#"{{template "x" .}}"#, beside: [#"{{define "x"}}{{template "x" .}}{{end}}"#])
    #expect(
        text == #"template: other0:1:25: executing "x" at <{{template "x" .}}>: "#
            + "exceeded maximum template depth (100000)")
}

@Test func definitionsInsideTplStayThere() throws {
    let text = #"{{tpl "{{define \"y\"}}in{{end}}{{include \"y\" .}}" .}}{{include "y" .}}"#
    #expect(
        failure(text).hasSuffix(#"error calling include: template: no template "y" associated with template "gotpl""#))
    #expect(try render(#"{{tpl "{{.}}{{.x}}<no value>" .}}"#, .map(["y": .int(1)])) == "map[y:1]")
}

@Test func tplNamesTheTextThatFails() {
    #expect(
        failure(#"{{tpl "{{nothing}}" .}}"#)
            == #"template: main:1:2: executing "main" at <tpl "{{nothing}}" .>: error calling tpl: "#
            + #"cannot parse template "{{nothing}}": template: gotpl:1: function "nothing" not defined"#)
    #expect(
        failure(#"{{tpl "{{index 1 1}}" .}}"#)
            == #"template: main:1:2: executing "main" at <tpl "{{index 1 1}}" .>: error calling tpl: "#
            + #"error during tpl function execution for "{{index 1 1}}": template: gotpl:1:2: "#
            + #"executing "gotpl" at <index 1 1>: error calling index: can't index item of type int"#)
}

@Test(arguments: [
    "{{range 1000000000000}}{{end}}",
    #"{{range 1000}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}}"#,
]) func whatNeverEndsIsStopped(text: String) throws {
    var set = TemplateSet()
    set.maximumStepCount = 100_000
    try set.parse(Array(text.utf8), name: "main")
    #expect(throws: GoError("template: runs for too long")) { try set.execute("main", .nil) }
}
