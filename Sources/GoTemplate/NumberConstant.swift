import Glibc

/// A number in an action: what types it can be given to, and its value as each.
struct NumberConstant {
    var int: Int64?
    var uint: UInt64?
    var float: Double?
    /// The parts of a complex constant.
    var complex: (real: Double, imaginary: Double)?
    /// The value where nothing says which type is wanted; nil if it is too large for an int.
    var ideal: GoValue?

    /// From a number token's text; throws what is wrong with it.
    init(_ text: ArraySlice<UInt8>, isComplex: Bool) throws {
        if isComplex {
            guard let split = text.dropFirst().lastIndex(where: { $0 == 0x2B || $0 == 0x2D }),
                let real = Self.float(text[..<split]), let imaginary = Self.float(text[split...].dropLast())
            else { throw GoError("syntax error scanning complex number") }
            simplify(real, imaginary)
            return
        }
        if text.last == UInt8(ascii: "i"), let imaginary = Self.float(text.dropLast()) {
            simplify(0, imaginary)
            return
        }
        uint = Self.unsigned(text)
        int = Self.signed(text)
        if int == 0 { uint = 0 }
        let looksFloating = text.contains { [0x2E, 0x65, 0x45, 0x70, 0x50].contains($0) }
        if let int {
            float = Double(int)
        } else if let uint {
            float = Double(uint)
        } else if let number = Self.float(text) {
            guard looksFloating else { throw Self.error("integer overflow: ", text) }
            float = number
            int = Int64(exactly: number)
            uint = UInt64(exactly: number)
        } else {
            throw Self.error("illegal number syntax: ", text)
        }
        let isHexadecimal =
            text.count > 2 && text.first == UInt8(ascii: "0") && text[text.startIndex + 1] | 0x20 == UInt8(ascii: "x")
            && !text.contains { $0 | 0x20 == UInt8(ascii: "p") }
        if let float, looksFloating, !isHexadecimal {
            ideal = .float64(float)
        } else if let int {
            ideal = .int(Int(int))
        }
    }

    /// A character constant.
    init(character: UInt32) {
        int = Int64(character)
        uint = UInt64(character)
        float = Double(character)
        ideal = .int(Int(character))
    }

    private mutating func simplify(_ real: Double, _ imaginary: Double) {
        complex = (real, imaginary)
        ideal = .object(GoComplex(real, imaginary))
        guard imaginary == 0 else { return }
        float = real
        int = Int64(exactly: real)
        uint = UInt64(exactly: real)
    }

    private static func error(_ message: String, _ text: ArraySlice<UInt8>) -> GoError {
        GoError(GoString(Array(message.utf8) + GoFormat.quoted(GoString(text)).bytes))
    }

    /// strconv.ParseInt with base 0
    private static func signed(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
        guard let magnitude = unsigned(digits) else { return nil }
        guard isNegative else { return Int64(exactly: magnitude) }
        return magnitude == 1 << 63 ? .min : Int64(exactly: magnitude).map { -$0 }
    }

    /// strconv.ParseUint with base 0
    private static func unsigned(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard hasGoodUnderscores(text) else { return nil }
        var digits = text.filter { $0 != UInt8(ascii: "_") }[...]
        var radix = 10
        if digits.count > 1, digits.first == UInt8(ascii: "0") {
            let prefix = digits[digits.startIndex + 1] | 0x20
            radix = prefix == UInt8(ascii: "x") ? 16 : prefix == UInt8(ascii: "b") ? 2 : 8
            let isMarked = radix != 8 || prefix == UInt8(ascii: "o")
            digits = digits.dropFirst(isMarked ? 2 : 1)
        }
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
    }

    /// strconv.ParseFloat, but for words
    private static func float(_ text: ArraySlice<UInt8>) -> Double? {
        guard hasGoodUnderscores(text) else { return nil }
        let characters = text.filter { $0 != UInt8(ascii: "_") }
        let isHexadecimal = characters.contains { $0 | 0x20 == UInt8(ascii: "x") }
        // Go wants an exponent after hexadecimal digits; strtod does not.
        if isHexadecimal, !characters.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return nil }
        guard characters.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        return (characters.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var end: UnsafeMutablePointer<CChar>?
            let number = strtod(base, &end)
            guard let end, UnsafePointer(end) - base == characters.count, number.isFinite else { return nil }
            return number
        }
    }

    /// strconv underscoreOK: between digits, or between a base's prefix and the digits.
    private static func hasGoodUnderscores(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.contains(UInt8(ascii: "_")) else { return true }
        var rest = text
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var isAfterDigit = false
        var isHexadecimal = false
        if rest.count >= 2, rest.first == UInt8(ascii: "0") {
            let prefix = rest[rest.startIndex + 1] | 0x20
            if [UInt8(ascii: "b"), UInt8(ascii: "o"), UInt8(ascii: "x")].contains(prefix) {
                rest = rest.dropFirst(2)
                isAfterDigit = true
                isHexadecimal = prefix == UInt8(ascii: "x")
            }
        }
        var isAfterUnderscore = false
        for byte in rest {
            if (0x30...0x39).contains(byte) || isHexadecimal && (0x61...0x66).contains(byte | 0x20) {
                isAfterDigit = true
                isAfterUnderscore = false
            } else if byte == UInt8(ascii: "_") {
                guard isAfterDigit else { return false }
                isAfterDigit = false
                isAfterUnderscore = true
            } else {
                guard !isAfterUnderscore else { return false }
                isAfterDigit = false
            }
        }
        return !isAfterUnderscore
    }
}

/// A complex128: only a constant makes one.
final class GoComplex: GoObject {
    let real: Double
    let imaginary: Double

    init(_ real: Double, _ imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
        super.init()
    }

    override var typeName: String { "complex128" }
    override var kindName: String { "complex128" }
    override var isTrue: Bool { real != 0 || imaginary != 0 }
    override var text: GoString {
        let sign = imaginary.sign == .minus || imaginary.isInfinite ? "" : "+"
        return GoString("(\(real.goText)\(sign)\(imaginary.goText)i)")
    }
    override func isEqual(to other: GoObject) -> Bool {
        guard let other = other as? GoComplex else { return false }
        return real == other.real && imaginary == other.imaginary
    }
}
