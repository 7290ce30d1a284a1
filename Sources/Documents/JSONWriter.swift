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
        case .object(let object):
            let keys = options.sortsKeys ? object.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : nil
            write(keys ?? Array(object.keys), "{", "}", depth: depth) { writer, key in
                writer.write(key)
                writer.bytes.append(UInt8(ascii: ":"))
                if writer.options.style == .pretty { writer.bytes.append(UInt8(ascii: " ")) }
                writer.write(object[key] ?? .null, depth: depth + 1)
            }
        }
    }

    private mutating func write<Element>(
        _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, depth: Int,
        _ body: (inout Self, Element) -> Void
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
        bytes.append(UInt8(ascii: "\""))
        // U+2028 and U+2029 are the only characters beyond ASCII that Go escapes: E2 80 A8 and E2 80 A9.
        var separator = 0
        for byte in text.utf8 {
            bytes.append(byte)
            separator = byte == 0xE2 ? 1 : separator == 1 && byte == 0x80 ? 2 : separator == 2 ? 3 : 0
            if separator == 3 {
                separator = 0
                if byte == 0xA8 || byte == 0xA9 {
                    bytes.removeLast(3)
                    bytes.append(contentsOf: (byte == 0xA8 ? "\\u2028" : "\\u2029").utf8)
                }
            } else if let escape = escape(byte) {
                bytes.removeLast()
                bytes.append(contentsOf: escape.utf8)
            }
        }
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
            options.escapesHTML ? "\\u00" + String(byte, radix: 16) : nil
        default: nil
        }
    }
}
