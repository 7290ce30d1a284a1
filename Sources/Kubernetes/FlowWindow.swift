import Glibc
import HTTP

/// How many requests may be under way: fewer when the server says that it is too much, more again while it answers.
package final class FlowWindow: @unchecked Sendable {
    /// Requests in flight at most. An API server's priority and fairness gives a client about this much at once.
    static let maximum = 16

    private let monitor = Monitor()
    // Guarded by `monitor`.
    private var limit = FlowWindow.maximum
    private var inFlight = 0
    private var successes = 0
    private var notBefore = 0.0

    package init() {}

    /// Waits for a turn.
    package func enter() {
        while true {
            let pause: Double = monitor.withLock {
                while inFlight >= limit { monitor.wait() }
                let left = notBefore - monotonicNow()
                if left <= 0 { inFlight += 1 }
                return left
            }
            if pause <= 0 { return }
            usleep(UInt32(min(pause, 0.2) * 1_000_000))
        }
    }

    /// The request was answered.
    package func leave() {
        monitor.withLock {
            inFlight -= 1
            successes += 1
            // One more for each whole window that went well.
            if limit < Self.maximum, successes >= limit { (limit, successes) = (limit + 1, 0) }
            monitor.signal()
        }
    }

    /// The server was asked too much; nobody asks again for so many seconds.
    package func leaveOverloaded(pauseSeconds: Double) {
        monitor.withLock {
            inFlight -= 1
            // Requests that were refused together halve the window once.
            if monotonicNow() >= notBefore { limit = max(1, limit / 2) }
            successes = 0
            notBefore = max(notBefore, monotonicNow() + pauseSeconds)
            monitor.signal()
        }
    }

    /// How many may be under way now.
    package var current: Int { monitor.withLock { limit } }
}

/// Seconds of a clock that only goes forward.
package func monotonicNow() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
