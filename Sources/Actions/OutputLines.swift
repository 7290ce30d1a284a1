/// Makes lines of the chunks a program writes; what would move a terminal's cursor or colour is taken out.
struct OutputLines {
    private var pending: [UInt8] = []

    /// A line longer than this is handed on in pieces.
    private static let maximumByteCount = 64 << 10
    private static let newline = UInt8(ascii: "\n")

    /// Takes a chunk and hands on the lines that are whole.
    mutating func take(_ chunk: ArraySlice<UInt8>, _ line: (String) -> Void) {
        pending += chunk
        var start = pending.startIndex
        while let end = pending[start...].firstIndex(of: Self.newline) {
            line(Self.text(pending[start..<end]))
            start = end + 1
        }
        pending.removeSubrange(..<start)
        if pending.count > Self.maximumByteCount { finish(line) }
    }

    /// Hands on what has no newline.
    mutating func finish(_ line: (String) -> Void) {
        if !pending.isEmpty { line(Self.text(pending[...])) }
        pending = []
    }

    /// The text of a line: of what was overwritten by carriage returns, the last; without escape sequences.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let unended = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        let visible = unended.lastIndex(of: UInt8(ascii: "\r")).map { unended[($0 + 1)...] } ?? unended
        return String(decoding: withoutEscapes(visible), as: UTF8.self)
    }

    /// ECMA-48 §5.4: a control sequence is `ESC [`, parameters, and a final byte from `@` to `~`.
    private static func withoutEscapes(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == 0x1b else {
                result.append(byte)
                continue
            }
            guard rest.first == UInt8(ascii: "[") else { continue }
            rest.removeFirst()
            while let parameter = rest.popFirst(), !(0x40...0x7e).contains(parameter) {}
        }
        return result
    }
}
