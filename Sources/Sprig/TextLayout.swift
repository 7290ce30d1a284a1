import GoTemplate

/// Shortening with three dots; counted in bytes: Masterminds/goutils v1.1 stringutils.go.
enum Abbreviation {
    private static let dots = Array("...".utf8)

    /// At most `width` bytes from around an offset.
    // sprig leaves the text alone where goutils would have an error.
    static func shortened(_ text: [UInt8], offset: Int = 0, width: Int) -> GoString {
        guard width >= 4, offset <= 0 || width >= 7, text.count > width else { return GoString(text) }
        var offset = min(offset, text.count)
        if offset > text.count - (width - 3) { offset = text.count - (width - 3) }
        if offset <= 4 { return GoString(text.prefix(width - 3) + dots) }
        // What goutils would refuse is empty.
        guard width >= 7 else { return GoString() }
        if offset + width - 3 < text.count {
            return GoString(dots + shortened(Array(text[offset...]), width: width - 3).bytes)
        }
        return GoString(dots + text.suffix(width - 3))
    }
}

/// Breaking a text into lines; counted in bytes: Masterminds/goutils v1.1 wordutils.go WrapCustom.
struct Wrapping {
    private let length: Int
    private let lineEnd: [UInt8]
    /// If words longer than a line are cut.
    private let cuts: Bool
    private let space = UInt8(ascii: " ")

    init(length: Int, lineEnd: [UInt8] = [], cuts: Bool) {
        self.length = max(length, 1)
        self.lineEnd = lineEnd.isEmpty ? [0x0A] : lineEnd
        self.cuts = cuts
    }

    /// The text in lines.
    func wrapped(_ text: [UInt8]) throws -> [UInt8] {
        var result: [UInt8] = []
        var offset = 0
        while text.count - offset > length {
            if text[offset] == space {
                offset += 1
                continue
            }
            let end: Int
            var next: Int
            if let found = text[offset..<offset + length + 1].lastIndex(of: space) {
                (end, next) = (found, found + 1)
            } else if cuts {
                (end, next) = (offset + length, offset + length)
            } else if let found = text[(offset + length)...].firstIndex(of: space) {
                (end, next) = (found, found + 1)
            } else {
                return result + text[offset...]
            }
            result += text[offset..<end]
            result += lineEnd
            offset = next
            try Arguments.checkByteCount(result.count)
        }
        return result + text[min(offset, text.count)...]
    }
}
