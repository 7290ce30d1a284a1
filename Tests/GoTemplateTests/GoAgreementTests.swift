import Glibc
import GoTemplate
import Testing

/// The data that `Tests/Fixtures/go-templates/expected.go` gives its templates.
private var data: GoValue {
    let nested: GoValue = .map(["k": .string("v"), "l": .list([.float64(1), .float64(2)])])
    let list: [GoValue] = [
        .string("a"), .float64(1), .nil, .bool(true), .list([.string("x"), .map(["y": .string("z")])]),
    ]
    return .map([
        "s": .string("text"), "e": .string(""), "i": .int(7), "j": .int64(-3), "f": .float64(1.5), "g": .float64(1e6),
        "h": .float64(-2), "t": .bool(true), "o": .bool(false), "n": .nil,
        "l": .list(list), "le": .list([]),
        "m": .map(["a": .float64(1), "b": .string("x"), "n": .nil, "m": nested]),
        "me": .map([:]),
        "ss": .strings(["p", "q"]), "sm": .map(GoMap(["k": .string("v"), "": .string("none")], type: .string)),
        "b": .bytes([0x68, 0x69, 0]), "u": .uint8(9), "c": .int32(0xE9), "w": .uint64(.max),
        "bad": .string(GoString([0x61, 0xFF, 0x62])), "uni": .string("hé\u{2028} \u{1F600}\t'<&\">"),
        "inf": .float64(.infinity), "nan": .float64(.nan), "tiny": .float64(1.25e-7), "huge": .float64(1.23e+25),
        "third": .float64(1.0 / 3), "list": .list(GoList([.int(3), .int(4)], of: .int)), "mid": .float64(123456.5),
    ])
}

private func functions() -> [GoString: GoFunction] {
    var depth = 0
    return [
        "str": GoFunction([.string]) { .string(GoString([0x3C] + ($0[0].string?.bytes ?? []) + [0x3E])) },
        "int": GoFunction([.int]) { if case .int(let number) = $0[0] { .int(number &+ 1) } else { .nil } },
        "i64": GoFunction([.int64]) { if case .int64(let number) = $0[0] { .int64(number &* 2) } else { .nil } },
        "flt": GoFunction([.float64]) { if case .float64(let number) = $0[0] { .float64(number / 2) } else { .nil } },
        "bln": GoFunction([.bool]) { .bool(!$0[0].isTrue) },
        "strs": GoFunction([.slice(.string)]) { .int($0[0].list?.elements.count ?? -1) },
        "dct": GoFunction([.map]) { .int($0[0].map?.count ?? -1) },
        "byt": GoFunction([.bytes]) { if case .bytes(let bytes) = $0[0] { .string(GoString(bytes)) } else { .nil } },
        "anys": GoFunction([.any], isVariadic: true) { .string(GoFormat.sprint($0)) },
        "one": GoFunction([.any]) { $0[0] },
        "list": GoFunction([.any], isVariadic: true) { .list($0) },
        "join": GoFunction([.string, .string], isVariadic: true) { arguments in
            let parts = arguments.dropFirst().map { $0.string?.bytes ?? [] }
            return .string(GoString(Array(parts.joined(separator: arguments[0].string?.bytes ?? []))))
        },
        "oops": GoFunction([]) { _ in throw GoError("oops") },
        "none": GoFunction([]) { _ in .nil },
        "include": GoFunction(running: [.string, .any]) { evaluator, arguments in
            depth += 1
            defer { depth -= 1 }
            if depth > 50 { throw GoError("too deep") }
            return .string(try evaluator.include(arguments[0].string ?? "", arguments[1]))
        },
    ]
}

private let helpers = """
    {{define "a"}}[{{.}}]{{end}}{{define "b"}}{{range $k, $v := .}}{{$k}}={{$v}};{{else}}none{{end}}{{end}}\
    {{define "c"}}{{$x := .}}{{with .m}}{{$x.s}}{{.a}}{{end}}{{end}}{{define "f"}}
      {{ index . 99 }}{{end}}{{define "blank"}} {{end}}
    """

private func contents(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
}

/// Every recorded case must come out as it did from Go; `ZARF_ANSWERS` names a folder of other answers.
@Test func everyAnswerIsGos() throws {
    let answers =
        getenv("ZARF_ANSWERS").map { String(cString: $0) }
        ?? #filePath.replacing("GoTemplateTests/GoAgreementTests.swift", with: "Fixtures")
    let lines = contents("\(answers)/go-templates/expected.tsv").split(separator: UInt8(ascii: "\n"))
    #expect(lines.count > 1000)
    try TemplateSet.withLargeStack {
        var base = TemplateSet(functions: functions())
        try base.parse(Array(helpers.utf8), name: "helpers")
        for line in lines {
            let tab = try #require(line.firstIndex(of: UInt8(ascii: "\t")))
            let template = try #require(Unquoting.string(line[..<tab]))
            var answer = line[(tab + 1)...]
            let fails = answer.first == UInt8(ascii: "!")
            if fails { answer.removeFirst() }
            let expected = try #require(Unquoting.string(answer))
            let (text, failed) = outcome(template, base)
            if text != expected || failed != fails {
                Issue.record(
                    "\(GoFormat.quoted(template)) → \(GoFormat.quoted(text))\nGo: \(GoFormat.quoted(expected))")
            }
        }
    }
}

private func outcome(_ template: GoString, _ base: TemplateSet) -> (GoString, failed: Bool) {
    do {
        var set = base
        try set.parse(template.bytes, name: "main")
        return (GoString(try set.execute("main", data)), false)
    } catch {
        return ((error as? any TemplateError)?.text ?? GoString("\(error)"), true)
    }
}
