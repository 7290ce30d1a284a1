import FoundationEssentials
import RegularExpressions
import Testing

/// One line of `Tests/Fixtures/regular-expressions/expected.jsonl`: what Go answered about a pattern.
private struct Line: Decodable {
    struct Answer: Decodable {
        let t: String
        let m: [[Int]]?
        let r: String
        let s: [String]
    }
    let p: String
    let e: String?
    let n: [String]?
    let c: [Answer]?
}

@Suite struct GoAgreementTests {
    private static let template = "<$1|${1}x|$0$$|$n|${n}|$9|$2a|$-|${|$01>"

    private func offsets(_ match: RegularExpression.Match) -> [Int] {
        match.ranges.flatMap { $0.map { [$0.lowerBound, $0.upperBound] } ?? [-1, -1] }
    }

    private func lines() throws -> [Line] {
        let path =
            ProcessInfo.processInfo.environment["ZARF_REGULAR_EXPRESSIONS"]
            ?? #filePath.replacing("RegularExpressionsTests/GoAgreementTests.swift", with: "")
            + "Fixtures/regular-expressions/expected.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func everyAnswerIsGos() throws {
        let lines = try lines()
        #expect(lines.count > 500)
        for line in lines {
            do throws(RegularExpressionError) {
                let expression = try RegularExpression(line.p)
                #expect(line.e == nil, "accepts \(line.p)")
                guard line.e == nil else { continue }
                #expect(expression.groupNames.map { $0 ?? "" } == line.n)
                for answer in line.c ?? [] { check(expression, answer) }
            } catch {
                #expect(error.message == line.e)
            }
        }
    }

    private func check(_ expression: RegularExpression, _ answer: Line.Answer) {
        let about: Comment = "\(expression.pattern.debugDescription) on \(answer.t.debugDescription)"
        let expected = answer.m ?? []
        #expect(expression.allMatches(in: answer.t).map(offsets) == expected, about)
        #expect(expression.matches(answer.t) == !expected.isEmpty, about)
        #expect(expression.firstMatch(in: answer.t).map(offsets) == expected.first, about)
        #expect(expression.replacing(answer.t, with: Self.template) == answer.r, about)
        #expect(expression.split(answer.t) == answer.s, about)
        var parallel = expression
        parallel.backtracks = false
        #expect(parallel.allMatches(in: answer.t).map(offsets) == expected, about)
        #expect(parallel.matches(answer.t) == !expected.isEmpty, about)
    }
}
