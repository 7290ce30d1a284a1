import Synchronization

/// Gives up every request it was handed to, those under way at once. From any thread.
public final class Cancellation: Sendable {
    private struct State {
        var isCancelled = false
        var actions: [Int: @Sendable () -> Void] = [:]
        var lastKey = 0
    }

    private let state = Mutex(State())

    /// Nothing is cancelled yet.
    public init() {}

    /// Whether `cancel` was called.
    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Gives up.
    public func cancel() {
        let actions = state.withLock { state in
            state.isCancelled = true
            defer { state.actions = [:] }
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }

    /// Has `action` called when cancelled; at once if that has happened. Returns a key for `remove`.
    package func add(_ action: @escaping @Sendable () -> Void) -> Int {
        let key: Int? = state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.lastKey += 1
            state.actions[state.lastKey] = action
            return state.lastKey
        }
        if key == nil { action() }
        return key ?? 0
    }

    package func remove(_ key: Int) { state.withLock { _ = $0.actions.removeValue(forKey: key) } }
}
