import Documents
import RegularExpressions

/// The formats that are checked; others say nothing.
enum Format: String, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    func allows(_ text: String) -> Bool {
        switch self {
        case .dateTime:
            guard let separator = text.firstIndex(where: { "Tt".contains($0) }) else { return false }
            let time = String(text[text.index(after: separator)...])
            return Self.isDate(String(text[..<separator])) && Self.isTime(time)
        case .date: return Self.isDate(text)
        case .time: return Self.isTime(text)
        case .ipv6: return Self.isIPv6(text)
        case .hostname: return text.utf8.count <= 253 && Self.expressions[self]?.matches(text) == true
        case .regex: return (try? RegularExpression(text)) != nil
        default: return Self.expressions[self]?.matches(text) ?? true
        }
    }

    private static let patterns: [Format: String] = [
        // ISO 8601 as RFC 3339 appendix A has it: weeks alone, or date and time parts in order, at least one.
        .duration: "^P(\\d+W|" + durationDate + "(T" + durationTime + ")?|T" + durationTime + ")$",
        .email: "^([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*|\"([^\"\\\\]|\\\\.)+\")"
            + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
            + "|\\[[0-9A-Fa-fIPv:.]+\\])$",
        .hostname: "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$",
        .ipv4: "^((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$",
        .uri: "^[A-Za-z][A-Za-z0-9+.-]*:" + uriRest,
        .uriReference: "^([A-Za-z][A-Za-z0-9+.-]*:)?" + uriRest,
        .uuid: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
        .jsonPointer: "^(/([^~]|~[01])*)?$",
        .relativeJSONPointer: "^(0|[1-9][0-9]*)(#|(/([^~]|~[01])*)?)$",
    ]

    private static let durationDate = "(\\d+Y(\\d+M(\\d+D)?)?|\\d+M(\\d+D)?|\\d+D)"
    private static let durationTime = "(\\d+H(\\d+M(\\d+S)?)?|\\d+M(\\d+S)?|\\d+S)"

    /// RFC 3986: what may stand behind the scheme; brackets only round an address, a port is a number.
    private static let uriRest =
        "(//([A-Za-z0-9._~!$&'()*+,;=:%-]*@)?(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(:\\d*)?([/?]\(c)*)?"
        + "|/?([A-Za-z0-9._~:@!$&'()*+,;=?-]|%[0-9A-Fa-f]{2})\(c)*|/?)(#\(c)*)?$"

    /// What may stand behind the authority.
    private static let c = "([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"

    private static let expressions: [Format: RegularExpression] = patterns.compactMapValues {
        try? RegularExpression($0)
    }

    private static let dateExpression = try? RegularExpression(#"^(\d{4})-(\d\d)-(\d\d)$"#)
    private static let timeExpression = try? RegularExpression(
        #"^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$"#)

    private static func numbers(_ expression: RegularExpression?, _ text: String) -> [Int?]? {
        guard let match = expression?.firstMatch(in: text) else { return nil }
        return match.ranges.indices.map { match[$0].flatMap { Int($0) } }
    }

    private static func isDate(_ text: String) -> Bool {
        guard let parts = numbers(dateExpression, text), let year = parts[1], let month = parts[2], let day = parts[3]
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let dayCounts = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...12 ~= month && 1...dayCounts[month - 1] ~= day
    }

    private static func isTime(_ text: String) -> Bool {
        guard let match = timeExpression?.firstMatch(in: text), let parts = numbers(timeExpression, text),
            let hour = parts[1], let minute = parts[2], let second = parts[3], hour < 24, minute < 60, second <= 60
        else { return false }
        let offset = (parts[5] ?? 0, parts[6] ?? 0)
        guard offset.0 < 24, offset.1 < 60 else { return false }
        guard second == 60 else { return true }
        // A leap second is the last of a day in UTC.
        let shift = (offset.0 * 60 + offset.1) * (match[4] == "-" ? 1 : -1)
        return (hour * 60 + minute + shift + 2880) % 1440 == 1439
    }

    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, !text.contains(":::") else { return false }
        var groupCount = 0
        for (number, half) in halves.enumerated() where !half.isEmpty {
            let groups = half.split(separator: ":", omittingEmptySubsequences: false)
            for (index, group) in groups.enumerated() {
                let isLast = number == halves.count - 1 && index == groups.count - 1
                if isLast, group.contains(".") {
                    guard Format.ipv4.allows(String(group)) else { return false }
                    groupCount += 2
                } else {
                    let isHexadecimal = group.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
                    guard 1...4 ~= group.utf8.count, isHexadecimal else { return false }
                    groupCount += 1
                }
            }
        }
        return halves.count == 2 ? groupCount <= 7 : groupCount == 8
    }
}
