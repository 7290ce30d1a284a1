import GoText
import Documents
import Glibc

/// Numbers and strings with flags, width and precision: fmt's format.go.
extension Printer {
    /// Adds text with the padding that flags and width ask for.
    mutating func pad(_ text: [UInt8]) {
        guard flags.hasWidth, flags.width > 0 else {
            output.append(contentsOf: text)
            return
        }
        let missing = flags.width - Runes.count(text)
        if flags.minus {
            output.append(contentsOf: text)
            writePadding(missing)
        } else {
            writePadding(missing)
            output.append(contentsOf: text)
        }
    }

    mutating func writePadding(_ count: Int) {
        guard count > 0 else { return }
        let byte = UInt8(ascii: flags.zero && !flags.minus ? "0" : " ")
        output.append(contentsOf: repeatElement(byte, count: count))
    }

    /// `%s`
    mutating func printString(_ bytes: [UInt8]) { pad(truncated(bytes)) }

    /// `%q` of a string
    mutating func printQuoted(_ string: GoString) {
        let string = GoString(truncated(string.bytes))
        if flags.sharp, GoQuoting.canBackquote(string.bytes) {
            return pad([UInt8(ascii: "`")] + string.bytes + [UInt8(ascii: "`")])
        }
        var text: [UInt8] = []
        GoQuoting.append(string.bytes, toASCII: flags.plus, to: &text)
        pad(text)
    }

    /// The first characters, as many as the precision says.
    private func truncated(_ bytes: [UInt8]) -> [UInt8] {
        guard flags.hasPrecision else { return bytes }
        var index = 0
        for _ in 0..<flags.precision where index < bytes.count { index += Runes.decode(bytes, at: index).width }
        return index < bytes.count ? Array(bytes[..<index]) : bytes
    }

