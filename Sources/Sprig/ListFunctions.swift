import GoTemplate

extension Sprig {
    /// Slices: Masterminds/sprig v3.3 list.go. Those with `must` in their name fail just as those without.
    static let lists: FunctionTable = {
        var table: FunctionTable = [
            "list": makeList, "tuple": makeList,
            "concat": GoFunction([.any], isVariadic: true) { arguments in
                let result = try arguments.flatMap(joinable)
                return .list(GoList(result, isNil: result.isEmpty))
            },
            "until": GoFunction([.int]) { arguments in
                let count = Arguments.int(arguments[0])
                return integers(try steps(from: 0, to: count, by: count < 0 ? -1 : 1))
            },
            "untilStep": GoFunction([.int, .int, .int]) {
                integers(try steps(from: Arguments.int($0[0]), to: Arguments.int($0[1]), by: Arguments.int($0[2])))
            },
            "seq": GoFunction([.int], isVariadic: true) { arguments in
                let numbers = try sequence(arguments.map(Arguments.int)).map { GoString(String($0)) }
                return .string(GoString(try TextSearch.joined(numbers, by: [UInt8(ascii: " ")])))
            },
        ]
        for (name, function) in slicing {
            table[name] = function
            let letters = name.bytes
            table[GoString(Array("must".utf8) + [letters[0] - 32] + letters.dropFirst())] = function
        }
        return table
    }()

    private static let makeList = GoFunction([.any], isVariadic: true) { .list($0) }

    /// Those that exist with `must`, too.
    private static let slicing: FunctionTable = [
        "append": push, "push": push,
        "prepend": GoFunction([.any, .any]) { .list([$0[1]] + (try Arguments.slice($0[0], "Cannot prepend on type"))) },
        "first": GoFunction([.any]) { try Arguments.slice($0[0], "Cannot find first on type").first ?? .nil },
        "last": GoFunction([.any]) { try Arguments.slice($0[0], "Cannot find last on type").last ?? .nil },
        "rest": GoFunction([.any]) {
            let elements = try Arguments.slice($0[0], "Cannot find rest on type")
            return .list(GoList(Array(elements.dropFirst()), isNil: elements.isEmpty))
        },
        "initial": GoFunction([.any]) {
            let elements = try Arguments.slice($0[0], "Cannot find initial on type")
            return .list(GoList(Array(elements.dropLast()), isNil: elements.isEmpty))
        },
        "reverse": GoFunction([.any]) { .list(try Arguments.slice($0[0], "Cannot find reverse on type").reversed()) },
        "compact": GoFunction([.any]) {
            .list(try Arguments.slice($0[0], "Cannot compact on type").filter(\.isTrue))
        },
        "uniq": GoFunction([.any]) {
            var seen = Seen()
            return .list(try Arguments.slice($0[0], "Cannot find uniq on type").filter { seen.insert($0) })
        },
        "without": GoFunction([.any, .any], isVariadic: true) { arguments in
            let omitted = arguments.dropFirst()
            return .list(
                try Arguments.slice(arguments[0], "Cannot find without on type").filter { element in
                    !omitted.contains { DeepEquality.areEqual($0, element) }
                })
        },
        "has": GoFunction([.any, .any]) { arguments in
            if arguments[1].isNil { return .bool(false) }
            return .bool(
                try Arguments.slice(arguments[1], "Cannot find has on type").contains {
                    DeepEquality.areEqual(arguments[0], $0)
                })
        },
        "slice": GoFunction([.any, .any], isVariadic: true) { arguments in
            let elements = try Arguments.slice(arguments[0], "list should be type of slice or array but")
            if elements.isEmpty { return .nil }
            let start = arguments.count > 1 ? Int(Casting.int64(arguments[1])) : 0
            let end = arguments.count > 2 ? Int(Casting.int64(arguments[2])) : elements.count
            guard start >= 0, start <= end, end <= elements.count else {
                throw GoError("reflect.Value.Slice: slice index out of bounds")
            }
            switch arguments[0] {
            case .bytes(let bytes): return .bytes(Array(bytes[start..<end]))
            case .list(let list): return .list(GoList(Array(elements[start..<end]), of: list.elementType))
            default: return .list(Array(elements[start..<end]))
            }
        },
        "chunk": GoFunction([.int, .any]) { arguments in
            let elements = try Arguments.slice(arguments[1], "Cannot chunk type")
            let chunks = try chunks(elements, by: Arguments.int(arguments[0])).map { GoValue.list($0) }
            return .list(GoList(chunks, of: .list))
        },
    ]

    private static let push = GoFunction([.any, .any]) {
        .list(try Arguments.slice($0[0], "Cannot push on type") + [$0[1]])
    }

    private static func joinable(_ value: GoValue) throws -> [GoValue] {
        if let elements = Arguments.elements(value) { return elements }
        if value.isNil { return try Arguments.slice(value, "") }
        throw GoError("Cannot concat type \(value.kindName) as list")
    }

    // sprig v3.3 list.go mustChunk reckons with floating-point numbers.
    private static func chunks(_ elements: [GoValue], by size: Int) throws -> [[GoValue]] {
        let count = (Double(elements.count - 1) / Double(size)).rounded(.down) + 1
        guard count >= 0, count.isFinite else { throw GoError("runtime error: makeslice: len out of range") }
        guard size > 0 else {
            if count >= 1, elements.isEmpty || size == -1 {
                throw GoError("runtime error: makeslice: len out of range")
            }
            return count >= 1 ? [elements] : []
        }
        return stride(from: 0, to: elements.count, by: size).map {
            Array(elements[$0..<min(elements.count - $0, size) + $0])
        }
    }

    private static func integers(_ numbers: [Int]) -> GoValue {
        .list(GoList(numbers.map { .int($0) }, of: .int))
    }

    // sprig v3.3 numeric.go untilStep.
    private static func steps(from start: Int, to end: Int, by step: Int) throws -> [Int] {
        guard end < start ? step < 0 : step > 0 else { return [] }
        let distance = start.distance(to: end)
        try Arguments.checkByteCount(Int(clamping: (Int128(distance) / Int128(step) + 1) * 16))
        return Array(stride(from: start, to: end, by: step))
    }

    // sprig v3.3 numeric.go seq.
    private static func sequence(_ parameters: [Int]) throws -> [Int] {
        switch parameters.count {
        case 1: return try sequence([1, parameters[0]])
        case 2:
            let step = parameters[1] < parameters[0] ? -1 : 1
            return try steps(from: parameters[0], to: parameters[1] &+ step, by: step)
        case 3:
            let (start, step, end) = (parameters[0], parameters[1], parameters[2])
            if end < start, step > 0 { return [] }
            return try steps(from: start, to: end &+ (end < start ? -1 : 1), by: step)
        default: return []
        }
    }
}

/// Values met before; texts are looked up, others compared one by one.
private struct Seen {
    private var texts: Set<GoString> = []
    private var others: [GoValue] = []

    /// Returns whether the value is new.
    mutating func insert(_ value: GoValue) -> Bool {
        if let text = value.string { return texts.insert(text).inserted }
        guard !others.contains(where: { DeepEquality.areEqual($0, value) }) else { return false }
        others.append(value)
        return true
    }
}
