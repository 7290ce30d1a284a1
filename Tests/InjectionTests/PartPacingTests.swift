import Injection
import Testing

@Suite struct PartPacingTests {
    private func answer(_ pacing: PartPacing, _ count: Int, after seconds: Double) {
        for _ in 0..<count {
            pacing.enter()
            pacing.leave(afterSeconds: seconds)
        }
    }

    @Test func slowsDownWhenAnswersAreLateAndSpeedsUpAgain() {
        let pacing = PartPacing()
        #expect(pacing.current == 8)
        answer(pacing, 8, after: 0.1)
        #expect(pacing.current == 8)
        answer(pacing, 1, after: 5)
        #expect(pacing.current == 4)
        // Those that were under way with it count as the same.
        answer(pacing, 7, after: 5)
        #expect(pacing.current == 4)
        answer(pacing, 1, after: 5)
        #expect(pacing.current == 2)
        answer(pacing, 40, after: 5)
        #expect(pacing.current == 1)
        answer(pacing, 100, after: 0.1)
        #expect(pacing.current == 8)
    }

    // A far or slow server is not an overloaded one.
    @Test func whatIsAlwaysSlowIsNotLate() {
        let pacing = PartPacing()
        answer(pacing, 50, after: 3)
        #expect(pacing.current == 8)
        answer(pacing, 50, after: 0.9)
        answer(pacing, 1, after: 3)
        #expect(pacing.current == 8)
    }
}
