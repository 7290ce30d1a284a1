/// What Go's own functions do: text/template funcs.go.
enum Builtins {
    /// `len`
    static func length(_ operand: Operand) throws -> Int {
        switch operand.value.plain {
        case .string(let string): return string.count
        case .bytes(let bytes): return bytes.count
        case .list(let list): return list.elements.count
        case .map(let map): return map.count
        case .object(let object):
            guard let count = object.count else { throw GoError("len of type \(object.typeName)") }
            return count
        case .nil:
            throw GoError(
                operand.isBoxed
                    ? "len of nil pointer" : "reflect: call of reflect.Value.Type on zero Value")
        default:
            throw GoError("len of type \(operand.value.typeName ?? "")")
        }
    }

    /// `index`
    static func index(_ operand: Operand, _ indices: ArraySlice<Operand>) throws -> GoValue {
        var item = operand.value
        if item.isNil { throw GoError("index of untyped nil") }
        for index in indices {
            switch item.plain {
            case .nil:
                throw GoError("index of nil pointer")
            case .string(let string):
                item = .uint8(try element(string.bytes, try position(index.value, string.count), "string"))
            case .bytes(let bytes):
                item = .uint8(try element(bytes, try position(index.value, bytes.count), "slice"))
            case .list(let list):
                item = try element(list.elements, try position(index.value, list.elements.count), "slice")
            case .map(let map):
                item = map[try key(index.value)] ?? (map.type == .string ? .string(GoString()) : .nil)
            case .object(let object):
                item = try member(index.value, of: object)
            default:
                throw GoError("can't index item of type \(item.typeName ?? "")")
            }
        }
        return item
    }

    private static func element<Element>(_ elements: [Element], _ position: Int, _ kind: String) throws -> Element {
        // An index just behind the end passes Go's check and panics.
        guard position < elements.count else { throw GoError("reflect: \(kind) index out of range") }
        return elements[position]
    }

    private static func member(_ index: GoValue, of object: GoObject) throws -> GoValue {
        if object.kindName == "map" { return try object.field(try key(index)) ?? .nil }
        guard object.kindName == "slice", let elements = object.elements else {
            throw GoError("can't index item of type \(object.typeName)")
        }
        return try element(elements.map(\.element), try position(index, elements.count), "slice")
    }

    /// funcs.go prepareArg for a string key
    private static func key(_ index: GoValue) throws -> GoString {
        switch index.plain {
        case .string(let string): return string
        case .nil: throw GoError("value is nil; should be of type string")
        default: throw GoError("value has type \(index.typeName ?? ""); should be string")
        }
    }

    /// funcs.go indexArg
    private static func position(_ index: GoValue, _ capacity: Int) throws -> Int {
        let position: Int
        switch index.plain {
        case .int(let number): position = number
        case .int64(let number): position = Int(number)
        case .int32(let number): position = Int(number)
        case .uint8(let number): position = Int(number)
        case .uint64(let number): position = Int(truncatingIfNeeded: number)
        case .nil: throw GoError("cannot index slice/array with nil")
        default: throw GoError("cannot index slice/array with type \(index.typeName ?? "")")
        }
        guard position >= 0, position <= capacity else { throw GoError("index out of range: \(position)") }
        return position
    }

    /// `slice`
    static func slice(_ item: GoValue, _ indices: ArraySlice<Operand>) throws -> GoValue {
        if item.isNil { throw GoError("slice of untyped nil") }
        guard indices.count <= 3 else { throw GoError("too many slice indexes: \(indices.count)") }
        let count: Int
        switch item {
        case .string(let string):
            guard indices.count < 3 else { throw GoError("cannot 3-index slice a string") }
            count = string.count
        case .bytes(let bytes): count = bytes.count
        case .list(let list): count = list.elements.count
        default: throw GoError("can't slice item of type \(item.typeName ?? "")")
        }
        var bounds = [0, count, count]
        for (offset, index) in indices.enumerated() {
            // Quirk: unlike index, slice does not look into interfaces.
            guard !index.isBoxed else { throw GoError("cannot index slice/array with type interface {}") }
            bounds[offset] = try position(index.value, count)
        }
        guard bounds[0] <= bounds[1] else { throw GoError("invalid slice index: \(bounds[0]) > \(bounds[1])") }
        guard bounds[1] <= bounds[2] else { throw GoError("invalid slice index: \(bounds[1]) > \(bounds[2])") }
        switch item {
        case .string(let string): return .string(GoString(string.bytes[bounds[0]..<bounds[1]]))
        case .bytes(let bytes): return .bytes(Array(bytes[bounds[0]..<bounds[1]]))
        case .list(let list): return .list(GoList(Array(list.elements[bounds[0]..<bounds[1]]), of: list.elementType))
        default: return .nil
        }
    }

    /// `call`, which always fails: no value is a function.
    static func call(_ value: GoValue, _ callee: GoString) -> GoError {
        guard let type = value.typeName else { return GoError("call of nil") }
        return GoError(GoString(Array("non-function ".utf8) + callee.bytes + Array(" of type \(type)".utf8)))
    }

    /// `print`, `println`, `html`, `js`, `urlquery`
    static func text(_ builtin: Builtin, _ values: [GoValue]) throws -> GoValue {
        switch builtin {
        case .print: return .string(try GoFormat.whole { $0.printOperands(values) })
        case .println: return .string(try GoFormat.whole { $0.printLine(values) })
        default: break
        }
        let printable = values.map { $0.isNil ? GoValue.string("<no value>") : $0 }
        let text = try GoFormat.whole { $0.printOperands(printable) }.bytes
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.count)
        switch builtin {
        case .html: Escaping.html(text, to: &escaped)
        case .js: Escaping.javaScript(text, to: &escaped)
        default: Escaping.query(text, to: &escaped)
        }
        guard escaped.count <= GoFormat.maximumByteCount else { throw GoFormat.tooLarge }
        return .string(GoString(escaped))
    }
}
