import GoTemplate
import Sprig

/// Values given on a command line, such as `a.b[1].c=x,d={1,2}`: written into a map.
// helm v4.2 pkg/strvals/parser.go, literal_parser.go.
package struct ValueAssignment {
    /// How what stands behind the equals sign is read.
    package enum Kind: Equatable {
        /// `--set`: numbers, truths and null are what they look like.
        case typed
        /// `--set-string`
        case text
        /// `--set-json`
        case json
        /// `--set-file`: the name of a file to read.
        case file
        /// `--set-literal`: everything up to the end, as it is.
        case literal
    }

    /// The end of the text: not an error by itself.
    private struct End: Error {}

    private let kind: Kind
    private var rest: ArraySlice<Unicode.Scalar>
    private let readFile: (String) throws -> [UInt8]

    /// Deeper keys, and indices beyond, are refused.
    private static let maximumDepth = 30
    private static let maximumIndex = 65536
    /// Differs: lists within lists have no limit in Helm, whose stack grows.
    private static let maximumListDepth = 1000
    private var listDepth = 0

    /// Writes what a text assigns into a map.
    ///
    /// - readFile: reads the file that `--set-file` names.
    /// - throws: `GoError` with Helm's words.
    package static func apply(
        _ text: String, _ kind: Kind, to map: GoMap, readFile: @escaping (String) throws -> [UInt8]
    ) throws {
        var parser = ValueAssignment(kind: kind, rest: Array(text.unicodeScalars)[...], readFile: readFile)
        do {
            while true {
                parser.listDepth = 0
                try parser.key(map, depth: 0)
            }
        } catch is End {}
    }

    private init(kind: Kind, rest: ArraySlice<Unicode.Scalar>, readFile: @escaping (String) throws -> [UInt8]) {
        (self.kind, self.rest, self.readFile) = (kind, rest, readFile)
    }

    // MARK: Reading

    /// The text up to one of some characters, and which; no character at the end.
    private mutating func take(until stops: String) -> (text: String, stop: Unicode.Scalar?) {
        var text = String.UnicodeScalarView()
        while let next = rest.popFirst() {
            if stops.unicodeScalars.contains(next) { return (String(text), next) }
            if next == "\\", kind != .literal {
                guard let escaped = rest.popFirst() else { return (String(text), nil) }
                text.append(escaped)
            } else {
                text.append(next)
            }
        }
        return (String(text), nil)
    }

    private mutating func key(_ map: GoMap, depth: Int) throws {
        let (name, stop) = take(until: kind == .literal ? "=[." : "=[,.")
        let key = GoString(name)
        switch stop {
        case nil:
            if name.isEmpty { throw End() }
            throw GoError("key \(quoted(name)) has no value")
        case "[":
            let index = try keyIndex()
            var list = GoList([])
            if let old = map[key] {
                guard case .list(let found) = old else { throw Self.panic(old, "[]interface {}") }
                list = found
            }
            let result = Result { try item(list, at: index, depth: depth) }
            switch result {
            case .success(let list): Self.set(map, key, .list(list))
            case .failure(let error):
                Self.set(map, key, .list(list))
                throw error
            }
        case "=": try assign(map, key)
        case ",":
            Self.set(map, key, .string(""))
            throw GoError("key \(quoted(name)) has no value (cannot end with ,)")
        default: try nested(map, name, depth: depth + 1)
        }
    }

    private mutating func nested(_ map: GoMap, _ name: String, depth: Int) throws {
        guard depth <= Self.maximumDepth else {
            throw GoError(
                "value name nested level is greater than maximum supported nested level of \(Self.maximumDepth)")
        }
        var inner = GoMap()
        if let old = map[GoString(name)] {
            guard case .map(let found) = old else { throw Self.panic(old, "map[string]interface {}") }
            inner = found
        }
        let result = Result { try key(inner, depth: depth) }
        if case .success = result, inner.isEmpty { throw GoError("key map \(quoted(name)) has no value") }
        if !inner.isEmpty { Self.set(map, GoString(name), .map(inner)) }
        try result.get()
    }

    private mutating func assign(_ map: GoMap, _ key: GoString) throws {
        if kind == .json || kind == .literal {
            return Self.set(map, key, try wholeValue())
        }
        guard !rest.isEmpty else {
            Self.set(map, key, .string(""))
            throw End()
        }
        Self.set(map, key, try value())
    }

    private static func set(_ map: GoMap, _ key: GoString, _ value: GoValue) {
        if !key.isEmpty { map[key] = value }
    }

    // MARK: Lists

    private mutating func keyIndex() throws -> Int {
        let (text, stop) = take(until: "]")
        guard stop != nil else { throw GoError("error parsing index: EOF") }
        guard let index = Int(text) else {
            throw GoError("error parsing index: strconv.Atoi: parsing \(quoted(text)): invalid syntax")
        }
        return index
    }

    private mutating func item(_ list: GoList, at index: Int, depth: Int) throws -> GoList {
        guard index >= 0 else { throw GoError("negative \(index) index not allowed") }
        listDepth += 1
        guard listDepth <= Self.maximumListDepth else { throw GoError("lists are nested too deeply") }
        let (text, stop) = take(until: "[.=")
        guard text.isEmpty else { throw GoError("unexpected data at end of array index: \(quoted(text))") }
        let old = index < list.elements.count ? list.elements[index] : nil
        switch stop {
        case nil: throw End()
        case "=":
            if kind == .json || kind == .literal { return try Self.setting(list, index, try wholeValue()) }
            return try Self.setting(list, index, rest.isEmpty ? .string("") : try value())
        case "[":
            let next = try keyIndex()
            var inner = GoList([])
            switch old {
            case nil, .nil?: break
            case .list(let found)?: inner = found
            case let other?: throw Self.panic(other, "[]interface {}")
            }
            return try Self.setting(list, index, .list(try item(inner, at: next, depth: depth)))
        default:
            var inner = GoMap()
            if case .map(let found)? = old { inner = found }
            try key(inner, depth: depth)
            return try Self.setting(list, index, .map(inner))
        }
    }

    private static func setting(_ list: GoList, _ index: Int, _ value: GoValue) throws -> GoList {
        guard index <= maximumIndex else {
            throw GoError("index of \(index) is greater than maximum supported index of \(maximumIndex)")
        }
        var list = GoList(list.elements)
        while list.elements.count <= index { list.elements.append(.nil) }
        list.elements[index] = value
        return list
    }

    // MARK: Values

    private mutating func value() throws -> GoValue {
        guard rest.first == "{" else { return try converted(take(until: ",").text) }
        rest.removeFirst()
        var elements: [GoValue] = []
        while true {
            let (text, stop) = take(until: ",}")
            guard let stop else { throw GoError("list must terminate with '}'") }
            elements.append(try converted(text))
            if stop == "}" {
                if rest.first == "," { rest.removeFirst() }
                return .list(elements)
            }
        }
    }

    // helm v4.2 pkg/strvals/parser.go typedVal.
    private func converted(_ text: String) throws -> GoValue {
        switch kind {
        case .text, .json, .literal: return .string(text)
        case .file: return .string(GoString(try readFile(text)))
        case .typed:
            switch text.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "null": return .nil
            default: break
            }
            if text == "0" { return .int64(0) }
            if !text.hasPrefix("0"), let number = Int64(text) { return .int64(number) }
            return .string(text)
        }
    }

    /// A JSON value up to a comma, or a literal text up to the end.
    private mutating func wholeValue() throws -> GoValue {
        if kind == .literal {
            defer { rest = [] }
            return .string(String(String.UnicodeScalarView(rest)))
        }
        if skipEmpty() { return .nil }
        let end = Self.jsonEnd(rest)
        let text = String(String.UnicodeScalarView(rest[..<end]))
        let value = try JSONReader.read(Array(text.utf8))
        rest = rest[end...]
        _ = skipEmpty()
        return value
    }

    /// Skips white space up to a comma or the end; false if something else comes.
    private mutating func skipEmpty() -> Bool {
        while let next = rest.first {
            if next == "," {
                rest.removeFirst()
                return true
            }
            guard next.properties.isWhitespace else { return false }
            rest.removeFirst()
        }
        return true
    }

    /// Where the JSON value at the beginning of a text ends.
    private static func jsonEnd(_ text: ArraySlice<Unicode.Scalar>) -> Int {
        var depth = 0
        var isQuoted = false
        var index = text.startIndex
        while index < text.endIndex {
            let scalar = text[index]
            if isQuoted {
                if scalar == "\\" { index += 1 }
                if scalar == "\"" {
                    isQuoted = false
                    if depth == 0 { return min(index + 1, text.endIndex) }
                }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "[" || scalar == "{" {
                depth += 1
            } else if scalar == "]" || scalar == "}" {
                depth -= 1
                if depth <= 0 { return index + 1 }
            } else if depth == 0, scalar == "," || scalar.properties.isWhitespace {
                return index
            }
            index += 1
        }
        return text.endIndex
    }

    private static func panic(_ value: GoValue, _ wanted: String) -> GoError {
        let found = GoFormat.sprintf("%T", [value]).text
        let reason = value.isNil ? "nil, not \(wanted)" : "\(found), not \(wanted)"
        return GoError("unable to parse key: interface conversion: interface {} is \(reason)")
    }

    private func quoted(_ text: String) -> String { GoFormat.quoted(GoString(text)).text }
}
