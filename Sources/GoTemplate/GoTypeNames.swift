extension GoValue {
    /// Go's name of the value's type, as `%T` prints it; nil for nil, which has no type.
    public var typeName: String? {
        switch self {
        case .nil: nil
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .int32: "int32"
        case .uint8: "uint8"
        case .uint64: "uint64"
        case .float64: "float64"
        case .string: "string"
        case .bytes: "[]uint8"
        case .list(let list): "[]" + list.elementType.name
        case .map(let map): map.type.name
        case .object(let object): object.typeName
        }
    }

    /// Go's kind of the value, as reflect.Kind prints it; `invalid` for nil.
    public var kindName: String {
        switch self {
        case .nil: "invalid"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .int32: "int32"
        case .uint8: "uint8"
        case .uint64: "uint64"
        case .float64: "float64"
        case .string: "string"
        case .bytes, .list: "slice"
        case .map: "map"
        case .object(let object): object.kindName
        }
    }
}
