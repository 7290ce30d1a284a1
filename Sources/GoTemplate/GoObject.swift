/// A Go value that is neither a basic type nor a slice or map of them: a time, a version, `.Files`, `.Capabilities`.
open class GoObject {
    public init() {}

    /// Go's name of the type, as `%T` prints it: `*semver.Version`.
    open var typeName: String { "struct {}" }
    /// Go's kind, as `kindOf` prints it: struct, ptr, map, slice, int64.
    open var kindName: String { "struct" }
    /// What `{{ . }}` and `%v` print.
    open var text: GoString { "{}" }
    /// The plain value of a type that is declared as one, like time.Duration as int64: what `eq`, `range`, `len`
    /// and `%d` work on.
    open var underlying: GoValue? { nil }
    /// Go's truth of it; structs are always true.
    open var isTrue: Bool { underlying?.isTrue ?? true }
    /// A field, or the value for a key of a map type; nil if the type has none of that name.
    open func field(_ name: GoString) throws -> GoValue? { nil }
    /// A method; nil if the type has none of that name.
    open func method(_ name: GoString) -> GoFunction? { nil }
    /// The keys or indices and elements that `range` visits, in order; nil if Go cannot range over the type.
    open var elements: [(key: GoValue, element: GoValue)]? { nil }
    /// The length, for types that have one.
    open var count: Int? { nil }
    /// What encoding/json would write for it, as a plain value.
    open var encoded: GoValue { .nil }
    /// A struct's fields as go.yaml.in/yaml v3 writes them, in order; nil where that is what `encoded` says.
    open var yamlFields: [(name: GoString, value: GoValue)]? { nil }
    /// Go's `==` on two values of this type.
    open func isEqual(to other: GoObject) -> Bool { self === other }
}
