/// A span of time as Go writes it: `90s`, `5m`, `1h30m`; a bare number is seconds.
public struct TimeSpan: ExpressibleByArgument, Sendable {
    /// In whole seconds, rounded up.
    public let seconds: Int
    /// As it was written.
    public let text: String

    /// Nobody waits for more than a year.
    private static let maximumSeconds = 366 * 86_400

    /// A span of so many seconds.
    public init(seconds: Int) { (self.seconds, text) = (seconds, "\(seconds)s") }

    /// Reads a span; nil if the text is none, or more than a year.
    public init?(argument: String) {
        text = argument
        if let seconds = Int(argument), (0...Self.maximumSeconds).contains(seconds) {
            self.seconds = seconds
            return
        }
        var (total, number) = (0.0, "")
        var rest = argument[...]
        while let character = rest.popFirst() {
            if character.isNumber || character == "." {
                number.append(character)
                continue
            }
            var unit = String(character)
            if character == "m", rest.first == "s" { unit.append(rest.removeFirst()) }
            let factors = ["h": 3600, "m": 60, "s": 1, "ms": 0.001]
            guard let factor = factors[unit], let count = Double(number) else { return nil }
            total += count * factor
            number = ""
        }
        guard number.isEmpty, !argument.isEmpty, total <= Double(Self.maximumSeconds) else { return nil }
        seconds = Int(total.rounded(.up))
    }

    /// How a default is shown.
    public var defaultValueDescription: String { text }
}
