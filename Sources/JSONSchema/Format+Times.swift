import GoText

/// RFC 3339, "5.6. Internet Date/Time Format" and "Appendix A".
extension Format {
    static func dateTimeFault(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        if bytes.count < 20 { return "less than 20 characters long" }
        if bytes[10] | 0x20 != UInt8(ascii: "t") { return "11th character must be t or T" }
        if let fault = dateFault(bytes[..<10]) { return "invalid date element: \(fault)" }
        return timeFault(bytes[11...]).map { "invalid time element: \($0)" }
    }

    static func dateFault(_ text: String) -> String? { dateFault(Array(text.utf8)[...]) }

    /// The layout 2006-01-02 of Go's time.Parse.
    private static func dateFault(_ text: ArraySlice<UInt8>) -> String? {
        let said = "parsing time \(GoQuoting.quotedByBytes(text))"
        func mismatch(_ rest: ArraySlice<UInt8>, _ piece: String) -> String {
            "\(said) as \"2006-01-02\": cannot parse \(GoQuoting.quotedByBytes(rest)) as \"\(piece)\""
        }
        func number(_ text: ArraySlice<UInt8>, _ count: Int) -> Int? {
            let digits = text.prefix(count)
            guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard let year = number(text, 4) else { return mismatch(text, "2006") }
        var rest = text.dropFirst(4)
        guard rest.first == UInt8(ascii: "-") else { return mismatch(rest, "-") }
        rest = rest.dropFirst()
        guard let month = number(rest, 2) else { return mismatch(rest, "01") }
        guard 1...12 ~= month else { return "\(said): month out of range" }
        rest = rest.dropFirst(2)
        guard rest.first == UInt8(ascii: "-") else { return mismatch(rest, "-") }
        rest = rest.dropFirst()
        guard let day = number(rest, 2) else { return mismatch(rest, "02") }
        rest = rest.dropFirst(2)
        guard rest.isEmpty else { return "\(said): extra text: \(GoQuoting.quotedByBytes(rest))" }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let dayCount = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return 1...dayCount ~= day ? nil : "\(said): day out of range"
    }

    static func timeFault(_ text: String) -> String? { timeFault(Array(text.utf8)[...]) }

    private static func timeFault(_ text: ArraySlice<UInt8>) -> String? {
        let colon = UInt8(ascii: ":")
        if text.count < 9 { return "less than 9 characters long" }
        let clock = text.prefix(8)
        if clock[clock.startIndex + 2] != colon || clock[clock.startIndex + 5] != colon {
            return "missing colon in correct place"
        }
        let parts = clock.split(separator: colon, maxSplits: 2, omittingEmptySubsequences: false)
        var numbers: [Int] = []
        for part in parts {
            guard let number = try? GoInteger.parse(part).get() else { return "invalid hour/min/sec" }
            if number < 0 { return "non-positive hour/min/sec" }
            numbers.append(number)
        }
        let (hour, minute, second) = (numbers[0], numbers[1], numbers[2])
        if hour > 23 || minute > 59 || second > 60 { return "hour/min/sec out of range" }
        var rest = text.dropFirst(8)
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            if digits.isEmpty { return "no digits in second fraction" }
            rest = rest.dropFirst(1 + digits.count)
        }
        var minutes = hour * 60 + minute
        if rest.count != 1 || rest.first.map({ $0 | 0x20 }) != UInt8(ascii: "z") {
            switch offset(rest) {
            case .failure(let fault): return fault.message
            case .success(let offset): minutes -= offset
            }
            if minutes < 0 { minutes += 24 * 60 }
        }
        // A leap second is the last of a day in UTC.
        return second == 60 && minutes != 24 * 60 - 1 ? "invalid leap second" : nil
    }

    /// Minutes ahead of UTC.
    private static func offset(_ text: ArraySlice<UInt8>) -> Result<Int, GoInteger.Fault> {
        func fault(_ message: String) -> Result<Int, GoInteger.Fault> { .failure(GoInteger.Fault(message: message)) }
        if text.count != 6 { return fault("offset must be 6 characters long") }
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return fault("offset must begin with plus/minus")
        }
        let clock = text.dropFirst()
        guard clock[clock.startIndex + 2] == UInt8(ascii: ":") else {
            return fault("missing colon in offset in correct place")
        }
        var numbers: [Int] = []
        for part in [clock.prefix(2), clock.dropFirst(3)] {
            guard let number = try? GoInteger.parse(part).get() else { return fault("invalid hour/min in offset") }
            if number < 0 { return fault("non-positive hour/min in offset") }
            numbers.append(number)
        }
        if numbers[0] > 23 || numbers[1] > 59 { return fault("hour/min in offset out of range") }
        return .success((numbers[0] * 60 + numbers[1]) * (sign == UInt8(ascii: "-") ? -1 : 1))
    }

    static func durationFault(_ text: String) -> String? {
        guard text.hasPrefix("P") else { return "must start with P" }
        let rest = Array(text.utf8.dropFirst())
        if rest.isEmpty { return "nothing after P" }
        if rest.last == UInt8(ascii: "W") {
            let digits = rest.dropLast()
            if digits.isEmpty { return "no number in week" }
            return digits.allSatisfy { (0x30...0x39).contains($0) } ? nil : "invalid week"
        }
        let halves = rest.split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
        for (number, half) in halves.enumerated() {
            if number > 0, half.isEmpty { return "no time elements" }
            if number > 1 { return "more than one T" }
            if let fault = elementFault(half, units: Array((number == 0 ? "YMD" : "HMS").utf8)) { return fault }
        }
        return nil
    }

    /// Numbers with their units, each unit once and in order.
    private static func elementFault(_ text: ArraySlice<UInt8>, units: [UInt8]) -> String? {
        var rest = text
        var left = units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            if digits.isEmpty { return "missing number" }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst() else { return "missing unit" }
            guard let index = left.firstIndex(of: unit) else {
                let name = quoted(Unicode.Scalar(unit))
                return units.contains(unit) ? "unit \(name) out of order" : "invalid unit \(name)"
            }
            left = left[(index + 1)...]
        }
        return nil
    }

    /// Two moments, or one and a duration before or behind it.
    static func periodFault(_ text: String) -> String? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return "missing slash" }
        let (start, end) = (parts[0], parts[1])
        if start.hasPrefix("P") {
            return durationFault(start).map { "invalid start duration: \($0)" }
                ?? dateTimeFault(end).map { "invalid end date-time: \($0)" }
        }
        if let fault = dateTimeFault(start) { return "invalid start date-time: \(fault)" }
        return end.hasPrefix("P")
            ? durationFault(end).map { "invalid end duration: \($0)" }
            : dateTimeFault(end).map { "invalid end date-time: \($0)" }
    }
}
