import GoText

/// Prints values by Go's verbs: fmt's `pp`, without what needs Go's memory.
struct Printer {
    /// What has been printed.
    var output: [UInt8] = []
    var flags = Flags()
    /// Inside `%!d(…)` values print without their own text.
    var isComplaining = false
    /// Set when printing stopped at a limit.
    var isCut = false

    /// A verb's flags, width and precision.
    struct Flags {
        var width = 0, precision = 0
        var hasWidth = false, hasPrecision = false
        var minus = false, plus = false, sharp = false, space = false, zero = false
        /// `%+v` and `%#v`
        var plusV = false, sharpV = false
    }

    /// Nesting beyond this is cut: only a map that holds itself gets there.
    static let maximumDepth = 10_000

    mutating func write(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
    mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

    /// Adds one operand.
    mutating func printArgument(_ value: GoValue, verb: UInt32) {
        if case .nil = value {
            if verb == Verb.T || verb == Verb.v { pad(Array("<nil>".utf8)) } else { complain(value, verb) }
            return
        }
        if verb == Verb.T { return printString(GoString(value.typeName ?? "<nil>").bytes) }
        if verb == Verb.p { return printPointer(value) }
        // %w is for Errorf: what may have methods is refused as a whole.
        if verb == Verb.w, value.mayHaveMethods { return complain(value, verb) }
        printValue(value, verb: verb, depth: 0)
    }

    /// Adds operands as fmt.Sprint does.
    mutating func printOperands(_ values: [GoValue]) {
        var isAfterString = false
        for (index, value) in values.enumerated() {
            let isString = if case .string = value { true } else { false }
            if index > 0, !isString, !isAfterString { output.append(UInt8(ascii: " ")) }
            printArgument(value, verb: Verb.v)
            isAfterString = isString
        }
    }

    /// Adds operands as fmt.Sprintln does.
    mutating func printLine(_ values: [GoValue]) {
        for (index, value) in values.enumerated() {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            printArgument(value, verb: Verb.v)
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// fmt's badVerb: `%!d(string=a)`.
    mutating func complain(_ value: GoValue, _ verb: UInt32) {
        let wasComplaining = isComplaining
        isComplaining = true
        write("%!")
        Runes.append(verb, to: &output)
        output.append(UInt8(ascii: "("))
        if let type = value.typeName {
            write(type)
            output.append(UInt8(ascii: "="))
            printValue(value, verb: Verb.v, depth: 0)
        } else {
            write("<nil>")
        }
        output.append(UInt8(ascii: ")"))
        isComplaining = wasComplaining
    }

    /// fmt's printValue for every kind of value.
    mutating func printValue(_ value: GoValue, verb: UInt32, depth: Int) {
        guard !isCut, depth <= Self.maximumDepth, output.count <= GoFormat.maximumByteCount else {
            isCut = true
            return
        }
        switch value {
        case .nil:
            if flags.sharpV { write("interface {}(nil)") } else { write("<nil>") }
        case .bool(let truth):
            if verb == Verb.t || verb == Verb.v {
                pad(Array((truth ? "true" : "false").utf8))
            } else {
                complain(value, verb)
            }
        case .int(let number): printInteger(value, UInt64(bitPattern: Int64(number)), isSigned: true, verb)
        case .int64(let number): printInteger(value, UInt64(bitPattern: number), isSigned: true, verb)
        case .int32(let number): printInteger(value, UInt64(bitPattern: Int64(number)), isSigned: true, verb)
        case .uint8(let number): printInteger(value, UInt64(number), isSigned: false, verb)
        case .uint64(let number): printInteger(value, number, isSigned: false, verb)
        case .float64(let number): printFloat(value, number, verb)
        case .string(let string): printString(value, string, verb)
        case .bytes(let bytes): printBytes(bytes, verb, depth: depth)
        case .list(let list): printList(list, verb, depth: depth)
        case .map(let map): printMap(map, verb, depth: depth)
        case .object(let object): printObject(object, verb, depth: depth)
        }
    }

    private mutating func printString(_ value: GoValue, _ string: GoString, _ verb: UInt32) {
        switch verb {
        case Verb.v where flags.sharpV: printQuoted(string)
        case Verb.v, Verb.s: printString(string.bytes)
        case Verb.x: printHexadecimal(string.bytes, upper: false)
        case Verb.X: printHexadecimal(string.bytes, upper: true)
        case Verb.q: printQuoted(string)
        default: complain(value, verb)
        }
    }

    private mutating func printBytes(_ bytes: [UInt8], _ verb: UInt32, depth: Int) {
        switch verb {
        case Verb.s: printString(bytes)
        case Verb.x: printHexadecimal(bytes, upper: false)
        case Verb.X: printHexadecimal(bytes, upper: true)
        case Verb.q: printQuoted(GoString(bytes))
        default:
            let open = !flags.sharpV ? "[" : depth == 0 && verb == Verb.v ? "[]byte{" : "[]uint8{"
            write(open)
            for (index, byte) in bytes.enumerated() {
                if index > 0 { writeSeparator() }
                printInteger(.uint8(byte), UInt64(byte), isSigned: false, verb)
            }
            output.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
        }
    }

    private mutating func printList(_ list: GoList, _ verb: UInt32, depth: Int) {
        if flags.sharpV {
            write("[]")
            write(list.elementType.name)
            if list.isNil { return write("(nil)") }
            output.append(UInt8(ascii: "{"))
        } else {
            output.append(UInt8(ascii: "["))
        }
        for (index, element) in list.elements.enumerated() {
            if index > 0 { writeSeparator() }
            printValue(element, verb: verb, depth: depth + 1)
        }
        output.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
    }

    private mutating func printMap(_ map: GoMap, _ verb: UInt32, depth: Int) {
        if flags.sharpV {
            write(map.type.name)
            output.append(UInt8(ascii: "{"))
        } else {
            write("map[")
        }
        for (index, key) in map.sortedKeys.enumerated() {
            if index > 0 { writeSeparator() }
            printString(.string(key), key, verb)
            output.append(UInt8(ascii: ":"))
            printValue(map[key] ?? .nil, verb: verb, depth: depth + 1)
        }
        output.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
    }

    /// A value that prints its own text does so for the verbs of strings; otherwise what it stands for is printed.
    private mutating func printObject(_ object: GoObject, _ verb: UInt32, depth: Int) {
        if let complex = object as? GoComplex { return printComplex(complex, verb) }
        switch verb {
        case Verb.v, Verb.s, Verb.x, Verb.X, Verb.q:
            if !isComplaining || object.underlying == nil { return printString(.object(object), object.text, verb) }
        default: break
        }
        if let underlying = object.underlying {
            printValue(underlying, verb: verb, depth: depth)
        } else {
            printString(object.text.bytes)
        }
    }

    private mutating func writeSeparator() {
        if flags.sharpV { output.append(UInt8(ascii: ",")) }
        output.append(UInt8(ascii: " "))
    }

    /// `%p`: an address for what has one, here the same for all.
    private mutating func printPointer(_ value: GoValue) {
        switch value {
        case .bytes, .list, .map: write("0xc000010000")
        default: complain(value, Verb.p)
        }
    }
}

extension GoValue {
    /// If fmt looks for methods of the value before its kind.
    fileprivate var mayHaveMethods: Bool {
        switch self {
        case .list, .map: true
        case .object(let object): !(object is GoComplex)
        default: false
        }
    }
}

/// The verbs that are compared with.
enum Verb {
    static let v = UInt32(UInt8(ascii: "v")), T = UInt32(UInt8(ascii: "T")), p = UInt32(UInt8(ascii: "p"))
    static let t = UInt32(UInt8(ascii: "t")), s = UInt32(UInt8(ascii: "s")), q = UInt32(UInt8(ascii: "q"))
    static let x = UInt32(UInt8(ascii: "x")), X = UInt32(UInt8(ascii: "X")), d = UInt32(UInt8(ascii: "d"))
    static let b = UInt32(UInt8(ascii: "b")), o = UInt32(UInt8(ascii: "o")), O = UInt32(UInt8(ascii: "O"))
    static let c = UInt32(UInt8(ascii: "c")), U = UInt32(UInt8(ascii: "U")), w = UInt32(UInt8(ascii: "w"))
    static let e = UInt32(UInt8(ascii: "e")), E = UInt32(UInt8(ascii: "E")), f = UInt32(UInt8(ascii: "f"))
    static let F = UInt32(UInt8(ascii: "F")), g = UInt32(UInt8(ascii: "g")), G = UInt32(UInt8(ascii: "G"))
}
