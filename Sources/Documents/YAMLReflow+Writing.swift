/// Writes nodes, each in the style it was written in.
struct ReflowWriter {
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
    static func isSpecial(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value > 0xffff || $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    }

    /// Whether a text can be a block: no spaces at the ends of lines.
    static func fitsBlock(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.last != UInt8(ascii: " "), !isSpecial(text) else { return false }
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), last == UInt8(ascii: " ") { return false }
            last = byte
        }
        return true
    }

    /// A text in double quotes: what can be printed as it is, the rest escaped.
    static func doubleQuoted(_ text: String) -> String {
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
