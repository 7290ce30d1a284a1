import GoTemplate

/// Go's time.Time in templates, with its methods.
final class TimeObject: GoObject {
    let time: GoTime

    init(_ time: GoTime) {
        self.time = time
        super.init()
    }

    override var typeName: String { "time.Time" }
    override var text: GoString { GoString(TimeLayout.text(time, Self.printed)) }
    override var encoded: GoValue { .string(GoString(TimeLayout.text(time, Self.rfc3339))) }

    private static let printed = Array("2006-01-02 15:04:05.999999999 -0700 MST".utf8)
    private static let rfc3339 = Array("2006-01-02T15:04:05.999999999Z07:00".utf8)

    override func isEqual(to other: GoObject) -> Bool {
        guard let other = other as? TimeObject else { return false }
        return time.seconds == other.time.seconds && time.nanoseconds == other.time.nanoseconds
            && time.zone.name == other.time.zone.name && time.offset == other.time.offset
    }

    override func method(_ name: GoString) -> GoFunction? { fields(name) ?? questions(name) ?? changes(name) }

    /// What belongs to the moment.
    private func fields(_ name: GoString) -> GoFunction? {
        switch name.text {
        case "Year": constant(.int(time.date.year))
        case "Month": constant(.object(NamedNumber("time.Month", TimeLayout.monthNames, time.date.month, first: 1)))
        case "Day": constant(.int(time.date.day))
        case "Weekday": constant(.object(NamedNumber("time.Weekday", TimeLayout.dayNames, time.weekday, first: 0)))
        case "YearDay": constant(.int(time.dayOfYear))
        case "Hour": constant(.int(time.hour))
        case "Minute": constant(.int(time.minute))
        case "Second": constant(.int(time.second))
        case "Nanosecond": constant(.int(time.nanoseconds))
        case "Unix": constant(.int64(time.seconds))
        case "UnixMilli": constant(.int64(time.seconds &* 1000 &+ Int64(time.nanoseconds / 1_000_000)))
        case "UnixMicro": constant(.int64(time.seconds &* 1_000_000 &+ Int64(time.nanoseconds / 1000)))
        case "UnixNano": constant(.int64(time.seconds &* 1_000_000_000 &+ Int64(time.nanoseconds)))
        case "String": constant(.string(text))
        case "IsZero": constant(.bool(time.seconds == GoTime.zero.seconds && time.nanoseconds == 0))
        default: nil
        }
    }

    /// What needs another moment.
    private func questions(_ name: GoString) -> GoFunction? {
        let time = time
        func compare(_ body: @escaping (Int64) -> GoValue) -> GoFunction {
            GoFunction([.named("time.Time")]) { arguments in
                guard case .object(let object as TimeObject) = arguments[0] else { return .nil }
                return body(time.since(object.time))
            }
        }
        return switch name.text {
        case "After": compare { .bool($0 > 0) }
        case "Before": compare { .bool($0 < 0) }
        case "Equal": compare { .bool($0 == 0) }
        case "Compare": compare { .int(Int($0.signum())) }
        case "Sub": compare { .object(DurationObject($0)) }
        default: nil
        }
    }

    /// What gives another moment or a text.
    private func changes(_ name: GoString) -> GoFunction? {
        let time = time
        switch name.text {
        case "Format":
            return GoFunction([.string]) { .string(GoString(TimeLayout.text(time, Arguments.bytes($0[0])))) }
        case "UTC": return constant(.object(TimeObject(time.moved(to: .utc))))
        case "Local": return constant(.object(TimeObject(time.moved(to: .local))))
        case "Add":
            return GoFunction([.named("time.Duration")]) { arguments in
                guard case .object(let object as DurationObject) = arguments[0] else { return .nil }
                return .object(TimeObject(time.adding(object.duration)))
            }
        case "AddDate":
            return GoFunction([.int, .int, .int]) { arguments in
                let (years, months, days) = (
                    Arguments.int(arguments[0]), Arguments.int(arguments[1]), Arguments.int(arguments[2])
                )
                return .object(TimeObject(time.adding(years: years, months: months, days: days)))
            }
        default: return nil
        }
    }

    private func constant(_ value: GoValue) -> GoFunction { GoFunction([]) { _ in value } }
}

/// Go's time.Duration in templates.
final class DurationObject: GoObject {
    let duration: Int64

    init(_ duration: Int64) {
        self.duration = duration
        super.init()
    }

    override var typeName: String { "time.Duration" }
    override var kindName: String { "int64" }
    override var text: GoString { GoString(GoDuration.text(duration)) }
    override var underlying: GoValue? { .int64(duration) }
    override var encoded: GoValue { .int64(duration) }
    override func isEqual(to other: GoObject) -> Bool { (other as? DurationObject)?.duration == duration }

    override func method(_ name: GoString) -> GoFunction? {
        let duration = duration
        func constant(_ value: GoValue) -> GoFunction { GoFunction([]) { _ in value } }
        return switch name.text {
        case "Seconds": constant(.float64(Double(duration) / 1e9))
        case "Minutes": constant(.float64(Double(duration) / 6e10))
        case "Hours": constant(.float64(Double(duration) / 3.6e12))
        case "Milliseconds": constant(.int64(duration / 1_000_000))
        case "Microseconds": constant(.int64(duration / 1000))
        case "Nanoseconds": constant(.int64(duration))
        case "String": constant(.string(text))
        default: nil
        }
    }
}

/// Go's time.Month and time.Weekday: numbers that print as names.
private final class NamedNumber: GoObject {
    private let type: String
    private let name: String
    private let number: Int

    init(_ type: String, _ names: [String], _ number: Int, first: Int) {
        self.type = type
        self.name = names[number - first]
        self.number = number
        super.init()
    }

    override var typeName: String { type }
    override var kindName: String { "int" }
    override var text: GoString { GoString(name) }
    override var underlying: GoValue? { .int(number) }
    override var encoded: GoValue { .int(number) }
    override func isEqual(to other: GoObject) -> Bool {
        (other as? NamedNumber).map { $0.type == type && $0.number == number } ?? false
    }
}
