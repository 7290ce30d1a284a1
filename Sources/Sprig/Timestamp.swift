import GoTemplate

/// A moment as Go reads and writes it: times in records of Helm's.
package struct Timestamp: Sendable {
    private let time: GoTime

    private init(_ time: GoTime) { self.time = time }

    /// Go's zero time.
    package static let zero = Timestamp(.zero)

    /// Now, in UTC.
    package static func now() -> Timestamp { Timestamp(GoTime.now().moved(to: .utc)) }

    /// Since 1970, in UTC.
    package init(seconds: Int64, nanoseconds: Int = 0) {
        time = GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: .utc)
    }

    /// Reads RFC 3339; nil for anything else.
    package init?(_ text: String) {
        let layout: GoString = "2006-01-02T15:04:05.999999999Z07:00"
        guard let time = try? TimeLayout.time(GoString(text), layout, in: .utc) else { return nil }
        self.time = time
    }

    /// Seconds since 1970.
    package var seconds: Int64 { time.seconds }
    /// As encoding/json writes a time: RFC 3339 with as many digits as needed.
    package var text: String { text("2006-01-02T15:04:05.999999999Z07:00") }
    /// By a layout of Go's.
    package func text(_ layout: String) -> String {
        String(decoding: TimeLayout.text(time, Array(layout.utf8)), as: UTF8.self)
    }
    /// As a template's value.
    package var value: GoValue { .object(TimeObject(time)) }
    /// `Mon Jan _2 15:04:05 2006`.
    package var ansiText: String { text("Mon Jan _2 15:04:05 2006") }
    /// As Go prints a time: `2006-01-02 15:04:05.999999999 +0000 UTC`.
    package var goText: String { text("2006-01-02 15:04:05.999999999 -0700 MST") }
}

/// A span of time as Go writes it.
package enum DurationText {
    /// Nanoseconds of `1h30m`, `90s`. Throws `GoError` with Go's words.
    package static func nanoseconds(_ text: String) throws -> Int64 { try GoDuration.parse(GoString(text)) }
}
