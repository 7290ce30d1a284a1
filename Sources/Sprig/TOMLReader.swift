import GoTemplate

/// Reads TOML: BurntSushi/toml v1.5, with its words for what is wrong.
struct TOMLReader {
    var cursor: Cursor
    private var root = GoMap()
    /// The table that pairs go to, and the key being read; error messages name both.
    private var context: [GoString] = []
    private var currentKey: GoString?
    /// Tables that only the names of others made; they can still be written out once.
    private var implicit: Set<[GoString]> = []

    /// The document. Throws `GoError`, `toml: line N (last key "K"): …`.
    static func read(_ text: [UInt8]) throws -> GoMap {
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
        var reader = TOMLReader(cursor: Cursor(text))
        do {
            try reader.readAll()
        } catch let error as SyntaxError {
            let key = reader.lastKey
            let place = key.isEmpty ? "" : " (last key \(GoFormat.quoted(key)))"
            throw GoError("toml: line \(error.line)\(place): \(error.message)")
        }
        return reader.root
    }

    private init(cursor: Cursor) { self.cursor = cursor }

    private var lastKey: GoString {
        guard let currentKey, !currentKey.isEmpty else { return GoString(TOMLKey.text(context)) }
        return context.isEmpty
            ? currentKey : GoString(TOMLKey.text(context) + [UInt8(ascii: ".")] + currentKey.bytes)
    }

    private mutating func readAll() throws {
        while true {
            try cursor.skipSpaceAndLines()
            guard let byte = try cursor.peek() else { return }
            if byte == UInt8(ascii: "#") {
                try cursor.skipComment()
                continue
            }
            if byte == UInt8(ascii: "[") { try readHeader() } else { try readPair(into: nil) }
            try cursor.skipSpace()
            guard let next = try cursor.peek() else { return }
            guard next == UInt8(ascii: "#") || Cursor.isLineEnd(next) else {
                throw cursor.error(
                    "expected a top-level item to end with a newline, comment, or EOF, but got "
                        + "\(cursor.quotedCharacter()) instead")
            }
        }
    }

    // MARK: tables

    private mutating func readHeader() throws {
        cursor.advance()
        let isArray = try cursor.take(UInt8(ascii: "["))
        var path: [GoString] = []
        repeat {
            try cursor.skipSpace()
            switch try cursor.peek() {
            case nil, UInt8(ascii: "]"):
                throw cursor.error("unexpected end of table name (table names cannot be empty)")
            case UInt8(ascii: "."):
                throw cursor.error("unexpected table separator (table names cannot be empty)")
            default: path.append(try readKeyPart())
            }
            try cursor.skipSpace()
        } while try cursor.take(UInt8(ascii: "."))
        guard try cursor.take(UInt8(ascii: "]")) else {
            throw cursor.error("expected '.' or ']' to end table name, but got \(cursor.quotedCharacter()) instead")
        }
        if isArray, try !cursor.take(UInt8(ascii: "]")) {
            throw cursor.error(
                "expected end of table array name delimiter ']', but got \(cursor.quotedCharacter()) instead")
        }
        try open(path, isArray: isArray)
    }

    private mutating func open(_ path: [GoString], isArray: Bool) throws {
        let parent = try table(at: Array(path.dropLast()), makes: true)
        context = Array(path.dropLast())
        guard let name = path.last else { return }
        if isArray {
            let element = GoValue.map(GoMap())
            switch parent[name] {
            case nil: parent[name] = .list(GoList([element], of: .map))
            case .list(let list)? where list.elementType == .map:
                parent[name] = .list(GoList(list.elements + [element], of: .map))
            default:
                throw cursor.error(
                    "Key '\(GoString(TOMLKey.text(path)))' was already created and cannot be used as an array.")
            }
        } else {
            try set(name, .map(GoMap()), in: parent, path)
        }
        context = path
    }

    /// The table of a path; of an array of tables the last.
    private mutating func table(at path: [GoString], makes: Bool) throws -> GoMap {
        var table = root
        for (index, key) in path.enumerated() {
            let place = Array(path[...index])
            switch table[key] {
            case nil:
                let new = GoMap()
                implicit.insert(place)
                table[key] = .map(new)
                table = new
            case .map(let map)?: table = map
            case .list(let list)? where list.elementType == .map:
                guard case .map(let map)? = list.elements.last else { return table }
                table = map
            default:
                throw cursor.error("Key '\(GoString(TOMLKey.text(place)))' was already created as a hash.")
            }
        }
        return table
    }

    private mutating func set(_ key: GoString, _ value: GoValue, in table: GoMap, _ path: [GoString]) throws {
        guard table[key] != nil else {
            table[key] = value
            return
        }
        guard implicit.remove(path) != nil else {
            throw cursor.error("Key '\(GoString(TOMLKey.text(path)))' has already been defined.")
        }
    }

