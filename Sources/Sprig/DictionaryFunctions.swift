import GoTemplate

extension Sprig {
    /// Maps: Masterminds/sprig v3.3 dict.go. Go visits maps in random order; here it is the keys' order.
    static let dictionaries: FunctionTable = [
        "dict": GoFunction([.any], isVariadic: true) { arguments in
            let map = GoMap()
            for index in stride(from: 0, to: arguments.count, by: 2) {
                map[Arguments.text(arguments[index])] = index + 1 < arguments.count ? arguments[index + 1] : .string("")
            }
            return .map(map)
        },
        "get": GoFunction([.map, .string]) { map($0[0])[key($0[1])] ?? .string("") },
        "set": GoFunction([.map, .string, .any]) { arguments in
            guard let map = arguments[0].map, !map.isNil else { throw GoError("assignment to entry in nil map") }
            map[key(arguments[1])] = arguments[2]
            return arguments[0]
        },
        "unset": GoFunction([.map, .string]) { arguments in
            map(arguments[0])[key(arguments[1])] = nil
            return arguments[0]
        },
        "hasKey": GoFunction([.map, .string]) { .bool(map($0[0])[key($0[1])] != nil) },
        "pluck": GoFunction([.string, .map], isVariadic: true) { arguments in
            .list(arguments.dropFirst().compactMap { map($0)[key(arguments[0])] })
        },
        "keys": GoFunction([.map], isVariadic: true) { .strings($0.flatMap { map($0).sortedKeys }) },
        "values": GoFunction([.map]) { arguments in
            let map = map(arguments[0])
            return .list(map.sortedKeys.compactMap { map[$0] })
        },
        "pick": GoFunction([.map, .string], isVariadic: true) { arguments in
            let (source, result) = (map(arguments[0]), GoMap())
            for key in arguments.dropFirst().map(key) {
                if let value = source[key] { result[key] = value }
            }
            return .map(result)
        },
        "omit": GoFunction([.map, .string], isVariadic: true) { arguments in
            let omitted = Set(arguments.dropFirst().map(key))
            return .map(map(arguments[0]).members.filter { !omitted.contains($0.key) })
        },
        "dig": GoFunction([.any], isVariadic: true) { try dig($0) },
        "deepCopy": deepCopy, "mustDeepCopy": deepCopy,
        "merge": merge(overwrites: false), "mustMerge": merge(overwrites: false),
        "mergeOverwrite": merge(overwrites: true), "mustMergeOverwrite": merge(overwrites: true),
    ]

    private static let deepCopy = GoFunction([.any]) { arguments in
        // Quirk: mitchellh/copystructure asks nothing for its type.
        guard !arguments[0].isNil else { throw GoError("reflect: call of reflect.Value.Type on zero Value") }
        return try arguments[0].deepCopy()
    }

    private static func merge(overwrites: Bool) -> GoFunction {
        GoFunction([.map, .map], isVariadic: true) { arguments in
            for source in arguments.dropFirst() {
                try Merging(overwrites: overwrites).merge(map(source), into: map(arguments[0]))
            }
            return arguments[0]
        }
    }

    private static func map(_ value: GoValue) -> GoMap { value.map ?? GoMap() }
    private static func key(_ value: GoValue) -> GoString { value.string ?? GoString() }

    private static func dig(_ arguments: [GoValue]) throws -> GoValue {
        guard arguments.count >= 3 else { throw GoError("dig needs at least three arguments") }
        var map = try dictionary(arguments[arguments.count - 1])
        let keys = try arguments.dropLast(2).map { key in
            guard let text = key.string else { throw conversion(of: key, to: "string") }
            return text
        }
        for key in keys.dropLast() {
            guard let step = map[key] else { return arguments[arguments.count - 2] }
            map = try dictionary(step)
        }
        return keys.last.flatMap { map[$0] } ?? arguments[arguments.count - 2]
    }

    /// A value that must be a plain map; `.Values` itself is none.
    private static func dictionary(_ value: GoValue) throws -> GoMap {
        guard let map = value.map, map.type == .any else { throw conversion(of: value, to: "map[string]interface {}") }
        return map
    }

    private static func conversion(of value: GoValue, to type: String) -> GoError {
        GoError("interface conversion: interface {} is \(value.typeName ?? "nil"), not \(type)")
    }
}

extension GoValue {
    /// A copy of maps and slices down to the last: mitchellh/copystructure Copy. Throws where maps hold themselves.
    func deepCopy() throws -> GoValue {
        switch self {
        case .map(let map):
            try StackGuard.check()
            return .map(GoMap(try map.members.mapValues { try $0.deepCopy() }, type: map.type))
        case .list(let list):
            try StackGuard.check()
            let copies = try list.elements.map { try $0.deepCopy() }
            return .list(GoList(copies, of: list.elementType, isNil: list.isNil))
        default: return self
        }
    }
}
