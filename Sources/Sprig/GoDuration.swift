import GoTemplate
import GoText

/// Go's time.Duration: nanoseconds.
enum GoDuration {
    static let second: Int64 = 1_000_000_000

    /// time/time.go Duration.String: `1h2m3.5s`.
    static func text(_ duration: Int64) -> String {
        if duration == 0 { return "0s" }
        let sign = duration < 0 ? "-" : ""
        let size = duration.magnitude
        if size < UInt64(second) {
            if size < 1_000 { return "\(sign)\(size)ns" }
            if size < 1_000_000 { return sign + decimal(size, 1_000) + "µs" }
            return sign + decimal(size, 1_000_000) + "ms"
        }
        let minutes = size / UInt64(60 * second)
        let seconds = decimal(size % UInt64(60 * second), UInt64(second)) + "s"
        if minutes == 0 { return sign + seconds }
        return minutes < 60 ? "\(sign)\(minutes)m\(seconds)" : "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    /// A quotient by a power of ten, without trailing zeros.
    private static func decimal(_ number: UInt64, _ unit: UInt64) -> String {
        let fraction = String(String(number % unit + unit).dropFirst())
        let shown = fraction.reversed().drop { $0 == "0" }.reversed()
        return shown.isEmpty ? "\(number / unit)" : "\(number / unit)." + String(shown)
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    /// time/format.go ParseDuration. Throws `GoError` with Go's words.
    static func parse(_ text: GoString) throws -> Int64 {
        let invalid = GoError("time: invalid duration \(GoQuoting.quotedByBytes(text.bytes))")
        var rest = text.bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest == [UInt8(ascii: "0")] { return 0 }
        guard !rest.isEmpty else { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let whole = rest.prefix(while: isDigit)
            rest = rest.dropFirst(whole.count)
            var fraction: ArraySlice<UInt8> = []
            if rest.first == UInt8(ascii: ".") {
                fraction = rest.dropFirst().prefix(while: isDigit)
                rest = rest.dropFirst(1 + fraction.count)
            }
            guard !whole.isEmpty || !fraction.isEmpty else { throw invalid }
            let name = rest.prefix { $0 != UInt8(ascii: ".") && !isDigit($0) }
            guard !name.isEmpty else {
                throw GoError("time: missing unit in duration \(GoQuoting.quotedByBytes(text.bytes))")
            }
            rest = rest.dropFirst(name.count)
            guard let unit = units[String(decoding: name, as: UTF8.self)] else {
                throw GoError(
                    "time: unknown unit \(GoQuoting.quotedByBytes(name)) in duration \(GoQuoting.quotedByBytes(text.bytes))"
                )
            }
            guard let part = size(whole, fraction, unit), case let (sum, false) = total.addingReportingOverflow(part),
                sum <= 1 << 63
            else { throw invalid }
            total = sum
        }
        if isNegative { return total == 1 << 63 ? .min : -Int64(total) }
        guard let duration = Int64(exactly: total) else { throw invalid }
        return duration
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Nanoseconds of a number of units; nil if there are too many.
    private static func size(_ whole: ArraySlice<UInt8>, _ fraction: ArraySlice<UInt8>, _ unit: UInt64) -> UInt64? {
        guard let number = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self)), number <= 1 << 63 else {
            return nil
        }
        let (size, isOver) = number.multipliedReportingOverflow(by: unit)
        // Digits that 64 bits do not hold are passed over.
        var (numerator, scale) = (UInt64(0), 1.0)
        for digit in fraction where numerator <= (1 << 63 - 1) / 10 {
            let next = numerator * 10 + UInt64(digit - 0x30)
            if next > 1 << 63 { break }
            numerator = next
            scale *= 10
        }
        let part = UInt64(Double(numerator) * (Double(unit) / scale))
        guard !isOver, case let (sum, false) = size.addingReportingOverflow(part), sum <= 1 << 63 else { return nil }
        return sum
    }

    /// time.Duration.Round: half away from zero, at most what 64 bits hold.
    static func rounded(_ duration: Int64, to unit: Int64) -> Int64 {
        guard unit > 0 else { return duration }
        let rest = duration % unit
        let (down, size) = (duration - rest, rest.magnitude)
        if size + size < unit.magnitude { return down }
        let (up, isOver) = duration < 0 ? down.subtractingReportingOverflow(unit) : down.addingReportingOverflow(unit)
        return isOver ? (duration < 0 ? .min : .max) : up
    }
}
