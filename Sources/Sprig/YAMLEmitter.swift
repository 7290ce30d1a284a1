import GoText
import GoTemplate

/// Writes values as YAML in block style, as Go's two YAML libraries do.
struct YAMLEmitter {
    /// Whose manner.
    enum Manner {
        /// sigs.k8s.io/yaml, that is go-yaml v2: `toYaml`. Lists are not indented, lines are folded after 80 characters.
        case sigs
        /// go.yaml.in/yaml v3 with an indent of two: `toYamlPretty`.
        case v3
    }

    private let manner: Manner
    private let order: YAMLKeyOrder
    private(set) var bytes: [UInt8] = []
    /// Where the line that is being written begins.
    private var lineStart = 0
    /// Continuation bytes on that line: columns are counted in characters.
    private var continuationCount = 0
    /// Line breaks in the JSON in between.
    private var jsonBreakCount = 0

    init(_ manner: Manner) {
        self.manner = manner
        order = YAMLKeyOrder(keepsDigitsTogether: manner == .v3)
    }

    private var column: Int { bytes.count - lineStart - continuationCount }

    /// A value as one document, with a newline at its end.
    ///
    /// - throws: `GoError` for what cannot be written, as the library would say it.
    static func text(_ value: GoValue, _ manner: Manner = .sigs) throws -> [UInt8] {
        var emitter = YAMLEmitter(manner)
        emitter.bytes.reserveCapacity(1024)
        try emitter.writeNode(value, indent: -1, depth: 0)
        if emitter.bytes.last != UInt8(ascii: "\n") { emitter.bytes.append(UInt8(ascii: "\n")) }
        return emitter.bytes
    }

    // MARK: collections

    /// Writes a value where the cursor stands.
    ///
    /// - indent: of the collection around it; -1 at the root.
    private mutating func writeNode(_ value: GoValue, indent: Int, depth: Int) throws {
        switch value {
        case .map(let map) where !map.isEmpty: try writeMap(map, indent: indent + (indent < 0 ? 1 : 2), depth: depth)
        case .map(let map): write(map.isNil && manner == .sigs ? "null" : "{}")
        case .list(let list) where !list.elements.isEmpty:
            try writeList(list.elements, indent: indent + (indent < 0 ? 1 : 2), depth: depth)
        case .list(let list): write(list.isNil && manner == .sigs ? "null" : "[]")
        case .bytes(let bytes) where manner == .v3:
            try writeNode(.list(GoList(bytes.map { .uint8($0) })), indent: indent, depth: depth)
        case .object(let object) where manner == .v3 && object is TimeObject:
            write(object.encoded.string?.text ?? "")
        case .object(let object):
            if manner == .v3, let fields = object.yamlFields {
                return try writeFields(fields, indent: indent + (indent < 0 ? 1 : 2), depth: depth)
            }
            try writeNode(object.encoded, indent: indent, depth: depth + 1)
        default: try writeScalar(value, indent: indent < 0 ? 2 : indent + 2)
        }
    }

    /// Ends what would go on for ever, a map that holds itself, or fill the memory.
    private func checkLimits(_ depth: Int) throws {
        guard depth < 10_000 else { throw GoError("exceeded max depth") }
        guard bytes.count <= JSONText.maximumByteCount else { throw GoError("value too large to write") }
    }

    private mutating func writeMap(_ map: GoMap, indent: Int, depth: Int) throws {
        try checkLimits(depth)
        var isFirst = true
        for key in order.sorted(map) {
            if !isFirst { newLine(indent) }
            isFirst = false
            if try writeKey(key, indent: indent) {
                try writeMember(map[key] ?? .nil, indent: indent, depth: depth)
            } else {
                write(" ")
                try writeNode(map[key] ?? .nil, indent: indent, depth: depth + 1)
            }
        }
    }

    private mutating func writeFields(
        _ fields: [(name: GoString, value: GoValue)], indent: Int, depth: Int
    ) throws {
        try checkLimits(depth)
        for (index, field) in fields.enumerated() {
            if index > 0 { newLine(indent) }
            write(field.name.text + ":")
            try writeMember(field.value, indent: indent, depth: depth)
        }
    }

