import GoTemplate

/// Numbers from values of any kind; what is no number is 0: spf13/cast.
enum Casting {
    /// cast v1.10 ToInt64, which takes the whole part of a fractional text where v1.7 takes 0.
    static func int64(_ value: GoValue) -> Int64 {
        switch value {
        case .int(let number): Int64(number)
        case .int64(let number): number
        case .int32(let number): Int64(number)
        case .uint8(let number): Int64(number)
        case .uint64(let number): Int64(truncatingIfNeeded: number)
        case .float64(let number): truncated(number)
        case .bool(let truth): truth ? 1 : 0
        case .string(let text): GoNumber.signed(withoutFraction(text.bytes)[...]) ?? 0
        case .object(let object) where ["time.Month", "time.Weekday"].contains(object.typeName):
            object.underlying.map(int64) ?? 0
        default: 0
        }
    }

    /// cast v1.10 ToFloat64.
    static func float64(_ value: GoValue) -> Double {
        switch value {
        case .float64(let number): number
        case .uint64(let number): Double(number)
        case .string(let text): GoNumber.float(withWords: text.bytes[...]) ?? 0
        default: Double(int64(value))
        }
    }

    /// Go's conversion as amd64 does it: what does not fit is the least number.
    static func truncated(_ number: Double) -> Int64 {
        number > -0x1p63 && number < 0x1p63 ? Int64(number) : .min
    }

    // cast v1.10 number.go trimDecimal.
    private static func withoutFraction(_ text: [UInt8]) -> [UInt8] {
        guard let dot = text.firstIndex(of: UInt8(ascii: ".")) else { return text }
        let whole = text[..<dot]
        let sign = whole.prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let digits = whole.dropFirst(sign.count)
        guard sign.count <= 1, (Array(digits) + text[(dot + 1)...]).allSatisfy({ (0x30...0x39).contains($0) }) else {
            return text
        }
        return digits.isEmpty ? sign + [UInt8(ascii: "0")] : Array(whole)
    }
}
