import GoTemplate
import GoText

extension TimeLayout {
    /// The text of a time that does not fit its layout: time/format.go ParseError.
    private struct Mismatch: Error {
        var message: String?
    }

    /// A moment from a text in a layout; without a zone in it, the clock is that of `zone`.
    ///
    /// time/format.go ParseInLocation. Throws `GoError` with Go's words.
    static func time(_ text: GoString, _ layout: GoString, in zone: TimeZoneRules) throws -> GoTime {
        var reading = Reading(rest: text.bytes[...])
        let all = pieces(layout.bytes)
        for (index, piece) in all.enumerated() {
            let before = reading.rest
            do {
                try reading.take(piece, before: all.dropFirst(index + 1).first)
            } catch let mismatch as Mismatch {
                throw failure(text, layout, piece, mismatch.message == nil ? before : nil, mismatch.message)
            }
        }
        if !reading.rest.isEmpty {
            throw failure(text, layout, nil, nil, ": extra text: \(GoQuoting.quotedByBytes(reading.rest))")
        }
        if let field = reading.impossible { throw failure(text, layout, nil, nil, ": \(field) out of range") }
        return reading.time(in: zone)
    }

    private static func failure(
        _ text: GoString, _ layout: GoString, _ piece: Piece?, _ rest: ArraySlice<UInt8>?, _ message: String?
    ) -> GoError {
        let written = GoQuoting.quotedByBytes(text.bytes)
        if let message { return GoError("parsing time \(written)\(message)") }
        let element = piece.map(layoutText) ?? []
        return GoError(
            "parsing time \(written) as \(GoQuoting.quotedByBytes(layout.bytes)): cannot parse "
                + "\(GoQuoting.quotedByBytes(rest ?? [])) as \(GoQuoting.quotedByBytes(element))")
    }

    private static func layoutText(_ piece: Piece) -> [UInt8] {
        switch piece {
        case .text(let text): Array(text)
        case .fraction(let digits, let separator, let dropsZeros):
            [separator] + [UInt8](repeating: UInt8(ascii: dropsZeros ? "9" : "0"), count: digits)
        default: Array((words.first { $0.1.isSame(as: piece) }?.0 ?? "").utf8)
        }
    }

    /// A text being read.
    private struct Reading {
        var rest: ArraySlice<UInt8>
        private var year = 0
        private var month = -1
        private var day = -1
        private var yearDay = -1
        private var hour = 0
        private var minute = 0
        private var second = 0
        private var nanosecond = 0
        private var isAfternoon: Bool?
        private var offset: Int?
        private var zoneName = ""
        private var isUTC = false
        private var outOfRange: String?

        init(rest: ArraySlice<UInt8>) { self.rest = rest }

        // MARK: pieces

        mutating func take(_ piece: Piece, before next: Piece?) throws {
            switch piece {
            case .text(let text): try takeText(text)
            case .longYear:
                guard rest.count >= 4, rest.first.map(isDigit) == true else { throw Mismatch() }
                year = try number(of: takeBytes(4))
            case .year:
                year = try number(of: takeBytes(2))
                year += year >= 69 ? 1900 : 2000
            case .month: month = try takeName(monthNames.map { String($0.prefix(3)) }) + 1
            case .longMonth: month = try takeName(monthNames) + 1
            case .numMonth, .zeroMonth:
                month = try takeNumber(isFixed: piece.isSame(as: .zeroMonth))
                try check(month >= 1 && month <= 12, "month")
            case .weekDay: _ = try takeName(dayNames.map { String($0.prefix(3)) })
            case .longWeekDay: _ = try takeName(dayNames)
            case .day, .underDay, .zeroDay:
                if piece.isSame(as: .underDay), rest.first == 0x20 { rest = rest.dropFirst() }
                day = try takeNumber(isFixed: piece.isSame(as: .zeroDay))
            case .underYearDay, .zeroYearDay:
                for _ in 0..<2 where piece.isSame(as: .underYearDay) && rest.first == 0x20 { rest = rest.dropFirst() }
                yearDay = try takeYearDay(isFixed: piece.isSame(as: .zeroYearDay))
            case .hour:
                hour = try takeNumber(isFixed: false)
                try check(hour < 24, "hour")
            case .hour12, .zeroHour12:
                hour = try takeNumber(isFixed: piece.isSame(as: .zeroHour12))
                try check(hour <= 12, "hour")
            case .minute, .zeroMinute:
                minute = try takeNumber(isFixed: piece.isSame(as: .zeroMinute))
                try check(minute < 60, "minute")
            case .second, .zeroSecond:
                second = try takeNumber(isFixed: piece.isSame(as: .zeroSecond))
                try check(second < 60, "second")
                try takeUnaskedFraction(before: next)
            case .upperPM: isAfternoon = try takeHalf("AM", "PM")
            case .lowerPM: isAfternoon = try takeHalf("am", "pm")
            case .zone(let usesZ, let hasColon, let hasSeconds, let isShort):
                try takeOffset(usesZ, hasColon, hasSeconds, isShort)
            case .zoneName: try takeZoneName()
            case .fraction(let digits, _, let dropsZeros): try takeFraction(dropsZeros ? nil : digits)
            }
        }

