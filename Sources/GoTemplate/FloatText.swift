import Documents
import Glibc

/// strconv.FormatFloat
enum FloatText {
    /// A float64 by one of the verbs `b e E f g G x X`; precision -1 is as many digits as are needed.
    static func text(_ number: Double, _ verb: UInt32, precision: Int) -> [UInt8] {
        if number.isNaN { return Array("NaN".utf8) }
        if number.isInfinite { return Array((number < 0 ? "-Inf" : "+Inf").utf8) }
        switch verb {
        case Verb.b: return binary(number)
        case Verb.x, Verb.X:
            let text = hexadecimal(number, precision: precision)
            return verb == Verb.X ? text.map { (0x61...0x7A).contains($0) ? $0 - 32 : $0 } : text
        case Verb.g where precision < 0: return Array(number.goText.utf8)
        case Verb.G where precision < 0: return Array(number.goText.utf8).map { $0 == UInt8(ascii: "e") ? 0x45 : $0 }
        default:
            return decimal(number, UInt8(truncatingIfNeeded: verb), precision: precision)
        }
    }

    /// C's printf rounds exactly, as Go does, and has the same forms of `e`, `f` and `g`.
    private static func decimal(_ number: Double, _ verb: UInt8, precision: Int) -> [UInt8] {
        let format: [CChar] = [0x25, 0x2E, 0x2A, CChar(verb), 0]
        return withVaList([CInt(precision), number]) { arguments in
            let capacity = precision + 400
            return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                let written = buffer.withMemoryRebound(to: CChar.self) {
                    vsnprintf($0.baseAddress, capacity, format, arguments)
                }
                count = max(0, min(Int(written), capacity - 1))
            }
        }
    }

    /// `%b`: `4503599627370496p-52`
    private static func binary(_ number: Double) -> [UInt8] {
        let bits = number.significandBitPattern
        let isNormal = number.exponentBitPattern != 0
        let mantissa = isNormal ? bits | 1 << 52 : bits
        let exponent = Int(isNormal ? number.exponentBitPattern : 1) - 1075
        return Array("\(number.sign == .minus ? "-" : "")\(mantissa)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }

    /// `%x`: `0x1.8p+01`
    private static func hexadecimal(_ number: Double, precision: Int) -> [UInt8] {
        var text = Array((number.sign == .minus ? "-0x" : "0x").utf8)
        var exponent = number == 0 ? 0 : Int(number.exponent)
        // The mantissa with its leading one at bit 60.
        var mantissa = number == 0 ? 0 : UInt64(scalbn(number.magnitude, 60 - exponent))
        if precision >= 0, precision < 15 {
            let shift = UInt64(precision * 4)
            let extra = (mantissa << shift) & (1 << 60 - 1)
            mantissa >>= 60 - shift
            if extra | (mantissa & 1) > 1 << 59 { mantissa += 1 }
            mantissa <<= 60 - shift
            if mantissa & (1 << 61) != 0 {
                mantissa >>= 1
                exponent += 1
            }
        }
        text.append(UInt8(ascii: "0") + UInt8(mantissa >> 60 & 1))
        mantissa <<= 4
        if precision < 0 && mantissa != 0 || precision > 0 {
            text.append(UInt8(ascii: "."))
            var written = 0
            while precision < 0 ? mantissa != 0 : written < precision {
                text.append(Printer.lowerDigits[Int(mantissa >> 60 & 15)])
                mantissa <<= 4
                written += 1
            }
        }
        let magnitude = String(exponent.magnitude)
        return text + Array((exponent < 0 ? "p-" : "p+").utf8) + Array((magnitude.count < 2 ? "0" : "").utf8)
            + Array(magnitude.utf8)
    }
}
