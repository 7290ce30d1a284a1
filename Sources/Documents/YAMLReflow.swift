import Diagnostics

/// Writes a document anew as kustomize's kyaml does: scalars and brackets stay as they were written, indentation becomes
/// two spaces, sequences begin where their key does, comments stay with what follows them.
///
/// Differs: of comments, only those on lines of their own within a document and those behind a value are kept.
// sigs.k8s.io/kustomize/kyaml kio.ParseAll and kio.StringAll, over go-yaml v3's nodes.
public enum YAMLReflow {
    /// The first document of a text, with a newline at its end; nil if there is none.
    ///
    /// - throws: `DocumentError` for bytes that are no YAML.
    public static func text(_ bytes: [UInt8], file: String) throws -> [UInt8]? {
        try ReflowedDocument(bytes, file: file)?.bytes
    }
}

/// A document that keeps how it was written, so that it can be written anew.
public struct ReflowedDocument {
    private var root: ReflowNode

    /// The first document of a text; nil if there is none.
    ///
    /// - throws: `DocumentError` for bytes that are no YAML.
    public init?(_ bytes: [UInt8], file: String) throws {
        let found = try bytes.withUnsafeBufferPointer { buffer in
            var reader = ReflowReader(LibYAML(buffer, file: file, maximumDepth: DocumentLimits.standard.depth))
            return try reader.document()
        }
        guard var found else { return nil }
        var comments = ReflowComments(bytes, found)
        comments.attach(to: &found)
        root = found
    }

    /// The text, with a newline at its end.
    public var bytes: [UInt8] {
        var writer = ReflowWriter()
        writer.write(root, indent: 0, isInLine: false)
        return writer.bytes
    }

    /// The value of one of the object's annotations.
    public func annotation(_ name: String) -> String? {
        guard case .scalar(let text, _)? = root["metadata"]?["annotations"]?[name]?.content else { return nil }
        return text
    }

    /// Sets or removes one of the object's annotations; annotations that are none afterwards go as a whole.
    // kustomize kyaml yaml/fns.go AnnotationSetter, AnnotationClearer, ClearEmptyAnnotations.
    public mutating func setAnnotation(_ name: String, _ value: String?) {
        var metadata = root["metadata"] ?? .mapping([])
        var annotations = metadata["annotations"] ?? .mapping([])
        if let value {
            annotations.set(name, .scalar(value, .singleQuoted))
        } else if annotations[name] == nil {
            return
        } else {
            annotations.remove(name)
        }
        if case .mapping(let members) = annotations.content, members.isEmpty {
            metadata.remove("annotations")
        } else {
            metadata.set("annotations", annotations)
        }
        root.set("metadata", metadata)
    }
}

extension ReflowNode {
    fileprivate static func mapping(_ members: [(key: ReflowNode, value: ReflowNode)]) -> ReflowNode {
        ReflowNode(.mapping(members))
    }
    fileprivate static func scalar(_ text: String, _ style: YAMLNode.Style) -> ReflowNode {
        ReflowNode(.scalar(text, style))
    }

    private init(_ content: Content) {
        let nowhere = SourceMark(file: "", line: 0, column: 0)
        self.init(content: content, start: nowhere, end: nowhere)
    }

    private func index(_ name: String) -> Int? {
        guard case .mapping(let members) = content else { return nil }
        return members.firstIndex { if case .scalar(name, _) = $0.key.content { true } else { false } }
    }

    fileprivate subscript(name: String) -> ReflowNode? {
        guard let index = index(name), case .mapping(let members) = content else { return nil }
        return members[index].value
    }

    fileprivate mutating func set(_ name: String, _ value: ReflowNode) {
        guard case .mapping(var members) = content else { return }
        if let index = index(name) {
            members[index].value = value
        } else {
            members.append((.scalar(name, .plain), value))
        }
        content = .mapping(members)
    }

    fileprivate mutating func remove(_ name: String) {
        guard let index = index(name), case .mapping(var members) = content else { return }
        members.remove(at: index)
        content = .mapping(members)
    }
}

/// A node as it was written.
struct ReflowNode {
    indirect enum Content {
        case scalar(String, YAMLNode.Style)
        case alias(String)
        case sequence([ReflowNode])
        case mapping([(key: ReflowNode, value: ReflowNode)])
    }

    var content: Content
    var isFlow = false
    var anchor: String?
    var tag: String?
    var start: SourceMark
    var end: SourceMark
    /// Lines of comment that stand above it.
    var above: [String] = []
    /// Lines of comment below its last member or element.
    var below: [String] = []
    /// The comment behind it.
    var behind: String?
}

private struct ReflowReader {
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
private struct ReflowComments {
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

private struct ReflowWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes a node and ends its line.
    ///
    /// - isInLine: whether the line has begun, so that the first line is not indented.
    mutating func write(_ node: ReflowNode, indent: Int, isInLine: Bool) {
        var isInLine = isInLine
        switch node.content {
        case .mapping(let members) where !node.isFlow && !members.isEmpty:
            for (key, value) in members {
                addComments(key.above, indent, &isInLine)
                if !isInLine { addSpaces(indent) }
                isInLine = false
                add(inline(key) + ":")
                writeValue(value, behind: key.behind, indent: indent, isInSequence: false)
            }
            addComments(node.below, indent, &isInLine)
        case .sequence(let elements) where !node.isFlow && !elements.isEmpty:
            for element in elements {
                addComments(element.above, indent, &isInLine)
                if !isInLine { addSpaces(indent) }
                isInLine = false
                add("-")
                writeValue(element, behind: nil, indent: indent, isInSequence: true)
            }
            addComments(node.below, indent, &isInLine)
        default:
            if !isInLine { addSpaces(indent) }
            add(inline(node, indent: indent) + (node.behind.map { " \($0)" } ?? "") + "\n")
        }
    }

