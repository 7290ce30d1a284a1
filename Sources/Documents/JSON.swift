import Diagnostics

/// Reads and writes JSON.
public enum JSON {
    /// What the reader does when an object has a key twice.
    public enum DuplicateKeys: Sendable { case lastWins, refused }

    /// What the reader makes of numbers: their values, or texts as they are written (`1.50`, `1e-07`).
    public enum Numbers: Sendable { case values, texts }

    /// How text is laid out.
    public enum Style: Sendable {
        /// No white space at all.
        case compact
        /// One member or element a line, indented by two spaces.
        case pretty
    }

    /// What the writer does beyond its style.
    public struct Options: Sendable {
        /// The layout.
        public var style: Style
        /// Members in the order of their keys' bytes, as Go writes maps; otherwise in their own order.
        public var sortsKeys: Bool
        /// `<`, `>` and `&` as `\u003c` and so on, as Go's json.Marshal does.
        public var escapesHTML: Bool

        /// Options for the writer.
        public init(style: Style = .compact, sortsKeys: Bool = false, escapesHTML: Bool = false) {
            self.style = style
            self.sortsKeys = sortsKeys
            self.escapesHTML = escapesHTML
        }
    }

    /// Reads one JSON text (RFC 8259), with nothing but white space around it.
    ///
    /// Whole numbers that fit 64 bits become integers, other numbers doubles; a lone surrogate becomes U+FFFD, as in Go.
    /// - file: the name that errors carry.
    /// - throws: `DocumentError` for anything else, bytes that are no UTF-8, numbers beyond a double, or a limit exceeded.
    public static func parse(
        _ bytes: some Collection<UInt8>, file: String, limits: DocumentLimits = .standard,
        duplicateKeys: DuplicateKeys = .lastWins, numbers: Numbers = .values
    ) throws -> Value {
        func parse(_ buffer: UnsafeBufferPointer<UInt8>) throws -> Value {
            guard buffer.count <= limits.byteCount else {
                throw DocumentError.overLimit("bytes", limits.byteCount, SourceMark(file: file, line: 1, column: 1))
            }
            var parser = JSONParser(buffer, file: file, limits: limits, duplicateKeys: duplicateKeys, numbers: numbers)
            return try parser.document()
        }
        if let value = try bytes.withContiguousStorageIfAvailable(parse) { return value }
        return try Array(bytes).withUnsafeBufferPointer(parse)
    }

    /// Reads one JSON text from a string.
    public static func parse(_ text: String, file: String, limits: DocumentLimits = .standard) throws -> Value {
        try parse(text.utf8, file: file, limits: limits)
    }

    /// A value as JSON text, without a newline at its end. Numbers that are not finite become `null`.
    public static func text(_ value: Value, style: Style = .compact) -> String {
        text(value, Options(style: style))
    }

    /// A value as JSON text, without a newline at its end.
    public static func text(_ value: Value, _ options: Options) -> String {
        String(decoding: bytes(value, options), as: UTF8.self)
    }

    /// A value as JSON in UTF-8, without a newline at its end.
    public static func bytes(_ value: Value, _ options: Options = Options()) -> [UInt8] {
        var writer = JSONWriter(options)
        writer.write(value, depth: 0)
        return writer.bytes
    }
}
