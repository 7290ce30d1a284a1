import Diagnostics

/// Reads a document as nodes that say how they were written.
struct ReflowReader {
    private let events: LibYAML

    init(_ events: LibYAML) { self.events = events }

    mutating func document() throws -> ReflowNode? {
        while true {
            let event = try events.nextAsWritten()
            switch event.kind {
            case .streamEnd: return nil
            case .documentStart: return try node(try events.nextAsWritten(), depth: 0)
            default: continue
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws -> ReflowNode {
        guard depth < DocumentLimits.standard.depth else {
            throw DocumentError.overLimit("nested collections", depth, event.mark)
        }
        var content: ReflowNode.Content
        var end = event.end ?? event.mark
        switch event.kind {
        case .alias(let name): content = .alias(name)
        case .scalar(let text, let style): content = .scalar(text, style)
        case .sequenceStart:
            var elements: [ReflowNode] = []
            while true {
                let next = try events.nextAsWritten()
                if case .sequenceEnd = next.kind {
                    end = next.end ?? end
                    break
                }
                elements.append(try node(next, depth: depth + 1))
            }
            content = .sequence(elements)
        case .mappingStart:
            var members: [(key: ReflowNode, value: ReflowNode)] = []
            while true {
                let next = try events.nextAsWritten()
                if case .mappingEnd = next.kind {
                    end = next.end ?? end
                    break
                }
                let key = try node(next, depth: depth + 1)
                members.append((key, try node(try events.nextAsWritten(), depth: depth + 1)))
            }
            content = .mapping(members)
        default: content = .scalar("", .plain)
        }
        return ReflowNode(
            content: content, isFlow: event.isFlow, anchor: event.anchor, tag: event.tag, start: event.mark, end: end)
    }
}

/// The comments of a text and where they go.
struct ReflowComments {
    /// Comments on lines of their own, by line.
    private var lines: [(line: Int, column: Int, text: String)] = []
    /// Comments behind something, by line.
    private var tails: [Int: String] = [:]

    init(_ bytes: [UInt8], _ root: ReflowNode) {
        var scalars: [(start: SourceMark, end: SourceMark)] = []
        Self.collect(root, &scalars)
        let isBlock = { (line: Int, column: Int) in
            scalars.contains { span in
                (span.start.line, span.start.column) <= (line, column)
                    && (line, column) < (span.end.line, span.end.column)
            }
        }
        guard bytes.contains(UInt8(ascii: "#")) else { return }
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(UInt8(ascii: "#")) else { continue }
            let characters = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
            for (column, character) in characters.enumerated() where character == "#" {
                guard column == 0 || characters[column - 1] == " " || characters[column - 1] == "\t" else { continue }
                if isBlock(index + 1, column + 1) { continue }
                var text = String.UnicodeScalarView(characters[column...])
                while let last = text.last, last == " " || last == "\r" || last == "\t" { text.removeLast() }
                if characters[..<column].allSatisfy({ $0 == " " || $0 == "\t" }) {
                    lines.append((index + 1, column + 1, String(text)))
                } else {
                    tails[index + 1] = String(text)
                }
                break
            }
        }
    }

    private static func collect(_ node: ReflowNode, _ spans: inout [(start: SourceMark, end: SourceMark)]) {
        switch node.content {
        case .scalar(let text, let style):
            if style != .plain || !text.isEmpty { spans.append((node.start, node.end)) }
        case .alias: break
        case .sequence(let elements): for element in elements { collect(element, &spans) }
        case .mapping(let members):
            for member in members {
                collect(member.key, &spans)
                collect(member.value, &spans)
            }
        }
    }

    /// Gives each comment to the member or element that follows it, or to the value that ends on its line.
    mutating func attach(to root: inout ReflowNode) {
        // Quirk: what stands above the first line of a document is lost.
        lines.removeAll { $0.line < root.start.line }
        if !lines.isEmpty || !tails.isEmpty { attach(&root, until: Int.max) }
    }

    /// What is left below a collection and not to the left of it.
    private mutating func takeBelow(_ node: ReflowNode, until line: Int) -> [String] {
        let taken = lines.prefix { $0.line < line && $0.column >= node.start.column }
        lines.removeFirst(taken.count)
        return taken.map(\.text)
    }

    private mutating func take(before line: Int) -> [String] {
        let taken = lines.prefix { $0.line < line }
        lines.removeFirst(taken.count)
        return taken.map(\.text)
    }

    /// - limit: the line of whatever follows the node.
    private mutating func attach(_ node: inout ReflowNode, until limit: Int) {
        guard !node.isFlow else {
            node.behind = tails.removeValue(forKey: node.end.line)
            return
        }
        switch node.content {
        case .sequence(var elements):
            for index in elements.indices {
                elements[index].above = take(before: elements[index].start.line)
                let next = index + 1 < elements.count ? elements[index + 1].start.line : limit
                attach(&elements[index], until: next)
            }
            node.below = takeBelow(node, until: limit)
            node.content = .sequence(elements)
        case .mapping(var members):
            for index in members.indices {
                let line = members[index].key.start.line
                members[index].key.above = take(before: line)
                let isBlock: Bool
                switch members[index].value.content {
                case .sequence, .mapping: isBlock = !members[index].value.isFlow
                default: isBlock = false
                }
                if isBlock { members[index].key.behind = tails.removeValue(forKey: line) }
                let next = index + 1 < members.count ? members[index + 1].key.start.line : limit
                attach(&members[index].value, until: next)
            }
            node.below = takeBelow(node, until: limit)
            node.content = .mapping(members)
        case .scalar(_, let style):
            let line = style == .literal || style == .folded ? node.start.line : node.end.line
            node.behind = tails.removeValue(forKey: line)
        case .alias: node.behind = tails.removeValue(forKey: node.end.line)
        }
    }
}
