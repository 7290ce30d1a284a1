/// Header fields in the order they were given; names do not know case.
public struct Headers: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One line of a header.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public let name: String
        /// The value without surrounding blanks.
        public let value: String
    }

    /// All fields.
    public private(set) var fields: [Field] = []

    /// Fields from names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The first value of a name, or nil; setting replaces every value.
    public subscript(name: String) -> String? {
        get { fields.first { sameName($0.name, name) }?.value }
        set {
            fields.removeAll { sameName($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Every value of a name.
    public func values(_ name: String) -> [String] { fields.filter { sameName($0.name, name) }.map(\.value) }

    /// Appends a field. Line breaks and NUL are dropped, so that a value cannot become a second field.
    public mutating func add(_ name: String, _ value: String) {
        func clean(_ text: String) -> String {
            text.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 }
                ? String(text.unicodeScalars.filter { ![13, 10, 0].contains($0.value) }) : text
        }
        fields.append(Field(name: clean(name), value: clean(value)))
    }

    /// Reads one header line of a response; lines without a colon are ignored.
    mutating func parse(line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
        add(String(line[..<colon]), String(value[..<end]))
    }
}

/// Whether two header names are the same: ASCII case does not matter.
private func sameName(_ first: String, _ second: String) -> Bool {
    func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
    return first.utf8.count == second.utf8.count && zip(first.utf8, second.utf8).allSatisfy { lower($0) == lower($1) }
}
