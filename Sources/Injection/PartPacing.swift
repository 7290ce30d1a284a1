import HTTP

/// How many parts may be under way: fewer while the API server takes long for one, more again while it is quick.
///
/// An API server that is short of something answers late before it refuses; what it refuses with 429 or 503 is paced by
/// `Cluster` besides.
package final class PartPacing: @unchecked Sendable {
    /// Parts under way at most.
    package static let maximum = 8
    /// An answer within this is never late: writing half a megabyte takes a busy disk as long.
    private static let lateSeconds = 1.0
    /// An answer is late when it took so many times as long as the fastest one.
    private static let lateFactor = 4.0

    private let monitor = Monitor()
    // Guarded by `monitor`.
    private var limit = PartPacing.maximum
    private var inFlight = 0
    private var inTime = 0
    private var untilHalving = 0
    private var fastestSeconds = Double.infinity

    /// Full speed to begin with.
    package init() {}

    /// Waits for a turn.
    package func enter() {
        monitor.withLock {
            while inFlight >= limit { monitor.wait() }
            inFlight += 1
        }
    }

    /// A part was answered, or failed, after so many seconds.
    package func leave(afterSeconds seconds: Double) {
        monitor.withLock {
            inFlight -= 1
            untilHalving -= 1
            fastestSeconds = min(fastestSeconds, seconds)
            if seconds > max(Self.lateSeconds, fastestSeconds * Self.lateFactor) {
                inTime = 0
                // Parts that were late together count once.
                if untilHalving <= 0 {
                    untilHalving = limit
                    limit = max(1, limit / 2)
                }
            } else {
                inTime += 1
                if limit < Self.maximum, inTime >= limit { (limit, inTime) = (limit + 1, 0) }
            }
            monitor.signal()
        }
    }

    /// How many may be under way now.
    package var current: Int { monitor.withLock { limit } }
}
