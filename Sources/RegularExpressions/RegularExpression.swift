/// A regular expression in RE2's syntax as Go has it: time grows with the text only in proportion, whatever the pattern.
///
/// Of several matches that begin at one place the one counts that Perl would find.
public struct RegularExpression: Sendable {
    /// A match: where it and its groups stand.
    public struct Match: Sendable {
        /// Byte offsets in the text's UTF-8, the whole match first; nil for a group that took no part.
        public let ranges: [Range<Int>?]
        /// The text that was searched.
        public let text: String
        let groupNames: [String?]

        /// Where the whole match stands, in bytes.
        public var range: Range<Int> { ranges[0] ?? 0..<0 }

        /// What the whole match (0) or a group matched; nil for a group that took no part.
        public subscript(group: Int) -> String? {
            guard ranges.indices.contains(group), let range = ranges[group] else { return nil }
            return text.slice(range)
        }

        /// What the first group of a name matched.
        public subscript(name: String) -> String? {
            groupNames.firstIndex(of: name).flatMap { self[$0] }
        }
    }

    /// The pattern as given.
    public let pattern: String
    /// The names of the groups, nil for those without; the first is the whole match.
    public let groupNames: [String?]
    let program: Program
    /// For tests: false leaves short texts, too, to the machine that is meant for long ones.
    package var backtracks = true

    /// Compiles a pattern.
    ///
    /// - throws: if it is no expression, in Go's words.
    public init(_ pattern: String) throws(RegularExpressionError) {
        let (program, groupNames) = try Compiler.compile(pattern)
        self.pattern = pattern
        self.program = program
        self.groupNames = groupNames
    }

    /// How many groups there are, the whole match not counted.
    public var groupCount: Int { groupNames.count - 1 }

    /// True if the text contains a match.
    public func matches(_ text: String) -> Bool {
        withMatcher(text, slotCount: 0) { matcher, _ in matcher.search(from: 0) != nil }
    }

    /// The first match.
    public func firstMatch(in text: String) -> Match? {
        allMatches(in: text, limit: 1).first
    }

    /// All matches that do not overlap, in order; an empty one right behind another does not count.
    ///
    /// - limit: at most so many; nil for all.
    public func allMatches(in text: String, limit: Int? = nil) -> [Match] {
        allSlots(in: text, slotCount: program.slotCount, limit: limit).map { match(text, $0) }
    }

    func match(_ text: String, _ slots: [Int]) -> Match {
        let ranges = stride(from: 0, to: slots.count, by: 2).map { slots[$0] < 0 ? nil : slots[$0]..<slots[$0 + 1] }
        return Match(ranges: ranges, text: text, groupNames: groupNames)
    }

    /// Go's regexp.go allMatches.
    func allSlots(in text: String, slotCount: Int, limit: Int?) -> [[Int]] {
        withMatcher(text, slotCount: slotCount) { matcher, bytes in
            var result: [[Int]] = []
            var position = 0
            var previousEnd = -1
            while result.count < limit ?? .max, position <= bytes.count, let slots = matcher.search(from: position) {
                let isEmpty = slots[1] == position
                if !isEmpty || slots[0] != previousEnd { result.append(slots) }
                previousEnd = slots[1]
                guard isEmpty else {
                    position = slots[1]
                    continue
                }
                position += position < bytes.count ? bytes.characterWidth(at: position) : 1
            }
            return result
        }
    }

    func withMatcher<Result>(
        _ text: String, slotCount: Int, _ body: (inout Matcher, UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        var text = text
        return text.withUTF8 { bytes in
            var matcher = Matcher(program, bytes, slotCount: slotCount, backtracks: backtracks)
            return body(&matcher, bytes)
        }
    }
}

extension String {
    /// The text at byte offsets that lie between characters.
    func slice(_ range: Range<Int>) -> String {
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(self[start..<utf8.index(start, offsetBy: range.count)])
    }
}
