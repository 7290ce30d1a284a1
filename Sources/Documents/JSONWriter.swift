/// Writes values as Go's encoding/json does.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let options: JSON.Options

    init(_ options: JSON.Options) { self.options = options }

    mutating func write(_ value: Value, depth: Int) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let truth): bytes.append(contentsOf: (truth ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number): bytes.append(contentsOf: number.jsonText.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            write(elements, "[", "]", depth: depth) { $0.write($1, depth: depth + 1) }
        case .object(let object) where options.sortsKeys:
            let members = object.elements.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            write(members, "{", "}", depth: depth) { $0.write($1.key, $1.value, depth: depth) }
        case .object(let object):
            write(object.elements, "{", "}", depth: depth) { $0.write($1.key, $1.value, depth: depth) }
        }
    }

    private mutating func write(_ key: String, _ value: Value, depth: Int) {
        write(key)
        bytes.append(UInt8(ascii: ":"))
        if options.style == .pretty { bytes.append(UInt8(ascii: " ")) }
        write(value, depth: depth + 1)
    }

    private mutating func write<Elements: Collection>(
        _ elements: Elements, _ open: Unicode.Scalar, _ close: Unicode.Scalar, depth: Int,
        _ body: (inout Self, Elements.Element) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            body(&self, element)
        }
        if !elements.isEmpty { breakLine(depth) }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func breakLine(_ depth: Int) {
        guard options.style == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func write(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (index, byte) in utf8.enumerated() where mayNeedEscape(byte) {
                guard let escape = byte == 0xE2 ? separator(utf8, index) : escape(byte) else { continue }
                bytes.append(contentsOf: utf8[start..<index])
                bytes.append(contentsOf: escape.utf8)
                start = index + (byte == 0xE2 ? 3 : 1)
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private func mayNeedEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0xE2 || byte == 0x26 || byte == 0x3C || byte == 0x3E
    }

    /// U+2028 and U+2029, E2 80 A8 and E2 80 A9, are the only characters beyond ASCII that Go escapes.
    private func separator(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> String? {
        guard index + 2 < utf8.count, utf8[index + 1] == 0x80 else { return nil }
        return utf8[index + 2] == 0xA8 ? "\\u2028" : utf8[index + 2] == 0xA9 ? "\\u2029" : nil
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
            options.escapesHTML ? "\\u00" + String(byte, radix: 16) : nil
        default: nil
        }
    }
}
