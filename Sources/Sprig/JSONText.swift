import GoText
import Documents
package import GoTemplate

/// Values as Go's encoding/json writes them: keys ordered by their bytes, `<`, `>` and `&` escaped unless told not to.
package struct JSONText {
    private var bytes: [UInt8] = []
    private let escapesHTML: Bool
    private let isPretty: Bool

    /// A larger text is refused: no single value may have more.
    static let maximumByteCount = 256 << 20

    /// - throws: `GoError` with encoding/json's text, for what JSON cannot say.
    package static func text(_ value: GoValue, escapesHTML: Bool = true, isPretty: Bool = false) throws -> [UInt8] {
        var writer = JSONText(escapesHTML: escapesHTML, isPretty: isPretty)
        try writer.write(value, depth: 0)
        return writer.bytes
    }

    private init(escapesHTML: Bool, isPretty: Bool) {
        self.escapesHTML = escapesHTML
        self.isPretty = isPretty
    }

    private mutating func write(_ value: GoValue, depth: Int) throws {
        // encoding/json encode.go: deeper nesting is looked at for cycles, and we hold nothing that deep otherwise.
        guard depth < 10_000 else { throw GoError("json: unsupported value: encountered a cycle") }
        guard bytes.count <= Self.maximumByteCount else { throw GoError("json: value too large to write") }
        switch value {
        case .nil: write("null")
        case .bool(let truth): write(truth ? "true" : "false")
        case .int(let number): write(String(number))
        case .int64(let number): write(String(number))
        case .int32(let number): write(String(number))
        case .uint8(let number): write(String(number))
        case .uint64(let number): write(String(number))
        case .float64(let number):
            guard number.isFinite else {
                throw GoError("json: unsupported value: \(number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf")")
            }
            write(Self.text(number))
        case .string(let string): write(string.bytes)
        case .bytes(let content): write(Base64.encode(content))
        case .list(let list): try write(list, depth: depth)
        case .map(let map) where map.isNil: write("null")
        case .map(let map): try write(map, depth: depth)
        case .object(let object): try write(object.encoded, depth: depth + 1)
        }
    }

    /// Most numbers are small and whole.
    private static func text(_ number: Double) -> String {
        if number == number.rounded(.towardZero), number.magnitude < 1e15, number != 0 { return String(Int64(number)) }
        return number.jsonText
    }

    private mutating func write(_ list: GoList, depth: Int) throws {
        if list.isNil { return write("null") }
        bytes.append(UInt8(ascii: "["))
        for (index, element) in list.elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            try write(element, depth: depth + 1)
        }
        if !list.elements.isEmpty { breakLine(depth) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ map: GoMap, depth: Int) throws {
        bytes.append(UInt8(ascii: "{"))
        for (index, key) in map.sortedKeys.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            write(key.bytes)
            bytes.append(UInt8(ascii: ":"))
            if isPretty { bytes.append(0x20) }
            try write(map[key] ?? .nil, depth: depth + 1)
        }
        if !map.isEmpty { breakLine(depth) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ depth: Int) {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// A string; bytes that are no UTF-8 become U+FFFD.
    private mutating func write(_ text: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                if let escape = escape(byte) {
                    bytes.append(contentsOf: text[start..<index])
                    write(escape)
                    start = index + 1
                }
                index += 1
                continue
            }
            let (rune, width) = Runes.decode(text, at: index)
            let isInvalid = rune == Runes.replacement && width == 1
            if isInvalid || rune == 0x2028 || rune == 0x2029 {
                bytes.append(contentsOf: text[start..<index])
                write(isInvalid ? "\\ufffd" : rune == 0x2028 ? "\\u2028" : "\\u2029")
                start = index + width
            }
            index += width
        }
        bytes.append(contentsOf: text[start...])
        bytes.append(UInt8(ascii: "\""))
    }

    private func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case 0x08: "\\b"
        case 0x0C: "\\f"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x09: "\\t"
        case 0..<0x20: "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
            escapesHTML ? "\\u00" + String(byte, radix: 16) : nil
        default: nil
        }
    }
}
