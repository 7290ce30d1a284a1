import Glibc

/// A moment, as Go's `time.Time` has it.
struct GoTime {
    /// Since 1970 in UTC.
    var seconds: Int64
    /// 0 to 999,999,999.
    var nanoseconds: Int
    var zone: TimeZoneRules
    /// A zone that only has an offset, as parsing gives it.
    var fixedOffset: (seconds: Int, name: String)?

    /// Go's zero time: the first of January of the year 1.
    static let zero = GoTime(seconds: -62_135_596_800, nanoseconds: 0, zone: .utc)

    static func now() -> GoTime {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        return GoTime(seconds: Int64(clock.tv_sec), nanoseconds: Int(clock.tv_nsec), zone: .local)
    }

    var offset: (seconds: Int, name: String) { fixedOffset ?? zone.offset(at: seconds) }

    /// Seconds since 1970 on the clock of the zone.
    private var wallSeconds: Int64 { seconds + Int64(offset.seconds) }
    private var days: Int64 { wallSeconds >= 0 ? wallSeconds / 86_400 : (wallSeconds - 86_399) / 86_400 }
    private var secondOfDay: Int { Int(wallSeconds - days * 86_400) }

    var hour: Int { secondOfDay / 3600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }
    /// 0 is Sunday.
    var weekday: Int { Int(((days + 4) % 7 + 7) % 7) }
    var dayOfYear: Int { Int(days - Self.days(year: date.year, month: 1, day: 1)) + 1 }

    /// Year, month from 1, day from 1, of the Gregorian calendar without end.
    var date: (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// Days since 1970 of a date.
    static func days(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }

    /// This moment on another clock.
    func moved(to zone: TimeZoneRules) -> GoTime {
        GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone)
    }

    /// A moment so many nanoseconds later.
    func adding(_ duration: Int64) -> GoTime {
        let total = Int64(nanoseconds) + duration % 1_000_000_000
        let carry: Int64 = total < 0 ? -1 : total >= 1_000_000_000 ? 1 : 0
        var later = self
        later.seconds = seconds &+ duration / 1_000_000_000 &+ carry
        later.nanoseconds = Int(total - carry * 1_000_000_000)
        return later
    }

    /// Nanoseconds from another moment to this, at most what 64 bits hold.
    func since(_ other: GoTime) -> Int64 {
        let (product, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < other.seconds ? .min : .max }
        return product &+ Int64(nanoseconds - other.nanoseconds)
    }

    /// The same time of day on a date so much later; days that a month lacks run into the next: time.Time.AddDate.
    func adding(years: Int, months: Int, days: Int) -> GoTime {
        let (year, month, day) = date
        let total = (year &+ years) &* 12 &+ (month - 1) &+ months
        let newYear = total >= 0 ? total / 12 : (total - 11) / 12
        guard newYear.magnitude < 1 << 31, days.magnitude < 1 << 40 else { return self }
        let start = Self.days(year: newYear, month: total - newYear * 12 + 1, day: 1)
        let wall = (start + Int64(day - 1 + days)) * 86_400 + Int64(secondOfDay)
        var later = self
        later.seconds = fixedOffset.map { wall - Int64($0.seconds) } ?? zone.seconds(atWall: wall)
        return later
    }
}
