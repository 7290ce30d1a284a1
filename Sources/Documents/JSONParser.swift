import Diagnostics

/// A recursive descent over bytes, as deep as the limit allows.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let file: String
    private let limits: DocumentLimits
    private let duplicateKeys: JSON.DuplicateKeys
    private let numbers: JSON.Numbers
    private var position = 0
    private var depth = 0

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, file: String, limits: DocumentLimits, duplicateKeys: JSON.DuplicateKeys,
        numbers: JSON.Numbers
    ) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
        self.duplicateKeys = duplicateKeys
        self.numbers = numbers
    }

    mutating func document() throws -> Value {
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw syntax("unexpected text after the value") }
        return value
    }

    private func mark(at offset: Int) -> SourceMark { SourceMark(file: file, offset: offset, in: bytes) }

    private func syntax(_ problem: String) -> DocumentError {
        .syntax(position < bytes.count ? problem : "the text ends too early", mark(at: position))
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws -> Value {
        guard let first = next else { throw syntax("") }
        switch first {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw syntax("expected a value")
        }
    }

    private mutating func nested(_ body: (inout Self) throws -> Value) throws -> Value {
        guard depth < limits.depth else {
            throw DocumentError.overLimit("nested collections", limits.depth, mark(at: position))
        }
        depth += 1
        position += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func word(_ word: StaticString, _ value: Value) throws -> Value {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw syntax("expected \(word)") }
        }
        return value
    }

    private mutating func array() throws -> Value {
        var elements: [Value] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            skipSpace()
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw syntax("expected , or ] after an element") }
        }
    }

    private mutating func object() throws -> Value {
        var object = Value.Object()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw syntax("expected a key in double quotes") }
            let place = position
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw syntax("expected : after a key") }
            skipSpace()
            if object.updateValue(try value(), forKey: key) != nil, duplicateKeys == .refused {
                throw DocumentError.syntax("duplicate key \"\(key.prefix(80))\"", mark(at: place))
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(object) }
            guard take(UInt8(ascii: ",")) else { throw syntax("expected , or } after a member") }
        }
    }

    private mutating func number() throws -> Value {
        let start = position
        _ = take(UInt8(ascii: "-"))
        var isInteger = true
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if numbers == .texts { return .string(text) }
        if isInteger, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else {
            throw DocumentError.numberOutOfRange(text, mark(at: start))
        }
        return .double(number)
    }

    private mutating func digits() throws {
        let start = position
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw syntax("expected a digit") }
    }

    /// A string whose opening quote is next.
    private mutating func string() throws -> String {
        position += 1
        let start = position
        var isASCII = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return try decoded(bytes[start..<position], isASCII: isASCII, at: start)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw syntax("control characters in a string must be escaped") }
            isASCII = isASCII && byte < 0x80
            position += 1
        }
        throw syntax("")
    }

    private func decoded(_ slice: Slice<UnsafeBufferPointer<UInt8>>, isASCII: Bool, at start: Int) throws -> String {
        if isASCII { return String(decoding: slice, as: UTF8.self) }
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw DocumentError.notUTF8(mark(at: start))
        }
        return text
    }

    /// The rest of a string that has an escape at the present position.
    private mutating func escapedString(from start: Int) throws -> String {
        var text = Array(bytes[start..<position])
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw DocumentError.notUTF8(mark(at: start))
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20:
                position -= 1
                throw syntax("control characters in a string must be escaped")
            default: text.append(byte)
            }
        }
        throw syntax("")
    }

    private mutating func escape(into text: inout [UInt8]) throws {
        guard let letter = next else { throw syntax("") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeEscape()).utf8)
        default:
            position -= 1
            throw syntax("unknown escape in a string")
        }
    }

    /// The character of `\uXXXX`, or of a pair of surrogates; a lone one is U+FFFD.
    private mutating func unicodeEscape() throws -> Character {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let afterHigh = position
        position += 2
        let low = try hexadecimal()
        guard 0xDC00...0xDFFF ~= low,
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else {
            position = afterHigh
            return "\u{FFFD}"
        }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw syntax("expected four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
