import Documents

/// An option's `NAME=VALUE`, or several: `A=1,B=2`.
public struct Assignments: ExpressibleByArgument, Sendable {
    /// Name and value, in order.
    public let pairs: [(name: String, value: String)]

    public init?(argument: String) {
        guard let pairs = KeyValueList.pairs(argument) else { return nil }
        self.pairs = pairs
    }
}

extension [Assignments] {
    /// The values by name; a later one wins.
    public var dictionary: [String: String] {
        Dictionary(flatMap(\.pairs).map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    }
}
