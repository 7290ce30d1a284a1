import Synchronization

/// What several threads find.
final class Collected<Item: Sendable>: Sendable {
    private let state = Mutex<[Item]>([])

    /// Adds an item, if there is one, and does something that must not happen twice at a time.
    func add(_ item: Item?, _ report: () -> Void = {}) {
        state.withLock { items in
            if let item { items.append(item) }
            report()
        }
    }

    var items: [Item] { state.withLock { $0 } }
}
