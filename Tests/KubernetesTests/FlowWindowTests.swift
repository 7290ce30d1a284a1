import Testing

import Kubernetes

struct FlowWindowTests {
    @Test func halvesOnceForWhatWasRefusedTogether() {
        let window = FlowWindow()
        #expect(window.current == 16)
        for _ in 0..<4 { window.enter() }
        for _ in 0..<4 { window.leaveOverloaded(pauseSeconds: 0.3) }
        #expect(window.current == 8)
        let start = monotonicNow()
        window.enter()
        #expect(monotonicNow() - start > 0.2)
        window.leaveOverloaded(pauseSeconds: 0)
        #expect(window.current == 4)
    }

    @Test func neverClosesAndGrowsAgain() {
        let window = FlowWindow()
        for _ in 0..<10 {
            window.enter()
            window.leaveOverloaded(pauseSeconds: 0)
        }
        #expect(window.current == 1)
        // One more for each window that went well: 1 + 2 + … + 15.
        for _ in 0..<120 {
            window.enter()
            window.leave()
        }
        #expect(window.current == 16)
        for _ in 0..<100 {
            window.enter()
            window.leave()
        }
        #expect(window.current == 16)
    }
}