    /// Writes what follows the colon of a key.
    private mutating func writeMember(_ value: GoValue, indent: Int, depth: Int) throws {
        var value = value
        while case .object(let object) = value, manner == .sigs || !(object is TimeObject) {
            if manner == .v3, let fields = object.yamlFields {
                newLine(indent + 2)
                return try writeFields(fields, indent: indent + 2, depth: depth + 1)
            }
            value = object.encoded
        }
        switch value {
        case .map(let map) where !map.isEmpty:
            newLine(indent + 2)
            try writeMap(map, indent: indent + 2, depth: depth + 1)
        case .list(let list) where !list.elements.isEmpty:
            // In v2 a list in a map begins where its key does.
            let listIndent = manner == .sigs ? indent : indent + 2
            newLine(listIndent)
            try writeList(list.elements, indent: listIndent, depth: depth + 1)
        default:
            write(" ")
            try writeNode(value, indent: indent, depth: depth + 1)
        }
    }

    private mutating func writeList(_ elements: [GoValue], indent: Int, depth: Int) throws {
        try checkLimits(depth)
        var isFirst = true
        for element in elements {
            if !isFirst { newLine(indent) }
            isFirst = false
            write("- ")
            try writeNode(element, indent: indent, depth: depth + 1)
        }
    }

    /// A key and its colon; false if it took a question mark, after which a collection begins on the colon's line.
    ///
    /// emitterc.go yaml_emitter_check_simple_key: over 128 bytes, or over several lines.
    private mutating func writeKey(_ key: GoString, indent: Int) throws -> Bool {
        let text = try checked(key, isKey: true)
        let style = YAMLScalarStyle(text, manner, isKey: true)
        let isSimple = text.count <= 128 && !style.isMultiline
        if isSimple {
            writeText(text, style.inKey, indent: indent + 2, folds: false)
        } else {
            write("? ")
            writeText(text, style.style, indent: indent + 2, folds: true)
            newLine(indent)
        }
        write(":")
        return isSimple
    }

    // MARK: scalars

    private mutating func writeScalar(_ value: GoValue, indent: Int) throws {
        switch value {
        case .nil: write("null")
        case .bool(let truth): write(truth ? "true" : "false")
        case .int(let number): write(String(number))
        case .int64(let number): write(String(number))
        case .int32(let number): write(String(number))
        case .uint8(let number): write(String(number))
        case .uint64(let number): write(String(number))
        case .float64(let number): try writeFloat(number)
        case .string(let string):
            let text = try checked(string)
            let style = YAMLScalarStyle(text, manner, isKey: false)
            writeText(text, style.style, indent: indent, folds: true)
        case .bytes(let bytes): try writeScalar(.string(GoString(Base64.encode(bytes))), indent: indent)
        case .list, .map, .object: break
        }
    }

    /// In the manner of sigs a number has been JSON, and is read again: whole ones become integers.
    private mutating func writeFloat(_ number: Double) throws {
        guard manner == .sigs else {
            return write(number.isNaN ? ".nan" : number.isInfinite ? (number < 0 ? "-.inf" : ".inf") : number.goText)
        }
        guard number.isFinite else {
            throw GoError("json: unsupported value: \(number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf")")
        }
        guard number == number.rounded(.towardZero), number.magnitude < 0x1p65 else { return write(number.goText) }
        if number.magnitude < 0x1p53 { return write(String(Int64(number))) }
        let digits = number.jsonText
        write(Int64(digits) != nil || UInt64(digits) != nil ? digits : number.goText)
    }

