/// The published versions of JSON Schema that differ in what they say.
public enum Dialect: Int, Sendable, Comparable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    case draft2019 = 2019
    case draft2020 = 2020

    /// The dialect that a `$schema` names; nil for others.
    public init?(schemaURI: String) {
        let names: [(String, Dialect)] = [
            ("draft-04", .draft4), ("draft-06", .draft6), ("draft-07", .draft7), ("draft/2019-09", .draft2019),
            ("draft/2020-12", .draft2020),
        ]
        guard let found = names.first(where: { schemaURI.contains("json-schema.org/\($0.0)/") }) else { return nil }
        self = found.1
    }

    /// Older ones come first.
    public static func < (first: Dialect, second: Dialect) -> Bool { first.rawValue < second.rawValue }

    /// The keyword that gives a schema its URI.
    var idKeyword: String { self == .draft4 ? "id" : "$id" }
}
