import GoTemplate

/// What arguments are to sprig's functions.
enum Arguments {
    /// A parameter of type string.
    static func bytes(_ value: GoValue) -> [UInt8] { value.string?.bytes ?? [] }

    /// A parameter of type int.
    static func int(_ value: GoValue) -> Int {
        if case .int(let number) = value { number } else { 0 }
    }

    /// A value as text: sprig v3.3 strings.go strval.
    static func text(_ value: GoValue) -> GoString {
        switch value {
        case .string(let string): string
        case .bytes(let bytes): GoString(bytes)
        default: GoFormat.print(value)
        }
    }

    /// The elements of a slice of any kind; nil for anything else.
    static func elements(_ value: GoValue) -> [GoValue]? {
        switch value {
        case .list(let list): list.elements
        case .bytes(let bytes): bytes.map { .uint8($0) }
        case .object(let object) where object.kindName == "slice": object.elements?.map(\.element) ?? []
        default: nil
        }
    }

    /// The texts in a slice without its nils; one text for what is no slice: sprig v3.3 strings.go strslice.
    static func texts(_ value: GoValue) -> [GoString] {
        if value.isNil { return [] }
        guard let elements = elements(value) else { return [text(value)] }
        return elements.compactMap { $0.isNil ? nil : text($0) }
    }

    /// The elements of a slice.
    ///
    /// - throws: `GoError` with `refusal` and the kind of what is none; Go's panic for nil, which has no type.
    static func slice(_ value: GoValue, _ refusal: String) throws -> [GoValue] {
        if let elements = elements(value) { return elements }
        if value.isNil { throw GoError("runtime error: invalid memory address or nil pointer dereference") }
        throw GoError("\(refusal) \(value.kindName)")
    }

    /// Ends the rendering, not the memory, when a value would get too big.
    static func checkByteCount(_ count: Int) throws {
        guard count <= Sprig.maximumByteCount else { throw GoError("a value over 256 MiB is not made") }
    }
}
