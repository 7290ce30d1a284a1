import Synchronization
import ToolSupport

/// Lines that callbacks write, which come from several threads at a time and cannot throw.
final class CallbackLines: Sendable {
    private let streams: StandardStreams
    private let problem = Mutex<(any Error)?>(nil)

    init(_ streams: StandardStreams) { self.streams = streams }

    /// Writes a line, unless an earlier one could not be written.
    func write(_ line: String) {
        problem.withLock { problem in
            guard problem == nil else { return }
            do { try streams.writeLine(line) } catch { problem = error }
        }
    }

    /// Throws what went wrong with the lines so far.
    func check() throws {
        if let error = problem.withLock({ $0 }) { throw error }
    }
}
