/// Which parts of a value some keyword has judged, for `unevaluatedItems` and `unevaluatedProperties`.
///
/// A node begins with none; what allows the value passes its own on to the node that asked.
// santhosh-tekuri/jsonschema v6.0.2 validator.go uneval, which has the rest of the parts instead.
struct Evaluated {
    private var properties: Set<String> = []
    /// Items beyond those that `itemCount` counts.
    private var items: Set<Int> = []
    /// How many of the first items are judged.
    private var itemCount = 0

    mutating func insert(_ property: String) { properties.insert(property) }

    mutating func insert(item: Int) { items.insert(item) }

    /// Marks the first items.
    mutating func insertItems(upTo count: Int) { itemCount = max(itemCount, count) }

    func contains(_ property: String) -> Bool { properties.contains(property) }

    func contains(item: Int) -> Bool { item < itemCount || items.contains(item) }

    mutating func formUnion(_ other: Evaluated) {
        properties.formUnion(other.properties)
        items.formUnion(other.items)
        itemCount = max(itemCount, other.itemCount)
    }
}
