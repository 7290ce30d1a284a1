import GoTemplate

/// A constraint on versions as Masterminds/semver v3 reads one: `>= 1.2, < 2 || ~3.1 || 4.x || 1.2 - 1.4`.
public struct VersionConstraint: Sendable {
    private let alternatives: [Alternative]

    private struct Alternative: Sendable {
        var parts: [Part]
        /// Prereleases count only where the constraint names one.
        var admitsPrereleases: Bool { parts.contains { !$0.version.prerelease.isEmpty } }
    }

    fileprivate struct Part: Sendable {
        var sign: String
        var version: SemanticVersion
        /// Some number is missing or a wildcard: the minor one and all after it, or the patch.
        var isDirty = false
        var isMinorDirty = false
        var isPatchDirty = false
    }

    /// Reads a constraint.
    ///
    /// - throws: `GoError` with the library's text.
    // Masterminds/semver v3.4 constraints.go NewConstraint.
    public init(_ text: String) throws {
        alternatives = try Self.split(Self.withoutHyphens(Array(text.utf8)))
            .map { Alternative(parts: try Self.parts($0)) }
    }

    /// Whether a version is what the constraint asks for.
    public func admits(_ version: SemanticVersion) -> Bool {
        alternatives.contains { alternative in
            let admitsPrereleases = alternative.admitsPrereleases
            return alternative.parts.allSatisfy {
                (version.prerelease.isEmpty || admitsPrereleases) && $0.admits(version)
            }
        }
    }

    /// At `||`.
    private static func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        var (pieces, start, index) = ([ArraySlice<UInt8>](), 0, 0)
        while index < text.count {
            if text[index] == UInt8(ascii: "|"), index + 1 < text.count, text[index + 1] == text[index] {
                pieces.append(text[start..<index])
                index += 2
                start = index
            } else {
                index += 1
            }
        }
        return pieces + [text[start...]]
    }

    /// constraints.go rewriteRange: `1.2 - 1.4` is `>= 1.2, <= 1.4`.
    private static func withoutHyphens(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            var scan = VersionScan(text[index...])
            let first = text[index...]
            if scan.numbers(wildcards: true) != nil, scan.tail() != nil {
                let end = scan.rest.startIndex
                if scan.skipSpace(), scan.take("-"), scan.skipSpace() {
                    let start = scan.rest.startIndex
                    if scan.numbers(wildcards: true) != nil, scan.tail() != nil {
                        result += Array(">= ".utf8) + first[..<end] + Array(", <= ".utf8)
                        result += text[start..<scan.rest.startIndex] + [0x20]
                        _ = scan.skipSpace()
                        index = scan.rest.startIndex
                        continue
                    }
                }
                result += first[..<end]
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// The parts of one alternative, which spaces or commas separate.
    private static func parts(_ text: ArraySlice<UInt8>) throws -> [Part] {
        let improper = GoError(GoFormat.sprintf("improper constraint: %q", [.string(GoString(text))]))
        var scan = VersionScan(text)
        _ = scan.skipSpace()
        var parts: [Part] = []
        while true {
            parts.append(try part(&scan, improper))
            let hasSpace = scan.skipSpace()
            if scan.rest.isEmpty { return parts }
            guard scan.take(",") || hasSpace else { throw improper }
            _ = scan.skipSpace()
        }
    }

    private static let signs = ["!=", ">=", "=>", "<=", "=<", "~>", "=", ">", "<", "~", "^", ""]

    private static func part(_ scan: inout VersionScan, _ improper: GoError) throws -> Part {
        let sign = signs.first { scan.rest.starts(with: $0.utf8) } ?? ""
        scan.rest = scan.rest.dropFirst(sign.utf8.count)
        _ = scan.skipSpace()
        guard let numbers = scan.numbers(wildcards: true), let tail = scan.tail() else { throw improper }
        let texts = numbers.map { String(decoding: $0, as: UTF8.self) }
        func isWild(_ index: Int) -> Bool { index >= texts.count || ["x", "X", "*"].contains(texts[index]) }
        var part = Part(sign: sign, version: SemanticVersion(0, 0, 0))
        part.isDirty = isWild(0) || isWild(1) || isWild(2)
        part.isMinorDirty = !isWild(0) && isWild(1)
        part.isPatchDirty = !isWild(0) && !isWild(1) && isWild(2)
        let known = isWild(0) ? [] : isWild(1) ? [texts[0]] : isWild(2) ? Array(texts[..<2]) : texts
        let all = known + Array(repeating: "0", count: 3 - known.count)
        let prerelease = tail.prerelease.isEmpty ? "" : "-" + tail.prerelease
        guard let version = try? SemanticVersion(all.joined(separator: ".") + prerelease) else {
            throw GoError("constraint parser error")
        }
        part.version = version
        return part
    }
}

extension VersionConstraint.Part {
    fileprivate func admits(_ other: SemanticVersion) -> Bool {
        let order = other.compare(version)
        switch sign {
        case "!=": return isUnequal(to: other)
        case ">": return isBefore(other, order)
        case "<": return order < 0
        case ">=", "=>": return order >= 0
        case "<=", "=<":
            guard isDirty else { return order <= 0 }
            if other.major != version.major { return other.major < version.major }
            return other.minor <= version.minor || isMinorDirty
        case "~", "~>": return isNear(other, order)
        case "^": return isCompatible(with: other, order)
        default: return isDirty ? isNear(other, order) : order == 0
        }
    }

    // constraintNotEqual
    private func isUnequal(to other: SemanticVersion) -> Bool {
        guard isDirty else { return other.compare(version) != 0 }
        if version.major != other.major { return true }
        if isMinorDirty { return false }
        if version.minor != other.minor { return true }
        if isPatchDirty { return SemanticVersion.comparePrereleases(other.prerelease, version.prerelease) != 0 }
        return other.compare(version) != 0
    }

    // constraintGreaterThan: 11.1 is not above ">11".
    private func isBefore(_ other: SemanticVersion, _ order: Int) -> Bool {
        guard isDirty, other.major == version.major else { return order > 0 }
        if isMinorDirty { return false }
        return isPatchDirty ? other.minor > version.minor : order > 0
    }

    // constraintTilde
    private func isNear(_ other: SemanticVersion, _ order: Int) -> Bool {
        if order < 0 { return false }
        if (version.major, version.minor, version.patch) == (0, 0, 0), !isMinorDirty, !isPatchDirty { return true }
        return other.major == version.major && (other.minor == version.minor || isMinorDirty)
    }

    // constraintCaret
    private func isCompatible(with other: SemanticVersion, _ order: Int) -> Bool {
        if order < 0 { return false }
        if version.major > 0 || isMinorDirty { return other.major == version.major }
        if other.major > 0 { return false }
        if version.minor > 0 || isPatchDirty { return other.minor == version.minor }
        return other.minor == 0 && other.patch == version.patch
    }
}
