public import Documents

/// A value as Go's templates see one: dynamic, with the static Go type it would have, because that type shows in
/// `printf "%T"`, `typeOf`, comparisons and error messages. 16 bytes; copying costs a reference count at most.
public enum GoValue {
    /// nil, and the result of looking up a key that a map lacks.
    case `nil`
    /// bool
    case bool(Bool)
    /// int: whole literals, `len`, `int`.
    case int(Int)
    /// int64: arithmetic, `--set`.
    case int64(Int64)
    /// int32: character constants.
    case int32(Int32)
    /// uint8: an element of `[]byte`.
    case uint8(UInt8)
    /// uint64
    case uint64(UInt64)
    /// float64: every number of YAML and JSON.
    case float64(Double)
    /// string
    case string(GoString)
    /// []uint8
    case bytes([UInt8])
    /// A slice of anything else.
    case list(GoList)
    /// A map with string keys: shared, so that `set` shows everywhere the map is held.
    case map(GoMap)
    /// Anything else: times, versions, Helm's objects.
    case object(GoObject)
}

extension GoValue {
    /// A `[]interface {}`.
    @inlinable public static func list(_ elements: [GoValue]) -> GoValue { .list(GoList(elements)) }
    /// A `[]string`.
    public static func strings(_ elements: [GoString]) -> GoValue {
        .list(GoList(elements.map { .string($0) }, of: .string))
    }
    /// A string.
    @inlinable public static func string(_ text: String) -> GoValue { .string(GoString(text)) }
    /// A `map[string]interface {}`.
    public static func map(_ members: [GoString: GoValue]) -> GoValue { .map(GoMap(members)) }

    /// A document's value as encoding/json would decode it into `interface {}`: every number a float64.
    public init(_ value: Value) {
        switch value {
        case .null: self = .nil
        case .bool(let truth): self = .bool(truth)
        case .integer(let number): self = .float64(Double(number))
        case .double(let number): self = .float64(number)
        case .string(let text): self = .string(GoString(text))
        case .array(let elements): self = .list(elements.map { GoValue($0) })
        case .object(let members):
            var map = [GoString: GoValue](minimumCapacity: members.count)
            for (key, member) in members { map[GoString(key)] = GoValue(member) }
            self = .map(GoMap(map))
        }
    }

    /// The value, or the plain one that an object stands for.
    var plain: GoValue {
        if case .object(let object) = self, let value = object.underlying { value } else { self }
    }
    /// If this is nil itself; a nil slice or map of a type is not.
    @inlinable public var isNil: Bool { if case .nil = self { true } else { false } }
    /// The string, if it is one.
    @inlinable public var string: GoString? { if case .string(let string) = self { string } else { nil } }
    /// The map, if it is one.
    @inlinable public var map: GoMap? { if case .map(let map) = self { map } else { nil } }
    /// The slice, if it is one other than `[]byte`.
    @inlinable public var list: GoList? { if case .list(let list) = self { list } else { nil } }

    /// Go's truth of a value: text/template `IsTrue`.
    public var isTrue: Bool {
        switch self {
        case .nil: false
        case .bool(let truth): truth
        case .int(let number): number != 0
        case .int64(let number): number != 0
        case .int32(let number): number != 0
        case .uint8(let number): number != 0
        case .uint64(let number): number != 0
        case .float64(let number): number != 0
        case .string(let string): !string.isEmpty
        case .bytes(let bytes): !bytes.isEmpty
        case .list(let list): !list.elements.isEmpty
        case .map(let map): !map.isEmpty
        case .object(let object): object.isTrue
        }
    }
}