        private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

        private mutating func check(_ isInRange: Bool, _ field: String) throws {
            if !isInRange { throw Mismatch(message: ": \(field) out of range") }
        }

        /// Spaces of the layout stand for any number of spaces.
        private mutating func takeText(_ text: ArraySlice<UInt8>) throws {
            var text = text
            while let byte = text.first {
                if byte == 0x20 {
                    if let found = rest.first, found != 0x20 { throw Mismatch() }
                    text = text.drop { $0 == 0x20 }
                    rest = rest.drop { $0 == 0x20 }
                    continue
                }
                guard rest.first == byte else { throw Mismatch() }
                text = text.dropFirst()
                rest = rest.dropFirst()
            }
        }

        private mutating func takeBytes(_ count: Int) throws -> ArraySlice<UInt8> {
            guard rest.count >= count else { throw Mismatch() }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        private func number(of digits: ArraySlice<UInt8>) throws -> Int {
            guard digits.allSatisfy(isDigit), let number = Int(String(decoding: digits, as: UTF8.self)) else {
                throw Mismatch()
            }
            return number
        }

        private mutating func takeNumber(isFixed: Bool) throws -> Int {
            guard let first = rest.first, isDigit(first) else { throw Mismatch() }
            if let second = rest.dropFirst().first, isDigit(second) { return try number(of: takeBytes(2)) }
            if isFixed { throw Mismatch() }
            return try number(of: takeBytes(1))
        }

        private mutating func takeYearDay(isFixed: Bool) throws -> Int {
            let digits = rest.prefix(3).prefix(while: isDigit)
            guard !digits.isEmpty, !isFixed || digits.count == 3 else { throw Mismatch() }
            return try number(of: takeBytes(digits.count))
        }

        private mutating func takeName(_ names: [String]) throws -> Int {
            let found = names.firstIndex { name in
                rest.count >= name.utf8.count && zip(rest, name.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            }
            guard let found else { throw Mismatch() }
            rest = rest.dropFirst(names[found].utf8.count)
            return found
        }

        private mutating func takeHalf(_ morning: String, _ afternoon: String) throws -> Bool {
            let half = try takeBytes(2)
            guard half.elementsEqual(morning.utf8) || half.elementsEqual(afternoon.utf8) else { throw Mismatch() }
            return half.elementsEqual(afternoon.utf8)
        }

        /// A fraction after seconds is read though the layout has none.
        private mutating func takeUnaskedFraction(before next: Piece?) throws {
            if case .fraction? = next { return }
            guard rest.count >= 2, let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ","),
                isDigit(rest[rest.startIndex + 1])
            else { return }
            try takeFraction(nil)
        }

        /// Point and digits; as many as asked for, or any number of them, or none at all.
        private mutating func takeFraction(_ count: Int?) throws {
            guard let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ",") else {
                if count == nil { return }
                throw Mismatch()
            }
            let all = rest.dropFirst().prefix(while: isDigit)
            if count == nil, all.isEmpty { return }
            let digits = count.map { rest.dropFirst().prefix($0) } ?? all
            guard count == nil || digits.count == count, digits.allSatisfy(isDigit) else { throw Mismatch() }
            let nine = Array(digits.prefix(9)) + [UInt8](repeating: 0x30, count: max(0, 9 - digits.count))
            nanosecond = try number(of: nine[...])
            rest = rest.dropFirst(1 + digits.count)
        }

        private mutating func takeOffset(
            _ usesZ: Bool, _ hasColon: Bool, _ hasSeconds: Bool, _ isShort: Bool
        ) throws {
            if usesZ, rest.first == UInt8(ascii: "Z") {
                rest = rest.dropFirst()
                isUTC = true
                return
            }
            let start = rest
            guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
                throw Mismatch()
            }
            rest = rest.dropFirst()
            var parts = [try number(of: takeBytes(2))]
            for _ in 0..<(isShort ? 0 : hasSeconds ? 2 : 1) {
                if hasColon, try takeBytes(1).first != UInt8(ascii: ":") { throw Mismatch() }
                parts.append(try number(of: takeBytes(2)))
            }
            parts += [0, 0]
            guard parts[0] <= 24, parts[1] < 60, parts[2] < 60 else {
                rest = start
                throw Mismatch(
                    message:
                        ": time zone offset \(parts[0] > 24 ? "hour" : parts[1] >= 60 ? "minute" : "second") out of range"
                )
            }
            offset = (parts[0] * 60 + parts[1]) * 60 + parts[2]
            if sign == UInt8(ascii: "-") { offset = offset.map { -$0 } }
        }

