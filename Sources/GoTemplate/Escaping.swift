import GoText

/// `html`, `js` and `urlquery`.
enum Escaping {
    /// HTMLEscape
    static func html(_ text: [UInt8], to output: inout [UInt8]) {
        for byte in text {
            switch byte {
            case 0: output += [0xEF, 0xBF, 0xBD]
            case UInt8(ascii: "\""): output += Array("&#34;".utf8)
            case UInt8(ascii: "'"): output += Array("&#39;".utf8)
            case UInt8(ascii: "&"): output += Array("&amp;".utf8)
            case UInt8(ascii: "<"): output += Array("&lt;".utf8)
            case UInt8(ascii: ">"): output += Array("&gt;".utf8)
            default: output.append(byte)
            }
        }
    }

    /// JSEscape
    static func javaScript(_ text: [UInt8], to output: inout [UInt8]) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""):
                output += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "="), 0..<0x20:
                output += Array("\\u00".utf8)
                output += [Printer.upperDigits[Int(byte >> 4)], Printer.upperDigits[Int(byte & 15)]]
            case 0x80...:
                let (rune, width) = Runes.decode(text, at: index)
                if Runes.isPrintable(rune) {
                    output += text[index..<(index + width)]
                } else {
                    output += GoFormat.sprintf("\\u%04X", [.int32(Int32(rune))]).bytes
                }
                index += width - 1
            default:
                output.append(byte)
            }
            index += 1
        }
    }

    /// net/url QueryEscape
    static func query(_ text: [UInt8], to output: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                output.append(byte)
            case UInt8(ascii: " "):
                output.append(UInt8(ascii: "+"))
            default:
                output += [UInt8(ascii: "%"), Printer.upperDigits[Int(byte >> 4)], Printer.upperDigits[Int(byte & 15)]]
            }
        }
    }
}
