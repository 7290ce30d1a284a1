import GoText
import GoTemplate

/// Reads JSON as Go's encoding/json does into `interface {}`, with its messages: every number is a float64.
package struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// Deeper documents are refused, as everywhere: DESIGN "Limits everyone relies on".
    static let maximumDepth = 512

    /// - throws: `GoError` with encoding/json's text.
    package static func read(_ bytes: [UInt8]) throws -> GoValue {
        try bytes.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes: bytes)
            reader.skipSpace()
            let value = try reader.value(depth: 0)
            reader.skipSpace()
            guard reader.position == bytes.count else { throw reader.invalid("after top-level value") }
            return value
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// encoding/json scanner.go: what is wrong with the next byte, or that there is none.
    private func invalid(_ context: String) -> GoError {
        guard let byte = next else { return GoError("unexpected end of JSON input") }
        let shown: GoString
        switch byte {
        case UInt8(ascii: "'"): shown = "\\'"
        case UInt8(ascii: "\""): shown = "\""
        default:
            var character: [UInt8] = []
            Runes.append(UInt32(byte), to: &character)
            let quoted = GoFormat.sprintf("%q", [.string(GoString(character))])
            shown = GoString(quoted.bytes.dropFirst().dropLast())
        }
        return GoError("invalid character '\(shown)' \(context)")
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value(depth: Int) throws -> GoValue {
        guard let byte = next else { throw invalid("") }
        switch byte {
        case UInt8(ascii: "{"): return .map(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .list(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .nil)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .float64(try number())
        default: throw invalid("looking for beginning of value")
        }
    }

    private mutating func word(_ word: StaticString, _ value: GoValue) throws -> GoValue {
        for index in 0..<word.utf8CodeUnitCount {
            let expected = word.utf8Start[index]
            guard next == expected else {
                throw invalid("in literal \(word) (expecting '\(Unicode.Scalar(expected))')")
            }
            position += 1
        }
        return value
    }

    private mutating func array(depth: Int) throws -> GoList {
        guard depth <= Self.maximumDepth else { throw GoError("exceeded max depth") }
        position += 1
        skipSpace()
        var elements: [GoValue] = []
        if next == UInt8(ascii: "]") {
            position += 1
            return GoList(elements)
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth))
            skipSpace()
            if next == UInt8(ascii: ",") {
                position += 1
            } else if next == UInt8(ascii: "]") {
                position += 1
                return GoList(elements)
            } else {
                throw invalid("after array element")
            }
        }
    }

    private mutating func object(depth: Int) throws -> GoMap {
        guard depth <= Self.maximumDepth else { throw GoError("exceeded max depth") }
        position += 1
        skipSpace()
        var members: [GoString: GoValue] = [:]
        if next == UInt8(ascii: "}") {
            position += 1
            return GoMap()
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw invalid("looking for beginning of object key string") }
            let key = try string()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw invalid("after object key") }
            position += 1
            skipSpace()
            members[key] = try value(depth: depth)
            skipSpace()
            if next == UInt8(ascii: ",") {
                position += 1
            } else if next == UInt8(ascii: "}") {
                position += 1
                return GoMap(members)
            } else {
                throw invalid("after object key:value pair")
            }
        }
    }

    private mutating func number() throws -> Double {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits("in numeric literal")
        }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits("after decimal point in numeric literal")
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits("in exponent of numeric literal")
        }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw GoError("json: cannot unmarshal number \(text) into Go value of type float64")
        }
        return number
    }

    private mutating func digits(_ context: String) throws {
        guard let byte = next, (0x30...0x39).contains(byte) else { throw invalid(context) }
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    }

    private mutating func string() throws -> GoString {
        position += 1
        var text: [UInt8] = []
        var start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text.append(contentsOf: bytes[start..<position])
                position += 1
                return GoString(
                    text.allSatisfy { $0 < 0x80 } ? text : Array(String(decoding: text, as: UTF8.self).utf8))
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[start..<position])
                position += 1
                try escape(into: &text)
                start = position
            case 0..<0x20: throw invalid("in string literal")
            default: position += 1
            }
        }
        throw invalid("")
    }

    private mutating func escape(into text: inout [UInt8]) throws {
        guard let byte = next else { throw invalid("") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            return try appendUnit(into: &text)
        default: throw invalid("in string escape code")
        }
        position += 1
    }

    /// A character by its UTF-16 units; half a pair is U+FFFD.
    private mutating func appendUnit(into text: inout [UInt8]) throws {
        let first = try unit()
        if (0xD800..<0xDC00).contains(first), next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let before = position
            position += 2
            let second = try unit()
            if (0xDC00..<0xE000).contains(second) {
                return Runes.append(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), to: &text)
            }
            position = before
        }
        Runes.append(first, to: &text)
    }

    private mutating func unit() throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw invalid("in \\u hexadecimal character escape")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
