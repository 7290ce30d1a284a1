import Documents
import FileIO
import GoTemplate
import PartsForTests
import Sprig
import SystemPackage
import Testing

/// What Helm answered, recorded by Tests/oracles/record_expressions.py; `ZARF_ANSWERS` names a folder of other answers.
@Suite struct ExpressionConformanceTests {
    private static let fixtures = answers.appending("expressions")
    private static let values = """
        s: text
        e: ""
        i: 5
        f: 1.5
        b: true
        n: null
        l: [a, 1, null, {x: 1}]
        m: {a: 1, b: {c: [1, 2]}}
        """

    /// What an expression gives, or the innermost error.
    private func answer(_ expression: String) throws -> (text: String, isError: Bool) {
        let values = try HelmYAML.readMap(Array(Self.values.utf8))
        do {
            var set = TemplateSet(functions: Sprig.functions)
            try set.parse(Array("{{ printf \"%v\" (\(expression)) }}".utf8), name: "c/templates/t.yaml")
            let bytes = try set.execute("c/templates/t.yaml", .map(["Values": .map(values)]))
            return (String(decoding: bytes, as: UTF8.self), false)
        } catch let error as ExecutionError {
            var innermost: any TemplateError = error
            while let cause = innermost.cause as? any TemplateError { innermost = cause }
            return ((innermost as? ExecutionError)?.message.text ?? innermost.text.text, true)
        } catch let error as ParseError {
            return (error.message.text, true)
        }
    }

    @Test func nothingIsPutIntoNoMap() throws {
        let (text, isError) = try answer(#"set nil "b" 1"#)
        #expect(isError)
        #expect(text == "assignment to entry in nil map")
    }

    @Test(arguments: ["functions", "semanticVersions", "encodings", "regularExpressions"])
    func answersAsHelmDoes(_ group: String) throws {
        let bytes = try readFile(Self.fixtures.appending("\(group).json"), limit: 64 << 20)
        let rows = try JSON.parse(bytes, file: group).array ?? []
        #expect(rows.count > 50)
        var differences: [String] = []
        for row in rows {
            let expression = row.array?[0].string ?? ""
            let expected = row.array?[1].string ?? ""
            let (text, isError) = try answer(expression)
            let isSame =
                expected.hasPrefix("error: ") ? isError && expected.contains(text) : !isError && text == expected
            if !isSame {
                differences.append("\(expression)\n  \(text.debugDescription)\n  \(expected.debugDescription)")
            }
        }
        #expect(
            differences.isEmpty,
            "\(differences.count) of \(rows.count) differ:\n\(differences.prefix(20).joined(separator: "\n"))")
    }
}
