import OrderedCollections

/// One ordered document value: what YAML and JSON have in common. No marks, cheap to copy.
public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    /// Whole numbers that fit 64 bits.
    case integer(Int64)
    /// Every other number.
    case double(Double)
    case string(String)
    case array([Value])
    case object(Object)

    /// Keys keep the order they were written in.
    public typealias Object = OrderedDictionary<String, Value>
}

extension Value {
    /// The member of an object, or nil if this is none or has no such key.
    public subscript(key: String) -> Value? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }
    /// The text, if this is a string.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The elements, if this is an array.
    public var array: [Value]? { if case .array(let elements) = self { elements } else { nil } }
    /// The members, if this is an object.
    public var object: Object? { if case .object(let object) = self { object } else { nil } }
    /// The number, if this is one, as a double.
    public var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
    /// The number, if this is a whole one.
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    /// The truth, if this is a boolean.
    public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }
}

extension Value {
    /// Objects in order of their keys, at every depth: how Go's encoders write maps.
    public var withSortedKeys: Value {
        switch self {
        case .object(let members):
            let sorted = members.elements.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return .object(Object(uniqueKeysWithValues: sorted.map { ($0.key, $0.value.withSortedKeys) }))
        case .array(let elements): return .array(elements.map(\.withSortedKeys))
        default: return self
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array.
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    /// An object; of a key written twice the last counts.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements, uniquingKeysWith: { _, last in last }))
    }
    /// Null.
    public init(nilLiteral: ()) { self = .null }
}