    /// `%x` of a string: fmtSbx.
    mutating func printHexadecimal(_ bytes: [UInt8], upper: Bool) {
        let digits = upper ? Self.upperDigits : Self.lowerDigits
        let length = flags.hasPrecision ? min(flags.precision, bytes.count) : bytes.count
        guard length > 0 else {
            if flags.hasWidth { writePadding(flags.width) }
            return
        }
        let perByte = flags.space && flags.sharp ? 4 : 2
        let width = perByte * length + (flags.space ? length - 1 : flags.sharp ? 2 : 0)
        if flags.hasWidth, !flags.minus { writePadding(flags.width - width) }
        for (index, byte) in bytes[..<length].enumerated() {
            if flags.space, index > 0 { output.append(UInt8(ascii: " ")) }
            if flags.sharp, index == 0 || flags.space { output += [UInt8(ascii: "0"), digits[16]] }
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        if flags.hasWidth, flags.minus { writePadding(flags.width - width) }
    }

    static let lowerDigits = Array("0123456789abcdefx".utf8)
    static let upperDigits = Array("0123456789ABCDEFX".utf8)

    /// A whole number by any verb.
    mutating func printInteger(_ value: GoValue, _ bits: UInt64, isSigned: Bool, _ verb: UInt32) {
        switch verb {
        case Verb.v where flags.sharpV && !isSigned:
            let sharp = flags.sharp
            flags.sharp = true
            printInteger(bits, base: 16, isSigned: false, verb)
            flags.sharp = sharp
        case Verb.v, Verb.d: printInteger(bits, base: 10, isSigned: isSigned, verb)
        case Verb.b: printInteger(bits, base: 2, isSigned: isSigned, verb)
        case Verb.o, Verb.O: printInteger(bits, base: 8, isSigned: isSigned, verb)
        case Verb.x, Verb.X: printInteger(bits, base: 16, isSigned: isSigned, verb)
        case Verb.c:
            var text: [UInt8] = []
            Runes.append(bits > 0x10FFFF ? Runes.replacement : UInt32(bits), to: &text)
            pad(text)
        case Verb.q:
            var text: [UInt8] = []
            let rune = bits > 0x10FFFF ? Runes.replacement : UInt32(bits)
            GoQuoting.append(rune: rune, toASCII: flags.plus, to: &text)
            pad(text)
        case Verb.U: printCodePoint(bits)
        default: complain(value, verb)
        }
    }

    /// Pads with spaces whatever the `0` flag says.
    private mutating func padWithSpaces(_ text: [UInt8]) {
        let zero = flags.zero
        flags.zero = false
        pad(text)
        flags.zero = zero
    }

    private mutating func printInteger(_ bits: UInt64, base: UInt64, isSigned: Bool, _ verb: UInt32) {
        let isNegative = isSigned && Int64(bitPattern: bits) < 0
        var rest = isNegative ? 0 &- bits : bits
        var digitCount = 0
        if flags.hasPrecision {
            digitCount = flags.precision
            if digitCount == 0, rest == 0 {
                let zero = flags.zero
                flags.zero = false
                writePadding(flags.width)
                flags.zero = zero
                return
            }
        } else if flags.zero, !flags.minus, flags.hasWidth {
            digitCount = flags.width - (isNegative || flags.plus || flags.space ? 1 : 0)
        }
        let digits = verb == Verb.X ? Self.upperDigits : Self.lowerDigits
        var text: [UInt8] = []  // last digit first
        repeat {
            text.append(digits[Int(rest % base)])
            rest /= base
        } while rest > 0
        if text.count < digitCount {
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digitCount - text.count))
        }
        if flags.sharp {
            switch base {
            case 2: text += [UInt8(ascii: "b"), UInt8(ascii: "0")]
            case 8: if text.last != UInt8(ascii: "0") { text.append(UInt8(ascii: "0")) }
            case 16: text += [digits[16], UInt8(ascii: "0")]
            default: break
            }
        }
        if verb == Verb.O { text += [UInt8(ascii: "o"), UInt8(ascii: "0")] }
        if isNegative {
            text.append(UInt8(ascii: "-"))
        } else if flags.plus {
            text.append(UInt8(ascii: "+"))
        } else if flags.space {
            text.append(UInt8(ascii: " "))
        }
        text.reverse()
        padWithSpaces(text)
    }

    /// `%U`
    private mutating func printCodePoint(_ bits: UInt64) {
        let digits = Array(String(bits, radix: 16, uppercase: true).utf8)
        let digitCount = flags.hasPrecision ? max(4, flags.precision) : 4
        var text = Array("U+".utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digitCount - digits.count)))
        text += digits
        if flags.sharp, bits <= 0x10FFFF, Runes.isPrintable(UInt32(bits)) {
            text += Array(" '".utf8)
            Runes.append(UInt32(bits), to: &text)
            text.append(UInt8(ascii: "'"))
        }
        padWithSpaces(text)
    }

    /// A float64 by any verb.
    mutating func printFloat(_ value: GoValue, _ number: Double, _ verb: UInt32) {
        switch verb {
        case Verb.v: printFloat(number, Verb.g, precision: -1)
        case Verb.b, Verb.g, Verb.G, Verb.x, Verb.X: printFloat(number, verb, precision: -1)
        case Verb.f, Verb.e, Verb.E: printFloat(number, verb, precision: 6)
        case Verb.F: printFloat(number, Verb.f, precision: 6)
        default: complain(value, verb)
        }
    }

    /// A complex128 by any verb: the parts as floats, the second always with its sign.
    mutating func printComplex(_ number: GoComplex, _ verb: UInt32) {
        switch verb {
        case Verb.v, Verb.b, Verb.g, Verb.G, Verb.x, Verb.X, Verb.f, Verb.F, Verb.e, Verb.E:
            let plus = flags.plus
            output.append(UInt8(ascii: "("))
            printFloat(.nil, number.real, verb)
            flags.plus = true
            printFloat(.nil, number.imaginary, verb)
            write("i)")
            flags.plus = plus
        default:
            complain(.object(number), verb)
        }
    }

    private mutating func printFloat(_ number: Double, _ verb: UInt32, precision: Int) {
        let precision = flags.hasPrecision ? flags.precision : precision
        var text = FloatText.text(number, verb, precision: precision)
        if text[0] != UInt8(ascii: "-"), text[0] != UInt8(ascii: "+") { text.insert(UInt8(ascii: "+"), at: 0) }
        if flags.space, text[0] == UInt8(ascii: "+"), !flags.plus { text[0] = UInt8(ascii: " ") }
        guard number.isFinite else {
            // Sign before NaN only if asked for; before Inf as for a number, which keeps its plus.
            if number.isNaN, !flags.space, !flags.plus { text.removeFirst() }
            return padWithSpaces(text)
        }
        if flags.sharp, verb != Verb.b { addPoint(to: &text, verb, precision: precision) }
        guard flags.plus || text[0] != UInt8(ascii: "+") else { return pad(Array(text[1...])) }
        if flags.zero, !flags.minus, flags.hasWidth, flags.width > text.count {
            output.append(text[0])
            writePadding(flags.width - text.count)
            output.append(contentsOf: text[1...])
        } else {
            pad(text)
        }
    }

    /// The `#` flag: a decimal point always, and trailing zeros for `%g`.
    private func addPoint(to text: inout [UInt8], _ verb: UInt32, precision: Int) {
        var missing = 0
        if verb == Verb.g || verb == Verb.G || verb == Verb.x { missing = precision == -1 ? 6 : precision }
        let isHexadecimal = verb == Verb.x || verb == Verb.X
        var hasPoint = false
        var sawDigit = false
        var end = text.count
        loop: for (index, byte) in text.enumerated().dropFirst() {
            switch byte {
            case UInt8(ascii: "."):
                hasPoint = true
            case UInt8(ascii: "p"), UInt8(ascii: "P"):
                end = index
                break loop
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                if !isHexadecimal {
                    end = index
                    break loop
                }
                fallthrough
            default:
                if byte != UInt8(ascii: "0") { sawDigit = true }
                if sawDigit { missing -= 1 }
            }
        }
        let tail = text[end...]
        text = Array(text[..<end])
        if !hasPoint {
            if text.count == 2, text[1] == UInt8(ascii: "0") { missing -= 1 }
            text.append(UInt8(ascii: "."))
        }
        if missing > 0 { text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing)) }
        text += tail
    }
}
