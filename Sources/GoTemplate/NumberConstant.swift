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
                let real = GoNumber.float(text[..<split]), let imaginary = GoNumber.float(text[split...].dropLast())
            else { throw GoError("syntax error scanning complex number") }
            simplify(real, imaginary)
            return
        }
        if text.last == UInt8(ascii: "i"), let imaginary = GoNumber.float(text.dropLast()) {
            simplify(0, imaginary)
            return
        }
        uint = GoNumber.unsigned(text)
        int = GoNumber.signed(text)
        if int == 0 { uint = 0 }
        let looksFloating = text.contains { [0x2E, 0x65, 0x45, 0x70, 0x50].contains($0) }
        if let int {
            float = Double(int)
        } else if let uint {
            float = Double(uint)
        } else if let number = GoNumber.float(text) {
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