    /// The text as the reader of the JSON in between would have it.
    ///
    /// - throws: for control characters, which that reader refuses, and for a key with a line break.
    private mutating func checked(_ string: GoString, isKey: Bool = false) throws -> [UInt8] {
        guard manner == .sigs, !string.bytes.allSatisfy({ $0 < 0x7F }) else { return string.bytes }
        var text: [UInt8] = []
        text.reserveCapacity(string.count)
        var index = 0
        while index < string.count {
            let (rune, width) = Runes.decode(string.bytes, at: index)
            // go-yaml v2 readerc.go: what may stand in a document.
            if rune == 0x7F || (0x80...0x9F).contains(rune) && rune != 0x85 || rune == 0xFFFE || rune == 0xFFFF {
                throw GoError("yaml: control characters are not allowed")
            }
            index += width
            guard rune == 0x85 else {
                Runes.append(rune, to: &text)
                continue
            }
            // Quirk: there a next-line character within a quoted text is a line break, and is folded.
            if isKey { throw GoError("yaml: mapping values are not allowed in this context") }
            index = try fold(string.bytes, after: index, into: &text)
        }
        return text
    }

    /// Folds line breaks, of which the first has been met, and the spaces around them; returns where the text goes on.
    ///
    /// - throws: for what would begin or end a document there.
    private mutating func fold(_ bytes: [UInt8], after start: Int, into text: inout [UInt8]) throws -> Int {
        while text.last == 0x20 { text.removeLast() }
        var (index, lastBreakEnd, further) = (start, start, 0)
        while index < bytes.count {
            if bytes[index] == 0x20 {
                index += 1
            } else if bytes[index] == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0x85 {
                index += 2
                lastBreakEnd = index
                further += 1
            } else {
                break
            }
        }
        jsonBreakCount += 1 + further
        let line = bytes[lastBreakEnd...]
        if line.starts(with: "---".utf8) || line.starts(with: "...".utf8) {
            let behind = line.dropFirst(3)
            if behind.first == 0x20 || behind.starts(with: [0xC2, 0x85]) {
                throw GoError("yaml: line \(jsonBreakCount + 1): found unexpected document indicator")
            }
        }
        text.append(contentsOf: further == 0 ? [0x20] : [UInt8](repeating: 0x0A, count: further))
        return index
    }

    private mutating func writeText(_ text: [UInt8], _ style: YAMLScalarStyle.Style, indent: Int, folds: Bool) {
        text.withUnsafeBufferPointer { text in
            let foldsLines = folds && manner == .sigs
            switch style {
            case .plain: writeFlowing(text, indent: indent, folds: foldsLines, isQuoted: false)
            case .single:
                bytes.append(UInt8(ascii: "'"))
                writeFlowing(text, indent: indent, folds: foldsLines, isQuoted: true)
                bytes.append(UInt8(ascii: "'"))
            case .double: writeDoubleQuoted(text, indent: indent, folds: foldsLines)
            case .literal: writeLiteral(text, indent: indent)
            }
        }
    }