    private mutating func writeValue(_ value: ReflowNode, behind: String?, indent: Int, isInSequence: Bool) {
        let marks = properties(value)
        let isMapping: Bool
        switch value.content {
        case .mapping(let members) where !value.isFlow && !members.isEmpty: isMapping = true
        case .sequence(let elements) where !value.isFlow && !elements.isEmpty: isMapping = false
        case .scalar(let text, let style):
            if (style == .literal || style == .folded) && YAMLReflow.fitsBlock(text) {
                add(" \(marks)")
                return addBlock(text, style, indent: indent + 2, behind: value.behind)
            }
            let written = inline(value)
            return add((written.isEmpty ? "" : " \(written)") + (value.behind.map { " \($0)" } ?? "") + "\n")
        default: return add(" " + inline(value) + (value.behind.map { " \($0)" } ?? "") + "\n")
        }
        if !marks.isEmpty { add(" " + marks.dropLast()) }
        if isInSequence, marks.isEmpty {
            add(" ")
            return write(value, indent: indent + 2, isInLine: true)
        }
        add((behind.map { " \($0)" } ?? "") + "\n")
        write(value, indent: isMapping || isInSequence ? indent + 2 : indent, isInLine: false)
    }

    /// A scalar, an alias or a collection in brackets, on one line.
    private func inline(_ node: ReflowNode, indent: Int = 0) -> String {
        switch node.content {
        case .alias(let name): return "*\(name)"
        case .scalar(let text, let style):
            if text == "<<", style == .plain { return "!!merge <<" }
            return properties(node) + scalar(text, style)
        case .sequence(let elements):
            return properties(node) + "[" + elements.map { inline($0) }.joined(separator: ", ") + "]"
        case .mapping(let members):
            let texts = members.map { key, value in
                let written = inline(value)
                return inline(key) + (written.isEmpty ? ":" : ": \(written)")
            }
            return properties(node) + "{" + texts.joined(separator: ", ") + "}"
        }
    }

    /// Tag and anchor, each with a space behind it.
    private func properties(_ node: ReflowNode) -> String {
        let anchor = node.anchor.map { "&\($0) " } ?? ""
        guard let tag = node.tag else { return anchor }
        let standard = "tag:yaml.org,2002:"
        return anchor + (tag.hasPrefix(standard) ? "!!\(tag.dropFirst(standard.count)) " : "\(tag) ")
    }

    private func scalar(_ text: String, _ style: YAMLNode.Style) -> String {
        switch style {
        case .plain where !text.contains("\n") && !YAMLReflow.isSpecial(text): return text
        case .singleQuoted where !text.contains("\n") && !YAMLReflow.isSpecial(text):
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        default: return YAMLReflow.doubleQuoted(text)
        }
    }

    private mutating func addBlock(_ text: String, _ style: YAMLNode.Style, indent: Int, behind: String?) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isIndented = text.hasPrefix(" ") || text.hasPrefix("\n")
        let chomping = !text.hasSuffix("\n") ? "-" : text == "\n" || text.hasSuffix("\n\n") ? "+" : ""
        add((style == .literal ? "|" : ">") + (isIndented ? "2" : "") + chomping)
        add((behind.map { " \($0)" } ?? "") + "\n")
        let kept = text.hasSuffix("\n") ? lines.dropLast() : lines[...]
        for (index, line) in kept.enumerated() {
            if !line.isEmpty { addSpaces(indent) }
            add(String(line) + "\n")
            // Quirk: a line break after text is written as two, the last one too.
            if style == .folded, !line.isEmpty, !line.hasPrefix(" "), !text.hasPrefix(" "),
                index + 1 < kept.count || text.hasSuffix("\n")
            {
                add("\n")
            }
        }
    }

    private mutating func addComments(_ comments: [String], _ indent: Int, _ isInLine: inout Bool) {
        for comment in comments {
            if !isInLine { addSpaces(indent) }
            isInLine = false
            add(comment + "\n")
        }
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }
    private mutating func addSpaces(_ count: Int) { bytes += repeatElement(UInt8(ascii: " "), count: count) }
}

extension YAMLReflow {
    /// Whether a text must be escaped: characters beyond the first plane count as what cannot be printed.
    fileprivate static func isSpecial(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value > 0xffff || $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    }

    /// Whether a text can be a block: no spaces at the ends of lines.
    fileprivate static func fitsBlock(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.last != UInt8(ascii: " "), !isSpecial(text) else { return false }
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), last == UInt8(ascii: " ") { return false }
            last = byte
        }
        return true
    }

    /// A text in double quotes: what can be printed as it is, the rest escaped.
    fileprivate static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "\0": result += "\\0"
            default:
                if scalar.value > 0xffff {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
                } else if scalar.value < 0x20 || scalar.value == 0x7f {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\x" + (hex.count < 2 ? "0" : "") + hex
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
