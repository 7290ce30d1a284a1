/// Go's layouts: how the reference time Mon Jan 2 15:04:05 MST 2006 would look.
///
/// time/format.go nextStdChunk, Format and Parse.
enum TimeLayout {
    enum Piece {
        case text(ArraySlice<UInt8>)
        case longMonth, month, numMonth, zeroMonth, longWeekDay, weekDay, day, underDay, zeroDay, underYearDay,
            zeroYearDay
        case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond, longYear, year, upperPM, lowerPM,
            zoneName
        /// An offset: `Z` for none, with colons, with seconds, with hours only.
        case zone(usesZ: Bool, hasColon: Bool, hasSeconds: Bool, isShort: Bool)
        /// So many digits after a point or comma; trailing zeros are left out or not.
        case fraction(digits: Int, separator: UInt8, dropsZeros: Bool)
    }

    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    static let words: [(String, Piece)] = [
        ("January", .longMonth), ("Jan", .month), ("Monday", .longWeekDay), ("Mon", .weekDay), ("MST", .zoneName),
        ("002", .zeroYearDay), ("01", .zeroMonth), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute),
        ("05", .zeroSecond), ("06", .year), ("15", .hour), ("1", .numMonth), ("2006", .longYear), ("2", .day),
        ("__2", .underYearDay), ("_2006", .text([])), ("_2", .underDay), ("3", .hour12), ("4", .minute), ("5", .second),
        ("PM", .upperPM), ("pm", .lowerPM),
        ("-07:00:00", .zone(usesZ: false, hasColon: true, hasSeconds: true, isShort: false)),
        ("-070000", .zone(usesZ: false, hasColon: false, hasSeconds: true, isShort: false)),
        ("-07:00", .zone(usesZ: false, hasColon: true, hasSeconds: false, isShort: false)),
        ("-0700", .zone(usesZ: false, hasColon: false, hasSeconds: false, isShort: false)),
        ("-07", .zone(usesZ: false, hasColon: false, hasSeconds: false, isShort: true)),
        ("Z07:00:00", .zone(usesZ: true, hasColon: true, hasSeconds: true, isShort: false)),
        ("Z070000", .zone(usesZ: true, hasColon: false, hasSeconds: true, isShort: false)),
        ("Z07:00", .zone(usesZ: true, hasColon: true, hasSeconds: false, isShort: false)),
        ("Z0700", .zone(usesZ: true, hasColon: false, hasSeconds: false, isShort: false)),
        ("Z07", .zone(usesZ: true, hasColon: false, hasSeconds: false, isShort: true)),
    ]

    /// A layout in pieces.
    static func pieces(_ layout: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var (start, index) = (0, 0)
        while index < layout.count {
            guard let (piece, length) = piece(layout[index...]) else {
                index += 1
                continue
            }
            if start < index { pieces.append(.text(layout[start..<index])) }
            if case .text = piece {
                // "_2006" is an underscore before the year.
                pieces.append(.text(layout[index..<(index + 1)]))
                pieces.append(.longYear)
            } else {
                pieces.append(piece)
            }
            index += length
            start = index
        }
        if start < layout.count { pieces.append(.text(layout[start...])) }
        return pieces
    }

    private static func piece(_ rest: ArraySlice<UInt8>) -> (Piece, Int)? {
        guard let first = rest.first else { return nil }
        if first == UInt8(ascii: ".") || first == UInt8(ascii: ",") { return fraction(rest) }
        for (word, piece) in words where word.utf8.first == first && rest.starts(with: word.utf8) {
            // "Jan" and "Mon" are not the beginning of longer words.
            if word == "Jan" || word == "Mon", let next = rest.dropFirst(3).first, (0x61...0x7A).contains(next) {
                continue
            }
            return (piece, word.utf8.count)
        }
        return nil
    }

    /// `.000` or `.999`, not followed by a digit.
    private static func fraction(_ rest: ArraySlice<UInt8>) -> (Piece, Int)? {
        guard let digit = rest.dropFirst().first, digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9") else {
            return nil
        }
        let digits = rest.dropFirst().prefix { $0 == digit }.count
        if let next = rest.dropFirst(1 + digits).first, (0x30...0x39).contains(next) { return nil }
        let piece = Piece.fraction(
            digits: min(digits, 9), separator: rest[rest.startIndex], dropsZeros: digit == UInt8(ascii: "9"))
        return (piece, 1 + digits)
    }

    /// A moment by a layout.
    static func text(_ time: GoTime, _ layout: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        let (year, month, day) = time.date
        let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
        func add(_ number: Int, _ width: Int = 0, _ pad: UInt8 = 0x30) {
            let digits = String(number.magnitude)
            if number < 0 { text.append(UInt8(ascii: "-")) }
            text += [UInt8](repeating: pad, count: max(0, width - digits.utf8.count)) + Array(digits.utf8)
        }
        for piece in pieces(layout) {
            switch piece {
            case .text(let bytes): text += bytes
            case .longMonth: text += Array(monthNames[month - 1].utf8)
            case .month: text += Array(monthNames[month - 1].utf8.prefix(3))
            case .numMonth: add(month)
            case .zeroMonth: add(month, 2)
            case .longWeekDay: text += Array(dayNames[time.weekday].utf8)
            case .weekDay: text += Array(dayNames[time.weekday].utf8.prefix(3))
            case .day: add(day)
            case .underDay: add(day, 2, 0x20)
            case .zeroDay: add(day, 2)
            case .underYearDay: add(time.dayOfYear, 3, 0x20)
            case .zeroYearDay: add(time.dayOfYear, 3)
            case .hour: add(time.hour, 2)
            case .hour12: add(hour12)
            case .zeroHour12: add(hour12, 2)
            case .minute: add(time.minute)
            case .zeroMinute: add(time.minute, 2)
            case .second: add(time.second)
            case .zeroSecond: add(time.second, 2)
            case .longYear: add(year, 4)
            case .year: add(((year % 100) + 100) % 100, 2)
            case .upperPM: text += Array((time.hour >= 12 ? "PM" : "AM").utf8)
            case .lowerPM: text += Array((time.hour >= 12 ? "pm" : "am").utf8)
            case .zoneName: addZoneName(time, to: &text)
            case .zone(let usesZ, let hasColon, let hasSeconds, let isShort):
                if usesZ, time.offset.seconds == 0 {
                    text.append(UInt8(ascii: "Z"))
                } else {
                    let offset = time.offset.seconds
                    text.append(UInt8(ascii: offset < 0 ? "-" : "+"))
                    add(abs(offset) / 3600, 2)
                    if isShort { continue }
                    if hasColon { text.append(UInt8(ascii: ":")) }
                    add(abs(offset) / 60 % 60, 2)
                    if !hasSeconds { continue }
                    if hasColon { text.append(UInt8(ascii: ":")) }
                    add(abs(offset) % 60, 2)
                }
            case .fraction(let digits, let separator, let dropsZeros):
                var shown = Array(
                    (String(repeating: "0", count: 9) + String(time.nanoseconds)).utf8.suffix(9).prefix(digits))
                if dropsZeros { while shown.last == UInt8(ascii: "0") { shown.removeLast() } }
                if !shown.isEmpty { text += [separator] + shown }
            }
        }
        return text
    }

    /// The zone's name, or its offset if it has none.
    private static func addZoneName(_ time: GoTime, to text: inout [UInt8]) {
        let name = time.offset.name
        text += name.isEmpty ? self.text(time, Array("-0700".utf8)) : Array(name.utf8)
    }
}
