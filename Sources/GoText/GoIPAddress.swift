/// An IP address as Go reads it: net/netip ParseAddr.
package struct GoIPAddress {
    /// What stands behind `%`; nil without one.
    package let zone: String?
    /// Whether it is four decimals, and no IPv6 address.
    package let isIPv4: Bool

    /// Why a text is no address, in Go's words.
    package struct Fault: Error, Equatable {
        package let message: String

        package init(message: String) { self.message = message }
    }

    package init(_ text: String) throws(Fault) {
        var reader = Reader(all: Array(text.utf8))
        let first = reader.all.first { ".:%".utf8.contains($0) }
        switch first {
        case UInt8(ascii: "."):
            try reader.checkIPv4(reader.all[...])
            zone = nil
        case UInt8(ascii: ":"): zone = try reader.takeIPv6()
        case UInt8(ascii: "%"): throw reader.fault("missing IPv6 address")
        default: throw reader.fault("unable to parse IP")
        }
        isIPv4 = first == UInt8(ascii: ".")
    }

    private struct Reader {
        let all: [UInt8]
        /// Groups of 16 bits so far.
        private var groupCount = 0
        /// Before which group `::` stands.
        private var gap: Int?
        /// What is still to be read, without the zone.
        private var rest: ArraySlice<UInt8> = []

        init(all: [UInt8]) { self.all = all }

        func fault(_ reason: String, at place: ArraySlice<UInt8>? = nil) -> Fault {
            let shown = place.map { " (at \(GoQuoting.quoted($0)))" } ?? ""
            return Fault(message: "ParseAddr(\(GoQuoting.quoted(all))): \(reason)\(shown)")
        }

        /// Four decimals with points between them.
        func checkIPv4(_ text: ArraySlice<UInt8>) throws(Fault) {
            let point = UInt8(ascii: ".")
            var pointCount = 0
            var digitCount = 0
            var value = 0
            for index in text.indices {
                let byte = text[index]
                if (0x30...0x39).contains(byte) {
                    if digitCount == 1, value == 0 { throw fault("IPv4 field has octet with leading zero") }
                    value = value * 10 + Int(byte - 0x30)
                    digitCount += 1
                    if value > 255 { throw fault("IPv4 field has value >255") }
                } else if byte == point {
                    if index == text.startIndex || index == text.endIndex - 1 || text[index - 1] == point {
                        throw fault("IPv4 field must have at least one digit", at: text[index...])
                    }
                    if pointCount == 3 { throw fault("IPv4 address too long") }
                    pointCount += 1
                    (value, digitCount) = (0, 0)
                } else {
                    throw fault("unexpected character", at: text[index...])
                }
            }
            if pointCount < 3 { throw fault("IPv4 address too short") }
        }

        /// Groups with colons between them, and the zone, which is given back.
        mutating func takeIPv6() throws(Fault) -> String? {
            let percent = all.firstIndex(of: UInt8(ascii: "%"))
            let zone = percent.map { String(decoding: all[($0 + 1)...], as: UTF8.self) }
            if zone?.isEmpty == true { throw fault("zone must be a non-empty string") }
            rest = all[..<(percent ?? all.count)]
            if rest.starts(with: "::".utf8) {
                gap = 0
                rest = rest.dropFirst(2)
                if rest.isEmpty { return zone }
            }
            while groupCount < 8, try takeGroup() {}
            if !rest.isEmpty { throw fault("trailing garbage after address", at: rest) }
            if groupCount < 8, gap == nil { throw fault("address string too short") }
            if groupCount >= 8, gap != nil { throw fault("the :: must expand to at least one field of zeros") }
            return zone
        }

        /// One group and the colons behind it; false at the end.
        private mutating func takeGroup() throws(Fault) -> Bool {
            let digits = rest.prefix { Character(Unicode.Scalar($0)).isHexDigit }
            if digits.count > 4 { throw fault("each group must have 4 or less digits", at: rest) }
            if digits.isEmpty { throw fault("each colon-separated field must have at least one digit", at: rest) }
            let behind = rest.dropFirst(digits.count)
            if behind.first == UInt8(ascii: ".") {
                try takeTrailingIPv4()
                return false
            }
            groupCount += 1
            rest = behind
            guard let separator = rest.first else { return false }
            if separator != UInt8(ascii: ":") { throw fault("unexpected character, want colon", at: rest) }
            if rest.count == 1 { throw fault("colon must be followed by more characters", at: rest) }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: ":") {
                if gap != nil { throw fault("multiple :: in address", at: rest) }
                gap = groupCount
                rest = rest.dropFirst()
            }
            return !rest.isEmpty
        }

        private mutating func takeTrailingIPv4() throws(Fault) {
            if gap == nil, groupCount != 6 {
                throw fault("embedded IPv4 address must replace the final 2 fields of the address", at: rest)
            }
            if groupCount > 6 {
                throw fault("too many hex fields to fit an embedded IPv4 at the end of the address", at: rest)
            }
            try checkIPv4(rest)
            rest = []
            groupCount += 2
        }
    }
}
