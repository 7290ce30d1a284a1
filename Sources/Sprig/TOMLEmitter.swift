import GoTemplate

/// Writes values as TOML: BurntSushi/toml v1.5 encode.go.
struct TOMLEmitter {
    private var text: [UInt8] = []

    /// The document of a value. Throws `GoError` with the library's words.
    static func text(_ value: GoValue) throws -> [UInt8] {
        var emitter = TOMLEmitter()
        try emitter.encode([], value)
        return emitter.text
    }

    /// What the library does with a document of nil: Go's reflection panics.
    static let nothingToWrite = GoError("reflect: call of reflect.Value.Type on zero Value")

    private mutating func encode(_ path: [GoString], _ value: GoValue) throws {
        // Each level writes the names of all around it.
        guard path.count <= 1000, text.count <= JSONText.maximumByteCount else {
            throw GoError("toml: value too large to write")
        }
        switch value {
        case .nil: throw Self.nothingToWrite
        case .list(let list) where try Self.isTables(list): try addTables(path, list)
        case .map(let map):
            if path.count == 1 { endLine() }
            if !path.isEmpty { addHeader(path, "[", "]") }
            try addMembers(path, map)
        default: try addPair(path, value, isInline: false)
        }
    }

    private mutating func addTables(_ path: [GoString], _ list: GoList) throws {
        guard !path.isEmpty else { throw GoError("toml: top-level values must be Go maps or structs") }
        for element in list.elements {
            guard case .map(let map) = element else { continue }
            endLine()
            addHeader(path, "[[", "]]")
            try addMembers(path, map)
        }
    }

    private mutating func addHeader(_ path: [GoString], _ opening: String, _ closing: String) {
        indent(path)
        text += Array(opening.utf8) + TOMLKey.text(path) + Array(closing.utf8)
        endLine()
    }

    /// What is no table first: what follows a table's head belongs to it.
    private mutating func addMembers(_ path: [GoString], _ map: GoMap) throws {
        for keys in try Self.ordered(map) {
            for key in keys {
                if let value = map[key], !Self.isNil(value) { try encode(path + [key], value) }
            }
        }
    }

    private static func ordered(_ map: GoMap) throws -> [[GoString]] {
        var (plain, tables): ([GoString], [GoString]) = ([], [])
        for key in map.sortedKeys {
            switch map[key] {
            case .map?: tables.append(key)
            case .list(let list)? where try isTables(list): tables.append(key)
            default: plain.append(key)
            }
        }
        return [plain, tables]
    }

    /// Whether a slice holds tables only. Throws if it holds nil, which TOML has not.
    private static func isTables(_ list: GoList) throws -> Bool {
        guard !list.elements.contains(where: isNil) else { throw GoError("toml: cannot encode array with nil element") }
        return !list.elements.isEmpty && list.elements.allSatisfy { $0.map != nil }
    }

    private static func isNil(_ value: GoValue) -> Bool {
        switch value {
        case .nil: true
        case .list(let list): list.isNil
        default: false
        }
    }

    private mutating func addPair(_ path: [GoString], _ value: GoValue, isInline: Bool) throws {
        guard let key = path.last else { return try addElement(value) }
        indent(path)
        text += TOMLKey.text([key]) + Array(" = ".utf8)
        try addElement(value)
        if !isInline { endLine() }
    }

    private mutating func addElement(_ value: GoValue) throws {
        try StackGuard.check()
        guard text.count <= JSONText.maximumByteCount else { throw GoError("toml: value too large to write") }
        switch value {
        case .string(let string): text += TOMLKey.quoted(string)
        case .float64(let number): text += Self.number(number)
        case .list(let list): try addList(list.elements)
        case .bytes(let bytes): try addList(bytes.map { .uint8($0) })
        case .map(let map): try addInline(map)
        case .object(let object as TimeObject): text += Self.time(object.time)
        case .object(let object as DurationObject): text += TOMLKey.quoted(object.text)
        case .object(let object):
            guard let plain = object.underlying else {
                throw GoError("unexpected type: \(object.typeName)")
            }
            try addElement(plain)
        default: text += GoFormat.print(value).bytes
        }
    }

    private mutating func addList(_ elements: [GoValue]) throws {
        text.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { text += Array(", ".utf8) }
            if case .list(let list) = element { _ = try Self.isTables(list) }
            try addElement(element)
        }
        text.append(UInt8(ascii: "]"))
    }

    private mutating func addInline(_ map: GoMap) throws {
        text.append(UInt8(ascii: "{"))
        let groups = try Self.ordered(map)
        for (number, keys) in groups.enumerated() {
            for (index, key) in keys.enumerated() {
                guard let value = map[key], !Self.isNil(value) else { continue }
                try addPair([key], value, isInline: true)
                // Quirk: a comma follows though only nils come after it.
                let isFollowed = index < keys.count - 1 || number == 0 && !groups[1].isEmpty
                if isFollowed { text += Array(", ".utf8) }
            }
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func number(_ number: Double) -> [UInt8] {
        if number.isNaN { return Array("nan".utf8) }
        if number.isInfinite { return Array((number < 0 ? "-inf" : "inf").utf8) }
        let text = GoFormat.sprintf("%v", [.float64(number)]).bytes
        let isFractional = text.contains(UInt8(ascii: ".")) || text.contains(UInt8(ascii: "e"))
        return isFractional ? text : text + Array(".0".utf8)
    }

    private static func time(_ time: GoTime) -> [UInt8] {
        let layout =
            switch time.fixedOffset?.name {
            case "datetime-local": "2006-01-02T15:04:05.999999999"
            case "date-local": "2006-01-02"
            case "time-local": "15:04:05.999999999"
            default: "2006-01-02T15:04:05.999999999Z07:00"
            }
        return TimeLayout.text(time, Array(layout.utf8))
    }

    private mutating func indent(_ path: [GoString]) {
        text += [UInt8](repeating: UInt8(ascii: " "), count: 2 * max(0, path.count - 1))
    }

    private mutating func endLine() { if !text.isEmpty { text.append(0x0A) } }
}

/// Keys and strings as TOML has them.
enum TOMLKey {
    /// A dotted key; parts that are not bare are quoted.
    static func text(_ path: [GoString]) -> [UInt8] {
        Array(path.map { isBare($0) ? $0.bytes : quoted($0) }.joined(separator: [UInt8(ascii: ".")]))
    }

    private static func isBare(_ key: GoString) -> Bool { !key.isEmpty && key.bytes.allSatisfy(isBareByte) }

    static func isBareByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    static func quoted(_ string: GoString) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for byte in string.bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 8: text += Array("\\b".utf8)
            case 9: text += Array("\\t".utf8)
            case 10: text += Array("\\n".utf8)
            case 12: text += Array("\\f".utf8)
            case 13: text += Array("\\r".utf8)
            case 0..<0x20, 0x7F: text += Array("\\u00".utf8) + Sprig.hex([byte]).bytes
            default: text.append(byte)
            }
        }
        return text + [UInt8(ascii: "\"")]
    }
}