    // MARK: pairs

    /// Reads `a.b = value` into the table at hand, or into an inline one.
    private mutating func readPair(into inline: GoMap?) throws {
        var keys: [GoString] = []
        try cursor.skipSpace()
        switch try cursor.peek() {
        case nil, UInt8(ascii: "="): throw cursor.error("unexpected '=': key name appears blank")
        case UInt8(ascii: "."): throw cursor.error("unexpected '.': keys cannot start with a '.'")
        default: break
        }
        repeat {
            try cursor.skipSpace()
            keys.append(try readKeyPart())
            try cursor.skipSpace()
        } while try cursor.take(UInt8(ascii: "."))
        guard try cursor.take(UInt8(ascii: "=")) else {
            if try cursor.peek() == nil { throw cursor.error("unexpected EOF; expected key separator '='") }
            throw cursor.error("expected '.' or '=', but got \(cursor.quotedCharacter()) instead")
        }
        let outer = (context, currentKey)
        guard let name = keys.popLast() else { return }
        var place = context
        var table = try inline ?? self.table(at: context, makes: false)
        for key in keys {
            place.append(key)
            table = try step(into: key, of: table, place)
        }
        (context, currentKey) = (place, name)
        let value = try readValue()
        try set(name, value, in: table, place + [name])
        (context, currentKey) = outer
    }

    private mutating func step(into key: GoString, of table: GoMap, _ place: [GoString]) throws -> GoMap {
        switch table[key] {
        case nil:
            let new = GoMap()
            implicit.insert(place)
            table[key] = .map(new)
            return new
        case .map(let map)? where implicit.contains(place): return map
        default: throw cursor.error("Key '\(GoString(TOMLKey.text(place)))' has already been defined.")
        }
    }

    private mutating func readKeyPart() throws -> GoString {
        switch try cursor.peek() {
        case UInt8(ascii: "\""):
            cursor.advance()
            return try cursor.readString()
        case UInt8(ascii: "'"):
            cursor.advance()
            return try cursor.readRawString()
        default: return GoString(try cursor.take(while: TOMLKey.isBareByte))
        }
    }

    // MARK: values

    private mutating func readValue() throws -> GoValue {
        try StackGuard.check()
        try cursor.skipSpace()
        guard let byte = try cursor.peek() else { throw cursor.error("unexpected EOF; expected value") }
        switch byte {
        case UInt8(ascii: "["): return try readArray()
        case UInt8(ascii: "{"): return try readInlineTable()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try cursor.readAnyString())
        case UInt8(ascii: "."): throw cursor.error("floats must start with a digit, not '.'")
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"): return try TOMLScalar.read(&cursor)
        default: return try readWord()
        }
    }

    private mutating func readWord() throws -> GoValue {
        let start = cursor
        let word = try cursor.takeLetters()
        switch word.text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf": return .float64(.infinity)
        case "nan": return .float64(.nan)
        case "":
            let isLineEnd = try cursor.peek() == 0x0A
            throw cursor.error("expected value but found \(cursor.quotedCharacter()) instead", onLineBefore: isLineEnd)
        default: throw start.error("expected value but found \(GoFormat.quoted(word)) instead")
        }
    }

    private mutating func readArray() throws -> GoValue {
        cursor.advance()
        var elements: [GoValue] = []
        while true {
            try cursor.skipSpaceLinesAndComments()
            if try cursor.take(UInt8(ascii: "]")) { break }
            if try cursor.peek() == UInt8(ascii: ",") { throw cursor.error("unexpected comma") }
            elements.append(try readValue())
            try cursor.skipSpaceLinesAndComments()
            if try cursor.take(UInt8(ascii: ",")) { continue }
            guard try cursor.take(UInt8(ascii: "]")) else {
                throw cursor.error(
                    "expected a comma (',') or array terminator (']'), but got \(cursor.namedCharacter())")
            }
            break
        }
        return .list(elements)
    }

    private mutating func readInlineTable() throws -> GoValue {
        cursor.advance()
        let table = GoMap()
        let outer = (context, currentKey)
        if let currentKey { context.append(currentKey) }
        currentKey = nil
        while true {
            try cursor.skipSpaceLinesAndComments()
            if try cursor.take(UInt8(ascii: "}")) { break }
            if try cursor.peek() == UInt8(ascii: ",") { throw cursor.error("unexpected comma") }
            try readPair(into: table)
            try cursor.skipSpaceLinesAndComments()
            if try cursor.take(UInt8(ascii: ",")) { continue }
            guard try cursor.take(UInt8(ascii: "}")) else {
                throw cursor.error(
                    "expected a comma or an inline table terminator '}', but got \(cursor.namedCharacter()) instead")
            }
            break
        }
        (context, currentKey) = outer
        return .map(table)
    }
}