        // time/format.go parseTimeZone.
        private mutating func takeZoneName() throws {
            if rest.starts(with: "UTC".utf8) {
                rest = rest.dropFirst(3)
                isUTC = true
                return
            }
            guard rest.count >= 3 else { throw Mismatch() }
            let length: Int
            let capitals = rest.prefix(6).prefix { (0x41...0x5A).contains($0) }.count
            if rest.starts(with: "ChST".utf8) || rest.starts(with: "MeST".utf8) {
                length = 4
            } else if rest.starts(with: "GMT".utf8) {
                length = 3 + Self.signedOffsetLength(rest.dropFirst(3))
            } else if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                length = Self.signedOffsetLength(rest)
                if length == 0 { throw Mismatch() }
            } else if capitals == 3
                || capitals == 4 && (rest.dropFirst(3).first == UInt8(ascii: "T") || rest.starts(with: "WITA".utf8))
                || capitals == 5 && rest.dropFirst(4).first == UInt8(ascii: "T")
            {
                length = capitals
            } else {
                throw Mismatch()
            }
            zoneName = String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
        }

        /// Of `+3` or `-11`; 0 if there is none.
        private static func signedOffsetLength(_ text: ArraySlice<UInt8>) -> Int {
            guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
            let digits = text.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard let hours = Int(String(decoding: digits, as: UTF8.self)), hours <= 23 else { return 0 }
            return 1 + digits.count
        }

        // MARK: the moment

        /// A field whose value no date has.
        var impossible: String? {
            if yearDay >= 0 {
                guard yearDay >= 1, yearDay <= Self.yearLength(year) else { return "day-of-year" }
                return nil
            }
            let days = GoTime.days(in: max(month, 1), of: year)
            return day == 0 || day > days ? "day" : nil
        }

        private static func yearLength(_ year: Int) -> Int {
            Int(GoTime.days(year: year + 1, month: 1, day: 1) - GoTime.days(year: year, month: 1, day: 1))
        }

        func time(in zone: TimeZoneRules) -> GoTime {
            let start = GoTime.days(year: year, month: yearDay >= 0 ? 1 : max(month, 1), day: 1)
            let days = start + Int64(yearDay >= 0 ? yearDay - 1 : max(day, 1) - 1)
            var hour = hour
            if isAfternoon == true, hour < 12 { hour += 12 } else if isAfternoon == false, hour == 12 { hour = 0 }
            let wall = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
            var time = GoTime(seconds: wall, nanoseconds: nanosecond, zone: .utc)
            if isUTC { return time }
            if let offset {
                time.seconds = wall - Int64(offset)
                // The zone's own rules if they have this offset then.
                let found = zone.offset(at: time.seconds)
                if found.seconds == offset, zoneName.isEmpty || found.name == zoneName {
                    time.zone = zone
                } else {
                    time.fixedOffset = (offset, zoneName)
                }
                return time
            }
            if !zoneName.isEmpty { return named(time, wall, zone) }
            time.seconds = zone.seconds(atWall: wall)
            time.zone = zone
            return time
        }

        /// With an abbreviation alone: the zone's, or one of no known offset.
        private func named(_ utc: GoTime, _ wall: Int64, _ zone: TimeZoneRules) -> GoTime {
            var time = utc
            if let offset = zone.offset(named: zoneName, atWall: wall) {
                time.seconds = wall - Int64(offset)
                time.zone = zone
                return time
            }
            var offset = 0
            if zoneName.hasPrefix("GMT"), let hours = Int(zoneName.dropFirst(3)) { offset = hours * 3600 }
            time.seconds = wall - Int64(offset)
            time.fixedOffset = (offset, zoneName)
            return time
        }
    }
}

extension TimeLayout.Piece {
    /// Whether both are written with the same word.
    func isSame(as other: TimeLayout.Piece) -> Bool { "\(self)" == "\(other)" }
}

extension GoTime {
    /// Days in a month from 1.
    static func days(in month: Int, of year: Int) -> Int {
        let next = month == 12 ? days(year: year + 1, month: 1, day: 1) : days(year: year, month: month + 1, day: 1)
        return Int(next - days(year: year, month: month, day: 1))
    }
}
