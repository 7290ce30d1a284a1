import FileIO

/// Whether bytes are text whose variables are replaced, decided as upstream does: Go's content sniffing of both ends.
public enum TextSniffing {
    /// How much of each end is looked at.
    public static let windowByteCount = 512

    /// Whether a whole file's content is text.
    public static func isText(_ bytes: [UInt8]) -> Bool {
        isText(head: bytes.prefix(windowByteCount), tail: bytes.suffix(windowByteCount))
    }

    /// Whether a content is text whose first and last 512 bytes are these.
    public static func isText(head: ArraySlice<UInt8>, tail: ArraySlice<UInt8>) -> Bool {
        looksLikeText(head) && looksLikeText(tail)
    }

    /// Whether an open file is text.
    // defenseunicorns/pkg helpers/text.go IsTextFile.
    public static func isText(_ file: OpenFile) throws -> Bool {
        let size = try file.byteCount()
        let count = Int(min(size, Int64(windowByteCount)))
        guard looksLikeText(try file.readBytes(count, at: 0)[...]) else { return false }
        return looksLikeText(try file.readBytes(count, at: size - Int64(count))[...])
    }

    /// Whether Go's `http.DetectContentType` would answer `text/…` for the first 512 bytes.
    // Go net/http/sniff.go: HTML and XML first, then byte order marks, then known binary formats, then "no binary byte".
    static func looksLikeText(_ window: ArraySlice<UInt8>) -> Bool {
        let unindented = window.drop { isWhitespace($0) }
        if isHTML(unindented) || unindented.starts(with: Array("<?xml".utf8)) { return true }
        if window.count >= 4, byteOrderMarks.contains(where: { window.starts(with: $0) }) { return true }
        if binaryMagics.contains(where: { window.starts(with: $0) }) { return false }
        if isChunked(window, "RIFF", ["WEBPVP", "AVI ", "WAVE"]) || isChunked(window, "FORM", ["AIFF"]) {
            return false
        }
        return !unindented.contains(where: isBinary)
    }

    private static let htmlTags = [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE",
        "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--",
    ].map { Array($0.utf8) }
    private static let byteOrderMarks: [[UInt8]] = [[0xfe, 0xff], [0xff, 0xfe], [0xef, 0xbb, 0xbf]]
    /// Formats that begin with bytes which alone would pass for text.
    private static let binaryMagics =
        ["%PDF-", "%!PS-Adobe-", "BM", "GIF87a", "GIF89a", "ID3", "OTTO", "ttcf", "wOFF", "wOF2"].map { Array($0.utf8) }
        + [[0xff, 0xd8, 0xff]]

    /// A tag in any case, followed by a space or `>`.
    private static func isHTML(_ bytes: ArraySlice<UInt8>) -> Bool {
        htmlTags.contains { tag in
            guard bytes.count > tag.count else { return false }
            let end = bytes[bytes.startIndex + tag.count]
            let isSame = zip(bytes, tag).allSatisfy { byte, wanted in
                byte == wanted || (UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte && byte - 32 == wanted)
            }
            return isSame && (end == UInt8(ascii: " ") || end == UInt8(ascii: ">"))
        }
    }

    /// A container format: its name, four bytes of size, its kind.
    private static func isChunked(_ bytes: ArraySlice<UInt8>, _ name: String, _ kinds: [String]) -> Bool {
        bytes.starts(with: Array(name.utf8)) && kinds.contains { bytes.dropFirst(8).starts(with: Array($0.utf8)) }
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0a, 0x0c, 0x0d, 0x20: true
        default: false
        }
    }

    private static func isBinary(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x08, 0x0b, 0x0e...0x1a, 0x1c...0x1f: true
        default: false
        }
    }
}
