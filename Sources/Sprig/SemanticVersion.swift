import GoTemplate

/// A version as Masterminds/semver v3 reads one: `v` and missing parts are allowed.
public struct SemanticVersion: Sendable, CustomStringConvertible {
    public let major: UInt64
    public let minor: UInt64
    public let patch: UInt64
    /// What follows the dash, empty if nothing does.
    public let prerelease: String
    /// What follows the plus sign, empty if nothing does; it says nothing about order.
    public let metadata: String
    /// As it was written.
    public let original: String

    /// Reads a version.
    ///
    /// - throws: `GoError` with the library's text.
    // Masterminds/semver v3.4 version.go coerceNewVersion.
    public init(_ text: String) throws {
        var scan = VersionScan(Array(text.utf8)[...])
        guard let numbers = scan.numbers(wildcards: false), !numbers.isEmpty, let tail = scan.tail(), scan.rest.isEmpty
        else { throw GoError("invalid semantic version") }
        func number(_ index: Int) throws -> UInt64 {
            guard index < numbers.count else { return 0 }
            let digits = String(decoding: numbers[index], as: UTF8.self)
            guard let number = UInt64(digits) else {
                throw GoError(
                    "error parsing version segment: strconv.ParseUint: parsing \"\(digits)\": value out of range")
            }
            return number
        }
        self.init(
            try number(0), try number(1), try number(2), prerelease: tail.prerelease, metadata: tail.metadata,
            original: text)
        for part in prerelease.split(separator: ".") where part.utf8.count > 1 && part.utf8.first == 0x30 {
            if part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { throw GoError("version segment starts with 0") }
        }
    }

    init(
        _ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: String = "", metadata: String = "",
        original: String? = nil
    ) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        let normal = "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease)
        description = normal + (metadata.isEmpty ? "" : "+" + metadata)
        self.original = original ?? description
    }

    /// All three numbers, without `v`.
    public let description: String

    /// Negative, zero or positive as this version is before, at or after another.
    public func compare(_ other: SemanticVersion) -> Int {
        for (own, others) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where own != others {
            return own < others ? -1 : 1
        }
        return Self.comparePrereleases(prerelease, other.prerelease)
    }

    // semver 2.0 §11: a release is after its prereleases; numbers before words.
    static func comparePrereleases(_ first: String, _ second: String) -> Int {
        if first == second { return 0 }
        if first.isEmpty || second.isEmpty { return first.isEmpty ? 1 : -1 }
        let (own, others) = (first.split(separator: "."), second.split(separator: "."))
        for (part, other) in zip(own, others) where part != other {
            switch (UInt64(part), UInt64(other)) {
            case (let number?, let otherNumber?): return number < otherNumber ? -1 : number > otherNumber ? 1 : 0
            case (_?, nil): return -1
            case (nil, _?): return 1
            default: return part.utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
            }
        }
        return own.count < others.count ? -1 : own.count > others.count ? 1 : 0
    }
}

/// Takes versions, and the wildcards of constraints, apart.
struct VersionScan {
    var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func skipSpace() -> Bool {
        let count = rest.count
        rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) && $0 != 0x0B }
        return rest.count < count
    }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Up to three numbers after an optional `v`; nil if not even one is there.
    mutating func numbers(wildcards: Bool) -> [ArraySlice<UInt8>]? {
        func belongs(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || wildcards && "|xX*".utf8.contains(byte)
        }
        _ = take("v")
        var numbers: [ArraySlice<UInt8>] = []
        while numbers.count < 3 {
            let start = numbers.isEmpty ? rest : rest.first == UInt8(ascii: ".") ? rest.dropFirst() : []
            let number = start.prefix(while: belongs)
            if number.isEmpty { break }
            numbers.append(number)
            rest = start.dropFirst(number.count)
        }
        return numbers.isEmpty ? nil : numbers
    }

    /// Prerelease and metadata; nil if one begins and is empty.
    mutating func tail() -> (prerelease: String, metadata: String)? {
        var texts = ["", ""]
        for (index, sign) in ["-", "+"].enumerated() where rest.first == sign.utf8.first {
            guard let text = Self.identifiers(rest.dropFirst()) else { return nil }
            rest = rest.dropFirst(1 + text.count)
            texts[index] = String(decoding: text, as: UTF8.self)
        }
        return (texts[0], texts[1])
    }

    /// Identifiers of letters, digits and dashes, separated by dots.
    private static func identifiers(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        func belongs(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20) || byte == UInt8(ascii: "-")
        }
        var end = text.startIndex
        while true {
            let part = text[end...].prefix(while: belongs)
            if part.isEmpty { return end > text.startIndex ? text[..<(end - 1)] : nil }
            end += part.count
            guard end < text.endIndex, text[end] == UInt8(ascii: ".") else { return text[..<end] }
            end += 1
        }
    }
}
