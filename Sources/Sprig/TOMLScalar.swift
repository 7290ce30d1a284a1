import GoTemplate

/// Numbers and dates of TOML.
enum TOMLScalar {
    /// Reads what begins with a digit or a sign.
    static func read(_ cursor: inout TOMLReader.Cursor) throws -> GoValue {
        let start = cursor
        let text = GoString(try cursor.take { isPart($0) })
        let bytes = text.bytes
        let isDate =
            bytes.count > 2 && isDigit(bytes[0])
            && (bytes.dropFirst(2).prefix(3).contains(UInt8(ascii: "-")) || bytes[2] == UInt8(ascii: ":"))
            && !bytes.contains(UInt8(ascii: "_")) && !hasExponent(bytes)
        if isDate { return try date(text, &cursor, start) }
        let unsigned = isDigit(bytes[0]) ? bytes[...] : bytes.dropFirst()
        switch String(decoding: unsigned, as: UTF8.self) {
        case "inf": return .float64(bytes[0] == UInt8(ascii: "-") ? -.infinity : .infinity)
        case "nan": return .float64(.nan)
        default: break
        }
        guard let first = unsigned.first, isDigit(first) else {
            if unsigned.first == UInt8(ascii: ".") { throw start.error("floats must start with a digit, not '.'") }
            throw start.error("expected a digit but got \(character(unsigned.first))")
        }
        let isBased =
            unsigned.count > 1 && first == UInt8(ascii: "0")
            && [0x62, 0x6F, 0x78].contains(unsigned[unsigned.startIndex + 1])
        if isBased || !bytes.contains(where: { [0x2E, 0x65, 0x45].contains($0) }) {
            return try integer(text, isBased: isBased, isSigned: unsigned.count < bytes.count, start)
        }
        return try float(text, start)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func hasExponent(_ bytes: [UInt8]) -> Bool {
        bytes.contains(UInt8(ascii: "e")) || bytes.contains(UInt8(ascii: "E"))
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        TOMLKey.isBareByte(byte) || [0x2E, 0x3A, 0x2B].contains(byte)
    }

    private static func character(_ byte: UInt8?) -> GoString {
        GoFormat.sprintf("%q", [.int32(Int32(byte ?? 0))])
    }

    private static func hasGoodUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
        var accepts = false
        for byte in text {
            if byte == UInt8(ascii: "_"), !accepts { return false }
            accepts = isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
        }
        return accepts
    }

    private static func hasLeadingZero(_ text: ArraySlice<UInt8>) -> Bool {
        let isSigned = text.first.map { !isDigit($0) } ?? false
        let digits = isSigned ? text.dropFirst() : text
        guard digits.count > 1, digits.first == UInt8(ascii: "0") else { return false }
        return isSigned || ![0x62, 0x6F, 0x78].contains(digits[digits.startIndex + 1])
    }

    private static func integer(
        _ text: GoString, isBased: Bool, isSigned: Bool, _ start: TOMLReader.Cursor
    ) throws -> GoValue {
        if isBased, isSigned {
            let shown = String(text.text.prefix(3))
            throw start.error("cannot use sign with non-decimal numbers: '\(shown)'")
        }
        guard hasGoodUnderscores(text.bytes[...]) else {
            throw start.error("Invalid integer \(GoFormat.quoted(text)): underscores must be surrounded by digits")
        }
        if hasLeadingZero(text.bytes[...]) {
            throw start.error("Invalid integer \(GoFormat.quoted(text)): cannot have leading zeroes")
        }
        guard let number = GoNumber.signed(text.bytes[...]) else {
            throw start.error("\(text) is out of range for int64")
        }
        return .int64(number)
    }

    private static func float(_ text: GoString, _ start: TOMLReader.Cursor) throws -> GoValue {
        let parts = text.bytes.split { [0x2E, 0x65, 0x45].contains($0) }
        let quoted = GoFormat.quoted(text)
        for part in parts {
            guard hasGoodUnderscores(part) else {
                throw start.error("Invalid float \(quoted): underscores must be surrounded by digits")
            }
        }
        if let first = parts.first, hasLeadingZero(first) {
            throw start.error("Invalid float \(quoted): cannot have leading zeroes")
        }
        for (index, byte) in text.bytes.enumerated() where byte == UInt8(ascii: ".") {
            guard index + 1 < text.count, isDigit(text.bytes[index + 1]) else {
                throw start.error("Invalid float \(quoted): '.' must be followed by one or more digits")
            }
        }
        let digits = text.bytes.filter { $0 != UInt8(ascii: "_") }
        if let number = GoNumber.float(withWords: digits[...]) { return .float64(number) }
        throw start.error("Invalid float value: \(quoted)")
    }

    private static let layouts: [(layout: GoString, zone: String?)] = [
        ("2006-01-02T15:04:05.999999999Z07:00", nil), ("2006-01-02T15:04:05.999999999", "datetime-local"),
        ("2006-01-02", "date-local"), ("15:04:05.999999999", "time-local"), ("2006-01-02T15:04Z07:00", nil),
        ("2006-01-02T15:04", "datetime-local"), ("15:04", "time-local"),
    ]

    private static func date(
        _ text: GoString, _ cursor: inout TOMLReader.Cursor, _ start: TOMLReader.Cursor
    ) throws -> GoValue {
        var bytes = text.bytes
        // A blank may stand between date and time.
        if bytes.count == 10, try cursor.peek() == 0x20, let next = try cursor.peek(1), isDigit(next) {
            cursor.advance()
            bytes += try [UInt8(ascii: "T")] + cursor.take { isPart($0) }
        }
        let written = GoString(bytes.map { $0 == UInt8(ascii: "t") || $0 == UInt8(ascii: "z") ? $0 - 32 : $0 })
        for (layout, zone) in layouts {
            guard var time = try? TimeLayout.time(written, layout, in: zone == nil ? .local : .utc) else { continue }
            guard !lacksZero(written.bytes, layout.bytes) else { break }
            if let zone { time.fixedOffset = (0, zone) }
            return .object(TimeObject(time))
        }
        throw start.error("invalid datetime: \(GoFormat.quoted(written))")
    }

    /// Go's layouts take one digit for two; TOML does not.
    private static func lacksZero(_ text: [UInt8], _ layout: [UInt8]) -> Bool {
        for (index, byte) in layout.enumerated() {
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "Z") { return false }
            if !isDigit(byte), index >= text.count || text[index] != byte { return true }
        }
        return false
    }
}
