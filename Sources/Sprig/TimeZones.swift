import FileIO
import Glibc
import SystemPackage

/// A time zone's rules as the system's database has them (RFC 8536); no ICU is loaded for a date.
struct TimeZoneRules {
    /// What Go's `Location` is called.
    let name: String
    private let transitions: [Int64]
    private let kinds: [Int]
    private let offsets: [(seconds: Int, name: String)]

    static let utc = TimeZoneRules(name: "UTC", transitions: [], kinds: [], offsets: [(0, "UTC")])

    /// The zone of the machine: what `TZ` names, or `/etc/localtime`.
    static let local: TimeZoneRules = {
        guard let variable = getenv("TZ").map({ String(cString: $0) }) else {
            return read(FilePath("/etc/localtime"), name: "Local") ?? utc
        }
        if variable.isEmpty || variable == "UTC" { return utc }
        let name = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
        return (name.hasPrefix("/") ? read(FilePath(name), name: "Local") : named(name)) ?? utc
    }()

    /// A zone by its name, such as `Europe/Berlin`; nil if the database has none of that name.
    static func named(_ name: String) -> TimeZoneRules? {
        if name.isEmpty || name == "UTC" { return utc }
        if name == "Local" { return local }
        // time/zoneinfo.go containsDotDot: a name must not lead out of the database.
        guard !name.hasPrefix("/"), !name.hasPrefix("\\"), !name.split(separator: "/").contains("..") else {
            return nil
        }
        return ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"].lazy
            .compactMap { read(FilePath($0).appending(name), name: name) }.first
    }

    private init(name: String, transitions: [Int64], kinds: [Int], offsets: [(seconds: Int, name: String)]) {
        self.name = name
        self.transitions = transitions
        self.kinds = kinds
        self.offsets = offsets
    }

    private static func read(_ path: FilePath, name: String) -> TimeZoneRules? {
        guard let bytes = try? readFile(path, limit: 1 << 20), bytes.starts(with: "TZif".utf8), bytes.count >= 44 else {
            return nil
        }
        func number(_ at: Int, _ size: Int) -> Int64 {
            var value: Int64 = bytes[at] & 0x80 != 0 ? -1 : 0
            for index in at..<(at + size) { value = value << 8 | Int64(bytes[index]) }
            return value
        }
        // The second block has 64-bit times; the first is passed over.
        func counts(_ at: Int) -> [Int] { (0..<6).map { Int(number(at + 20 + 4 * $0, 4)) } }
        var start = 0
        var size = 4
        if bytes[4] >= UInt8(ascii: "2") {
            let first = counts(0)
            start = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
            size = 8
            guard start >= 0, bytes.count >= start + 44 else { return nil }
        }
        let all = counts(start)
        let (timeCount, kindCount, characterCount) = (all[3], all[4], all[5])
        let times = start + 44
        let kindsAt = times + timeCount * size
        let offsetsAt = kindsAt + timeCount
        let namesAt = offsetsAt + kindCount * 6
        guard all.allSatisfy({ $0 >= 0 }), kindCount > 0, bytes.count >= namesAt + characterCount else { return nil }
        let offsets = (0..<kindCount).map { index -> (seconds: Int, name: String) in
            let at = offsetsAt + index * 6
            let text = bytes[min(namesAt + Int(bytes[at + 5]), namesAt + characterCount)..<(namesAt + characterCount)]
            return (Int(number(at, 4)), String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))
        }
        return TimeZoneRules(
            name: name, transitions: (0..<timeCount).map { number(times + $0 * size, size) },
            kinds: (0..<timeCount).map { min(Int(bytes[kindsAt + $0]), kindCount - 1) }, offsets: offsets)
    }

    /// Seconds east of Greenwich at a time, and what the zone is called then.
    func offset(at seconds: Int64) -> (seconds: Int, name: String) {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        if low > 0 { return offsets[kinds[low - 1]] }
        return offsets[0]
    }

    /// The moment when the zone's clock shows so many seconds since 1970.
    // time/time.go Date: the offset of a guess, tried again on the other side of a change.
    func seconds(atWall wall: Int64) -> Int64 {
        let first = offset(at: wall).seconds
        guard first != 0 else { return wall }
        let guess = wall - Int64(first)
        let second = offset(at: guess).seconds
        return second == first ? guess : wall - Int64(second)
    }

    /// The offset that goes by an abbreviation, the one in use then if there are several; nil if there is none.
    func offset(named abbreviation: String, atWall wall: Int64) -> Int? {
        let candidates = offsets.filter { $0.name == abbreviation }
        let used = candidates.first { offset(at: wall - Int64($0.seconds)).name == abbreviation }
        return (used ?? candidates.first)?.seconds
    }
}
