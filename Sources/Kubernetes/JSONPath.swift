import Documents

/// kubectl's JSONPath templates: text with `{…}` in it, fields, indices, slices, `*`, `..`, filters, `range` and `end`.
public struct JSONPath: Sendable {
    indirect enum Node: Sendable {
        case text(String)
        case path([Step])
        case range([Step], [Node])
    }

    enum Step: Sendable {
        case current
        case root
        case field(String)
        case wildcard
        case recursive
        case slice(start: Int?, end: Int?, step: Int)
        case filter(Operand, String, Operand)
        case exists([Step])
        case union([[Step]])
    }

    enum Operand: Sendable {
        case path([Step])
        case value(Value)
    }

    private let nodes: [Node]
    private let text: String
    /// Whether a field that is not there is an error, as for kubectl it is unless told otherwise.
    private let isStrict: Bool

    /// Nesting a path may have; a hostile one must not overflow the stack.
    static let maximumDepth = 64

    /// Reads a template; what has no braces is one path, as kubectl's relaxed mode has it.
    public init(_ text: String, isStrict: Bool = false) throws {
        let relaxed =
            text.contains("{")
            ? text
            : text.hasPrefix("$") || text.hasPrefix(".") || text.hasPrefix("[")
                ? "{\(text)}" : "{.\(text)}"
        var parser = JSONPathParser(relaxed, original: text)
        nodes = try parser.template()
        self.text = text
        self.isStrict = isStrict
    }

    /// The text of the template for a value.
    public func string(_ value: Value) throws -> String {
        var result = ""
        try write(nodes, value, root: value, into: &result)
        return result
    }

    /// What the paths of the template find.
    public func values(_ value: Value) throws -> [Value] {
        try nodes.flatMap { node in
            if case .path(let steps) = node { try evaluate(steps, value, root: value) } else { [Value]() }
        }
    }

    private func write(_ nodes: [Node], _ value: Value, root: Value, into result: inout String) throws {
        for node in nodes {
            switch node {
            case .text(let text): result += text
            case .path(let steps):
                result += try evaluate(steps, value, root: root).map(shown).joined(separator: " ")
            case .range(let steps, let body):
                for element in try evaluate(steps, value, root: root) {
                    try write(body, element, root: root, into: &result)
                }
            }
        }
    }

    /// Lists and objects are printed as JSON, everything else as Go prints it.
    // k8s.io/client-go util/jsonpath/jsonpath.go PrintResults, evalToText.
    private func shown(_ value: Value) -> String {
        switch value {
        case .string(let text): text
        case .double(let number): number.goText
        case .null: "<nil>"
        case .bool, .integer, .array, .object: JSON.text(value.withSortedKeys)
        }
    }

    private func evaluate(_ steps: [Step], _ value: Value, root: Value) throws -> [Value] {
        var found = [value]
        for step in steps { found = try found.flatMap { try apply(step, $0, root: root) } }
        return found
    }

    private func apply(_ step: Step, _ value: Value, root: Value) throws -> [Value] {
        switch step {
        case .current: return [value]
        case .root: return [root]
        case .field(let name):
            if let member = value[key: name] { return [member] }
            if isStrict { throw KubernetesError.malformedPath(text, reason: "\(name) is not found") }
            return []
        case .wildcard: return children(value)
        case .recursive: return descendants(value, depth: 0)
        case .slice(let start, let end, let step): return slice(value, start, end, step)
        case .filter(let left, let comparison, let right):
            return try children(value).filter { try holds($0, left, comparison, right, root) }
        case .exists(let steps): return try children(value).filter { try !evaluate(steps, $0, root: root).isEmpty }
        case .union(let paths): return try paths.flatMap { try evaluate($0, value, root: root) }
        }
    }

    private func children(_ value: Value) -> [Value] {
        switch value {
        case .array(let elements): elements
        case .object(let members): Array(members.values)
        default: []
        }
    }

    private func descendants(_ value: Value, depth: Int) -> [Value] {
        guard depth < 512 else { return [] }
        return [value] + children(value).flatMap { descendants($0, depth: depth + 1) }
    }

    private func slice(_ value: Value, _ start: Int?, _ end: Int?, _ step: Int) -> [Value] {
        guard case .array(let elements) = value, step > 0 else { return [] }
        func position(_ index: Int) -> Int { min(max(index < 0 ? index + elements.count : index, 0), elements.count) }
        let first = position(start ?? 0)
        let last = position(end ?? elements.count)
        guard first < last else { return [] }
        return stride(from: first, to: last, by: step).map { elements[$0] }
    }

    private func holds(
        _ element: Value, _ left: Operand, _ comparison: String, _ right: Operand, _ root: Value
    ) throws -> Bool {
        guard let first = try operand(left, element, root), let second = try operand(right, element, root) else {
            return false
        }
        switch comparison {
        case "==": return isSame(first, second)
        case "!=": return !isSame(first, second)
        default: break
        }
        let isLess: Bool
        let isMore: Bool
        if let first = first.number, let second = second.number {
            (isLess, isMore) = (first < second, first > second)
        } else if let first = first.string, let second = second.string {
            (isLess, isMore) = (first < second, first > second)
        } else {
            return false
        }
        switch comparison {
        case "<": return isLess
        case ">": return isMore
        case "<=": return !isMore
        default: return !isLess
        }
    }

    private func isSame(_ first: Value, _ second: Value) -> Bool {
        if let first = first.number, let second = second.number { return first == second }
        return first == second
    }

    private func operand(_ operand: Operand, _ element: Value, _ root: Value) throws -> Value? {
        switch operand {
        case .value(let value): value
        case .path(let steps): try evaluate(steps, element, root: root).first
        }
    }
}

extension Value {
    fileprivate subscript(key name: String) -> Value? { self[name] }
}
