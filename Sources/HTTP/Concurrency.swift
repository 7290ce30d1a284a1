import Diagnostics
import Synchronization

/// Does something with every item, at most `limit` at a time, each on a thread of its own; the network side of all of
/// them stays one multi loop. The first failure cancels the rest and is thrown once all have stopped.
///
/// - body: gets the item and the cancellation its requests should carry.
public func forEachConcurrently<Item: Sendable>(
    _ items: [Item], limit: Int, _ body: @escaping @Sendable (Item, Cancellation) throws -> Void
) throws {
    let work = Work(count: items.count)
    let run: @Sendable () -> Void = {
        while let index = work.next() {
            do { try body(items[index], work.cancellation) } catch { work.fail(error) }
        }
    }
    // This thread works too, so one thread less is started, and it goes on if none can be had.
    let threads = (0..<max(0, min(limit, items.count) - 1)).compactMap { _ in WorkerThread(run) }
    run()
    for thread in threads { thread.join() }
    if let error = work.error { throw error }
}

private final class Work: Sendable {
    private struct State {
        var position = 0
        var error: (any Error)?
    }

    let cancellation = Cancellation()
    private let count: Int
    private let state = Mutex(State())

    init(count: Int) { self.count = count }

    func next() -> Int? {
        state.withLock { state in
            guard state.error == nil, state.position < count else { return nil }
            defer { state.position += 1 }
            return state.position
        }
    }

    func fail(_ error: any Error) {
        state.withLock { state in
            if state.error == nil { state.error = error }
        }
        cancellation.cancel()
    }

    var error: (any Error)? { state.withLock { $0.error } }
}
