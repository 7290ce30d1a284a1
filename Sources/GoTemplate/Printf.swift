import GoText

/// Format strings: fmt's doPrintf.
extension Printer {
    /// Adds a format with its operands.
    mutating func printFormatted(_ format: [UInt8], _ values: [GoValue]) {
        var scan = FormatScan(format: format, values: values)
        while scan.index < format.count {
            let start = scan.index
            while scan.index < format.count, format[scan.index] != UInt8(ascii: "%") { scan.index += 1 }
            output.append(contentsOf: format[start..<scan.index])
            guard scan.index < format.count, !isCut else { break }
            scan.index += 1
            flags = Flags()
            scan.isGoodIndex = true
            printDirective(&scan)
        }
        guard !scan.isReordered, scan.argument < values.count else { return }
        flags = Flags()
        write("%!(EXTRA ")
        for (index, value) in values[scan.argument...].enumerated() {
            if index > 0 { write(", ") }
            guard let type = value.typeName else {
                write("<nil>")
                continue
            }
            write(type)
            output.append(UInt8(ascii: "="))
            printArgument(value, verb: Verb.v)
        }
        output.append(UInt8(ascii: ")"))
    }

    /// One directive after its `%`.
    private mutating func printDirective(_ scan: inout FormatScan) {
        scanFlags(&scan)
        scan.scanIndex()
        scanWidth(&scan)
        scanPrecision(&scan)
        if !scan.isAfterIndex { scan.scanIndex() }
        guard scan.index < scan.format.count else { return write("%!(NOVERB)") }
        let (verb, width) = Runes.decode(scan.format, at: scan.index)
        scan.index += width
        if verb == UInt32(UInt8(ascii: "%")) {
            output.append(UInt8(ascii: "%"))
        } else if !scan.isGoodIndex || scan.argument >= scan.values.count {
            write("%!")
            Runes.append(verb, to: &output)
            write(scan.isGoodIndex ? "(MISSING)" : "(BADINDEX)")
        } else {
            let value = scan.values[scan.argument]
            scan.argument += 1
            printOperand(value, verb)
        }
    }

    private mutating func printOperand(_ value: GoValue, _ verb: UInt32) {
        if verb == Verb.v || verb == Verb.w {
            flags.sharpV = flags.sharp
            flags.sharp = false
            flags.plusV = flags.plus
            flags.plus = false
        }
        printArgument(value, verb: verb)
    }

    private mutating func scanFlags(_ scan: inout FormatScan) {
        while scan.index < scan.format.count {
            switch scan.format[scan.index] {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = true
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"): flags.minus = true
            case UInt8(ascii: " "): flags.space = true
            default: return
            }
            scan.index += 1
        }
    }

    private mutating func scanWidth(_ scan: inout FormatScan) {
        if scan.skip(UInt8(ascii: "*")) {
            let width = scan.takeNumber()
            flags.hasWidth = width != nil
            flags.width = width ?? 0
            if width == nil { write("%!(BADWIDTH)") }
            if flags.width < 0 {
                flags.width = -flags.width
                flags.minus = true
                flags.zero = false
            }
            scan.isAfterIndex = false
        } else {
            let width = scan.scanNumber()
            flags.hasWidth = width != nil
            flags.width = width ?? 0
            if scan.isAfterIndex, flags.hasWidth { scan.isGoodIndex = false }
        }
    }

    private mutating func scanPrecision(_ scan: inout FormatScan) {
        guard scan.index + 1 < scan.format.count, scan.skip(UInt8(ascii: ".")) else { return }
        if scan.isAfterIndex { scan.isGoodIndex = false }
        scan.scanIndex()
        guard scan.skip(UInt8(ascii: "*")) else {
            flags.precision = scan.scanNumber() ?? 0
            flags.hasPrecision = true
            return
        }
        let precision = scan.takeNumber()
        flags.hasPrecision = (precision ?? -1) >= 0
        flags.precision = flags.hasPrecision ? precision ?? 0 : 0
        if !flags.hasPrecision { write("%!(BADPREC)") }
        scan.isAfterIndex = false
    }
}

/// The place in a format and among its operands.
private struct FormatScan {
    let format: [UInt8]
    let values: [GoValue]
    var index = 0
    var argument = 0
    /// An explicit index `[n]` has been seen anywhere.
    var isReordered = false
    /// The last thing read was an explicit index.
    var isAfterIndex = false
    var isGoodIndex = true

    /// Go's own limit for widths and precisions: fmt print.go tooLarge.
    static let largest = 1_000_000

    mutating func skip(_ byte: UInt8) -> Bool {
        guard index < format.count, format[index] == byte else { return false }
        index += 1
        return true
    }

    /// fmt's parsenum; after a number that is too large nothing of the format is left.
    mutating func scanNumber() -> Int? {
        let (number, next) = number(from: index, to: format.count)
        index = next
        return number
    }

    private func number(from start: Int, to end: Int) -> (Int?, next: Int) {
        var number: Int?
        var index = start
        while index < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(format[index]) {
            if let number, number > Self.largest { return (nil, end) }
            number = (number ?? 0) * 10 + Int(format[index] - UInt8(ascii: "0"))
            index += 1
        }
        return (number, index)
    }

    /// fmt's intFromArg: an operand as a width or precision.
    mutating func takeNumber() -> Int? {
        guard argument < values.count else { return nil }
        defer { argument += 1 }
        let number: Int? =
            switch values[argument].plain {
            case .int(let number): number
            case .int64(let number): Int(number)
            case .int32(let number): Int(number)
            case .uint8(let number): Int(number)
            case .uint64(let number): Int(exactly: number)
            default: nil
            }
        guard let number, number.magnitude <= Self.largest else { return nil }
        return number
    }

    /// fmt's argNumber: an explicit index, if there is one here.
    mutating func scanIndex() {
        isAfterIndex = false
        guard index < format.count, format[index] == UInt8(ascii: "[") else { return }
        isReordered = true
        guard format.count - index >= 3, let close = format[index...].firstIndex(of: UInt8(ascii: "]")) else {
            isGoodIndex = false
            index += 1
            return
        }
        let (found, next) = number(from: index + 1, to: close)
        index = close + 1
        guard let found, next == close else {
            isGoodIndex = false
            return
        }
        isAfterIndex = true
        if found >= 1, found <= values.count { argument = found - 1 } else { isGoodIndex = false }
    }
}
