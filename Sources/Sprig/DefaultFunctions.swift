import GoTemplate

extension Sprig {
    /// What to take where something is empty: Masterminds/sprig v3.3 defaults.go. Empty is what is false to `if`.
    static let defaults: FunctionTable = [
        "default": GoFunction([.any, .any], isVariadic: true) { arguments in
            arguments.count > 1 && arguments[1].isTrue ? arguments[1] : arguments[0]
        },
        "empty": GoFunction([.any]) { .bool(!$0[0].isTrue) },
        "coalesce": GoFunction([.any], isVariadic: true) { $0.first(where: \.isTrue) ?? .nil },
        "all": GoFunction([.any], isVariadic: true) { .bool($0.allSatisfy(\.isTrue)) },
        "any": GoFunction([.any], isVariadic: true) { .bool($0.contains(where: \.isTrue)) },
        "ternary": GoFunction([.any, .any, .bool]) { $0[2].isTrue ? $0[0] : $0[1] },
    ]

    /// What a value is: Masterminds/sprig v3.3 reflect.go.
    static let reflection: FunctionTable = [
        "typeOf": GoFunction([.any]) { .string(typeName($0[0])) },
        "typeIs": GoFunction([.string, .any]) { .bool($0[0].string == GoString(typeName($0[1]))) },
        "typeIsLike": GoFunction([.string, .any]) { arguments in
            let (wanted, name) = (arguments[0].string?.text ?? "", typeName(arguments[1]))
            return .bool(wanted == name || "*" + wanted == name)
        },
        "kindOf": GoFunction([.any]) { .string($0[0].kindName) },
        "kindIs": GoFunction([.string, .any]) { .bool($0[0].string == GoString($0[1].kindName)) },
        "deepEqual": GoFunction([.any, .any]) { .bool(DeepEquality.areEqual($0[0], $0[1])) },
    ]

    private static func typeName(_ value: GoValue) -> String { value.typeName ?? "<nil>" }
}
