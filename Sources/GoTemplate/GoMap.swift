/// A Go map with string keys: a reference, as in Go.
public final class GoMap {
    private var storage: [GoString: GoValue]
    /// The keys in order, until the set of keys changes.
    private var order: [GoString]?
    /// What the map is declared as.
    public let type: MapType
    /// If it is Go's map without storage: empty, and `null` in JSON.
    public let isNil: Bool

    /// The map types that occur.
    public enum MapType: UInt8, Sendable {
        /// `map[string]interface {}`
        case any
        /// `map[string]string`
        case string
        /// Helm's `common.Values`, the type of `.Values`.
        case values
    }

    /// A map with these members.
    public init(_ members: [GoString: GoValue] = [:], type: MapType = .any, isNil: Bool = false) {
        storage = members
        self.type = type
        self.isNil = isNil
    }

    /// A member, or nil if the map has no such key. Assigning nil removes the key; assigning `.nil` keeps it.
    public subscript(key: GoString) -> GoValue? {
        get { storage[key] }
        set {
            if newValue == nil {
                if storage.removeValue(forKey: key) != nil { order = nil }
            } else {
                let count = storage.count
                storage[key] = newValue
                if storage.count != count { order = nil }
            }
        }
    }

    /// Members in the map.
    public var count: Int { storage.count }
    /// If there are none.
    public var isEmpty: Bool { storage.isEmpty }
    /// The keys, ordered by their bytes: how Go prints and ranges over a map.
    public var sortedKeys: [GoString] {
        if let order { return order }
        let keys = storage.keys.sorted()
        order = keys
        return keys
    }
    /// The members as a dictionary, in no order.
    public var members: [GoString: GoValue] { storage }
    /// A map of the same members: later changes of one do not show in the other, those of nested maps do.
    public func copy() -> GoMap { GoMap(storage, type: type) }
}

extension GoMap.MapType {
    /// Go's name of the type, as `%T` prints it.
    public var name: String {
        switch self {
        case .any: "map[string]interface {}"
        case .string: "map[string]string"
        case .values: "common.Values"
        }
    }
}
