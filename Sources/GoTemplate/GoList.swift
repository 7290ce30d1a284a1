/// A Go slice with its elements' type. The value is copied on write: no template function changes a slice in place.
public struct GoList {
    /// The elements.
    public var elements: [GoValue]
    /// What the slice is declared to hold.
    public let elementType: ElementType
    /// A nil slice: prints as `[]`, is `null` in JSON.
    public let isNil: Bool

    /// The element types that occur.
    public enum ElementType: UInt8, Sendable {
        /// `interface {}`
        case any
        case string, int, int64, float64, bool
        /// `map[string]interface {}`
        case map
        /// `[]interface {}`
        case list
    }

    /// A slice of these.
    @inlinable public init(_ elements: [GoValue], of elementType: ElementType = .any, isNil: Bool = false) {
        self.elements = elements
        self.elementType = elementType
        self.isNil = isNil
    }
}

extension GoList.ElementType {
    /// Go's name of the type.
    public var name: String {
        switch self {
        case .any: "interface {}"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .float64: "float64"
        case .bool: "bool"
        case .map: "map[string]interface {}"
        case .list: "[]interface {}"
        }
    }
}
