/// Texts that goccy/go-yaml takes for a time and therefore quotes (v1.19 token/token.go isTimestamp).
struct TimestampText {
    private var rest: ArraySlice<UInt8>

    /// `2006-01-02`, with a time after a space, or after `T` or `t` with a zone; or `15:04`. As lenient as Go's time.Parse.
    static func isTimestamp(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first, bytes.count < 64 else {
            return false
        }
        var clock = TimestampText(rest: bytes[...])
        if clock.number(1...2, 0...23), clock.take(":"), clock.number(1...2, 0...59), clock.rest.isEmpty { return true }
        var text = TimestampText(rest: bytes[...])
        guard text.date() else { return false }
        if text.rest.isEmpty { return true }
        if text.take(" ") { return text.time() && text.rest.isEmpty }
        return (text.take("T") || text.take("t")) && text.time() && text.zone() && text.rest.isEmpty
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Takes a number with so many digits in a range.
    private mutating func number(_ digitCounts: ClosedRange<Int>, _ range: ClosedRange<Int>) -> Bool {
        let digits = rest.prefix(digitCounts.upperBound).prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard digitCounts ~= digits.count, let number = Int(String(decoding: digits, as: UTF8.self)) else {
            return false
        }
        rest = rest.dropFirst(digits.count)
        return range ~= number
    }

    private mutating func date() -> Bool {
        let written = rest.prefix(10)
        guard number(4...4, 0...9999), take("-"), number(2...2, 1...12), take("-"), number(2...2, 1...31) else {
            return false
        }
        let parts = String(decoding: written, as: UTF8.self).split(separator: "-").compactMap { Int($0) }
        let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
        let dayCounts = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return parts[2] <= dayCounts[parts[1] - 1]
    }

    private mutating func time() -> Bool {
        guard number(1...2, 0...23), take(":"), number(2...2, 0...59), take(":"), number(2...2, 0...59) else {
            return false
        }
        guard take(".") || take(",") else { return true }
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        rest = rest.dropFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func zone() -> Bool {
        take("Z") || (take("+") || take("-")) && number(2...2, 0...24) && take(":") && number(2...2, 0...60)
    }
}
