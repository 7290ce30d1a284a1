import GoTemplate

/// Errors of templates as Helm prints them.
// helm v4.2 pkg/engine/engine.go reformatExecErrorMsg.
enum ExecutionReport {
    private static let warningStart = Array("HELM_ERR_START".utf8)
    private static let warningEnd = Array("HELM_ERR_END".utf8)

    /// What `fail` and `required` throw: found again however deep it is wrapped.
    static func warning(_ text: GoString) -> GoError { GoError(GoString(warningStart + text.bytes + warningEnd)) }

    /// The error of a file's execution in Helm's form.
    static func reformatted(_ error: any TemplateError, file: GoString) -> GoError {
        guard chain(error).contains(where: { $0 is ExecutionError }) else { return GoError(error.text) }
        let text = error.text.bytes
        guard let (location, rest) = split(text) else { return GoError("execution error in (\(file)): \(error.text)") }
        if let warning = warning(in: rest) {
            return GoError(GoString(Array("execution error at (".utf8) + location + Array("): ".utf8) + warning))
        }
        var blocks: [Block] = []
        for link in chain(error) {
            guard let block = Block(link.text.bytes) else { return GoError(error.text) }
            if blocks.last != block { blocks.append(block) }
        }
        return GoError(GoString(trimmed(blocks.flatMap(\.bytes))))
    }

    /// An error and what it wraps, outermost first.
    private static func chain(_ error: any TemplateError) -> [any TemplateError] {
        var links: [any TemplateError] = []
        var next: (any TemplateError)? = error
        while let link = next {
            links.append(link)
            next = link.cause as? any TemplateError
        }
        return links
    }

    /// What stands between the first two `: `, and what follows; nil if there are not two.
    private static func split(_ text: [UInt8]) -> (location: [UInt8], rest: ArraySlice<UInt8>)? {
        guard let first = find(": ", in: text[...]), let second = find(": ", in: text[(first + 2)...]) else {
            return nil
        }
        return (Array(text[(first + 2)..<second]), text[(second + 2)...])
    }

    private static func warning(in text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let start = find(warningStart, in: text) else { return nil }
        // The expression is greedy: up to the last end.
        let inside = text[(start + warningStart.count)...]
        guard inside.count >= warningEnd.count else { return nil }
        var index = inside.endIndex - warningEnd.count
        while index >= inside.startIndex {
            if inside[index...].starts(with: warningEnd) { return Array(inside[..<index]) }
            index -= 1
        }
        return nil
    }

    /// One place of an error: `LOCATION\n  executing "NAME" at <EXPRESSION>:\n    MESSAGE\n`.
    private struct Block: Equatable {
        var location: [UInt8] = []
        var executed: [UInt8] = []
        var message: [UInt8] = []

        /// Nil for a text that is none of text/template's.
        init?(_ text: [UInt8]) {
            let prefix = Array("template: ".utf8)
            guard text.starts(with: prefix) else { return nil }
            let rest = text[prefix.count...]
            if rest.starts(with: "no template ".utf8) {
                message = text
                return
            }
            if readExecution(rest) { return }
            guard let separator = findLast(": ", in: rest) else { return nil }
            location = Array(rest[..<separator])
            message = Self.cut(rest[(separator + 2)...])
        }

        private mutating func readExecution(_ text: ArraySlice<UInt8>) -> Bool {
            let executing = ": executing "
            guard let start = find(executing, in: text) else { return false }
            let after = text[(start + executing.utf8.count)...]
            guard after.first == UInt8(ascii: "\""),
                let end = after.dropFirst().firstIndex(of: UInt8(ascii: "\""))
            else { return false }
            let rest = after[(end + 1)...]
            guard rest.starts(with: " at <".utf8), let close = find(">: ", in: rest) else { return false }
            location = Array(text[..<start])
            executed =
                Array("executing ".utf8) + after[...end] + Array(" at <".utf8) + rest[(rest.startIndex + 5)..<close]
                + Array(">:".utf8)
            message = Self.cut(rest[(close + 3)...])
            return true
        }

        /// Without what follows ` template:`, which has its own block.
        private static func cut(_ message: ArraySlice<UInt8>) -> [UInt8] {
            Array(message[..<(find(" template:", in: message) ?? message.endIndex)])
        }

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            if !location.isEmpty { bytes += location + Array("\n  ".utf8) }
            if !executed.isEmpty { bytes += executed + Array("\n    ".utf8) }
            if !message.isEmpty { bytes += message + Array("\n".utf8) }
            return bytes
        }
    }
}

/// Where a text begins in another.
func find(_ wanted: some Collection<UInt8>, in text: ArraySlice<UInt8>) -> Int? {
    guard let first = wanted.first else { return text.startIndex }
    var index = text.startIndex
    while let found = text[index...].firstIndex(of: first) {
        if text[found...].starts(with: wanted) { return found }
        index = found + 1
    }
    return nil
}

/// Where a text begins in another.
func find(_ wanted: String, in text: ArraySlice<UInt8>) -> Int? { find(Array(wanted.utf8), in: text) }

private func findLast(_ wanted: String, in text: ArraySlice<UInt8>) -> Int? {
    text.indices.reversed().first { text[$0...].starts(with: wanted.utf8) }
}

/// Without white space at either end, as Go's strings.TrimSpace has it.
package func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let head = bytes[GoSpace.countAtStart(bytes[...])...]
    return Array(head.dropLast(GoSpace.countAtEnd(head)))
}

/// White space in UTF-8, as Go's unicode.IsSpace has it.
enum GoSpace {
    static func countAtStart(_ bytes: ArraySlice<UInt8>) -> Int {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if isSpace(bytes[index]) {
                index += 1
            } else if let count = wideCount(bytes[index...]) {
                index += count
            } else {
                break
            }
        }
        return index - bytes.startIndex
    }

    static func countAtEnd(_ bytes: ArraySlice<UInt8>) -> Int {
        var end = bytes.endIndex
        while end > bytes.startIndex {
            if isSpace(bytes[end - 1]) {
                end -= 1
            } else if end - 2 >= bytes.startIndex, wideCount(bytes[(end - 2)..<end]) == 2 {
                end -= 2
            } else if end - 3 >= bytes.startIndex, wideCount(bytes[(end - 3)..<end]) == 3 {
                end -= 3
            } else {
                break
            }
        }
        return bytes.endIndex - end
    }

    /// Bytes of a space beyond ASCII: U+0085, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private static func wideCount(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first, bytes.count >= 2 else { return nil }
        let second = bytes[bytes.startIndex + 1]
        if first == 0xc2 { return second == 0x85 || second == 0xa0 ? 2 : nil }
        guard bytes.count >= 3 else { return nil }
        let third = bytes[bytes.startIndex + 2]
        switch (first, second, third) {
        case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8), (0xe2, 0x80, 0xa9), (0xe2, 0x80, 0xaf),
            (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
            return 3
        default: return nil
        }
    }
}
