/// Values as Go's fmt package prints them.
public enum GoFormat {
    /// A value as `%v` prints it: fmt.Sprint of it alone.
    public static func print(_ value: GoValue) -> GoString {
        if case .string(let string) = value { return string }
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return GoString(bytes)
    }

    /// Adds a value as `%v` prints it.
    public static func append(_ value: GoValue, to bytes: inout [UInt8]) {
        _ = append(whole: value, to: &bytes)
    }

    /// Adds a value as `%v` prints it. False if it was cut at a limit.
    static func append(whole value: GoValue, to bytes: inout [UInt8]) -> Bool {
        switch value {
        case .string(let string):
            bytes.append(contentsOf: string.bytes)
        case .bool(let truth):
            bytes.append(contentsOf: truth ? trueText : falseText)
        case .int(let number):
            append(number, to: &bytes)
        case .int64(let number):
            append(Int(number), to: &bytes)
        case .float64(let number):
            append(number, to: &bytes)
        default:
            var printer = Printer(output: bytes)
            bytes = []
            printer.printArgument(value, verb: UInt32(UInt8(ascii: "v")))
            bytes = printer.output
            return !printer.isCut
        }
        return true
    }

    /// fmt.Sprint: spaces only between operands of which neither is a string.
    public static func sprint(_ values: [GoValue]) -> GoString {
        var printer = Printer()
        printer.printOperands(values)
        return GoString(printer.output)
    }

    /// fmt.Sprintln: spaces between all operands, and a newline.
    public static func sprintln(_ values: [GoValue]) -> GoString {
        var printer = Printer()
        printer.printLine(values)
        return GoString(printer.output)
    }

    /// fmt.Sprintf
    public static func sprintf(_ format: GoString, _ values: [GoValue]) -> GoString {
        var printer = Printer()
        printer.printFormatted(format.bytes, values)
        return GoString(printer.output)
    }

    /// What a printer writes. Throws if that is more than a value may have.
    static func whole(_ print: (inout Printer) -> Void) throws -> GoString {
        var printer = Printer()
        print(&printer)
        guard !printer.isCut, printer.output.count <= maximumByteCount else { throw tooLarge }
        return GoString(printer.output)
    }

    static let tooLarge = GoError("template: value too large to print")

    /// Text of more than this is cut: a map that holds itself would print for ever.
    static let maximumByteCount = 256 << 20

    private static let trueText = Array("true".utf8)
    private static let falseText = Array("false".utf8)

    /// Adds a whole number in decimal.
    static func append(_ number: Int, to bytes: inout [UInt8]) {
        if number >= 0, number < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Adds a float64 as `%v` prints it.
    static func append(_ number: Double, to bytes: inout [UInt8]) {
        // Exponents below 6 are written out: whole numbers under a million are the common case.
        if number.magnitude < 1e6, let whole = Int(exactly: number), whole != 0 || number.sign == .plus {
            append(whole, to: &bytes)
        } else {
            bytes.append(contentsOf: number.goText.utf8)
        }
    }
}
