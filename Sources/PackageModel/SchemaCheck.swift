import Diagnostics
import Documents

/// Checks a document against the definition's schema, by the tables it is generated from, with places and suggestions.
struct SchemaCheck {
    /// A step from a node to one inside.
    enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    private var problems: [(path: [Step], problem: DefinitionProblem)] = []
    private var path: [Step] = []
    /// Names of the component, chart and so on that the current node is in.
    private var names: [String] = []

    /// All problems of `node`. Places are looked up in `original` where that is another tree of the same shape.
    static func problems(of node: YAMLNode, as record: RecordShape, original: YAMLNode? = nil) -> [DefinitionProblem] {
        var check = SchemaCheck()
        check.visit(node, .record(record))
        return check.problems.map { path, problem in
            guard let original else { return problem }
            var problem = problem
            problem.mark = original.mark(at: path)
            return problem
        }
    }

    private mutating func report(_ text: String, at node: YAMLNode, hint: String? = nil) {
        let place = names.isEmpty ? "" : names.joined(separator: ", ") + ": "
        let problem = DefinitionProblem(place + text, path: Self.text(of: path), at: node.mark, hint: hint)
        problems.append((path, problem))
    }

    /// The path as yq takes it.
    static func text(of path: [Step]) -> String {
        path.map { step in
            switch step {
            case .key(let key): ".\(key)"
            case .index(let index): ".[\(index)]"
            }
        }.joined()
    }

    private var key: String {
        for case .key(let key) in path.reversed() { return "\"\(key)\"" }
        return "the document"
    }

    private mutating func visit(_ node: YAMLNode, _ shape: FieldShape) {
        switch shape {
        case .anything: break
        case .string(let rule): visitString(node, rule)
        case .boolean:
            guard case .bool = DefinitionScalar.value(node) else { return expect("true or false", node) }
        case .integer:
            switch DefinitionScalar.value(node) {
            case .integer: break
            case .double(let number) where number.isFinite && number == number.rounded(): break
            default: expect("a whole number", node)
            }
        case .list(let element, let minimumCount):
            guard case .sequence(let elements) = node.content else { return expect("a list", node) }
            if elements.count < minimumCount { report("\(key) must not be empty", at: node) }
            for (index, inner) in elements.enumerated() {
                path.append(.index(index))
                visit(inner, element)
                path.removeLast()
            }
        case .textMap:
            guard case .mapping = node.content, let members = try? DefinitionDecoder.members(of: node) else {
                return expect("a mapping", node)
            }
            for (key, value) in members {
                path.append(.key(key))
                visitString(value, TextRule())
                path.removeLast()
            }
        case .record(let record): visitRecord(node, record)
        }
    }

    private mutating func expect(_ what: String, _ node: YAMLNode) {
        var hint: String?
        if case .scalar(let text, .plain) = node.content, what == "text", !text.isEmpty { hint = "write it in quotes" }
        if node.kindName == "nothing" { hint = "remove the key, or give it a value" }
        report("\(key) must be \(what), found \(node.kindName)", at: node, hint: hint)
    }

    private mutating func visitString(_ node: YAMLNode, _ rule: TextRule) {
        guard case .string(let text) = DefinitionScalar.value(node) else { return expect("text", node) }
        if let pattern = rule.pattern, !pattern.matches(text) {
            report("\(key) must be \(pattern.words), found \"\(text.shortened)\"", at: node)
        }
        if let length = rule.maximumLength, text.unicodeScalars.count > length {
            report("\(key) is longer than \(length) characters", at: node)
        }
        guard !rule.choices.isEmpty, !rule.choices.contains(text) else { return }
        let hint = nearestSpelling(of: text, among: rule.choices).map { "did you mean \"\($0)\"?" }
        let choices = rule.choices.joined(separator: ", ")
        report("\(key) must be \(choices), found \"\(text.shortened)\"", at: node, hint: hint)
    }

    private mutating func visitRecord(_ node: YAMLNode, _ record: RecordShape) {
        guard case .mapping(let written) = node.content, let members = try? DefinitionDecoder.members(of: node) else {
            return expect("a mapping", node)
        }
        let name = members.first { $0.key == "name" }.flatMap { try? DefinitionScalar.string($0.value) }
        let isNamed = name != nil && ["Component", "Chart", "Manifest"].contains(record.name)
        if isNamed { names.append("\(record.name.lowercased()) \"\((name ?? "").shortened)\"") }
        defer { if isNamed { names.removeLast() } }
        let fields = record.fields()
        for field in fields where field.isRequired && !members.contains(where: { $0.key == field.key }) {
            report("missing key \"\(field.key)\"", at: node)
        }
        let exclusive = record.exclusiveKeys
        if !exclusive.isEmpty, members.count(where: { exclusive.contains($0.key) }) != 1 {
            report("needs exactly one of \(exclusive.joined(separator: ", "))", at: node)
        }
        for (key, value) in members {
            if let field = fields.first(where: { $0.key == key }) {
                path.append(.key(key))
                visit(value, field.shape)
                path.removeLast()
            } else if !key.hasPrefix("x-") {
                let place = written.first { DefinitionScalar.keyText($0.key) == key }?.key ?? value
                let hint = nearestSpelling(of: key, among: fields.map(\.key)).map { "did you mean \"\($0)\"?" }
                report("unknown key \"\(key.shortened)\"", at: place, hint: hint)
            }
        }
    }
}

extension YAMLNode {
    /// The place of the node at the end of `path`, or of the last one found on the way.
    fileprivate func mark(at path: [SchemaCheck.Step]) -> SourceMark {
        var node = self
        for step in path {
            switch (step, node.content) {
            case (.index(let index), .sequence(let elements)) where index < elements.count: node = elements[index]
            case (.key(let key), .mapping):
                guard let members = try? DefinitionDecoder.members(of: node),
                    let value = members.first(where: { $0.key == key })?.value
                else { return node.mark }
                node = value
            default: return node.mark
            }
        }
        return node.mark
    }
}

extension String {
    /// Short enough for a message, control characters made harmless.
    var shortened: String {
        let harmless = String(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
        return harmless.count <= 60 ? harmless : harmless.prefix(57) + "..."
    }
}