    /// yaml_emitter_write_plain_scalar and yaml_emitter_write_single_quoted_scalar.
    private mutating func writeFlowing(_ text: UnsafeBufferPointer<UInt8>, indent: Int, folds: Bool, isQuoted: Bool) {
        // Nothing to fold, escape or break: the usual case in one piece.
        if !isQuoted, !folds || column + text.count <= 80 { return append(text) }
        var isAfterSpace = false
        var isAfterBreak = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x20 {
                let isInside = !isQuoted || index > 0 && index < text.count - 1
                let precedesSpace = index + 1 < text.count && text[index + 1] == 0x20
                if folds, !isAfterSpace, column > 80, isInside, !precedesSpace {
                    newLine(indent)
                } else {
                    bytes.append(byte)
                }
                isAfterSpace = true
                index += 1
                continue
            }
            let (rune, width) = Runes.decode(text, at: index)
            if isYAMLBreak(rune) {
                if rune == 0x0A, !isAfterBreak { bytes.append(0x0A) }
                append(UnsafeBufferPointer(rebasing: text[index..<index + width]))
                startLine()
                isAfterBreak = true
            } else {
                if isAfterBreak { pad(indent) }
                if byte == UInt8(ascii: "'"), isQuoted { bytes.append(byte) }
                append(UnsafeBufferPointer(rebasing: text[index..<index + width]))
                isAfterSpace = false
                isAfterBreak = false
            }
            index += width
        }
    }

    /// yaml_emitter_write_double_quoted_scalar
    private mutating func writeDoubleQuoted(_ text: UnsafeBufferPointer<UInt8>, indent: Int, folds: Bool) {
        bytes.append(UInt8(ascii: "\""))
        // Quirk: yamlprivateh.go is_bom looks at the first bytes of the text, wherever it is asked about.
        let escapesAll = text.starts(with: [0xEF, 0xBB, 0xBF])
        var isAfterSpace = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x20, !escapesAll {
                if folds, !isAfterSpace, column > 80, index > 0, index < text.count - 1 {
                    newLine(indent)
                    if text[index + 1] == 0x20 { bytes.append(UInt8(ascii: "\\")) }
                } else {
                    bytes.append(byte)
                }
                isAfterSpace = true
                index += 1
                continue
            }
            isAfterSpace = false
            let (rune, width) = Runes.decode(text, at: index)
            if escapesAll || rune == 0x22 || rune == 0x5C || !isYAMLPrintable(rune) || isYAMLBreak(rune) {
                writeEscape(rune)
            } else {
                append(UnsafeBufferPointer(rebasing: text[index..<index + width]))
            }
            index += width
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscape(_ rune: UInt32) {
        bytes.append(UInt8(ascii: "\\"))
        switch rune {
        case 0x00: write("0")
        case 0x07: write("a")
        case 0x08: write("b")
        case 0x09: write("t")
        case 0x0A: write("n")
        case 0x0B: write("v")
        case 0x0C: write("f")
        case 0x0D: write("r")
        case 0x1B: write("e")
        case 0x22: write("\"")
        case 0x5C: write("\\")
        case 0x85: write("N")
        case 0xA0: write("_")
        case 0x2028: write("L")
        case 0x2029: write("P")
        default:
            let (letter, width) = rune <= 0xFF ? ("x", 2) : rune <= 0xFFFF ? ("u", 4) : ("U", 8)
            write(letter)
            for shift in stride(from: (width - 1) * 4, through: 0, by: -4) {
                bytes.append(Self.hexDigits[Int(rune >> UInt32(shift) & 15)])
            }
        }
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// yaml_emitter_write_literal_scalar
    private mutating func writeLiteral(_ text: UnsafeBufferPointer<UInt8>, indent: Int) {
        let first = Runes.decode(text, at: 0).rune
        write(first == 0x20 || isYAMLBreak(first) ? "|2" : "|")
        writeChomping(text)
        bytes.append(0x0A)
        startLine()
        var isAfterBreak = true
        var index = 0
        while index < text.count {
            let (rune, width) = Runes.decode(text, at: index)
            if isAfterBreak, !isYAMLBreak(rune) { pad(indent) }
            append(UnsafeBufferPointer(rebasing: text[index..<index + width]))
            isAfterBreak = isYAMLBreak(rune)
            if isAfterBreak { startLine() }
            index += width
        }
    }

    /// yaml_emitter_write_block_scalar_hints: what becomes of the line breaks at the end.
    private mutating func writeChomping(_ text: UnsafeBufferPointer<UInt8>) {
        var last = text.count - 1
        while text[last] & 0xC0 == 0x80 { last -= 1 }
        guard isYAMLBreak(Runes.decode(text, at: last).rune) else { return write("-") }
        guard last > 0 else { return write("+") }
        last -= 1
        while text[last] & 0xC0 == 0x80 { last -= 1 }
        if isYAMLBreak(Runes.decode(text, at: last).rune) { write("+") }
    }

    // MARK: lines

    private mutating func startLine() {
        lineStart = bytes.count
        continuationCount = 0
    }

    private mutating func pad(_ count: Int) {
        for _ in 0..<max(0, count) { bytes.append(0x20) }
    }

    /// Begins a line, unless a literal block has just ended one.
    private mutating func newLine(_ indent: Int) {
        if bytes.count > lineStart {
            bytes.append(0x0A)
            startLine()
        }
        pad(indent)
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        for byte in text where byte & 0xC0 == 0x80 { continuationCount += 1 }
    }
}
