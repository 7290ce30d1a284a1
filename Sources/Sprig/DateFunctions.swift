import GoTemplate

extension Sprig {
    /// Dates and durations: Masterminds/sprig v3.3 date.go. What is no date is now; a zone nobody knows is UTC.
    static let dates: FunctionTable = {
        var table: FunctionTable = [
            "now": GoFunction([]) { _ in .object(TimeObject(.now())) },
            "date": GoFunction([.string, .any]) { .string(text($0[0], $0[1], .local)) },
            "dateInZone": GoFunction([.string, .any, .string]) { .string(text($0[0], $0[1], zone($0[2]))) },
            "htmlDate": GoFunction([.any]) { .string(text(.string("2006-01-02"), $0[0], .local)) },
            "htmlDateInZone": GoFunction([.any, .string]) {
                .string(text(.string("2006-01-02"), $0[0], zone($0[1])))
            },
            "dateModify": GoFunction([.string, .named("time.Time")]) { (try? modified($0)) ?? $0[1] },
            "mustDateModify": GoFunction([.string, .named("time.Time")]) { try modified($0) },
            "toDate": GoFunction([.string, .string]) { .object(TimeObject((try? parsed($0)) ?? .zero)) },
            "mustToDate": GoFunction([.string, .string]) { .object(TimeObject(try parsed($0))) },
            "unixEpoch": GoFunction([.named("time.Time")]) { .string(String(moment($0[0]).seconds)) },
            "ago": GoFunction([.any]) { arguments in
                let elapsed = GoTime.now().since(arguments[0].isMoment ? moment(arguments[0]) : .now())
                return .string(GoDuration.text(GoDuration.rounded(elapsed, to: GoDuration.second)))
            },
            "duration": GoFunction([.any]) { .string(GoDuration.text(seconds($0[0]) &* GoDuration.second)) },
            "durationRound": GoFunction([.any]) { .string(rounded(duration($0[0]))) },
        ]
        table["date_in_zone"] = table["dateInZone"]
        table["date_modify"] = table["dateModify"]
        table["must_date_modify"] = table["mustDateModify"]
        return table
    }()

    private static func text(_ layout: GoValue, _ date: GoValue, _ zone: TimeZoneRules) -> GoString {
        GoString(TimeLayout.text(moment(date).moved(to: zone), layout.string?.bytes ?? []))
    }

    private static func zone(_ name: GoValue) -> TimeZoneRules {
        TimeZoneRules.named(name.string?.text ?? "") ?? .utc
    }

    private static func moment(_ value: GoValue) -> GoTime {
        switch value {
        case .object(let object as TimeObject): object.time
        case .int64(let seconds): GoTime(seconds: seconds, nanoseconds: 0, zone: .local)
        case .int(let seconds): GoTime(seconds: Int64(seconds), nanoseconds: 0, zone: .local)
        case .int32(let seconds): GoTime(seconds: Int64(seconds), nanoseconds: 0, zone: .local)
        default: .now()
        }
    }

    private static func modified(_ arguments: [GoValue]) throws -> GoValue {
        .object(TimeObject(moment(arguments[1]).adding(try GoDuration.parse(arguments[0].string ?? ""))))
    }

    private static func parsed(_ arguments: [GoValue]) throws -> GoTime {
        try TimeLayout.time(arguments[1].string ?? "", arguments[0].string ?? "", in: .local)
    }

    private static func seconds(_ value: GoValue) -> Int64 {
        switch value {
        case .string(let text): Int64(GoNumber.clamped(text.bytes, radix: 10).value)
        case .int64(let number): number
        default: 0
        }
    }

    private static func duration(_ value: GoValue) -> Int64 {
        switch value {
        case .string(let text): (try? GoDuration.parse(text)) ?? 0
        case .int64(let number): number
        case .object(let object as TimeObject): GoTime.now().since(object.time)
        default: 0
        }
    }

    private static func rounded(_ duration: Int64) -> String {
        let hour: UInt64 = 3_600_000_000_000
        let units: [(UInt64, String)] = [
            (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (hour / 60, "m"),
            (hour / 3600, "s"),
        ]
        let size = duration.magnitude
        return units.first { size > $0.0 }.map { "\(size / $0.0)\($0.1)" } ?? "0s"
    }
}

extension GoValue {
    /// If sprig's `ago` takes it for a moment.
    fileprivate var isMoment: Bool {
        switch self {
        case .object(let object): object is TimeObject
        case .int, .int64: true
        default: false
        }
    }
}
