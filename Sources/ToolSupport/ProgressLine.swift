import Diagnostics
import Glibc
import Synchronization

/// Shows what is being done, how many bytes and how fast: one line on a terminal, rewritten at most ten times a second.
final class ProgressLine: Reporter {
    private struct Task {
        var doneByteCount: Int64 = 0
        var totalByteCount: Int64?
    }

    private struct State {
        var tasks: [(name: String, task: Task)] = []
        var isShown = false
        var lastDrawn = 0.0
        var byteCount: Int64 = 0
        var since = 0.0
    }

    private let toolName: String
    private let isTerminal: Bool
    private let state = Mutex(State())
    private static let secondsBetweenDrawings = 0.1

    init(toolName: String, isTerminal: Bool) {
        self.toolName = toolName
        self.isTerminal = isTerminal
    }

    func report(_ event: ReportEvent) {
        switch event {
        case .warning(let text): print("\(toolName): warning: \(printable(text))\n")
        case .note(let text): print(printable(text) + "\n")
        case .began(let name, let byteCount): begin(name, byteCount)
        case .advanced(let name, let byteCount): advance(name, byteCount)
        case .finished(let name): finish(name)
        }
    }

    /// Removes the line so that other text can be written.
    func clear() {
        state.withLock { state in
            if state.isShown { put("\r\u{1b}[K") }
            state.isShown = false
        }
    }

    private func print(_ text: String) {
        clear()
        put(text)
    }

    private func begin(_ name: String, _ byteCount: Int64?) {
        guard isTerminal else { return }
        state.withLock { state in
            if state.tasks.isEmpty { (state.since, state.byteCount) = (now(), 0) }
            state.tasks.append((name, Task(totalByteCount: byteCount)))
            draw(&state, isForced: true)
        }
    }

    private func advance(_ name: String, _ byteCount: Int64) {
        guard isTerminal else { return }
        state.withLock { state in
            guard let index = state.tasks.lastIndex(where: { $0.name == name }) else { return }
            state.tasks[index].task.doneByteCount += byteCount
            state.byteCount += byteCount
            draw(&state, isForced: false)
        }
    }

    private func finish(_ name: String) {
        guard isTerminal else { return }
        state.withLock { state in
            guard let index = state.tasks.lastIndex(where: { $0.name == name }) else { return }
            state.tasks.remove(at: index)
            draw(&state, isForced: true)
        }
    }

    private func draw(_ state: inout State, isForced: Bool) {
        let time = now()
        guard isForced || time - state.lastDrawn >= Self.secondsBetweenDrawings else { return }
        state.lastDrawn = time
        guard let (name, task) = state.tasks.last else { return }
        var text = name
        if task.doneByteCount > 0 || task.totalByteCount != nil {
            text += "  " + byteText(task.doneByteCount)
            if let total = task.totalByteCount { text += " of " + byteText(total) }
        }
        if state.byteCount > 0, time - state.since > 0.5 {
            text += "  " + byteText(Int64(Double(state.byteCount) / (time - state.since))) + "/s"
        }
        if state.tasks.count > 1 { text += "  (\(state.tasks.count) at once)" }
        put("\r\u{1b}[K" + printable(String(text.prefix(width - 1))))
        state.isShown = true
    }

    private var width: Int {
        var size = winsize()
        return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
    }

    private func put(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }

    private func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// A byte count as people read it, in powers of 1000: `600 B`, `1.2 kB`, `3.4 GB`.
public func byteText(_ byteCount: Int64) -> String {
    var (value, unit) = (Double(byteCount), 0)
    let units = ["B", "kB", "MB", "GB", "TB", "PB"]
    while value >= 999.95, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    guard unit > 0 else { return "\(byteCount) B" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
