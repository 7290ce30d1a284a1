extension Format {
    /// RFC 4122: 32 hexadecimal digits in five groups.
    static func uuidFault(_ text: String) -> String? {
        let lengths = [8, 4, 4, 4, 12]
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        if groups.count != lengths.count { return "must have 5 elements" }
        for (index, group) in groups.enumerated() {
            if group.utf8.count != lengths[index] {
                return "element \(index + 1) must be \(lengths[index]) characters long"
            }
            let stranger = group.unicodeScalars.first { !$0.isASCII || !Character($0).isHexDigit }
            if let stranger { return "non-hex character \(quoted(stranger))" }
        }
        return nil
    }

    /// RFC 6901.
    static func jsonPointerFault(_ text: String) -> String? {
        if text.isEmpty { return nil }
        guard text.utf8.first == UInt8(ascii: "/") else { return "not starting with /" }
        var isEscape = false
        for byte in text.utf8 {
            if isEscape, byte != UInt8(ascii: "0"), byte != UInt8(ascii: "1") {
                return "~ must be followed by 0 or 1"
            }
            isEscape = !isEscape && byte == UInt8(ascii: "~")
        }
        return isEscape ? "~ must be followed by 0 or 1" : nil
    }

    /// draft-handrews-relative-json-pointer-01.
    static func relativeJSONPointerFault(_ text: String) -> String? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        if digits.isEmpty { return "must start with non-negative integer" }
        if digits.count > 1, digits.first == UInt8(ascii: "0") { return "starts with zero" }
        let rest = String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)
        return rest == "#" ? nil : jsonPointerFault(rest)
    }

    /// semver.org, "Backus–Naur Form Grammar for Valid SemVer Versions".
    static func semverFault(_ text: String) -> String? {
        let halves = text.unicodeScalars.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 2 {
            if halves[1].isEmpty { return "build is empty" }
            for name in halves[1].split(separator: ".", omittingEmptySubsequences: false) {
                if name.isEmpty { return "build identifier is empty" }
                if let character = stranger(in: Substring(name), others: "-") {
                    return "invalid character \(quoted(character)) in build identifier"
                }
            }
        }
        let parts = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            for name in parts[1].split(separator: ".", omittingEmptySubsequences: false) {
                if name.isEmpty { return "pre-release identifier is empty" }
                if let character = stranger(in: Substring(name), others: "-") {
                    return "invalid character \(quoted(character)) in pre-release identifier"
                }
                if name.count > 1, name.first == "0", name.allSatisfy(isDigit) {
                    return "pre-release numeric identifier starts with zero"
                }
            }
        }
        let versions = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        if versions.count != 3 { return "versionCore must have 3 numbers separated by dot" }
        for (name, version) in zip(["major", "minor", "patch"], versions) {
            if version.isEmpty { return "\(name) is empty" }
            if version.count > 1, version.first == "0" { return "\(name) starts with zero" }
            if !version.allSatisfy(isDigit) { return "\(name) contains non-digit" }
        }
        return nil
    }
}
